"""Claims on a public listing, the same way for one that others made and one whose mailbox is lost.

Who owns the listing is told at once and may object. Staff decide; where somebody owns it, they let nobody in
before CLAIM_DAYS have passed, so that an owner who reads no mail for some days is not robbed. They may refuse
at any time. Nobody decides on a claim of their own or on a listing that they write.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings import emails
from listings.access import collaborating
from listings.models import AlreadyDecided, Claim, NoReason, OwnListing, TooEarly
from listings.policy import CLAIM_DAYS, CLAIM_KEPT_DAYS
from psychly.database.retention_rule import moment_before

Verdict = Claim.Verdict


def claim_listing(provider, statement, *, by):
    """Claim a public listing; return the Claim, the open one if there is one already.

    Raises OwnListing for who writes it, PermissionDenied for a demonstration.
    """
    if provider.is_demonstration or not provider.is_public:
        raise PermissionDenied
    if provider.may_be_written_by(by):
        raise OwnListing(sentence=_("You write this listing already: see “Your listings”."))
    try:
        with transaction.atomic():
            claim = Claim.objects.create(provider=provider, by=by, statement=statement)
            emails.claim_received(claim, earliest(claim)).queue()
            emails.claim_waits(claim).queue()
    except IntegrityError:
        return Claim.objects.waiting().get(provider=provider, by=by)
    return claim


def object_to(claim, *, by):
    """Note that an owner of the listing objects; the first objection counts."""
    if not claim.provider.is_owned_by(by):
        raise PermissionDenied
    rows = Claim.objects.waiting().filter(pk=claim.pk, objected_at=None)
    rows.update(objected_at=timezone.now(), objected_by=by)


def earliest(claim):
    """The moment from which staff may let the claimant in: at once where nobody owns the listing."""
    return claim.at + timedelta(days=CLAIM_DAYS if claim.provider.owners else 0)


def let_in(claim, *, by, reason, replaces):
    """Make the claimant an owner, beside those there are or in their place; all of them are told.

    Raises TooEarly, NoReason, OwnListing, or AlreadyDecided.
    """
    _must_decide(claim, by, reason)
    if timezone.now() < earliest(claim):
        day = date_format(timezone.localtime(earliest(claim)), "F j, Y, g:i a T")
        raise TooEarly(sentence=_("Its owner was told and has until %s. You can only refuse before.") % day)
    former = [owner.email for owner in claim.provider.owners]
    with transaction.atomic():
        _decide(claim, Verdict.REPLACES if replaces else Verdict.JOINS, by, reason)
        collaborating.let_in(claim.provider, user=claim.by, by=by, replaces=replaces)
        emails.claim_granted(claim, [claim.by.email, *former]).queue()


def refuse(claim, *, by, reason):
    """Refuse it, and tell the claimant why. Raises NoReason, OwnListing or AlreadyDecided."""
    _must_decide(claim, by, reason)
    with transaction.atomic():
        _decide(claim, Verdict.REFUSED, by, reason)
        emails.claim_refused(claim).queue()


def _must_decide(claim, by, reason):
    if by.pk == claim.by_id or claim.provider.may_be_written_by(by):
        raise OwnListing
    if not reason.strip():
        raise NoReason(sentence=_("Say how you know: whoever it concerns reads it."))


def _decide(claim, verdict, by, reason):
    values = {"verdict": verdict, "decided_at": timezone.now(), "decided_by": by, "reason": reason.strip()}
    if not Claim.objects.waiting().filter(pk=claim.pk).update(**values):
        raise AlreadyDecided(sentence=_("Somebody else has decided it already."))
    claim.refresh_from_db()


def old(now=None):
    """Claims that were decided so long ago that nobody asks about them."""
    return Claim.objects.filter(decided_at__lte=moment_before(CLAIM_KEPT_DAYS, now))


def erase_old(now=None):
    """Delete them; return how many there were. Who was let in stays on the record of the listing."""
    return old(now).delete()[1].get("listings.Claim", 0)
