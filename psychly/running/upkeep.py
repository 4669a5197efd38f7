"""Noting what was done for the site, for `status` and the desk."""

import logging

from django.db import Error
from django.utils import timezone

from psychly.models import Upkeep

log = logging.getLogger("psychly.upkeep")
#: Days that a backup is kept; here, because the privacy page says so and needs no client of buckets.
KEPT_DAYS = 14


def note_done(kind):
    """Note that it was done just now."""
    _note(kind, done_at=timezone.now(), problem="")


def note_failed(kind, problem):
    """Note that it was tried just now and failed; when it was done last stays known."""
    _note(kind, failed_at=timezone.now(), problem=problem[:200] or "failed")


def _note(kind, **values):
    """Write it down; a database that takes no row (a standby, a full disk) undoes nothing that was done."""
    try:
        Upkeep.objects.update_or_create(kind=kind, defaults=values)
    except Error:
        log.warning("The %s could not be noted in the database.", kind)
