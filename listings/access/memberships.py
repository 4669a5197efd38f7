"""A practice and a clinician with a listing of their own: one asks, the other agrees, either ends it.

Only owners of the two listings press; the other side's owners are told by mail each time.
"""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import emails
from listings.models import Refusal
from providers.models import Membership
from providers.models.eligibility import Kind


def ask(practice, person, clinician, *, by):
    """Ask the owners of `clinician` whether a person of the practice is them; return the Membership.

    `person` is a key of the practice's document. Raises PermissionDenied for who does not own the practice,
    or a Refusal: the listing is none of a person, or one of both is linked already.
    """
    if not practice.is_owned_by(by):
        raise PermissionDenied
    if clinician.kind != Kind.PERSON:
        raise Refusal(sentence=_("That is the listing of an organization: enter a person's."))
    try:
        with transaction.atomic():
            row = Membership.objects.create(
                practice=practice, person=person, clinician=clinician, asked_by=by
            )
            emails.membership_changed(clinician, practice, "asked").queue()
    except IntegrityError:
        raise Refusal(
            sentence=_("This person or this listing is linked or asked already: see above.")
        ) from None
    return row


def agree(row, *, by):
    """Say for the clinician that it is so. Raises PermissionDenied for who does not own that listing."""
    if not row.clinician.is_owned_by(by):
        raise PermissionDenied
    with transaction.atomic():
        values = {"agreed_at": timezone.now(), "agreed_by": by}
        if Membership.objects.filter(pk=row.pk, agreed_at=None).update(**values):
            emails.membership_changed(row.practice, row.clinician, "agreed").queue()


def end(row, *, by):
    """End it, or refuse what was asked, for either side; the other is told. Raises PermissionDenied."""
    mine = [listing for listing in (row.practice, row.clinician) if listing.is_owned_by(by)]
    if not mine:
        raise PermissionDenied
    other = row.clinician if mine[0] == row.practice else row.practice
    with transaction.atomic():
        if Membership.objects.filter(pk=row.pk).delete()[0]:
            emails.membership_changed(other, mine[0], "ended").queue()
