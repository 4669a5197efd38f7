"""Errors to a Sentry, when SENTRY_DSN names one: where something broke, and nothing of what it was about.

An event is not stripped of what is known to be personal but made anew of what is known not to be: the class
of the exception and the places in the source. The message of an exception, what a variable held, an address
or a header may each quote what somebody typed.
"""

import logging

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration

from psychly.web.release import release_name

OF_AN_EVENT = ("event_id", "timestamp", "level", "platform", "release", "logger", "sdk")
OF_A_FRAME = ("filename", "module", "function", "lineno", "in_app")


def start(dsn, **options):
    """Report what is logged as an error from here on; Django logs every fault of a page, tasks theirs."""
    sentry_sdk.init(
        dsn,
        release=release_name(),
        server_name="",
        before_send=only_where,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        auto_session_tracking=False,
        **options,
    )


def only_where(event, hint):
    """Return an event made of what says where the error was."""
    kept = {key: event[key] for key in OF_AN_EVENT if key in event}
    found = [_exception(value) for value in event.get("exception", {}).get("values", [])]
    return {**kept, "exception": {"values": found}} if found else kept


def _exception(value):
    frames = (value.get("stacktrace") or {}).get("frames", [])
    kept = [{key: frame[key] for key in OF_A_FRAME if key in frame} for frame in frames]
    return {"type": value.get("type"), "module": value.get("module"), "stacktrace": {"frames": kept}}
