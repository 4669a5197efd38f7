"""What is kept, why, and for how long: the table that the purge works by and the privacy page prints.

The rules on storage limitation that this answers to: OWASP ASVS 5.0, 14.1.1, 14.1.2 and 14.2.7;
Washington's My Health My Data Act (RCW 19.373) on the deletion of consumer health data.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from psychly.models import OutgoingMail


@dataclass(frozen=True)
class Rule:
    """One class of data. `days` is None where a condition and not a number of days ends it."""

    what: str
    purpose: str
    ground: str
    where: str
    days: int | None = None
    until: str = ""

    @property
    def kept_for(self):
        """In words: how long."""
        return self.until or ngettext("Up to {n} day", "Up to {n} days", self.days).format(n=self.days)

    def before(self, now=None):
        """The moment: what is as old as this, or older, has to go."""
        return (now or timezone.now()) - timedelta(days=self.days)


RULES = {
    "search": Rule(_("Searches"), _("To answer them"), _("Your request"), _("Nowhere"), until=_("Not kept")),
    "inquiry": Rule(
        _("Messages to providers"),
        _("To hand them over, again if a mail server is down"),
        _("Your consent in the form"),
        "providers_inquiry, psychly_outgoingmail",
        days=30,
    ),
    "report": Rule(
        _("Reports about providers"),
        _("To look into them"),
        _("Safety of the people who search here"),
        "providers_problemreport",
        days=180,
        until=_("Up to 180 days after staff have dealt with them"),
    ),
    "mail text": Rule(
        _("Text of e-mails we send"),
        _("To send them"),
        _("The same as of what they tell"),
        "psychly_outgoingmail",
        days=30,
        until=_("Until the e-mail has left, 30 days at most"),
    ),
    "mail address": Rule(
        _("Who an e-mail of ours went to"),
        _("To find out why an e-mail did not arrive"),
        _("Running the service"),
        "psychly_outgoingmail",
        days=30,
    ),
    "task": Rule(
        _("Log of background jobs"),
        _("To find faults"),
        _("Running the service"),
        "django_tasks_database_dbtaskresult",
        days=30,
    ),
    "counter": Rule(
        _("Counts that limit tries, by network address"),
        _("To stop abuse"),
        _("Security of the service"),
        "cache",
        days=1,
        until=_("Until the limit has run out, a day at most"),
    ),
    "code": Rule(
        _("Codes to sign in, and how often one was mailed, without the address"),
        _("To let nobody be flooded with mail"),
        _("Security of the service"),
        "psychly_signincode",
        days=1,
    ),
    "backup": Rule(
        _("Backups of all that is kept here"),
        _("To bring the site back after a loss"),
        _("Running the service"),
        "the folder of script/backup",
        days=14,
    ),
    "unconfirmed": Rule(
        _("E-mail addresses that were never confirmed"),
        _("To let somebody sign in"),
        _("Your request"),
        "psychly_user",
        days=1,
    ),
    "session": Rule(
        _("That you are signed in, since when, and on what kind of browser and device"),
        _("To keep you signed in, and to show you where you are"),
        _("Your request"),
        "django_session, psychly_opensession",
        days=14,
    ),
    "former address": Rule(
        _("Your former e-mail address, after you changed it"),
        _("To let you take the change back"),
        _("Security of your account"),
        "psychly_addresschange",
        days=7,
    ),
    "photo": Rule(
        _("Photos that no listing uses any more"),
        _("To let you take one back"),
        _("Your request"),
        "providers_photo, MEDIA_ROOT",
        days=1,
    ),
    "draft": Rule(
        _("First drafts of a listing that nobody touches"),
        _("To let you go on with it"),
        _("Your request"),
        "listings_submission",
        days=365,
    ),
    "interrupted": Rule(
        _("What you typed into your listing when you were signed out"),
        _("To show it again when you have signed in"),
        _("Your request"),
        "listings_interruptedstep",
        days=1,
    ),
    "ended": Rule(
        _("What a listing said that was withdrawn or declined"),
        _("To let you send it again"),
        _("Your request"),
        "listings_submission, listings_decideddocument",
        days=180,
    ),
    "listing": Rule(
        _("Listings and decisions"),
        _("To show the listing, and what was decided"),
        _("Your request; our duty to explain decisions"),
        "providers_*, listings_*",
        until=_("While the listing stands, and after that as a record of what was decided"),
    ),
    "decision": Rule(
        _("Of an account that was deleted: what staff decided, when and why, without your name or texts"),
        _("To be able to explain decisions"),
        _("Our duty to explain decisions"),
        "listings_decision, listings_ownerchange",
        until=_("For good"),
    ),
}

#: The pages promise "within 30 days": a day is left for a server that stood still.
INQUIRY_DAYS = RULES["inquiry"].days - 1


def forgettable_mail(now=None):
    """Mail that is 30 days old, sent or not, and still says to whom or what."""
    old = OutgoingMail.objects.filter(created_at__lte=RULES["mail address"].before(now))
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
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=RULES["task"].before(now))
    return done | failed


def delete_old_tasks(now=None):
    """Delete them; return how many there were."""
    return old_tasks(now).delete()[0]


def _counters_that_ran_out(now=None):
    """The condition on the rows of the cache, for SQL: its table has no model."""
    name = connection.ops.quote_name(caches["default"]._table)
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
