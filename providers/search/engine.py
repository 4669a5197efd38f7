"""Answers a search from the index (`providers.search.index`), the same way on SQLite and PostgreSQL.

With facets, one statement reads the rows of the area, and total, facets, order and places come from them
(two when places and telehealth count together). Without, total and page are asked for alone. No answer
takes more than six statements: new words (only when words are asked for), rows of the area, wider radii
(only when nothing is near), rows again, page and its places (by name or by date).
"""

import datetime
import hashlib
import heapq
import math
from dataclasses import dataclass, field, replace

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, FloatField, Max, Q, Value
from django.db.models.lookups import GreaterThan
from django.utils import timezone
from django.utils.functional import cached_property

from providers.models import LocationEntry, Provider, TelehealthEntry
from providers.search import facets, text
from providers.search.criteria import ACCEPTING_FLAG, PAGE_SIZE, Criteria
from providers.search.index import lat_band, unit_vector

EARTH_RADIUS_MILES = 3958.7613  # IUGG mean radius
WIDER_MILES = [25, 50, 100, 250]
PRIME = 2**31 - 1  # products of two numbers below it fit a 64-bit integer
NOTHING = Value(None, output_field=BigIntegerField())
GROWTH = 1.5  # the first radius tried reaches for this many times what the page needs


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
    facets: dict = field(default_factory=dict)
    words: list[list[str]] = field(default_factory=list)

    @property
    def pages(self):
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.total / PAGE_SIZE))

    @property
    def radius_miles(self):
        """The radius that was searched, in miles."""
        return self.widened_to or self.criteria.radius_miles


def search(criteria, *, with_facets=True, today=None):
    """Return the Results of a Criteria. `today` is the date that `valid_until` is compared with."""
    today = today or timezone.localdate()
    question = Question(criteria, today, text.understand(criteria.words))
    sweep = question.sweep() if with_facets else None
    total, widened_to = sweep.total if sweep else question.count(), None
    if not total and criteria.has_distance:
        widened_to, total = question.widen()
        if widened_to:
            question = question.within(widened_to)
            sweep = question.sweep() if with_facets else None
    hits = []
    if (criteria.page - 1) * PAGE_SIZE < total:
        hits = question.page_of(sweep) if sweep else question.page(total)
    counts = sweep.facets() if sweep else {}
    return Results(question.criteria, hits, total, widened_to, counts, question.words)


def count(criteria, today=None):
    """Return how many distinct providers a Criteria finds, within its radius."""
    words = text.understand(criteria.words)
    return Question(criteria, today or timezone.localdate(), words).count()


def miles_between(a, b):
    """Return the great-circle distance in miles of two points (latitude, longitude) in degrees."""
    (lat_a, lng_a), (lat_b, lng_b) = (map(math.radians, point) for point in (a, b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lng_b - lng_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1, math.sqrt(half)))


def rotation_factor(day):
    """Return the day's factor: providers rotate by (id mod PRIME × factor) mod PRIME."""
    return int.from_bytes(hashlib.sha256(day.isoformat().encode()).digest()[:8]) % (PRIME - 2) + 2


@dataclass(frozen=True)
class Question:
    """A Criteria on one day, its words understood: which rows, how many providers, which page."""

    criteria: Criteria
    today: datetime.date
    words: list[list[str]]

    @property
    def is_about_places(self):
        """Whether the rows of practice locations answer it."""
        return not self.criteria.is_telehealth_only

    @property
    def is_about_telehealth(self):
        """Whether the rows of remote offers answer it: telehealth only, or anywhere at all."""
        return self.criteria.is_telehealth_only or not (
            self.criteria.has_distance or self.criteria.area_state
        )

    def within(self, miles):
        """Return the same question with another radius in miles."""
        return replace(self, criteria=replace(self.criteria, radius_miles=miles))

    def rows(self, masked=True):
        """Return the querysets of index rows: of places, of remote offers, or both."""
        rows = [self.local(masked)] if self.is_about_places else []
        return [*rows, self.remote(masked)] if self.is_about_telehealth else rows

    def local(self, masked=True):
        """Return the LocationEntries found, with `dot` where distance counts."""
        return self._asked(self._around, masked)

    @cached_property
    def _around(self):
        """The LocationEntries of the area; made once, because Django takes longest over the geometry."""
        rows = LocationEntry.objects.all()
        if self.criteria.area_state:
            return rows.filter(state=self.criteria.area_state)
        if self.criteria.has_distance:
            return _within(rows, self.criteria.point, self.criteria.radius_miles)
        return rows

    def remote(self, masked=True):
        """Return the TelehealthEntries found."""
        rows = TelehealthEntry.objects.all()
        if self.criteria.telehealth_state:
            rows = rows.filter(state=self.criteria.telehealth_state)
        return self._asked(rows, masked)

    def providers(self):
        """Return the Providers that have a row."""
        found = Q(pk__in=[])
        for rows in self.rows():
            found |= Q(pk__in=rows.values("provider"))
        return Provider.objects.filter(found)

    def count(self):
        """Return the number of distinct providers."""
        rows = self.rows()
        if len(rows) > 1:
            return self.providers().count()
        return rows[0].aggregate(n=Count("provider", distinct=True))["n"]

    def widen(self):
        """Return (miles, providers) of the smallest wider radius that holds somebody, or (None, 0)."""
        steps = [miles for miles in WIDER_MILES if miles > self.criteria.radius_miles]
        if not steps:
            return None, 0
        counts = (
            self.within(steps[-1])
            .local()
            .aggregate(
                **{
                    f"within_{miles}": Count("provider", distinct=True, filter=Q(dot__gte=_cosine(miles)))
                    for miles in steps
                }
            )
        )
        return next(((miles, n) for miles in steps if (n := counts[f"within_{miles}"])), (None, 0))

    def sweep(self):
        """Read every row of the area, and return what it tells (a `facets.Sweep`)."""
        rows = []
        for source in self.rows(masked=False):
            place = F("location_id") if source.model is LocationEntry else NOTHING
            dot = F("dot") if "dot" in source.query.annotations else NOTHING
            rows += _fetch(source.values_list("provider_id", place, dot, *facets.COLUMNS))
        return facets.Sweep(self.criteria, rows)

    def page_of(self, sweep):
        """Return the Hits of the page asked for from what was read."""
        stop = self.criteria.page * PAGE_SIZE
        start, order, factor = stop - PAGE_SIZE, self.criteria.order, rotation_factor(self.criteria.day)
        if order not in ("distance", "rotation"):
            return self.page(sweep.total)
        if order == "rotation":
            turns = ((pk % PRIME * factor % PRIME, pk) for pk in sweep.providers)
            return [Hit(pk) for _turn, pk in heapq.nsmallest(stop, turns)[start:]]
        places = sweep.nearest()
        edge = heapq.nlargest(stop, (row[2] for row in places))[-1]  # comparing numbers alone is quick
        turns = ((-row[2], row[0] % PRIME * factor % PRIME, row) for row in places if row[2] >= edge)
        return [Hit(*row[:2], _miles(row[2])) for _far, _turn, row in heapq.nsmallest(stop, turns)[start:]]

    def page(self, total):
        """Return the Hits of the page asked for; `total` is how many providers there are."""
        start = (self.criteria.page - 1) * PAGE_SIZE
        page = slice(start, start + PAGE_SIZE)
        order, turn = self.criteria.order, _rotation(self.criteria.day)
        if order == "distance":
            ids = self._nearest(total, page)
        elif order == "rotation":
            rows = self.remote().values("provider_id").distinct().annotate(turn=turn)
            ids = [row["provider_id"] for row in rows.order_by("turn", "provider_id")[page]]
        else:
            by = ["display_name", "pk"] if order == "name" else ["-updated_at", "pk"]
            ids = list(self.providers().order_by(*by).values_list("pk", flat=True)[page])
        return self._hits(ids)

    def _asked(self, rows, masked):
        rows = rows.filter(valid_until__gte=self.today)
        if self.criteria.words:
            rows = rows.filter(provider__in=text.matching(self.words)) if self.words else rows.none()
        if not masked:
            return rows
        for column, mask in self.criteria.masks().items():
            rows = rows.filter(_has_bits(column, mask))
        return rows.filter(_has_bits("access", ACCEPTING_FLAG)) if self.criteria.accepting else rows

    def _nearest(self, total, page):
        """Return provider ids of a page, nearest first, those at one point by the day's rotation.

        A dense city holds thousands: a smaller radius is tried first, from how many there are in all.
        """
        share = GROWTH * page.stop / total
        radius = self.criteria.radius_miles
        for miles in [radius * math.sqrt(share), radius] if share < 0.5 else [radius]:
            found = (
                self.within(miles)
                .local()
                .values("provider_id")
                .annotate(nearest=Max("dot"), turn=_rotation(self.criteria.day))
                .order_by("-nearest", "turn", "provider_id")
                .values_list("provider_id", flat=True)[page]
            )
            if len(found) == PAGE_SIZE:
                break
        return list(found)

    def _hits(self, ids):
        """Return the Hits of these providers in this order, each with its nearest matching location."""
        if not self.is_about_places:
            return [Hit(pk) for pk in ids]
        rows = LocationEntry.objects.filter(provider__in=ids)
        if self.criteria.area_state:
            rows = rows.filter(state=self.criteria.area_state)
        rows = self._asked(rows.order_by("pk"), masked=True).values_list("provider_id", "pk", "x", "y", "z")
        x, y, z = unit_vector(*self.criteria.point) if self.criteria.has_distance else (0, 0, 0)
        best = {}
        for provider, location, *at in rows:
            dot = at[0] * x + at[1] * y + at[2] * z
            if provider not in best or dot > best[provider][1]:
                best[provider] = location, dot
        if not self.criteria.has_distance:
            return [Hit(pk, best[pk][0] if pk in best else None) for pk in ids]
        return [Hit(pk, best[pk][0], _miles(best[pk][1])) for pk in ids]


def _fetch(rows):
    """Return the tuples of a query as the database gives them: Django's handling of each costs twice that."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _cosine(miles):
    """Return the cosine of the angle that a distance spans: rows with a dot product from it on are within."""
    return math.cos(miles / EARTH_RADIUS_MILES)


def _miles(dot):
    return EARTH_RADIUS_MILES * math.acos(max(-1.0, min(1.0, dot)))


def _has_bits(column, mask):
    # bitand() has a 32-bit output type: compared bare, PostgreSQL finds nothing past bit 31.
    return GreaterThan(ExpressionWrapper(F(column).bitand(mask), BigIntegerField()), 0)


def _rotation(day):
    return ExpressionWrapper(
        F("provider_id") % PRIME * rotation_factor(day) % PRIME, output_field=BigIntegerField()
    )


def _within(rows, point, miles):
    """Return the rows within a radius, with `dot`, the cosine of the angle to the point.

    Bands and longitudes are a box round the circle, for the index; the dot product decides.
    """
    latitude, longitude = point
    angle = miles / EARTH_RADIUS_MILES
    reach = math.degrees(angle) + 1e-9
    low, high = latitude - reach, latitude + reach
    box = Q(lat_band__in=list(range(lat_band(max(low, -90)), lat_band(min(high, 90)) + 1)))
    if low > -90 and high < 90:
        # The widest longitude of a circle on a sphere (tangent meridian): asin(sin r / cos φ).
        span = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(latitude)))) + 1e-9
        west, east = longitude - span, longitude + span
        sides = Q(lng__range=(west, east))
        if west < -180:
            sides |= Q(lng__gte=west + 360)
        if east > 180:
            sides |= Q(lng__lte=east - 360)
        box &= sides
    x, y, z = unit_vector(latitude, longitude)
    dot = ExpressionWrapper(F("x") * x + F("y") * y + F("z") * z, FloatField())
    return rows.filter(box).annotate(dot=dot).filter(dot__gte=_cosine(miles))
