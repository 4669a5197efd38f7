"""Answers a search from the index (`providers.search.index`), the same way on SQLite and PostgreSQL.

No answer takes more than six statements: total, nearest (only to widen), page, places of the page,
facets (two tables when telehealth and places count together).
"""

import hashlib
import math
from dataclasses import dataclass, field, replace

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, FloatField, Max, Q
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from providers.models import LocationEntry, Provider, TelehealthEntry
from providers.search import facets
from providers.search.criteria import ACCEPTING_FLAG, PAGE_SIZE, Criteria
from providers.search.index import lat_band, unit_vector

EARTH_RADIUS_MILES = 3958.7613  # IUGG mean radius
WIDER_MILES = [25, 50, 100, 250]
PRIME = 2**31 - 1  # products of two numbers below it fit a 64-bit integer
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
    `accepting` under the key "accepting".
    """

    criteria: Criteria
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    widened_to: int | None = None
    facets: dict = field(default_factory=dict)

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
    total = count(criteria, today)
    widened_to = None
    if not total and criteria.has_distance and (widened_to := _wider(criteria, today)):
        criteria = replace(criteria, radius_miles=widened_to)
        total = count(criteria, today)
    hits = []
    if (criteria.page - 1) * PAGE_SIZE < total:
        hits = _page(criteria, today, total)
    counts = {}
    if with_facets:
        counts = facets.count(criteria, [rows(criteria, today, masked=False) for rows in _sources(criteria)])
    return Results(criteria, hits, total, widened_to, counts)


def count(criteria, today=None):
    """Return how many distinct providers a Criteria finds, within its radius."""
    today = today or timezone.localdate()
    if len(sources := _sources(criteria)) > 1:
        return _anywhere(criteria, today).count()
    return sources[0](criteria, today).aggregate(n=Count("provider", distinct=True))["n"]


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


# --- Which rows ---------------------------------------------------------------------------------


def _sources(criteria):
    """Return the functions that give the rows to search: places, remote offers, or both."""
    if criteria.is_telehealth_only:
        return [_remote]
    if criteria.has_distance or criteria.area_state:
        return [_local]
    return [_local, _remote]


def _local(criteria, today, masked=True):
    """Return the LocationEntries that a Criteria finds, `dot` annotated where distance counts."""
    rows = LocationEntry.objects.filter(valid_until__gte=today)
    if criteria.area_state:
        rows = rows.filter(state=criteria.area_state)
    elif criteria.has_distance:
        rows = _within(rows, criteria.point, criteria.radius_miles)
    return _asked(rows, criteria, masked)


def _remote(criteria, today, masked=True):
    """Return the TelehealthEntries that a Criteria finds."""
    rows = TelehealthEntry.objects.filter(valid_until__gte=today)
    if criteria.telehealth_state:
        rows = rows.filter(state=criteria.telehealth_state)
    return _asked(rows, criteria, masked)


def _asked(rows, criteria, masked):
    if criteria.words:
        rows = rows.filter(provider__display_name__icontains=criteria.words)
    if not masked:
        return rows
    for column, mask in criteria.masks().items():
        rows = rows.filter(_bits(column, mask))
    return rows.filter(_bits("access", ACCEPTING_FLAG)) if criteria.accepting else rows


def _bits(column, mask):
    # bitand() has a 32-bit output type: compared bare, PostgreSQL finds nothing past bit 31.
    return GreaterThan(ExpressionWrapper(F(column).bitand(mask), BigIntegerField()), 0)


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
    return rows.filter(box).annotate(dot=dot).filter(dot__gte=math.cos(angle))


def _anywhere(criteria, today):
    """Return the providers that have a row in either table."""
    found = Q(pk__in=[])
    for rows in _sources(criteria):
        found |= Q(pk__in=rows(criteria, today).values("provider"))
    return Provider.objects.filter(found)


# --- One page -----------------------------------------------------------------------------------


def _wider(criteria, today):
    """Return the smallest wider radius that holds something, or None."""
    rows = _local(replace(criteria, radius_miles=WIDER_MILES[-1]), today)
    nearest = rows.aggregate(nearest=Max("dot"))["nearest"]
    if nearest is None:
        return None
    wider = (miles for miles in WIDER_MILES if math.cos(miles / EARTH_RADIUS_MILES) <= nearest)
    return next((miles for miles in wider if miles > criteria.radius_miles), None)


def _rotation(field_name, day):
    return ExpressionWrapper(
        F(field_name) % PRIME * rotation_factor(day) % PRIME, output_field=BigIntegerField()
    )


def _page(criteria, today, total):
    start = (criteria.page - 1) * PAGE_SIZE
    page = slice(start, start + PAGE_SIZE)
    order = criteria.order
    if order == "distance":
        ids = _nearest_ids(criteria, today, total, page)
    elif order == "rotation":
        rows = _remote(criteria, today).values("provider_id").distinct()
        rows = rows.annotate(turn=_rotation("provider_id", criteria.day))
        ids = [row["provider_id"] for row in rows.order_by("turn", "provider_id")[page]]
    else:
        by = ["display_name", "pk"] if order == "name" else ["-updated_at", "pk"]
        ids = list(_anywhere(criteria, today).order_by(*by).values_list("pk", flat=True)[page])
    return _hits(criteria, today, ids)


def _nearest_ids(criteria, today, total, page):
    """Return provider ids of a page, nearest first, places at one point by the day's rotation.

    A dense city holds thousands: a smaller radius is tried first, from how many there are in all.
    """
    share = GROWTH * page.stop / total
    radii = [criteria.radius_miles]
    if share < 0.5:
        radii.insert(0, criteria.radius_miles * math.sqrt(share))
    found = []
    for miles in radii:
        found = (
            _local(replace(criteria, radius_miles=miles), today)
            .values("provider_id")
            .annotate(nearest=Max("dot"), turn=_rotation("provider_id", criteria.day))
            .order_by("-nearest", "turn", "provider_id")
            .values_list("provider_id", flat=True)[page]
        )
        if len(found) == PAGE_SIZE:
            break
    return list(found)


def _hits(criteria, today, ids):
    """Return the Hits of these providers in this order, each with its nearest matching location."""
    if _sources(criteria) == [_remote]:
        return [Hit(pk) for pk in ids]
    rows = _local(criteria, today).filter(provider__in=ids)
    if not criteria.has_distance:
        first = {}
        for location, provider in rows.order_by("-pk").values_list("pk", "provider_id"):
            first[provider] = location
        return [Hit(pk, first.get(pk)) for pk in ids]
    nearest = {}
    for location, provider, dot in rows.order_by("dot", "-pk").values_list("pk", "provider_id", "dot"):
        nearest[provider] = location, dot
    return [Hit(pk, nearest[pk][0], _miles(nearest[pk][1])) for pk in ids]


def _miles(dot):
    return EARTH_RADIUS_MILES * math.acos(max(-1.0, min(1.0, dot)))
