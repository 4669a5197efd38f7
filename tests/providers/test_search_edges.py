"""The edge of a radius, to a tenth of a millimeter, anywhere on the sphere."""

import datetime
import math

import pytest

from providers.models import LocationEntry
from providers.search.criteria import Criteria
from providers.search.engine import EARTH_RADIUS_MILES, search
from tests import brute_force, factories

pytestmark = pytest.mark.django_db
HAIR = 1e-7  # miles: 0.16 mm
START = {
    "Austin": (30.2706, -97.7426),
    "the equator": (0.0, 0.0),
    "Attu, at the antimeridian": (52.9, 179.99),
    "Amchitka, on its other side": (51.5, -179.99),
    "near the North Pole": (89.9, 40.0),
    "the North Pole": (90.0, 0.0),
    "the South Pole": (-90.0, 0.0),
}
TODAY = datetime.date(2026, 1, 2)
NOW = brute_force.noon(TODAY)


def away(point, bearing, miles):
    """Return the point (latitude, longitude) that lies a distance away in a direction (degrees)."""
    latitude, longitude, turn = math.radians(point[0]), math.radians(point[1]), math.radians(bearing)
    angle = miles / EARTH_RADIUS_MILES
    north = math.asin(
        math.sin(latitude) * math.cos(angle) + math.cos(latitude) * math.sin(angle) * math.cos(turn)
    )
    east = math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(latitude),
        math.cos(angle) - math.sin(latitude) * math.sin(north),
    )
    return math.degrees(north), (math.degrees(longitude + east) + 180) % 360 - 180


def stand(point):
    """Let a provider be found at a point."""
    row = factories.provider()
    place = factories.location(row, latitude=point[0], longitude=point[1])
    offer = brute_force.place(row.pk, place.pk, "AK", TODAY, point, treatments=1)
    LocationEntry.objects.bulk_create(brute_force.entries([offer]))
    return row.pk


@pytest.mark.parametrize("name", START)
@pytest.mark.parametrize("miles", [5, 25, 250])
def test_inside_by_a_hair_is_found_and_outside_by_a_hair_is_not(name, miles):
    inside = {stand(away(START[name], bearing, miles - HAIR)) for bearing in range(0, 360, 90)}
    for bearing in range(0, 360, 90):
        stand(away(START[name], bearing, miles + HAIR))
    criteria = Criteria(point=START[name], radius_miles=miles)
    for with_facets in (True, False):
        results = search(criteria, with_facets=with_facets, now=NOW)
        assert {hit.provider_id for hit in results.hits} == inside
        assert results.total == len(inside)


def test_at_the_very_point_the_distance_is_nothing():
    row = stand(START["Austin"])
    for with_facets in (True, False):
        results = search(Criteria(point=START["Austin"]), with_facets=with_facets, now=NOW)
        assert [(hit.provider_id, hit.miles < 1e-4) for hit in results.hits] == [(row, True)]
