"""Reading copies of the database, for what anybody may read: public pages of visitors without a session.

Whoever is signed in reads the primary, so nobody misses what they wrote themselves. A replica that is cut
off, too far behind or dead is left out; when one dies in the middle of a page, the primary answers that page,
once. No kept package knows how far a replica is behind, so the router is our own.
"""

import itertools
import logging
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from psychly.web.middleware import PRIVATE

log = logging.getLogger("psychly.replicas")
#: Seconds that a replica may be behind, and between two looks at it: with these nothing is older than both.
MOST_BEHIND, LOOKED = 8, 2
#: The time of the last transaction alone grows while nothing happens, and equal positions alone are also
#: those of a replica that is cut off. Who may not read statistics sees a receiver without a status.
STATE = """
SELECT pg_is_in_recovery(), r.pid, r.status,
       pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(),
       extract(epoch FROM now() - pg_last_xact_replay_timestamp())
FROM (SELECT 1) AS one LEFT JOIN pg_stat_wal_receiver AS r ON true
"""
_chosen = ContextVar("replica", default=None)
_turn = itertools.count()
_looks = {}  # alias: (until when, whether it may be asked)


def reading():
    """The connection for a statement of our own that reads for a page."""
    return connections[_chosen.get() or DEFAULT_DB_ALIAS]


class Router:
    """Sends what a public page reads through the ORM to the replica that was chosen for it."""

    def db_for_read(self, model, **hints):
        """The chosen replica, if there is one."""
        return _chosen.get()

    def db_for_write(self, model, **hints):
        """The primary; from then on the page reads there, too."""
        _chosen.set(None)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first, second, **hints):
        """All of them hold the same rows."""
        return True

    def allow_migrate(self, db, app_label, **hints):
        """What the primary does, replicas follow."""
        return db == DEFAULT_DB_ALIAS


class PublicReads:
    """Chooses a replica for a page that anybody may read. It stands last: the view is called right after."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return what the view answers out of a replica, or None: the primary is asked."""
        alias = _choose() if _is_public(request) else None
        if alias is None:
            return None
        token = _chosen.set(alias)
        try:
            return view(request, *args, **kwargs)
        except Error as error:  # InterfaceError, of a closed connection, is no DatabaseError
            _looks[alias] = time.monotonic() + LOOKED, False
            connections[alias].close()
            log.warning("%s failed in the middle of a page (%s).", alias, type(error).__name__)
            return None
        finally:
            _chosen.reset(token)


def _is_public(request):
    return (
        request.method in ("GET", "HEAD")
        and not request.path.startswith((*PRIVATE, "/healthz", "/readyz"))
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _choose():
    """The next replica that may be asked, or None."""
    aliases = [alias for alias in settings.REPLICAS if _may_be_asked(alias)]
    return aliases[next(_turn) % len(aliases)] if aliases else None


def _may_be_asked(alias):
    until, is_good = _looks.get(alias, (0.0, False))
    if time.monotonic() >= until:
        _looks[alias] = time.monotonic() + LOOKED, is_good  # others do not look at the same time
        is_good = _is_good(alias)
        _looks[alias] = time.monotonic() + LOOKED, is_good
    return is_good


def _is_good(alias):
    """Whether a replica follows, and closely enough."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(STATE)
            is_replica, receiver, status, is_even, age = cursor.fetchone()
    except Error as error:
        connections[alias].close()
        log.warning("%s does not answer (%s).", alias, type(error).__name__)
        return False
    if receiver and status is None:
        log.error("The user of %s may not see whether it follows: GRANT pg_read_all_stats.", alias)
        return False
    if is_replica and status == "streaming" and is_even:
        return True
    if is_replica and age is not None and age <= MOST_BEHIND:
        return True
    log.warning("%s is left out: it does not follow, or is behind.", alias)
    return False
