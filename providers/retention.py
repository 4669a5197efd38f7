"""How long what visitors wrote or sent is kept (the table is `psychly/retention.py`)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from providers.contact.emails import INQUIRY
from providers.models import Inquiry, Photo, ProblemReport
from psychly.models import OutgoingMail
from psychly.retention import INQUIRY_DAYS, RULES


def old_inquiries(now=None):
    """Messages that are 29 days old and still say something."""
    before = (now or timezone.now()) - timedelta(days=INQUIRY_DAYS)
    return Inquiry.objects.filter(created_at__lte=before, erased_at=None)


def erase_old_inquiries(now=None):
    """Erase name, address, phone and text of messages that are 29 days old; return how many there were.

    The mail that carried them goes as well, sent or not: its row still names the address for the answer.
    """
    now = now or timezone.now()
    before = now - timedelta(days=INQUIRY_DAYS)
    with transaction.atomic():
        OutgoingMail.objects.filter(kind=INQUIRY, created_at__lte=before).delete()
        return old_inquiries(now).update(name="", email="", phone="", message="", erased_at=now)


def old_reports(now=None):
    """Reports that staff dealt with half a year ago."""
    return ProblemReport.objects.filter(handled_at__lte=RULES["report"].before(now))


def erase_old_reports(now=None):
    """Delete them; return how many there were."""
    return old_reports(now).delete()[1].get("providers.ProblemReport", 0)


def erase_unused_photos(now=None):
    """Erase photos that nothing uses any more, with their files; return how many there were."""
    unused = list(Photo.objects.unused(now))
    for photo in unused:
        photo.erase()
    return len(unused)
