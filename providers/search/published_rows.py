"""Published listings as plain values, in a fixed number of queries, for the search index.

Model instances would cost more than everything else in a rebuild, and so would Django's handling of each row:
rows come as the database gives them, and dates that SQLite keeps as text are read here.
"""

import datetime
import json
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from providers.models.care import Cost, Training
from providers.models.photo import Photo
from providers.models.provider import Fact, License, Location, Offer, Provider

PLAIN = [
    "id", "slug", "kind", "role", "display_name", "credentials", "lead_name", "is_demonstration", "npi",
    "accepting", "wait_weeks", "telehealth_states", "confirmed_on", "approach", "first_visit", "about",
    "photo_alt",
]  # fmt: skip
#: Children of a provider: model, columns, order.
TABLES = {
    "licenses": (License, ["state", "type", "number", "expires_on"], ["position", "id"]),
    "places": (
        Location,
        [
            "id", "name", "street", "suite", "city", "state", "zip_code", "shows_street", "phone",
            "latitude", "longitude",
        ],
        ["position", "id"],
    ),
    "offers": (
        Offer,
        ["id", "location_id", "treatment__bit", "treatment__name", "treatment__may_be_remote"],
        ["treatment__position", "id"],
    ),
    "costs": (
        Cost,
        [
            "treatment__bit", "intake", "session_low", "session_high", "sessions", "integration",
            "integration_sessions", "medicine_billed_apart",
        ],
        ["treatment__position", "id"],
    ),
    "facts": (Fact, ["kind", "value", "basis", "expires_on"], ["-checked_at", "-id"]),
    "trainings": (Training, ["program", "hours", "year"], ["position", "id"]),
}  # fmt: skip
TERMS = {
    "payments": Provider.payment_options.through,
    "languages": Provider.languages.through,
    "communities": Provider.communities.through,
}
ProviderRow = namedtuple("ProviderRow", PLAIN)
ROWS = {name: namedtuple(name, ["provider_id", *columns]) for name, (_model, columns, _o) in TABLES.items()}


class OfferRow(namedtuple("OfferRow", "location_id bit name may_be_remote conditions payments")):
    """A treatment offered at one place, or remotely, with masks of what it is for and how it can be paid."""

    __slots__ = ()

    @property
    def is_remote(self):
        """Whether it is offered by telehealth, and may be."""
        return bool(self.location_id is None and self.may_be_remote)


@dataclass(slots=True)
class Listing:
    """What is public of one provider; masks hold the bits of its terms, `access` those of each place."""

    provider: tuple
    payments: int = 0
    languages: int = 0
    communities: int = 0
    licenses: list = field(default_factory=list)
    places: list = field(default_factory=list)
    offers: list = field(default_factory=list)
    costs: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    trainings: list = field(default_factory=list)
    access: dict = field(default_factory=dict)
    photo: tuple = ()  # address, width and height of the size for lists; nothing until it is made


def read_listings(which):
    """Return {primary key: Listing} of those of these providers that are published.

    `which` is a lookup of primary keys: {"in": keys} or {"gte": first, "lte": last}; Django takes long over
    thousands of keys.
    """
    rows = Provider.objects.published().filter(**lookup("pk", which)).order_by("pk")
    listings = {row[0]: Listing(_provider(row)) for row in fetch_rows(rows.values_list(*PLAIN))}
    if not listings:
        return {}
    for name, (model, columns, order) in TABLES.items():
        make = ROWS[name]._make
        rows = model.objects.filter(**lookup("provider", which)).order_by(*order)
        found = fetch_rows(rows.values_list("provider_id", *columns))
        if columns[-1] == "expires_on":
            found = [(*row[:-1], date(row[-1])) for row in found]
        for row in found:
            if row[0] in listings:
                getattr(listings[row[0]], name).append(make(row))
    for name, table in TERMS.items():
        for key, mask in _masks(table, "provider_id", lookup("provider", which)).items():
            if key in listings:
                setattr(listings[key], name, mask)
    conditions = _masks(Offer.conditions.through, "offer_id", lookup("offer__provider", which))
    access = _masks(Location.access.through, "location_id", lookup("location__provider", which))
    photos = Photo.objects.filter(**lookup("providers", which)).annotate(provider=F("providers__pk"))
    for photo in photos.order_by():
        if photo.is_ready and photo.provider in listings:
            listings[photo.provider].photo = photo.small
    for listing in listings.values():
        listing.offers = [
            OfferRow(*row[2:], conditions.get(row.id, 0), listing.payments) for row in listing.offers
        ]
        listing.access = {row.id: access[row.id] for row in listing.places if row.id in access}
    return listings


def lookup(field_name, which):
    """Return the keyword arguments of `filter` for a field and a lookup like {"in": keys}."""
    return {f"{field_name}__{name}": value for name, value in which.items()}


def fetch_rows(rows):
    """Return the tuples of a `values_list` as the database gives them."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _provider(row):
    """Return the ProviderRow of a plain row."""
    row = ProviderRow._make(row)
    return row._replace(
        is_demonstration=bool(row.is_demonstration),
        telehealth_states=_states(row.telehealth_states),
        confirmed_on=date(row.confirmed_on),
    )


@lru_cache(maxsize=4096)
def _states(text):
    return tuple(json.loads(text))


def date(value):
    """Return a date that the database gave as such or as text; None stays."""
    return value if value is None or isinstance(value, datetime.date) else _date(value)


_date = lru_cache(maxsize=4096)(datetime.date.fromisoformat)


def _masks(table, owner, condition):
    """Return {owner's key: mask} of a many-to-many table of terms."""
    term = next(item.name for item in table._meta.fields if item.is_relation and item.attname != owner)
    masks = defaultdict(int)
    for key, bit in fetch_rows(table.objects.filter(**condition).values_list(owner, f"{term}__bit")):
        masks[key] |= 1 << bit
    return masks
