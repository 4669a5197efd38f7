"""Other listings and waiting submissions that may be the same provider."""

import math
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz

from listings.checks.result import LOOK, MATCHES, Result, row
from listings.models.submission import Submission
from providers.document.telephone import without_extension
from providers.models import Location, Provider
from providers.places.find import zip_point
from providers.text_folding import fold

NEAR = 25  # miles
ALIKE = 88  # of 100, as rapidfuzz counts the same words in any order
MOST = 20
MILES_PER_DEGREE = 69.0


@dataclass
class Twin:
    """Another listing or submission that looks alike, and why."""

    name: str
    address: str
    is_public: bool
    why: list = field(default_factory=list)


def check_duplicates(submission):
    """Return the Finding on look-alikes of a submission."""
    found = twins(submission)
    rows = [row(twin.name, "", ", ".join(map(str, twin.why)), False, twin.address) for twin in found]
    if rows:
        return Result("duplicates", LOOK, _said(found), rows)
    detail = _("No other shares its NPI, phone or license, or has a similar name within %d miles.") % NEAR
    return Result("duplicates", MATCHES, detail)


def _said(found):
    """What the first of the Twins shares, in a sentence."""
    first, *others = found
    said = f"{first.name}: {', '.join(map(str, first.why))}."
    return (
        said + " " + ngettext("And %d more.", "And %d more.", len(others)) % len(others) if others else said
    )


def twins(submission):
    """Return the Twins of a submission, listings first; a fixed number of queries."""
    document = submission.typed
    found = {}
    for provider, why in [*_sharing(document, submission), *_near(document, submission)]:
        address = reverse("admin:providers_provider_change", args=[provider.pk])
        twin = found.setdefault(address, Twin(str(provider), address, provider.is_public))
        twin.why += [why] if why not in twin.why else []
    for other, why in _waiting(document, submission):
        address = reverse("admin:listings_submission_change", args=[other.pk])
        found[address] = Twin(str(other), address, False, why)
    return list(found.values())[:MOST]


def _keys(document):
    numbers = {row.number.strip() for row in document.licenses.licenses} - {""}
    phones = {without_extension(phone) for phone in document.places.phones}
    return document.you.npi, numbers, phones


def _others(submission):
    return Provider.objects.exclude(pk=submission.provider_id)


def _sharing(document, submission):
    """Listings that share a number, each with the reason."""
    npi, numbers, phones = _keys(document)
    others = _others(submission)
    for why, query in (
        (_("same NPI"), Q(npi=npi) & ~Q(npi="")),
        (_("same license number"), Q(licenses__number__in=numbers)),
        (_("same phone"), Q(locations__phone__in=phones)),
    ):
        for provider in others.filter(query).distinct()[:MOST]:
            yield provider, why


def _near(document, submission):
    """Listings with a similar name that practice within 25 miles of one of its places."""
    boxes = Q(pk=None)
    points = [point for place in document.places.places if (point := zip_point(place.zip_code))]
    for latitude, longitude in points:
        reach = NEAR / MILES_PER_DEGREE
        wide = reach / max(math.cos(math.radians(latitude)), 0.01)
        boxes |= Q(
            latitude__range=(latitude - reach, latitude + reach),
            longitude__range=(longitude - wide, longitude + wide),
        )
    rows = Location.objects.filter(boxes).exclude(provider=submission.provider_id)
    ours = {fold(document.you.display_name), fold(document.you.legal_name)} - {""}
    hits = {}
    for pk, display, legal, latitude, longitude in rows.values_list(
        "provider", "provider__display_name", "provider__legal_name", "latitude", "longitude"
    ):
        miles = min(_miles(point, (latitude, longitude)) for point in points)
        if miles <= NEAR and any(_alike(a, fold(b)) for a in ours for b in (display, legal)):
            hits[pk] = min(miles, hits.get(pk, miles))
    for provider in Provider.objects.filter(pk__in=sorted(hits, key=hits.get)[:MOST]):
        miles = round(hits[provider.pk])
        yield provider, _("similar name, %d miles away") % miles if miles else _("similar name, same area")


def _alike(ours, theirs):
    return bool(theirs) and fuzz.token_sort_ratio(ours, theirs) >= ALIKE


def _miles(a, b):
    """Distance of two points in miles, on a plane: exact enough for 25 miles."""
    stretch = math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(a[0] - b[0], (a[1] - b[1]) * stretch) * MILES_PER_DEGREE


def _waiting(document, submission):
    """Submissions of others that wait for a decision, each with the reasons."""
    npi, numbers, phones = _keys(document)
    query = Q(document__you__display_name__iexact=document.you.display_name)
    query |= Q(document__you__npi=npi) if npi else Q(pk=None)
    for number in numbers:
        query |= Q(document__licenses__licenses__icontains=number)
    for phone in phones:
        query |= Q(document__places__places__icontains=phone)
    others = Submission.objects.waiting().exclude(pk=submission.pk).filter(query)
    for other in others[:MOST]:
        their_npi, their_numbers, their_phones = _keys(other.typed)
        same_name = fold(other.name) == fold(document.you.display_name)
        reasons = [
            (npi and npi == their_npi, _("same NPI")),
            (numbers & their_numbers, _("same license number")),
            (phones & their_phones, _("same phone")),
            (same_name and other.name, _("same name")),
        ]
        if why := [words for holds, words in reasons if holds]:
            yield other, [_("waits too"), *why]
