"""A visitor's message that did not reach the provider: its sender is told, the listing goes before staff."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from providers.contact import emails
from providers.models import Inquiry, ProblemReport
from psychly.models import OutgoingMail

#: A report says how many came back; while one waits, no other is made.
UNREACHABLE = ProblemReport.Kind.UNREACHABLE


def follow_up():
    """Do it for every message that came back, or was given up, since the last time; return how many.

    Once for each message: two who do this at the same time share them.
    """
    keys = OutgoingMail.objects.undelivered().filter(kind=emails.INQUIRY, followed_up_at=None)
    return sum(_follow_up(mail) for mail in keys.order_by("pk"))


def _follow_up(mail):
    with transaction.atomic():
        mine = OutgoingMail.objects.filter(pk=mail.pk, followed_up_at=None)
        if not mine.update(followed_up_at=timezone.now()):
            return 0
        token = mail.message_id.removeprefix("inquiry-")
        inquiry = Inquiry.objects.filter(token=token).select_related("provider").first()
        if inquiry is None:
            return 0
        if inquiry.email:
            emails.send_undelivered(inquiry)
        _put_before_staff(inquiry.provider, mail)
    return 1


def _put_before_staff(provider, mail):
    if ProblemReport.objects.waiting().filter(provider=provider, kind=UNREACHABLE).exists():
        return
    said = mail.bounce or mail.problem
    message = _("A visitor's message to this listing did not arrive: the e-mail address takes no mail.")
    ProblemReport.objects.receive(
        provider=provider,
        token=uuid.uuid4(),
        kind=UNREACHABLE,
        message=f"{message} ({said})" if said else message,
    )
