"""What is kept, why, and for how long: the one registry that the purge works by and the privacy page prints.

Each room declares the rules of what it keeps; here they stand together, with those of the house itself. The
rules on storage limitation that this answers to: OWASP ASVS 5.0, 14.1.1, 14.1.2 and 14.2.7; Washington's My
Health My Data Act (RCW 19.373) on the deletion of consumer health data.
"""

from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from listings import retention as listings
from providers import retention as providers
from psychly.accounts import address_change, sign_in, sign_in_codes, unsent_forms
from psychly.database.retention_rule import Rule, moment_before
from psychly.models import OutgoingMail
from psychly.running import upkeep

MAIL_DAYS = 30
TASK_DAYS = 30  # of one that failed; one that succeeded goes after a day


def forgettable_mail(now=None):
    """Mail that is 30 days old, sent or not, and still says to whom or what."""
    old = OutgoingMail.objects.filter(created_at__lte=moment_before(MAIL_DAYS, now))
    return old.exclude(to="", text="", subject="")


def forget_mail(now=None):
    """Erase addresses and texts of old mail; return how many there were.

    The row stays with its Message-ID, so that one event never makes a second mail.
    """
    return forgettable_mail(now).update(to="", reply_to="", subject="", text="", html="")


def old_tasks(now=None):
    """Tasks that succeeded a day ago or failed for good a month ago: a traceback may name people."""
    now = now or timezone.now()
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - timedelta(days=1))
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=moment_before(TASK_DAYS, now))
    return done | failed


def delete_old_tasks(now=None):
    """Delete them; return how many there were."""
    return old_tasks(now).delete()[0]


def _counters_that_ran_out(now=None):
    """The condition on the rows of the cache, for SQL: its table has no model."""
    name = connection.ops.quote_name(caches["database"]._table)
    moment = connection.ops.adapt_datetimefield_value((now or timezone.now()).replace(microsecond=0))
    return f"FROM {name} WHERE expires < %s", [moment]


def count_old_counters(now=None):
    """How many entries of the cache have run out: they may hold network addresses."""
    condition, values = _counters_that_ran_out(now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) {condition}", values)
        return cursor.fetchone()[0]


def delete_old_counters(now=None):
    """Delete entries of the cache that have run out (Django leaves them); return how many there were."""
    condition, values = _counters_that_ran_out(now)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE {condition}", values)
        return cursor.rowcount


SEARCHES = Rule(_("Searches"), _("To answer them"), _("Your request"), until=_("Not kept"))
MAIL = (
    Rule(
        _("Text of e-mails we send"),
        _("To send them"),
        _("The same as of what they tell"),
        days=MAIL_DAYS,
        until=_("Until the e-mail has left, 30 days at most"),
    ),
    Rule(
        _("Who an e-mail of ours went to"),
        _("To find out why an e-mail did not arrive"),
        _("Running the service"),
        days=MAIL_DAYS,
        job="mail addresses",
        rows=forgettable_mail,
        erase=forget_mail,
    ),
)
TASKS = Rule(
    _("Log of background jobs"),
    _("To find faults"),
    _("Running the service"),
    days=TASK_DAYS,
    job="finished tasks",
    rows=old_tasks,
    erase=delete_old_tasks,
)
COUNTERS = Rule(
    _("Counts that limit tries, by network address"),
    _("To stop abuse"),
    _("Security of the service"),
    days=1,
    until=_("Until the limit has run out, a day at most"),
    job="counters",
    rows=count_old_counters,
    erase=delete_old_counters,
)
BACKUPS = Rule(
    _("Backups of all that is kept here"),
    _("To bring the site back after a loss"),
    _("Running the service"),
    days=upkeep.KEPT_DAYS,
)
SESSIONS = Rule(
    _("That you are signed in, since when, and on what kind of browser and device"),
    _("To keep you signed in, and to show you where you are"),
    _("Your request"),
    days=settings.SESSION_COOKIE_AGE // 86_400,
)

#: In the order of the privacy page, which is that of the purge: a listing that goes lets go of its photo.
RULES = (
    *(SEARCHES, *providers.MESSAGES, *MAIL, TASKS, COUNTERS, sign_in_codes.RETENTION, BACKUPS),
    unsent_forms.RETENTION,
    *(sign_in.RETENTION, SESSIONS, address_change.RETENTION, *listings.RULES, providers.PHOTOS),
)
