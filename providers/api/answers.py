"""The read-only API: what the public pages show, as JSON or GeoJSON, with the parameters of `/providers/`."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Query, Status
from ninja.decorators import decorate_view

from providers.api.contract import ErrorOut, PageOut, SearchQuery
from providers.document.hours import DAYS, read_hours
from providers.models import PremisesPhoto
from providers.models.eligibility import Role
from providers.profile import ledger
from providers.profile.clinicians import associate_line, role_line, roles_now
from providers.profile.profile import NO_FEE
from providers.results import distances
from providers.results.forms import SearchForm
from providers.search.engine import search
from providers.search.index import course, telehealth_until
from providers.search.published_rows import read_listings
from providers.vocabulary import read_all_terms

CACHE_SECONDS = 300

api = NinjaAPI(
    title="Psychly providers",
    version="1.0.0",
    description="Licensed providers of psychedelic-assisted care in the United States, as the public pages "
    "show them. Listings are checked fact by fact: read `checked`.",
    docs_url=None,
    openapi_url="/openapi.json",
)


@api.api_operation(
    ["GET", "HEAD"],
    "/providers",
    response={200: PageOut, 400: ErrorOut},
    url_name="providers",
    summary="Find providers",
)
@decorate_view(conditional_page)  # an ETag; the same answer again is 304 without a body
def providers(request, query: Query[SearchQuery]) -> Any:
    """Nearest first; providers at one point in an order that changes daily. No one can pay for a place."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return Status(400, {"errors": form.errors})
    if query.format not in ("", "json", "geojson"):
        return Status(400, {"errors": {"format": [_("Choose json or geojson.")]}})
    criteria = form.criteria()
    results = search(criteria, with_facets=False)
    page = {
        "total": results.total,
        "page": criteria.page,
        "pages": results.pages,
        "radius_miles": results.radius_miles if criteria.has_distance else None,
        "widened_to": results.widened_to,
        "next": _next_page(form, criteria, results),
        "near": _near(form.lookup),
        "providers": _providers(results.hits, form.lookup),
    }
    body = _geojson(page) if query.format == "geojson" else PageOut(**page).model_dump()
    kind = "application/geo+json" if query.format == "geojson" else "application/json"
    return JsonResponse(
        body, content_type=kind, headers={"Cache-Control": f"public, max-age={CACHE_SECONDS}"}
    )


def _next_page(form, criteria, results):
    if criteria.page >= results.pages:
        return None
    query = form.query_string(page=criteria.page + 1, day=criteria.day.isoformat())
    return f"{settings.SITE_URL}/api/v1/providers?{query}"


def _near(lookup):
    """What `near` was understood as, None when nothing was asked."""
    if not lookup.place:
        return None
    precision = str(lookup.place.kind)
    if lookup.is_exact:
        precision = "point"
    elif precision == "zip" and (lookup.is_coordinates or not lookup.zip_code):
        precision = "area"
    latitude, longitude = (None, None) if lookup.is_state else lookup.point
    return {
        "understood_as": str(lookup.place),
        "state": lookup.state or None,
        "precision": precision,
        "latitude": latitude,
        "longitude": longitude,
        "remark": lookup.remark,
    }


def _providers(hits, origin):
    """Return the providers of these hits in their order, in a fixed number of queries.

    `origin` is the Lookup that distances start from.
    A provider, or place, that was taken down since the index was read is left out.
    """
    found = read_listings({"in": [hit.provider_id for hit in hits]})
    slugs = {term.bit: term.slug for term in read_all_terms("treatment")}
    rooms = _premises_of(found)
    rows = (
        _provider(found[hit.provider_id], hit, slugs, origin, rooms)
        for hit in hits
        if hit.provider_id in found
    )
    return [row for row in rows if row]


def _premises_of(keys):
    """Return {provider's key: photos of the premises} of those that have any whose sizes are made."""
    found = defaultdict(list)
    rows = PremisesPhoto.objects.filter(provider__in=list(keys), photo__is_public=True)
    for row in rows.select_related("photo"):
        if row.photo.is_ready:
            url = settings.SITE_URL + row.photo.url
            found[row.provider_id].append({"url": url, "caption": row.caption})
    return found


def _provider(listing, hit, slugs, origin, rooms):
    """One provider at the place of its hit, or None when that place is gone."""
    row = listing.provider
    place = next((place for place in listing.places if place.id == hit.location_id), None)
    if hit.location_id and not place:
        return None
    known = [offer for offer in listing.offers if offer.bit in slugs]
    here = [offer for offer in known if place and offer.location_id == place.id]
    near = "" if place or not origin else origin.state
    offers = here or [offer for offer in known if offer.is_remote and near in ("", offer.state)]
    offered, now = {offer.bit for offer in offers}, timezone.now()
    remote = telehealth_until(listing)
    roles = roles_now(row.roles, listing.licenses)
    return {
        "url": settings.SITE_URL + reverse("providers:profile", args=[row.slug]),
        "name": f"{row.display_name}, {row.credentials}" if row.credentials else row.display_name,
        "kind": row.kind,
        "role": roles[0],
        "roles": roles,
        "line": role_line(roles, dict(Role.choices), associate_line(roles, listing.licenses)),
        "people": _people(listing, place),
        "licenses": _licenses(listing),
        "languages": _languages(listing),
        "is_demonstration": row.is_demonstration,
        "accepting": row.accepting,
        "wait_weeks": row.wait_weeks,
        "distance_miles": distances.in_figures(hit.miles, origin, place),
        "distance": distances.in_words(hit.miles, origin, place),
        "place": _place(place) if place else None,
        "treatments": list(dict.fromkeys(slugs[offer.bit] for offer in offers)),
        "by_telehealth": bool(offers) and not here,
        "costs": [_course(cost, slugs) for cost in listing.costs if cost.bit in offered & slugs.keys()],
        "fee": _fee(listing.fee),
        "payments": _payments(offers, slugs),
        "telehealth_states": [state for state, ends in remote.items() if max(ends.values()) > now],
        "telehealth_phone": row.telehealth_phone,
        "premises": rooms[row.id],
        "checked": ledger.tally_at(ledger.checks(listing), now).checked,
        "last_confirmed": row.confirmed_on.isoformat(),
    }


def _people(listing, place):
    """Who takes part in the care, with their licenses; of a place only who is said to work there."""
    here = [row for row in listing.people if not place or not place.people or row.key in place.people]
    return [
        {
            "name": f"{row.name}, {row.credentials}" if row.credentials else row.name,
            "parts": row.parts,
            "works_in": [at.name or at.city for at in listing.places if row.key in at.people],
            "licenses": _licenses(listing, holder=row.key),
            "license_in_words": row.license,
        }
        for row in here
    ]


def _licenses(listing, holder=None):
    """The licenses of a listing, or of one of its people; of an associate with what must stand beside it."""
    names = {row.key: row.name for row in listing.people}
    return [
        {
            "title": str(ledger.license_title(row.type, row.title)),
            "state": row.state,
            "number": row.number,
            "expires_on": row.expires_on and row.expires_on.isoformat(),
            "holder": names.get(row.holder, ""),
            "supervised_by": row.supervised_by,
            "supervisor_license": row.supervisor_license,
            "employer": row.employer,
        }
        for row in listing.licenses
        if holder in (None, row.holder)
    ]


def _languages(listing):
    """The languages of care by their slugs; English is no term of the vocabulary."""
    others = [term.slug for term in read_all_terms("language") if listing.languages >> term.bit & 1]
    return others if listing.only_in else ["english", *others]


def _fee(fee):
    """What a session without a drug costs, or None where nothing of it is stated."""
    if fee == NO_FEE:
        return None
    return {
        "session": fee.session,
        "sliding_low": fee.low,
        "sliding_high": fee.high,
        "free_first_call": fee.free_first_call,
    }


def _payments(offers, slugs):
    """How each of these offers can be paid for; by telehealth, what holds in every state."""
    masks = {}
    for offer in offers:
        masks[offer.bit] = masks.get(offer.bit, offer.payments) & offer.payments
    terms = read_all_terms("payment")
    return [
        {"treatment": slugs[bit], "options": [term.slug for term in terms if mask >> term.bit & 1]}
        for bit, mask in masks.items()
    ]


def _place(place):
    return {
        "name": place.name,
        "street": f"{place.street} {place.suite}".strip() if place.shows_street else None,
        "city": place.city,
        "state": place.state,
        "zip_code": place.zip_code,
        "phone": place.phone,
        "hours": place.hours,
        "openings": [
            {"day": DAYS[row.day], "opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}"}
            for row in read_hours(place.hours)
        ],
        "latitude": place.latitude,
        "longitude": place.longitude,
        "precision": "street" if place.is_exact else "zip",
    }


def _course(cost, slugs):
    bit, low, high, sessions, is_apart, each_low, each_high = course(cost)
    return {
        "treatment": slugs[bit],
        "total_low": low,
        "total_high": high,
        "sessions": sessions,
        "session_low": each_low,
        "session_high": each_high,
        "medicine_billed_apart": is_apart,
    }


def _geojson(page):
    """Return a FeatureCollection (RFC 7946): one point for each provider that was found at a place."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]},
            "properties": {
                **{
                    name: provider[name]
                    for name in ("url", "name", "role", "line", "is_demonstration", "accepting")
                },
                **{name: place[name] for name in ("street", "city", "state", "zip_code", "precision")},
                "treatments": provider["treatments"],
            },
        }
        for provider in page["providers"]
        if (place := provider["place"])
    ]
    counts = {name: page[name] for name in ("total", "page", "pages", "next")}
    return {"type": "FeatureCollection", "features": features, **counts}
