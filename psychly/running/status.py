"""How the site does, for whoever runs it: what `/readyz` knows, and what needs a person but stops no page.

`manage.py status` prints it and ends with 1 when something is wrong; the front page of the desk shows it.
"""

import shutil
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from psychly.models import OutgoingMail, Upkeep
from psychly.running import readiness

#: The longest that upkeep may lie back: how often it is due, and what it itself takes.
INTERVALS = {
    Upkeep.Kind.BACKUP: timedelta(hours=26),
    Upkeep.Kind.DRILL: timedelta(days=8),
    Upkeep.Kind.HOUSEKEEPING: timedelta(hours=1),
    Upkeep.Kind.SWEEP: timedelta(days=32),
}
GIVEN_UP_MAIL = "mail given up"
LEAST_FREE = 0.1  # of the disk


def site_status():
    """Return {what: problem} of everything; the problem is "" where there is none."""
    return readiness.of_each() | readiness.problems_of(CHECKS)


def _disk():
    """There is room where the site stores things."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    free = usage.free / usage.total
    return f"{free:.0%} of the disk is free" if free < LEAST_FREE else ""


def _given_up_mail():
    """No mail was given up."""
    number = OutgoingMail.objects.given_up().exclude(text="").count()
    return f"{number} were given up" if number else ""


def _failed_tasks():
    """No task failed for good."""
    number = DBTaskResult.objects.failed().count()
    return f"{number} failed for good" if number else ""


def _upkeep(kind):
    def check():
        row = Upkeep.objects.filter(kind=kind).first()
        since = row.done_at if row else None
        if row and row.problem:
            return f"failed on {row.failed_at:%B %-d, %Y, %H:%M} UTC: {row.problem}"
        if since is None:
            return "was never made"
        late = timezone.now() - since > INTERVALS[kind]
        return f"was made last on {since:%B %-d, %Y, %H:%M} UTC" if late else ""

    return check


CHECKS = {
    "disk": _disk,
    GIVEN_UP_MAIL: _given_up_mail,
    "tasks": _failed_tasks,
    "backup": _upkeep(Upkeep.Kind.BACKUP),
    "restore drill": _upkeep(Upkeep.Kind.DRILL),
    "housekeeping": _upkeep(Upkeep.Kind.HOUSEKEEPING),
    "monthly sweep": _upkeep(Upkeep.Kind.SWEEP),
}
