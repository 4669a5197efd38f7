"""How long what visitors wrote or sent is kept; `psychly/retention.py` has all rules together."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.contact.emails import INQUIRY
from providers.models import Inquiry, Photo, ProblemReport
from providers.models.photo import UNUSED_DAYS
from psychly.database.retention_rule import Rule, moment_before
from psychly.models import OutgoingMail

INQUIRY_DAYS = 30  # as the pages promise
#: Erased a day before: a server may stand still.
INQUIRY_ERASED = INQUIRY_DAYS - 1
REPORT_DAYS = 180


def old_inquiries(now=None):
    """Messages that are 29 days old and still say something."""
    before = moment_before(INQUIRY_ERASED, now)
    return Inquiry.objects.filter(created_at__lte=before, erased_at=None)


def erase_old_inquiries(now=None):
    """Erase name, address, phone and text of messages that are 29 days old; return how many there were.

    The mail that carried them goes as well, sent or not: its row still names the address for the answer.
    """
    now = now or timezone.now()
    before = moment_before(INQUIRY_ERASED, now)
    with transaction.atomic():
        OutgoingMail.objects.filter(kind=INQUIRY, created_at__lte=before).delete()
        return old_inquiries(now).update(name="", email="", phone="", message="", erased_at=now)


def old_reports(now=None):
    """Reports that staff dealt with half a year ago."""
    return ProblemReport.objects.filter(handled_at__lte=moment_before(REPORT_DAYS, now))


def erase_old_reports(now=None):
    """Delete them; return how many there were."""
    return old_reports(now).delete()[1].get("providers.ProblemReport", 0)


def erase_unused_photos(now=None):
    """Erase photos that nothing uses any more, with their files; return how many there were."""
    unused = list(Photo.objects.unused(now))
    for photo in unused:
        photo.erase()
    return len(unused)


MESSAGES = (
    Rule(
        _("Messages to providers"),
        _("To hand them over, again if a mail server is down"),
        _("Your consent in the form"),
        days=INQUIRY_DAYS,
        job="messages",
        rows=old_inquiries,
        erase=erase_old_inquiries,
    ),
    Rule(
        _("Reports about providers"),
        _("To look into them"),
        _("Safety of the people who search here"),
        days=REPORT_DAYS,
        until=_("Up to 180 days after staff have dealt with them"),
        job="reports",
        rows=old_reports,
        erase=erase_old_reports,
    ),
)
PHOTOS = Rule(
    _("Photos that no listing uses any more"),
    _("To let you take one back"),
    _("Your request"),
    days=UNUSED_DAYS,
    job="photos",
    rows=Photo.objects.unused,
    erase=erase_unused_photos,
)
