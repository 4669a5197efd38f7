"""Settings of the application server, read from this folder by gunicorn itself.

There is no access log: an address line of a search names a place and a condition.
"""

import re

accesslog = None
errorlog = "-"
loglevel = "warning"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 30  # seconds
graceful_timeout = 8  # seconds
keepalive = 5  # seconds
# No limit of its own: a long address gets the site's page, not a bare one. The proxy in front has a limit.
limit_request_line = 0


def on_starting(server):
    """Cut query strings out of what gunicorn itself says about a bad request."""
    server.log.error_log.addFilter(without_query)


def without_query(record):
    """Let every record pass, with `?…` cut from its text."""
    record.msg, record.args = re.sub(r"\?[^\s'\"]*", "?…", record.getMessage()), ()
    return True
