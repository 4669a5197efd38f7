"""Answers a search from the index (`providers.search.index`), the same way on SQLite and PostgreSQL.

One statement reads the rows of the area as one block of memory, and total, facets, order and places come
from it (`providers.search.scan`). No answer takes more than six statements: new words (only when words are
asked for), rows of the area (two when places and telehealth count together), rows of a wider area (only when
nothing is near), and up to three that look providers up by name or by date.
"""

import datetime
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils import timezone
from numpy.typing import NDArray

from providers.models import LocationEntry, Provider, TelehealthEntry
from providers.search import words as text
from providers.search.criteria import PAGE_SIZE, Criteria
from providers.search.packing import ROW, lat_band, unit_vector
from providers.search.scan import Facets, Scan
from psychly.web.replicas import reading

Point = tuple[float, float]  # latitude and longitude in degrees
EARTH_RADIUS_MILES = 3958.7613  # IUGG mean radius
WIDER_MILES = [25, 50, 100, 250]
FARTHER_MILES = [1_000, 12_500]  # the second is half round the earth: Guam is 8,000 from Florida
PRIME = 2**31 - 1  # products of two numbers below it fit a 64-bit integer
#: How an engine joins the packed rows to one value. SQLite takes bytes for text here, and changes none.
JOINED = {"sqlite": "CAST(group_concat(packed, '') AS BLOB)", "postgresql": "string_agg(packed, '')"}
ORDERS = {"name": ("display_name", "pk"), "updated": ("-updated_at", "pk")}
FEW = 900  # as many keys are asked for one by one
STEPS = (2_000, 50_000, None)  # so many providers are read in order, until a page is full


@dataclass(frozen=True)
class Hit:
    """One provider found: with the nearest of its locations and miles to it, where distance counts."""

    provider_id: int
    location_id: int | None = None
    miles: float | None = None


@dataclass(frozen=True)
class Results:
    """What a search found.

    `hits` is one page; `total` counts distinct providers; `widened_to` is the radius in miles that was
    needed when nothing lay within the one asked for; `facets` is {column: {bit: providers}} with
    `accepting` under the key "accepting". `words` holds, for each word asked for, the words looked for.
    """

    criteria: Criteria
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    widened_to: int | None = None
    facets: Facets = field(default_factory=dict)
    words: list[list[str]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.total / PAGE_SIZE))

    @property
    def radius_miles(self) -> int:
        """The radius that was searched, in miles."""
        return self.widened_to or self.criteria.radius_miles


def search(criteria: Criteria, *, with_facets: bool = True, now: datetime.datetime | None = None) -> Results:
    """Return the Results of a Criteria. `now` is the moment that `valid_until` is compared with."""
    question = Question(criteria, now or timezone.now(), text.understand(criteria.words))
    sweep, widened_to = question.sweep(question.rows(), with_facets=with_facets), None
    if not sweep.total and criteria.has_distance and (wider := question.widen()):
        rows, widened_to = wider
        question = question.within(widened_to)
        sweep = question.sweep(rows, with_facets=with_facets)
    counts = sweep.facets() if with_facets else {}
    stop = criteria.page * PAGE_SIZE
    hits = question.hits(sweep, slice(stop - PAGE_SIZE, stop))
    return Results(question.criteria, hits, sweep.total, widened_to, counts, question.words)


def count(criteria: Criteria, now: datetime.datetime | None = None) -> int:
    """Return how many distinct providers a Criteria finds, within its radius."""
    question = Question(criteria, now or timezone.now(), text.understand(criteria.words))
    return question.sweep(question.rows(), with_facets=False).total


def nearest(criteria: Criteria, point: Point, now: datetime.datetime | None = None) -> Hit | None:
    """Return the Hit that is nearest to a point (degrees), wherever it is, or None when nobody is found.

    Of the `criteria` the place, the radius and the order are passed over.
    """
    asked = replace(criteria, point=point, area_state="", sort="", page=1)
    question = Question(asked, now or timezone.now(), text.understand(criteria.words))
    for miles in FARTHER_MILES:
        question = question.within(miles)
        sweep = question.sweep(question.rows(), with_facets=False)
        if sweep.total:
            return question.hits(sweep, slice(0, 1))[0]
    return None


def miles_between(a: Point, b: Point) -> float:
    """Return the great-circle distance in miles of two points (latitude, longitude) in degrees."""
    (lat_a, lng_a), (lat_b, lng_b) = (map(math.radians, point) for point in (a, b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lng_b - lng_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1, math.sqrt(half)))


def rotation_factor(day: datetime.date) -> int:
    """Return the day's factor: providers rotate by (id mod PRIME × factor) mod PRIME."""
    return int.from_bytes(hashlib.sha256(day.isoformat().encode()).digest()[:8]) % (PRIME - 2) + 2


@dataclass(frozen=True)
class Question:
    """A Criteria at one moment, its words understood: which rows, how many providers, which page."""

    criteria: Criteria
    now: datetime.datetime
    words: list[list[str]]

    @property
    def is_about_places(self) -> bool:
        """Whether the rows of practice locations answer it."""
        return not self.criteria.is_telehealth_only

    @property
    def is_about_telehealth(self) -> bool:
        """Whether the rows of remote offers answer it: telehealth only, or anywhere at all."""
        return self.criteria.is_telehealth_only or not (
            self.criteria.has_distance or self.criteria.area_state
        )

    def within(self, miles: int) -> "Question":
        """Return the same question with another radius in miles."""
        return replace(self, criteria=replace(self.criteria, radius_miles=miles))

    def rows(self) -> NDArray:
        """Read the index rows of the area, an array of ROW: expired ones too, and some beyond the radius."""
        blocks = [self._read(LocationEntry, *self._area())] if self.is_about_places else []
        if self.is_about_telehealth:
            state = self.criteria.telehealth_state
            blocks.append(
                self._read(TelehealthEntry, ["state = %s"] if state else [], [state] if state else [])
            )
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def sweep(self, rows: NDArray, *, with_facets: bool) -> Scan:
        """Return what these rows tell."""
        edge = None
        if point := self.criteria.center:
            edge = unit_vector(*point), _cosine(self.criteria.radius_miles)
        return Scan(self.criteria, rows, self.now, edge, with_facets=with_facets)

    def widen(self) -> tuple[NDArray, int] | None:
        """Return (rows, miles) of the smallest wider radius that holds somebody; None when none does."""
        steps = [miles for miles in WIDER_MILES if miles > self.criteria.radius_miles]
        if not steps:
            return None
        widest = self.within(steps[-1])
        rows = widest.rows()
        nearest = max(widest.sweep(rows, with_facets=False).nearest, default=-2)
        return next(((rows, miles) for miles in steps if nearest >= _cosine(miles)), None)

    def hits(self, sweep: Scan, page: slice) -> list[Hit]:
        """Return the Hits of a page, a slice of all that was found."""
        ids = sweep.found.providers
        if page.start >= len(ids):
            return []
        if self.criteria.order in ORDERS:
            numbers = np.searchsorted(ids, _in_order(self.criteria.order, ids, page))
        else:
            turn = ids % PRIME * rotation_factor(self.criteria.day) % PRIME
            numbers = _first(-sweep.nearest if self.criteria.order == "distance" else turn, turn, page)
        return [
            Hit(
                int(ids[n]),
                sweep.location(n),
                _miles(sweep.nearest[n]) if self.criteria.has_distance else None,
            )
            for n in numbers
        ]

    def _area(self) -> tuple[list[str], list]:
        """Return the condition on LocationEntries as SQL terms and their parameters."""
        if self.criteria.area_state:
            return ["state = %s"], [self.criteria.area_state]
        if not (point := self.criteria.center):
            return [], []
        bands, west, east = box(point, self.criteria.radius_miles)
        marks = ", ".join(["%s"] * len(bands))
        return [f"lat_band IN ({marks})", "lng BETWEEN %s AND %s"], [*bands, west, east]

    def _read(self, model: type[Model], terms: list[str], params: list) -> NDArray:
        """Return the packed rows that meet all terms and, when words are asked for, have them."""
        if self.criteria.words:
            if not self.words:
                return np.zeros(0, ROW)
            having, words = text.matching(self.words).query.sql_with_params()
            terms, params = [*terms, f"provider_id IN ({having})"], [*params, *words]
        where = f" WHERE {' AND '.join(terms)}" if terms else ""
        with reading().cursor() as cursor:
            # The table's name is the model's, the terms are those above; values are parameters.
            table = connection.ops.quote_name(model._meta.db_table)
            select = f"SELECT {JOINED[connection.vendor]} FROM {table}{where}"  # noqa: S608
            return np.frombuffer(_value(cursor, select, params), ROW)


def _value(cursor: CursorWrapper, select: str, params: Sequence) -> bytes | memoryview:
    """Return the one binary value that a statement selects, b"" for none.

    PostgreSQL's driver takes bytes as text of twice the length, except from COPY in its binary format: a
    header of 19 bytes, the number of columns, the length (-1 for none) and the value.
    """
    if connection.vendor != "postgresql":
        cursor.execute(select, params)
        return cursor.fetchone()[0] or b""
    copy, block = cursor.mogrify(select, params).decode(), io.BytesIO()
    with cursor.db.wrap_database_errors:  # Django does it for its own calls alone
        cursor.copy_expert(f"COPY ({copy}) TO STDOUT (FORMAT binary)", block)
    length = int.from_bytes(block.getbuffer()[21:25], signed=True)
    return block.getbuffer()[25 : 25 + max(length, 0)]


def _in_order(order: str, ids: NDArray, page: slice) -> Sequence[int] | NDArray:
    """Return the keys of a page of providers by name or by date; `ids` is the sorted array of their keys.

    Many are not asked for one by one: everybody is read in order until the page is full.
    """
    everybody = Provider.objects.order_by(*ORDERS[order]).values_list("pk", flat=True)
    if len(ids) <= FEW:
        return list(everybody.filter(pk__in=ids.tolist())[page])
    for step in STEPS:
        read = np.fromiter(everybody[:step], np.int64)
        found = read[np.isin(read, ids, assume_unique=True)]
        if len(found) >= page.stop:
            break
    return found[page]


def _first(values: NDArray, turn: NDArray, page: slice) -> NDArray:
    """Return where the smallest values of a page stand; equal ones by their turn, then as they stand."""
    edge = np.partition(values, page.stop - 1)[page.stop - 1] if page.stop < len(values) else max(values)
    near = np.flatnonzero(values <= edge)
    return near[np.lexsort((near, turn[near], values[near]))][page]


def _cosine(miles: float) -> float:
    """Return the cosine of the angle that a distance spans: rows with a dot product from it on are within."""
    return math.cos(miles / EARTH_RADIUS_MILES)


def _miles(dot: float) -> float:
    return EARTH_RADIUS_MILES * math.acos(max(-1.0, min(1.0, dot)))


def box(point: Point, miles: float) -> tuple[list[int], float, float]:
    """Return (latitude bands, west, east) of a box round a circle.

    One that holds a pole or the antimeridian, where few people live, takes every longitude.
    """
    latitude, longitude = point
    angle = miles / EARTH_RADIUS_MILES
    reach = math.degrees(angle) + 1e-9
    low, high = latitude - reach, latitude + reach
    west, east = -180.0, 180.0
    if low > -90 and high < 90:
        # The widest longitude of a circle on a sphere (tangent meridian): asin(sin r / cos φ).
        span = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(latitude)))) + 1e-9
        if longitude - span >= -180 and longitude + span <= 180:
            west, east = longitude - span, longitude + span
    return list(range(lat_band(max(low, -90)), lat_band(min(high, 90)) + 1)), west, east
