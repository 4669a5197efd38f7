"""Invitations by e-mail: to write a listing with others, or to have one of one's own.

Nothing becomes public by an invitation: what is filled in waits in it, and whoever takes it gets a draft. An
account that signs in with the address it went to takes it, so the code of that mailbox is the proof. Its
mail names us and our postal address (the CAN-SPAM Act, 15 U.S.C. 7704(a)(5)) and has a link that ends all
invitations to that address for good (7704(a)(3)). There is one reminder; after INVITATION_DAYS it is erased.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import emails
from listings.access import collaborating
from listings.models import AlreadyDecided, Invitation, InvitedAddress, NotInvited, OwnerChange, Submission
from listings.models.invitation import hash_of
from listings.policy import INVITATION_DAYS, INVITATION_REMINDED_DAYS
from providers.models import Provider
from providers.search.reindex import lock_provider
from psychly.database.retention_rule import moment_before

_signer = Signer(salt="listings.access.inviting")


@dataclass(frozen=True)
class Taken:
    """What an invitation led to: a listing that its reader writes now, or a draft of their own."""

    provider: Provider | None = None
    draft: Submission | None = None


# --- Sending ------------------------------------------------------------------------------------------


def invite_to_write(provider, address, *, role, by):
    """Invite the reader of an address to write a listing; return the Invitation.

    Raises PermissionDenied for who does not own it, and NotInvited with the reason.
    """
    if not provider.is_owned_by(by):
        raise PermissionDenied
    address = address.lower()
    if any(row.user.email == address for row in provider.collaborators.all()):
        raise NotInvited(sentence=_("Whoever reads this address writes the listing already."))
    invitation = Invitation(address=address, provider=provider, role=role, by=by)
    with transaction.atomic():
        send(invitation)
        OwnerChange.objects.create(
            provider=provider, what=OwnerChange.What.INVITED, version=provider.version, by=by
        )
    return invitation


def invite_to_be_listed(address, document, *, by=None, clinic=None):
    """Invite the reader of an address to a listing of their own; return the Invitation.

    `document` is what is known, as JSON; a `clinic` is the Provider that asks for it. Raises PermissionDenied
    for who does not own the clinic, and NotInvited with the reason.
    """
    if clinic and not clinic.is_owned_by(by):
        raise PermissionDenied
    invitation = Invitation(address=address.lower(), document=document, by=by, clinic=clinic)
    send(invitation)
    return invitation


def must_be_welcome(invitation):
    """Raise NotInvited when its reader wants none, or has the same one already."""
    if InvitedAddress.objects.refuses(invitation.address):
        raise NotInvited(
            sentence=_("Whoever reads this address asked us to send no invitations, so none was sent.")
        )
    same = Invitation.objects.filter(address=invitation.address, provider=invitation.provider)
    if same.exists():
        raise NotInvited(sentence=_("An invitation to this address is open already."))


def send(invitation):
    """Keep an invitation and queue its mail; raises NotInvited."""
    must_be_welcome(invitation)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
            InvitedAddress.objects.note_sent(invitation.address)
            emails.invitation(invitation, token(invitation)).queue()
    except IntegrityError:  # sent this moment elsewhere
        raise NotInvited(sentence=_("An invitation to this address is open already.")) from None


def withdraw(invitation, *, by):
    """Take back an invitation that an owner of the listing or the clinic sent."""
    about = invitation.provider or invitation.clinic
    if not about or not about.is_owned_by(by):
        raise PermissionDenied
    invitation.delete()


def remind(now=None):
    """Queue the one reminder of each invitation that is old enough; return how many."""
    due = Invitation.objects.filter(
        reminded_at=None, created_at__lte=moment_before(INVITATION_REMINDED_DAYS, now)
    )
    return sum(_remind(row, now) for row in due.select_related("provider", "clinic", "by"))


def _remind(invitation, now):
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation.pk, reminded_at=None)
        if not rows.update(reminded_at=now or timezone.now()):
            return False
        emails.invitation_reminder(invitation, token(invitation), last_day(invitation)).queue()
    return True


def last_day(invitation):
    """The last day on which an invitation can be taken."""
    return timezone.localtime(invitation.created_at + timedelta(days=INVITATION_DAYS)).date()


# --- The link in the mail -----------------------------------------------------------------------------


def token(invitation):
    """Return the secret part of the link that leads to an invitation."""
    return _signer.sign(f"{invitation.pk}:{hash_of(invitation.address)[:16]}")


def invitation_of(text):
    """Return the Invitation of a token, or None when the token is wrong or the invitation is gone."""
    try:
        pk, _colon, mark = _signer.unsign(text).partition(":")
    except BadSignature:
        return None
    rows = Invitation.objects.select_related("provider", "clinic", "by")
    row = rows.filter(pk=pk, created_at__gt=moment_before(INVITATION_DAYS)).first()
    return row if row and hash_of(row.address).startswith(mark) else None


def take(invitation, *, by):
    """Take an invitation; return what it led to (Taken).

    Raises PermissionDenied for an account with another address, AlreadyDecided when it is gone or when the
    account is writing another new listing.
    """
    if by.email != invitation.address:
        raise PermissionDenied
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
        if row is None:
            raise AlreadyDecided(sentence=_("This invitation was taken or withdrawn in the meantime."))
        row.delete()
        if row.provider_id:
            lock_provider(row.provider)
            if not row.provider.is_owned_by(row.by):
                sentence = _("Whoever invited you does not own this listing any more. Ask its owner again.")
                raise AlreadyDecided(sentence=sentence)
            collaborating.join(row.provider, user=by, role=row.role, invited_by=row.by)
            return Taken(provider=row.provider)
        return Taken(draft=_begin(row, by))


def _begin(invitation, by):
    try:
        with transaction.atomic():
            return Submission.objects.create(owner=by, document=invitation.document)
    except IntegrityError:
        raise AlreadyDecided(
            sentence=_("You are writing another new listing. Send that one or discard it, then come back.")
        ) from None


def refuse_for_good(invitation):
    """End every invitation to the address, and let none be sent to it any more: a hash of it is kept."""
    with transaction.atomic():
        InvitedAddress.objects.note_refused(invitation.address)
        Invitation.objects.filter(address=invitation.address).delete()


# --- Retention ----------------------------------------------------------------------------------------


def old(now=None):
    """Invitations that nobody took in time."""
    return Invitation.objects.filter(created_at__lte=moment_before(INVITATION_DAYS, now))


def erase_old(now=None):
    """Erase them, with what was filled in; return how many there were."""
    return old(now).delete()[1].get("listings.Invitation", 0)
