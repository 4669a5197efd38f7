"""Published listings as plain values, in a fixed number of queries, for the search index.

Model instances would cost more than everything else in a rebuild.
"""

from collections import defaultdict, namedtuple
from dataclasses import dataclass, field

from providers.models.care import Cost, Training
from providers.models.provider import Fact, License, Location, Offer, Provider

PLAIN = [
    "id", "slug", "kind", "role", "display_name", "credentials", "lead_name", "is_demonstration", "npi",
    "accepting", "wait_weeks", "telehealth_states", "confirmed_on", "approach", "first_visit", "about",
]  # fmt: skip
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
    "costs": (
        Cost,
        [
            "treatment__bit", "intake", "session_low", "session_high", "sessions", "integration",
            "integration_sessions",
        ],
        ["treatment__position", "id"],
    ),
    "facts": (Fact, ["kind", "value", "basis", "expires_on"], ["-checked_at", "-id"]),
    "trainings": (Training, ["program", "hours", "year"], ["position", "id"]),
}  # fmt: skip
ROWS = {name: namedtuple(name, columns) for name, (_model, columns, _order) in TABLES.items()}
OfferRow = namedtuple("OfferRow", "location_id bit name may_be_remote conditions")


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


ProviderRow = namedtuple("ProviderRow", PLAIN)


def read(which):
    """Return the Listings of those providers that are published, by primary key.

    `which` is a lookup of primary keys: {"in": keys} or {"gte": first, "lte": last}.
    """
    rows = Provider.objects.published().filter(**lookup("pk", which)).order_by("pk").values_list(*PLAIN)
    listings = {row[0]: Listing(ProviderRow._make(row)) for row in rows}
    if not listings:
        return []
    for name, (model, columns, order) in TABLES.items():
        make = ROWS[name]._make
        rows = model.objects.filter(**lookup("provider", which)).order_by(*order)
        for provider, *values in rows.values_list("provider_id", *columns):
            if provider in listings:
                getattr(listings[provider], name).append(make(values))
    for name, terms in (
        ("payments", Provider.payment_options),
        ("languages", Provider.languages),
        ("communities", Provider.communities),
    ):
        for provider, mask in _masks(terms.through, "provider_id", lookup("provider", which)).items():
            if provider in listings:
                setattr(listings[provider], name, mask)
    _read_offers(listings, which)
    access = _masks(Location.access.through, "location_id", lookup("location__provider", which))
    for listing in listings.values():
        listing.access = {place.id: access[place.id] for place in listing.places if place.id in access}
    return list(listings.values())


def lookup(field_name, which):
    """Return the keyword arguments of `filter` for a field and a lookup like {"in": keys}."""
    return {f"{field_name}__{name}": value for name, value in which.items()}


def _read_offers(listings, which):
    conditions = _masks(Offer.conditions.through, "offer_id", lookup("offer__provider", which))
    rows = Offer.objects.filter(**lookup("provider", which)).order_by("treatment__position", "id")
    treatment = ("treatment__bit", "treatment__name", "treatment__may_be_remote")
    for pk, provider, *values in rows.values_list("id", "provider_id", "location_id", *treatment):
        if provider in listings:
            listings[provider].offers.append(OfferRow(*values, conditions.get(pk, 0)))


def _masks(through, owner, condition):
    """Return {owner's key: mask} of a many-to-many table of terms."""
    term = next(item.name for item in through._meta.fields if item.is_relation and item.attname != owner)
    masks = defaultdict(int)
    for key, bit in through.objects.filter(**condition).values_list(owner, f"{term}__bit"):
        masks[key] |= 1 << bit
    return masks
