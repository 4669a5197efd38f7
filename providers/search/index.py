"""Writes the search index (`providers.models.search_index`): with every public change, or as a whole."""

import datetime
import json
import secrets
from dataclasses import dataclass, field

from django.db import transaction

from providers.document.choices import Accepting
from providers.document.telephone import national
from providers.local_days import end_of_day
from providers.models.eligibility import accepted_licenses
from providers.models.provider import CONFIRMATION_DAYS, Provider
from providers.models.search_index import LocationEntry, SearchText, Summary, TelehealthEntry
from providers.profile import ledger
from providers.profile.clinicians import associate_line, lead_of, role_ends
from providers.search import published_rows
from providers.search import words as text
from providers.search.bulk_insert import insert
from providers.search.criteria import ACCEPTING_FLAG
from providers.search.packing import lat_band, pack, unit_vector


def rewrite(provider):
    """Rewrite the index rows of one provider; call it inside the transaction that changes them."""
    with transaction.atomic():
        provider.index_stamp = secrets.randbits(62)
        Provider.objects.filter(pk=provider.pk).update(index_stamp=provider.index_stamp)
        store(shape_rows({"in": [provider.pk]}))


@dataclass(slots=True)
class Rows:
    """What the index shall hold of some providers, by table, and what their stamps were when it was read.

    `which` is a lookup of their keys (see `published_rows.read_listings`). Who is not public has a stamp
    and no rows.
    """

    which: dict
    stamps: dict[int, int]
    local: list[tuple] = field(default_factory=list)
    remote: list[tuple] = field(default_factory=list)
    cards: list[tuple] = field(default_factory=list)
    texts: list[tuple] = field(default_factory=list)
    words: set[tuple] = field(default_factory=set)


def shape_rows(which):
    """Read providers, and return the Rows that the index shall hold of them."""
    # The stamps come first: whoever changes a provider from here on changes its stamp, too.
    providers = Provider.objects.filter(**published_rows.lookup("pk", which)).order_by("pk")
    rows = Rows(which, dict(providers.values_list("pk", "index_stamp")))
    for pk, listing in published_rows.read_listings(which).items():
        name, body = text.words_of_listing(listing)
        rows.local += location_rows(listing)
        rows.remote += telehealth_rows(listing)
        rows.cards.append((pk, _json(summary(listing))))
        rows.texts.append((pk, body))
        rows.words |= text.words_of(name, body)
    return rows


def store(rows):
    """Write Rows in the place of what the index holds of these providers, in the transaction round it or one.

    Providers that were changed since they were read are left alone: that change wrote their rows.
    """
    with transaction.atomic(savepoint=False):
        # On PostgreSQL a change that is under way ends before this, and a later one writes after it.
        held = Provider.objects.filter(**published_rows.lookup("pk", rows.which)).order_by("pk")
        held = held.select_for_update(no_key=True).values_list("pk", "index_stamp")
        late = [pk for pk, stamp in held if rows.stamps.get(pk) != stamp]
        gone = rows.stamps.keys() - {pk for pk, _stamp in held}
        for model, columns, table in (
            (LocationEntry, LOCAL, rows.local),
            (TelehealthEntry, REMOTE, rows.remote),
            (Summary, ["provider_id", "card"], rows.cards),
            (SearchText, ["provider_id", "body"], rows.texts),
        ):
            old = model.objects.filter(**published_rows.lookup("provider", rows.which))
            (old.exclude(provider__in=late) if late else old).delete()
            skipped = gone.union(late)
            insert(model, columns, [row for row in table if row[0] not in skipped] if skipped else table)
        text.remember(rows.words)


REMOTE = ["provider_id", "state", "valid_until", "packed"]
LOCAL = [*REMOTE, "location_id", "lat_band", "lng"]


def location_rows(listing):
    """Return the rows of a listing's practice locations (LOCAL), where an accepted license is held.

    A place where nothing is offered has a row, too; one where the law excludes all that is offered has none.
    """
    pk, rows = listing.provider.id, []
    for place in listing.places:
        if place.id in listing.shut or not (found := found_until(listing, place.state)):
            continue
        offers = [offer for offer in listing.offers if offer.location_id == place.id]
        untils = [offered_until(found, offer) for offer in offers] or [found]
        vector = unit_vector(place.latitude, place.longitude)
        masks = zip(untils, _masks(listing, offers, listing.access.get(place.id, 0)), strict=True)
        packed = b"".join(pack(pk, until, row, place.id, vector) for until, row in masks)
        where = place.id, lat_band(place.latitude), place.longitude
        rows.append((pk, place.state, max(untils), packed, *where))
    return rows


def telehealth_rows(listing):
    """Return the rows of the states in which something is offered remotely under a license (REMOTE)."""
    pk, rows = listing.provider.id, []
    for state, untils in telehealth_until(listing).items():
        masks = zip(untils.values(), _masks(listing, untils, 0), strict=True)
        packed = b"".join(pack(pk, until, row) for until, row in masks)
        rows.append((pk, state, max(untils.values()), packed))
    return rows


def telehealth_until(listing):
    """Return {state: {offer: moment}} until which each is offered remotely there, under a license."""
    states = dict.fromkeys(listing.provider.telehealth_states)
    return {
        state: {offer: offered_until(found, offer) for offer in offers}
        for state in states
        if (offers := [offer for offer in listing.offers if offer.is_remote and offer.state == state])
        and (found := found_until(listing, state))
    }


def offered_until(found, offer):
    """Return the moment until which an OfferRow may be found: it ends with the licenses that carry it.

    `found` is the moment until which its provider may be found in that state.
    """
    return (
        found if offer.last_day == datetime.date.max else min(found, end_of_day(offer.last_day, offer.state))
    )


def found_until(listing, state):
    """Return the moment until which a provider may be found in a state, or None without a license there.

    It is the end, in that state, of the earlier of two days: 120 days after the last confirmation, and the
    latest expiry among the licenses that the provider's role may rest on.
    """
    accepted = accepted_licenses(listing.provider.roles)
    expiries = [row.expires_on for row in listing.licenses if row.state == state and row.type in accepted]
    if not expiries:
        return None
    confirmed = listing.provider.confirmed_on + datetime.timedelta(days=CONFIRMATION_DAYS)
    return end_of_day(min(max(expiries), confirmed), state)


def summary(listing):
    """Return the `card` of a Summary: public values alone, with what is offered at each place."""
    row = listing.provider
    return {
        "slug": row.slug,
        "name": f"{row.display_name}, {row.credentials}" if row.credentials else row.display_name,
        "kind": row.kind,
        "role": row.role,
        "lead": lead_of(listing.people),
        "roles": row.roles,
        "ends": role_ends(row.roles, listing.licenses),
        "associate": associate_line(row.roles, listing.licenses),
        "demonstration": row.is_demonstration,
        "accepting": row.accepting,
        "wait": row.wait_weeks,
        "only_in": listing.only_in,
        "places": [
            [
                place.id,
                f"{place.city}, {place.state}",
                place.latitude,
                place.longitude,
                _offered_at(listing, place),
                place.zip_code,
                place.is_exact,
                place.address,
                national(place.phone),
            ]
            for place in listing.places
            if place.id not in listing.shut
        ],
        "phone": national(row.telehealth_phone),
        "states": [
            [state, [_dated(offer, until) for offer, until in untils.items()]]
            for state, untils in telehealth_until(listing).items()
        ],
        "costs": [course(cost) for cost in listing.costs],
        "checks": ledger.checks(listing),
        "fee": listing.fee.range,
    } | ({"photo": [*listing.photo, row.photo_alt]} if listing.photo else {})


def _offered_at(listing, place):
    """What is offered at a place, each with its end; nothing where no license is held."""
    found = found_until(listing, place.state)
    offers = [offer for offer in listing.offers if found and offer.location_id == place.id]
    return [_dated(offer, offered_until(found, offer)) for offer in offers]


def _dated(offer, until):
    """What an offer is of (bit), and its end in seconds since 1970."""
    return [offer.bit, int(until.timestamp())]


#: Without spaces, and with letters as they are: a quarter less to write and to read.
_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


def course(cost):
    """The course of a treatment (bit): lowest and highest total in US dollars, sessions, medicine apart.

    Then the lowest and highest price of one session.
    """
    low = (cost.intake or 0) + (cost.integration or 0) * cost.integration_sessions
    low += cost.session_low * cost.sessions
    high = low + (cost.session_high - cost.session_low) * cost.sessions
    apart = bool(cost.medicine_billed_apart)
    return [cost.bit, low, high, cost.sessions, apart, cost.session_low, cost.session_high]


def _masks(listing, offers, access):
    """Return the masks (MASKS) of each of the offers of one place; of none, those of a place by itself."""
    if listing.provider.accepting == Accepting.YES:
        access |= ACCEPTING_FLAG
    shared = listing.languages, listing.communities, access
    own = [(1 << offer.bit, offer.conditions, offer.payments) for offer in offers]
    return [(*masks, *shared) for masks in own or [(0, 0, 0)]]
