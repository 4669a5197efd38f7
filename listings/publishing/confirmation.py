"""From time to time the owner is asked whether all still holds: one signed link, one press.

The link is bound to the confirmation that it follows: once somebody has confirmed, no older link does.
Every step may run twice, at once or after an interruption: one mail a step, by its Message-ID.
"""

import datetime
from dataclasses import dataclass

from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone

from listings import emails
from listings.policy import ASK_AFTER_DAYS, ASK_AGAIN_AFTER_DAYS, CONFIRMATION_DAYS
from listings.publishing import visibility
from providers.local_days import states_of, today_in
from providers.models import Provider
from psychly.models import User

#: Days since the last confirmation, and the mail that is due then; the last one says that it has left.
STEPS = [
    (ASK_AFTER_DAYS, emails.listing_confirm),
    (ASK_AGAIN_AFTER_DAYS, emails.listing_confirm_again),
    (CONFIRMATION_DAYS + 1, emails.listing_lapsed),
]
LINK_LASTS = datetime.timedelta(days=60)
_signer = TimestampSigner(salt="listings.publishing.confirmation")


@dataclass(frozen=True)
class Link:
    """What a link is about, and whose mailbox it went to.

    `is_used` when the listing was confirmed since it was sent.
    """

    provider: Provider
    owner: User
    is_used: bool


def token(provider, owner):
    """Return the secret part of the link that goes to one owner of a provider."""
    return _signer.sign(f"{provider.pk}:{owner.pk}:{provider.confirmed_on}")


def link_of(text):
    """Return the Link of a token.

    None when it is wrong or too old, when the listing is gone, and when its reader owns it no more.
    """
    try:
        pk, owner_pk, day = _signer.unsign(text, max_age=LINK_LASTS).split(":")
    except (BadSignature, ValueError):
        return None
    provider = Provider.objects.filter(pk=pk, removed_at=None, published_at__isnull=False).first()
    owner = next((row for row in provider.owners if str(row.pk) == owner_pk), None) if provider else None
    return owner and Link(provider, owner, is_used=str(provider.confirmed_on) != day)


def confirm(link):
    """Confirm for the owner, whose mailbox the link came from; a link that was used changes nothing."""
    if not link.is_used:
        visibility.confirm(link.provider, by=link.owner)


def ask(today=None):
    """Queue the mail that is due to each owner; return how many. A step that was missed is left out.

    Days are those of the listing's states, unless `today` is given.
    """
    about = today or timezone.localdate()  # at most a day away from that of any state
    due = Provider.objects.published().filter(
        confirmed_on__lte=about - datetime.timedelta(days=STEPS[0][0] - 1),
        is_demonstration=False,
    )
    rows = due.with_owner().iterator(chunk_size=200)
    return sum(
        _ask(provider, owner, today or today_in(*states_of(provider.listing)))
        for provider in rows
        for owner in provider.owners
    )


def _ask(provider, owner, today):
    days = (today - provider.confirmed_on).days
    mail = next((mail for after, mail in reversed(STEPS) if days >= after), None)
    if mail is None:
        return False
    last = provider.confirmed_on + datetime.timedelta(days=CONFIRMATION_DAYS)
    due = mail(provider, owner, token(provider, owner), last)
    return due.queue_once(f"{due.kind}-{provider.pk}-{provider.confirmed_on}")
