"""What a search of the queue finds besides what was sent: invitations, and listings that nobody sent here."""

from dataclasses import dataclass

from django.db.models import F, Q, Value
from django.db.models.functions import Replace, Upper
from django.urls import reverse
from django.utils.translation import gettext as _

from listings.models import Invitation, Submission
from listings.models.submission_key import plain_number, plain_phone, plain_website
from providers.models import License, Provider
from providers.states import USState

MOST = 10  # of each kind
VIEW_INVITATIONS = "listings.view_invitation"


@dataclass(frozen=True)
class Found:
    """One hit: which kind it is, what it is called, where it stands."""

    kind: str
    name: str
    address: str


def found_elsewhere(text, user):
    """Return the Founds of what is looked for that no row of the queue leads to; two queries.

    As in the queue, by name, address of e-mail, number of a license, NPI, telephone or website.
    """
    text = text.replace("\0", "").strip()[:200]
    if not text:
        return []
    found = [
        Found(_("Listing"), str(row), reverse("admin:listings_submission_record", args=[row.pk]))
        for row in _listings(text)
    ]
    if user.has_perm(VIEW_INVITATIONS):
        found += [
            Found(
                _("Invitation"),
                f"{row}, {row.address}",
                reverse("admin:listings_invitation_change", args=[row.pk]),
            )
            for row in _invitations(text)
        ]
    return found


def _listings(text):
    """Listings of which nothing was ever sent: they came with an import, or with a demonstration."""
    asked = Q(display_name__icontains=text) | Q(legal_name__icontains=text)
    asked |= Q(collaborators__user__email__iexact=text) | Q(npi=plain_number(text))
    if number := plain_number(text):
        asked |= Q(pk__in=_licensed(number))
    if phone := plain_phone(text):
        asked |= Q(locations__phone__endswith=phone)
    if "." in (website := plain_website(text)):
        asked |= Q(document__about__website__icontains=website)
    sent = Submission.objects.filter(provider__isnull=False, submitted_at__isnull=False).values("provider")
    return (
        Provider.objects.filter(asked).exclude(pk__in=sent).distinct().order_by("display_name", "pk")[:MOST]
    )


def _licensed(number):
    """The listings with a license of this number, which may begin with the state's letters."""
    plain = Upper(F("number"))
    for sign in "- ._/":
        plain = Replace(plain, Value(sign), Value(""))
    asked = Q(plain=number)
    if number[:2] in USState.values and number[2:]:
        asked |= Q(plain=number[2:], state=number[:2])
    return License.objects.annotate(plain=plain).filter(asked).values("provider")


def _invitations(text):
    """Open invitations: to whom, or what they fill in."""
    asked = Q(address__icontains=text) | Q(document__you__display_name__icontains=text)
    asked |= Q(provider__display_name__icontains=text)
    if phone := plain_phone(text):
        asked |= Q(document__places__places__0__phone__endswith=phone)
    if "." in (website := plain_website(text)):
        asked |= Q(document__about__website__icontains=website)
    return Invitation.objects.filter(asked).select_related("provider")[:MOST]
