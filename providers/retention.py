"""How long what visitors wrote or sent is kept."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from providers.emails import INQUIRY
from providers.models import Inquiry, Photo
from psychly.models import OutgoingMail

#: The pages promise "within 30 days": a day is left for a server that stood still.
INQUIRY_DAYS = 29


def erase_old_inquiries(now=None):
    """Erase name, address, phone and text of messages that are 29 days old; return how many there were.

    The mail that carried them goes as well, sent or not: its row still names the address for the answer.
    """
    now = now or timezone.now()
    before = now - timedelta(days=INQUIRY_DAYS)
    with transaction.atomic():
        OutgoingMail.objects.filter(kind=INQUIRY, created_at__lte=before).delete()
        return Inquiry.objects.filter(created_at__lte=before, erased_at=None).update(
            name="", email="", phone="", message="", erased_at=now
        )


def erase_unused_photos(now=None):
    """Erase photos that nothing uses any more, with their files; return how many there were."""
    unused = list(Photo.objects.unused(now))
    for photo in unused:
        photo.erase()
    return len(unused)
