"""Every 90 days the owner is asked whether all still holds: one signed link, one press."""

import datetime

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils import timezone

from listings import visibility
from providers.models import Provider
from psychly import outbox
from psychly.models import OutgoingMail

ASK_AFTER = 90  # days since the last confirmation
LINK_LASTS = datetime.timedelta(days=60)
_signer = TimestampSigner(salt="listings.confirmation")


def token(provider):
    """Return the secret part of a provider's link."""
    return _signer.sign(str(provider.pk))


def provider_of(text):
    """Return the Provider that a link is about, or None for a link that is wrong or too old."""
    try:
        return Provider.objects.filter(pk=_signer.unsign(text, max_age=LINK_LASTS), removed_at=None).first()
    except BadSignature:
        return None


def confirm(provider):
    """Confirm for the owner, whose mailbox the link came from."""
    visibility.confirm(provider, by=provider.owner)


def ask():
    """Queue one mail for each confirmation that is due; return how many. May run twice without harm."""
    day = timezone.localdate() - datetime.timedelta(days=ASK_AFTER)
    due = Provider.objects.published().filter(
        confirmed_on__lte=day, owner__isnull=False, is_demonstration=False
    )
    return sum(_ask(provider) for provider in due.select_related("owner").iterator())


def _ask(provider):
    message_id = f"confirm-{provider.pk}-{provider.confirmed_on}"
    with transaction.atomic():
        if OutgoingMail.objects.filter(message_id=message_id).exists():
            return False
        context = {"provider": provider, "token": token(provider)}
        outbox.queue("listing_confirm", provider.owner.email, context, message_id=message_id)
    return True
