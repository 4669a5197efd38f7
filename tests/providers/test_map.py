"""The drawn map of a page of results."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.maps import drawing as drawn
from providers.maps.drawing import PIN, Projection, Spot, draw_map, draw_nation

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


TEXAS = [  # as the source has them, by population
    ("Houston", 29.76, -95.37), ("San Antonio", 29.42, -98.49), ("Dallas", 32.78, -96.80),
    ("Austin", 30.27, -97.74), ("Fort Worth", 32.73, -97.32), ("Garland", 32.91, -96.64),
    ("Pearland", 29.56, -95.29), ("Waco", 31.55, -97.15),
]  # fmt: skip


def boxes(drawing):
    """What the labels of towns and rings cover, and what the pins do: (left, top, right, bottom)."""
    labels = [
        (t.label_x - len(t.name) * 3.3, t.label_y - 10, t.label_x + len(t.name) * 3.3, t.label_y + 3)
        for t in drawing.towns
    ]
    labels += [(r.label_x - 18, r.label_y - 7, r.label_x + 18, r.label_y + 7) for r in drawing.rings]
    pins = [(p.x - PIN, p.y - PIN, p.x + PIN, p.y + PIN) for p in drawing.pins]
    return labels, pins


@given(st.lists(near_austin, min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_no_pin_covers_a_town_and_no_label_another(points):
    spots = [Spot(lat, lng, str(n)) for n, (lat, lng) in enumerate(points)]
    for start in (None, (30.27, -97.74)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(drawn, "largest_towns", lambda *window: list(TEXAS))
            labels, pins = boxes(draw_map(spots, start=start))
        towns = labels if start is None else labels[:-2]
        assert not any(drawn._overlap(label, pin) for label in towns for pin in pins)
        assert not any(drawn._overlap(a, b) for a, b in itertools.combinations(labels, 2))


def test_the_large_towns_are_named_though_pins_stand_on_them(monkeypatch):
    monkeypatch.setattr(drawn, "largest_towns", lambda *window: list(TEXAS))
    pins = [Spot(lat, lng, str(n)) for n, (_name, lat, lng) in enumerate(TEXAS[:4] * 4)]
    names = [town.name for town in draw_map(pins).towns]
    assert {"Houston", "San Antonio", "Dallas", "Austin"} <= set(names)


def test_the_town_searched_is_named_first_and_never_by_one_called_after_it(monkeypatch):
    found = [
        ("New South Memphis", 35.087, -90.057),
        ("Memphis", 35.150, -90.049),
        ("Nashville", 36.17, -86.78),
    ]
    monkeypatch.setattr(drawn, "largest_towns", lambda *window: list(found))
    for start_name in ("Memphis", ""):
        towns = draw_map([Spot(36.17, -86.78, "1")], start=(35.15, -90.05), start_name=start_name).towns
        assert [town.name for town in towns] == ["Memphis", "Nashville"]


def test_a_pin_stands_clear_of_the_label_of_a_ring(monkeypatch):
    spots = [Spot(30.27 - 5 / 69, -97.74, "1"), Spot(30.27 - 10 / 69, -97.74, "2"), Spot(30.45, -97.74, "3")]
    labels, pins = boxes(draw_map(spots, start=(30.27, -97.74)))
    assert len(labels) == 2
    assert not any(drawn._overlap(label, pin) for label in labels for pin in pins)


def test_the_country_fills_its_map_and_what_lies_beyond_is_named():
    places = [(47.6, -122.3), (25.8, -80.2), (42.36, -71.06), (13.47, 144.75), (21.3, -157.86)]
    drawing = draw_nation([Spot(lat, lng, str(n)) for n, (lat, lng) in enumerate(places, 1)])
    assert [pin.label for pin in drawing.pins] == ["1", "2", "3"]
    assert drawing.beyond == "4, 5"
    xs = [pin.x for pin in drawing.pins]
    assert max(xs) - min(xs) > 0.7 * drawing.width
    assert draw_nation([]) is None
    assert len(drawing.outlines) > 45
    assert (
        sum(map(len, drawing.outlines)) < 40_000
    )  # characters: a map of the country is no heavier than a page
