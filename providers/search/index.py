"""The search index: two narrow tables, rewritten with every public change, and a row for each card.

The tables hold nothing that a search does not compare, so that one covering index answers it on SQLite and
PostgreSQL alike, without a GIS library. What is compared lies packed in one column of fixed width: a search
takes the rows of an area as one block of memory (`providers.search.engine`).
"""

import datetime
import json
import math
import secrets
import struct
from dataclasses import dataclass, field

import numpy as np
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from providers.models.eligibility import ACCEPTED_LICENSES
from providers.models.provider import CONFIRMATION_DAYS, Location, Provider
from providers.profile import ledger
from providers.search import published_rows
from providers.search import words as text
from providers.search.bulk_insert import insert
from providers.search.criteria import ACCEPTING_FLAG
from providers.states import USState

BANDS_A_DEGREE = 20
MASKS = ["treatments", "conditions", "payments", "languages", "communities", "access"]
#: One packed row: 96 bytes, the same on every machine. `valid_until` counts days (`date.toordinal`).
ROW = np.dtype(
    [(name, "<i8") for name in ("provider", "location", "valid_until")]
    + [(name, "<f8") for name in "xyz"]
    + [(name, "<i8") for name in MASKS]
)
_pack = struct.Struct("<3q3d6q").pack


def pack(provider, valid_until, masks, location=0, vector=(0, 0, 0)):
    """Return what a search compares of one row, as bytes (ROW).

    `masks` are in the order of MASKS; a remote offer has no location (0) and no vector.
    """
    return _pack(provider, location, valid_until.toordinal(), *vector, *masks)


def unit_vector(latitude, longitude):
    """Return (x, y, z) on the unit sphere of a point in degrees."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


def lat_band(latitude):
    """Return the band of a twentieth of a degree that a latitude lies in."""
    return math.floor(latitude * BANDS_A_DEGREE)


class Entry(models.Model):
    """What both tables hold: the last day on which a row may be found, and what a search compares, packed.

    The masks of a row say what is offered there; `conditions` is the union over the offers of that place.
    Bit 60 of `access` says that new patients are accepted (`criteria.ACCEPTING_FLAG`); bits 61 and 62 are
    kept for further flags.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=2, choices=USState)
    valid_until = models.DateField(_("valid until"))
    packed = models.BinaryField(_("what a search compares"))

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.provider_id}"


class LocationEntry(Entry):
    """One public practice location.

    `lat_band` is floor(latitude × 20), a band of a twentieth of a degree (about 3.5 miles); x, y, z of the
    packed row are the unit vector of the point, so that the dot product with another is the cosine of the
    angle between.
    """

    location = models.OneToOneField(Location, models.CASCADE, primary_key=True, related_name="+")
    lat_band = models.SmallIntegerField(_("latitude band"))
    lng = models.FloatField(_("longitude"))

    class Meta:
        verbose_name = _("location entry")
        verbose_name_plural = _("location entries")
        indexes = [
            models.Index(fields=["lat_band", "lng", "provider", "packed"], name="location_entry_covering"),
            models.Index(fields=["state", "valid_until", "provider", "packed"], name="location_entry_state"),
            models.Index(fields=["provider"], name="location_entry_provider"),
        ]


class TelehealthEntry(Entry):
    """One state in which a provider with an active license offers something remotely."""

    class Meta:
        verbose_name = _("telehealth entry")
        verbose_name_plural = _("telehealth entries")
        indexes = [
            models.Index(fields=["state", "provider", "packed"], name="telehealth_entry_covering"),
            models.Index(fields=["provider"], name="telehealth_entry_provider"),
        ]


class Summary(models.Model):
    """What the results show of one provider: everything that a card prints, in one row.

    What ends on a day carries that day, so that a card is right without being written again.
    """

    provider = models.OneToOneField(Provider, models.CASCADE, primary_key=True, related_name="+")
    card = models.JSONField(_("card"))

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")

    def __str__(self):
        return f"{self.provider_id}"


# --- Writing ------------------------------------------------------------------------------------


def rewrite(provider):
    """Rewrite the index rows of one provider; call it inside the transaction that changes them."""
    with transaction.atomic():
        provider.index_stamp = secrets.randbits(62)
        Provider.objects.filter(pk=provider.pk).update(index_stamp=provider.index_stamp)
        store(shape_rows({"in": [provider.pk]}))


@dataclass(slots=True)
class Rows:
    """What the index shall hold of some providers, by table, and what their stamps were when it was read.

    `which` is a lookup of their keys (see `reading.read`). Who is not public has a stamp and no rows.
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
            (text.SearchText, ["provider_id", "body"], rows.texts),
        ):
            old = model.objects.filter(**published_rows.lookup("provider", rows.which))
            (old.exclude(provider__in=late) if late else old).delete()
            skipped = gone.union(late)
            insert(model, columns, [row for row in table if row[0] not in skipped] if skipped else table)
        text.remember(rows.words)


REMOTE = ["provider_id", "state", "valid_until", "packed"]
LOCAL = [*REMOTE, "location_id", "lat_band", "lng"]


def location_rows(listing):
    """Return the rows of a listing's practice locations, where an accepted license is held (LOCAL)."""
    pk, rows = listing.provider.id, []
    for place in listing.places:
        if not (valid_until := last_day(listing, place.state)):
            continue
        offered = [offer for offer in listing.offers if offer.location_id == place.id]
        masks = _masks(listing, offered, listing.access.get(place.id, 0))
        vector = unit_vector(place.latitude, place.longitude)
        packed = pack(pk, valid_until, masks, place.id, vector)
        where = place.id, lat_band(place.latitude), place.longitude
        rows.append((pk, place.state, valid_until, packed, *where))
    return rows


def telehealth_rows(listing):
    """Return the rows of the states in which something is offered remotely under a license (REMOTE)."""
    remote = [offer for offer in listing.offers if offer.location_id is None and offer.may_be_remote]
    if not remote:
        return []
    pk, masks = listing.provider.id, _masks(listing, remote, 0)
    return [
        (pk, state, valid_until, pack(pk, valid_until, masks))
        for state in dict.fromkeys(listing.provider.telehealth_states)
        if (valid_until := last_day(listing, state))
    ]


def last_day(listing, state):
    """Return the last day on which a provider may be found in a state, or None without a license there.

    The earlier of 120 days after the last confirmation and the latest expiry among the licenses that
    the provider's role may rest on.
    """
    accepted = ACCEPTED_LICENSES[listing.provider.role]
    expiries = [row.expires_on for row in listing.licenses if row.state == state and row.type in accepted]
    if not expiries:
        return None
    confirmed = listing.provider.confirmed_on + datetime.timedelta(days=CONFIRMATION_DAYS)
    return min(max(expiries), confirmed)


def summary(listing):
    """Return the `card` of a Summary: public values alone."""
    row = listing.provider
    return {
        "slug": row.slug,
        "name": f"{row.display_name}, {row.credentials}" if row.credentials else row.display_name,
        "kind": row.kind,
        "role": row.role,
        "lead": row.lead_name,
        "demonstration": row.is_demonstration,
        "accepting": row.accepting,
        "wait": row.wait_weeks,
        "places": [[p.id, f"{p.city}, {p.state}", p.latitude, p.longitude] for p in listing.places],
        "treatments": list(dict.fromkeys(offer.bit for offer in listing.offers)),
        "costs": [
            [row.treatment__bit, low, low + (row.session_high - row.session_low) * row.sessions, row.sessions]
            for row in listing.costs
            for low in [_lowest_total(row)]
        ],
        "checks": ledger.checks(listing),
    } | ({"photo": [*listing.photo, row.photo_alt]} if listing.photo else {})


#: Without spaces, and with letters as they are: a quarter less to write and to read.
_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


def _lowest_total(cost):
    """The whole course at the lower session price, in US dollars."""
    extras = (cost.intake or 0) + (cost.integration or 0) * cost.integration_sessions
    return extras + cost.session_low * cost.sessions


def _masks(listing, offers, access):
    """Return the masks of one row (MASKS) that has these offers."""
    treatments, conditions = 0, 0
    for offer in offers:
        treatments |= 1 << offer.bit
        conditions |= offer.conditions
    if listing.provider.accepting == Provider.Accepting.YES:
        access |= ACCEPTING_FLAG
    return treatments, conditions, listing.payments, listing.languages, listing.communities, access
