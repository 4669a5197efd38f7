"""The drawn map of a page of results."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.maps import drawing as drawn
from providers.maps.drawing import PIN, Projection, Spot, draw_map

near_austin = st.tuples(st.floats(29.5, 31), st.floats(-98.5, -97))


@pytest.fixture(autouse=True)
def _no_towns(monkeypatch):
    monkeypatch.setattr(drawn, "largest_towns", lambda *window: [])


@given(st.lists(near_austin, min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_every_pin_lies_on_the_map_and_covers_no_other(points):
    drawing = draw_map([Spot(lat, lng, str(n)) for n, (lat, lng) in enumerate(points)], start=(30.27, -97.74))
    assert len(drawing.pins) == len(points)
    for pin in drawing.pins:
        assert PIN <= pin.x <= drawing.width - PIN
        assert PIN <= pin.y <= drawing.height - PIN
    for a, b in itertools.combinations(drawing.pins, 2):
        assert math.dist((a.x, a.y), (b.x, b.y)) >= 2 * PIN


def test_twenty_pins_on_one_spot_can_all_be_told_apart():
    drawing = draw_map([Spot(30.27, -97.74, str(n)) for n in range(1, 21)], start=(30.27, -97.74))
    assert sorted(int(pin.label) for pin in drawing.pins) == list(range(1, 21))
    assert sum(pin.is_moved for pin in drawing.pins) == 19


def test_distances_on_the_map_are_true():
    projection = Projection(30.27, -97.74, 25, 344, 392)
    x, y = projection.point(30.27 + 10 / 69, -97.74)
    assert (x, 196 - y) == pytest.approx((172, 10 * projection.units_per_mile))
    x, y = projection.point(30.27, -97.74 + 10 / 69 / math.cos(math.radians(30.27)))
    assert (x - 172, y) == pytest.approx((10 * projection.units_per_mile, 196))


def test_the_map_crosses_the_antimeridian():
    drawing = draw_map([Spot(51.88, -176.65, "1"), Spot(52.9, 173.2, "2")])
    first, second = drawing.pins
    assert second.x < first.x  # Attu lies west of Adak
    assert drawing.outlines


def test_outlines_of_far_states_are_left_out():
    near, far = (
        draw_map([], start=(30.27, -97.74)),
        draw_map([Spot(47.6, -122.3, "1"), Spot(25.8, -80.2, "2")]),
    )
    assert len(near.outlines) == 1
    assert len(far.outlines) > 48


def test_nothing_to_show_draws_nothing():
    assert draw_map([]) is None
