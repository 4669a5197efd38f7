"""Whether the site can do its work and not only answer: what `/readyz` says, for monitors.

Nothing in it is about a person, so everybody may ask. Each problem is a few words without a cause: the cause
stands in the logs and in the outbox.
"""

import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as counters
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Case, Max, Min, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from psychly.models import OutgoingMail
from psychly.models.mail import ABOUT_ONE_ADDRESS

#: How long mail, or a task whose time has come, may wait before somebody has to look.
LONGEST_WAIT = timedelta(minutes=5)
#: Written anew at each question, so that there is one row of it.
TOUCHED = "readiness"


def of_each():
    """Return {what: problem} of everything the site needs; the problem is "" where there is none."""
    return problems_of(CHECKS)


def problems_of(checks):
    """Return {what: problem} of checks by name; a database that does not answer is a problem of each."""
    found = {}
    for name, check in checks.items():
        try:
            found[name] = check()
        except Error:
            connection.close_if_unusable_or_obsolete()
            found[name] = "the database refuses or does not answer"
    return found


def _database():
    """A row is written and kept: what is rolled back never meets the full disk."""
    counters.set(TOUCHED, timezone.now(), 60)
    return ""


def _migrations():
    """Those of this release have run."""
    missing = _released() - MigrationRecorder(connection).applied_migrations().keys()
    return f"{len(missing)} have not run" if missing else ""


def _files():
    """Photos can be stored."""
    try:
        if settings.PHOTO_BUCKET:
            default_storage.delete(default_storage.save(TOUCHED, ContentFile(b"ready")))
            return ""
        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # photos that nobody published lie in it
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
    except Exception:  # a bucket's client has errors of its own, and is loaded only where there is a bucket
        return "nothing can be stored"
    return ""


def _mail():
    """The oldest mail that waits to leave; not what was given up, nor what one recipient's server refuses."""
    waiting = OutgoingMail.objects.waiting().exclude(text="").exclude(pk__in=OutgoingMail.objects.given_up())
    oldest = waiting.exclude(problem__startswith=ABOUT_ONE_ADDRESS).aggregate(at=Min("created_at"))["at"]
    return _waits_since(oldest)


def _worker():
    """In each queue the next task is young, or the worker began another meanwhile: it is busy, not dead."""
    due_since = Case(When(run_after__lte=timezone.now(), then="run_after"), default="enqueued_at")
    begun = dict(_by_queue(DBTaskResult.objects.all(), Max("started_at")))
    waiting = _by_queue(DBTaskResult.objects.ready(), Min(due_since))
    silent = [since for queue, since in waiting if not begun[queue] or _is_long_ago(begun[queue])]
    return _waits_since(min(silent, default=None))


def _by_queue(rows, value):
    return rows.order_by().values_list("queue_name").annotate(value=value)


def _is_long_ago(moment):
    return timezone.now() - moment > LONGEST_WAIT


def _waits_since(moment):
    """In words, once it is longer than LONGEST_WAIT."""
    if not moment or not _is_long_ago(moment):
        return ""
    return f"waits for {(timezone.now() - moment) // timedelta(minutes=1)} minutes"


@cache
def _released():
    """The migrations that this release brings."""
    return set(MigrationLoader(None).disk_migrations)


CHECKS = {
    "database": _database,
    "migrations": _migrations,
    "files": _files,
    "mail": _mail,
    "worker": _worker,
}
