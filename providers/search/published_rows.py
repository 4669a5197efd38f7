"""Published listings as plain values, in a fixed number of queries, for the search index.

Model instances and typed documents would cost more than everything else in a rebuild, and so would Django's
handling of each row: rows come as the database gives them, documents as JSON data, and dates that SQLite
keeps as text are read here.
"""

import datetime
import json
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db.models import F

from providers import vocabulary
from providers.document import schema
from providers.document.first_schema import upgraded
from providers.models.photo import Photo
from providers.models.provider import Fact, Location, Provider
from providers.profile.profile import NO_FEE, Fee
from providers.search.offered import Offers
from psychly.web.replicas import reading

COLUMNS = [
    "id", "slug", "kind", "role", "display_name", "credentials", "is_demonstration", "npi", "confirmed_on",
]  # fmt: skip
#: What the index needs of each part of a document beside its rows.
FIELDS = {
    "places": ["telehealth_states", "telehealth_phone"],
    "care": ["accepting", "wait_weeks"],
    "about": ["approach", "first_visit", "about", "photo_alt"],
}
ProviderRow = namedtuple(
    "ProviderRow", [*COLUMNS, *(name for names in FIELDS.values() for name in names), "roles"]
)
LicenseRow = namedtuple(
    "LicenseRow",
    "state type number expires_on holder title supervised_by supervisor_license employer",
)
PersonRow = namedtuple("PersonRow", "key name credentials parts license")
POINT = ["latitude", "longitude", "precision"]
_PLACE = ["name", "street", "suite", "city", "state", "zip_code", "shows_street", "phone", "hours", "people"]
_PlaceRow = namedtuple("PlaceRow", ["id", *POINT, *_PLACE])


class PlaceRow(_PlaceRow):
    """One practice location, and where it stands."""

    __slots__ = ()

    @property
    def is_exact(self):
        """Whether the point is that of a street that everybody may know."""
        return bool(self.shows_street and self.precision != Location.Precision.ZIP)

    @property
    def address(self):
        """The address that everybody may read: of a hidden street the town alone."""
        street = ", ".join(filter(None, [self.street, self.suite])) if self.shows_street else ""
        return ", ".join(filter(None, [street, f"{self.city}, {self.state} {self.zip_code}"]))


CostRow = namedtuple(
    "CostRow",
    "bit intake session_low session_high sessions integration integration_sessions medicine_billed_apart",
)
FactRow = namedtuple("FactRow", "provider_id kind value basis expires_on")
TrainingRow = namedtuple("TrainingRow", "program hours year")

#: What a document says that says nothing: by part, and by kind of row.
UNSAID = schema.to_json(schema.Document()) | {
    LicenseRow: schema.to_json(schema.LicenseRow()),
    PersonRow: schema.to_json(schema.PersonRow()),
    PlaceRow: schema.to_json(schema.PlaceRow()),
    CostRow: schema.to_json(schema.CostRow()),
    TrainingRow: schema.to_json(schema.TrainingRow()),
}


@dataclass(slots=True)
class Listing:
    """What is public of one provider; masks hold the bits of its terms, `access` those of each place.

    `shut` holds the places at which the law excludes all that is offered.
    """

    provider: tuple
    languages: int = 0
    only_in: list = field(default_factory=list)  # slugs of the languages of care that is not in English
    communities: int = 0
    people: list = field(default_factory=list)
    licenses: list = field(default_factory=list)
    places: list = field(default_factory=list)
    offers: list = field(default_factory=list)
    costs: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    trainings: list = field(default_factory=list)
    access: dict = field(default_factory=dict)
    shut: set = field(default_factory=set)
    own_parts: list = field(default_factory=list)
    fee: Fee = NO_FEE
    photo: tuple = ()  # address, width and height of the size for lists; nothing until it is made

    @property
    def phones(self):
        """Every telephone number, as it is stored."""
        return [
            phone for phone in [*(row.phone for row in self.places), self.provider.telehealth_phone] if phone
        ]


def read_listings(which):
    """Return {primary key: Listing} of those of these providers that are published.

    `which` is a lookup of primary keys: {"in": keys} or {"gte": first, "lte": last}; Django takes long over
    thousands of keys.
    """
    rows = Provider.objects.published().filter(**lookup("pk", which)).order_by("pk")
    stored = fetch_rows(rows.values_list("document", *COLUMNS))
    points = defaultdict(dict)
    places = Location.objects.filter(**lookup("provider", which)).order_by("position", "pk")
    for pk, key, *point in fetch_rows(places.values_list("provider", "key", "pk", *POINT)):
        points[pk][key] = point
    terms = Terms.read()
    made = Offers(terms)
    listings = {
        row[1]: _listing(upgraded(json.loads(row[0])), row[1:], points[row[1]], terms, made) for row in stored
    }
    facts = Fact.objects.filter(**lookup("provider", which)).order_by("-checked_at", "-pk")
    for row in map(FactRow._make, fetch_rows(facts.values_list(*FactRow._fields))):
        if row.provider_id in listings:
            listings[row.provider_id].facts.append(row._replace(expires_on=date(row.expires_on)))
    photos = Photo.objects.filter(**lookup("providers", which)).annotate(provider=F("providers__pk"))
    for photo in photos.order_by():
        if photo.is_ready and photo.provider in listings:
            listings[photo.provider].photo = photo.small
    return listings


@dataclass(frozen=True, slots=True)
class Terms:
    """The vocabulary as a listing is read with it: the bits of slugs by group, the treatments by slug."""

    bits: dict
    treatments: dict

    @classmethod
    def read(cls):
        """The vocabulary as it is now."""
        groups = {group: vocabulary.read_all_terms(group) for group in vocabulary.TAXONOMIES}
        bits = {group: {term.slug: term.bit for term in terms} for group, terms in groups.items()}
        return cls(bits, vocabulary.treatments_by_slug())

    def in_order(self, rows):
        """Rows about treatments in the order of the vocabulary, without those that nobody knows."""
        known = [row for row in rows if row["treatment"] in self.treatments]
        if len(known) < 2:
            return known
        order = {slug: number for number, slug in enumerate(self.treatments)}
        return sorted(known, key=lambda row: order[row["treatment"]])

    def mask(self, group, slugs):
        """The mask of these terms; a slug that nobody knows has no bit."""
        bits = self.bits[group]
        return sum(1 << bits[slug] for slug in set(slugs) if slug in bits)


def _listing(document, columns, points, terms, made):
    """Return the Listing of a document (JSON data), its provider's COLUMNS and the points of its places."""
    licenses, places, care, cost = (document[step] for step in ("licenses", "places", "care", "cost"))
    rows = [place for place in places["places"] if place["key"] in points]
    provider = _provider(document, columns)
    where = {row["key"]: (points[row["key"]][0], row["state"]) for row in rows}
    offers, shut = made.rows(document, provider.roles, where)
    return Listing(
        provider=provider,
        languages=terms.mask("language", care["languages"]),
        only_in=care["languages"] if care.get("without_english") else [],
        communities=terms.mask("community", care["communities"]),
        people=[_row(PersonRow, row) for row in document["you"].get("people", ())],
        licenses=[
            _row(LicenseRow, row)._replace(expires_on=date(row["expires_on"])) for row in licenses["licenses"]
        ],
        places=[_row(PlaceRow, row, *points[row["key"]]) for row in rows],
        offers=offers,
        costs=[
            _row(CostRow, row, terms.bits["treatment"][row["treatment"]])
            for row in terms.in_order(cost["costs"])
        ],
        trainings=[_row(TrainingRow, row) for row in licenses["trainings"]],
        access={points[row["key"]][0]: terms.mask("access", row["access"]) for row in rows},
        shut=shut,
        own_parts=care.get("own_parts", []),
        fee=_fee(document),
    )


def _fee(document):
    names = "fee", "sliding_low", "sliding_high"
    prices = [schema.whole(_value(document, "cost", name)) for name in names]
    return Fee(*prices, _value(document, "cost", "free_first_call"))


def _provider(document, columns):
    found = [_value(document, step, name) for step, names in FIELDS.items() for name in names]
    roles = dict.fromkeys([columns[COLUMNS.index("role")], *document["you"].get("also", ())])
    row = ProviderRow(*columns, *found, tuple(roles))
    return row._replace(is_demonstration=bool(row.is_demonstration), confirmed_on=date(row.confirmed_on))


def _value(document, step, name):
    """A field of a document; of one that was stored before there was such a field, as if nothing was said."""
    return document[step].get(name, UNSAID[step][name])


def _row(kind, data, *first):
    """Return a named tuple that begins with these values and has the others from JSON data by their names."""
    return kind(*first, *(data.get(name, UNSAID[kind][name]) for name in kind._fields[len(first) :]))


def lookup(field_name, which):
    """Return the keyword arguments of `filter` for a field and a lookup like {"in": keys}."""
    return {f"{field_name}__{name}": value for name, value in which.items()}


def fetch_rows(rows):
    """Return the tuples of a `values_list` as the database gives them."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with reading().cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def date(value):
    """Return a date that the database gave as such or as text; None stays."""
    return value if value is None or isinstance(value, datetime.date) else _date(value)


_date = lru_cache(maxsize=4096)(datetime.date.fromisoformat)
