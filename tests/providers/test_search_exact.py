"""Totals, order, distances and facets equal a brute force in plain Python, on every question."""

import datetime
import math
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from providers.models import (
    Access,
    Community,
    Condition,
    Language,
    Location,
    LocationEntry,
    PaymentOption,
    Provider,
    TelehealthEntry,
    Treatment,
)
from providers.search.criteria import ACCEPTING_FLAG, GROUPS, PAGE_SIZE, Criteria
from providers.search.engine import miles_between, search
from tests.brute_force import Row, answer, entries, noon, place

TODAY = datetime.date(2026, 11, 24)
NOW = noon(TODAY)
#: Where rows crowd: a city, both sides of the antimeridian, both poles.
CENTERS = [(30.27, -97.74), (52.0, 179.95), (51.9, -179.9), (89.9, 10.0), (-89.95, -120.0), (0.0, 0.0)]
STATES = ["TX", "AK", "CA"]


@pytest.fixture
def rows(db):
    """Index rows of 300 providers: crowded, spread, at one point, expired; a few far from anyone."""
    chance = random.Random(20261124)
    providers = Provider.objects.bulk_create(
        Provider(
            slug=f"p-{n}",
            kind="person",
            role="physician",
            legal_name="L",
            display_name=f"{chance.choice('ABCDEFG')} Provider {n}",
            published_at=timezone.now(),
            updated_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(hours=n % 50),
        )
        for n in range(300)
    )
    local, remote = [], []
    for provider in providers:
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            local += _local_rows(chance, provider)
        for state in STATES:
            if chance.random() < 0.2:
                remote += [
                    Row(provider.pk, state, _day(chance), **_masks(chance))
                    for _ in range(chance.choice([1, 2]))
                ]
    LocationEntry.objects.bulk_create(entries(local))
    TelehealthEntry.objects.bulk_create(entries(remote))
    return local, remote, {provider.pk: provider for provider in providers}


def _local_rows(chance, provider):
    """One to four treatments at a place, each with its own conditions, payments and last day."""
    latitude, longitude = chance.choice(CENTERS)
    spread = chance.choice([0, 0, 0.05, 0.5, 3])
    latitude = max(-90, min(90, latitude + chance.uniform(-spread, spread)))
    longitude = (longitude + chance.uniform(-spread, spread) * 2 + 180) % 360 - 180
    state = chance.choice(STATES)
    location = Location.objects.create(
        provider=provider, key=f"p{provider.locations.count()}", latitude=latitude, longitude=longitude
    )
    return [
        place(provider.pk, location.pk, state, _day(chance), (latitude, longitude), **_masks(chance))
        for _ in range(chance.choice([1, 1, 2, 3, 4]))
    ]


def _day(chance):
    return TODAY + datetime.timedelta(days=chance.choice([-30, -1, 0, 1, 60]))


def _masks(chance):
    def some(bits):
        return sum(1 << bit for bit in bits if chance.random() < 0.3)

    masks = {column: some([0, 1, 2, 31, 32, 59, 62]) for column in GROUPS.values()}
    masks["access"] = some([0, 1, 31, 59]) | (ACCEPTING_FLAG if chance.random() < 0.6 else 0)
    return masks


def _questions(chance):
    for _ in range(60):
        asked = {
            column: chance.choice([1, 2, 1 << 31 | 1, 1 << 59, 1 << 62, 5]) for column in GROUPS.values()
            if chance.random() < 0.25
        }  # fmt: skip
        if asked.get("access"):
            asked["access"] &= ~(0b111 << 60)
        where = chance.choice(["point"] * 5 + ["area", "nowhere", "telehealth", "telehealth-anywhere"])
        latitude, longitude = chance.choice(CENTERS)
        if chance.random() < 0.5:
            latitude = max(-90, min(90, latitude + chance.uniform(-1, 1)))
            longitude = (longitude + chance.uniform(-1, 1) + 180) % 360 - 180
        yield Criteria(
            point=(latitude, longitude) if where in ("point", "telehealth") else None,
            radius_miles=chance.choice([5, 10, 25, 50, 100, 250]),
            area_state=chance.choice(STATES) if where == "area" else "",
            telehealth_state=chance.choice(STATES) if where == "telehealth" else "",
            is_telehealth_only=where.startswith("telehealth"),
            accepting=chance.random() < 0.3,
            sort=chance.choice(["", "", "distance", "name", "updated"]),
            page=chance.choice([1, 1, 1, 2, 3]),
            day=TODAY + datetime.timedelta(days=chance.randrange(3)),
            **asked,
        )


def test_every_answer_equals_the_brute_force(rows):
    chance = random.Random(7)
    found_something = widened = 0
    for criteria in _questions(chance):
        results = search(criteria, now=NOW)
        asked = criteria
        ids, facets = answer(asked, rows, TODAY)
        if not ids and results.widened_to:
            widened += 1
            asked = results.criteria
            assert results.widened_to in (25, 50, 100, 250)
            ids, facets = answer(asked, rows, TODAY)
            assert ids, "widened to a radius that holds nothing"
        start = (criteria.page - 1) * PAGE_SIZE
        assert results.total == len(ids), criteria
        assert [hit.provider_id for hit in results.hits] == ids[start : start + PAGE_SIZE], criteria
        assert results.facets == facets, criteria
        found_something += bool(ids)
    assert found_something > 30
    assert widened


def test_distances_are_those_to_the_nearest_place(rows):
    local, _remote, _providers = rows
    criteria = Criteria(point=CENTERS[0], radius_miles=250)
    for hit in search(criteria, now=NOW).hits:
        alive = [r for r in local if r.provider_id == hit.provider_id and r.valid_until >= TODAY]
        far = {row.location_id: miles_between(row.point, criteria.point) for row in alive}
        assert math.isclose(hit.miles, min(far.values()), abs_tol=1e-3)
        assert math.isclose(hit.miles, far[hit.location_id], abs_tol=1e-3)


def test_pages_together_hold_everyone_once(rows):
    seen, page = [], 1
    while hits := search(Criteria(point=CENTERS[0], radius_miles=250, page=page), now=NOW).hits:
        seen += [hit.provider_id for hit in hits]
        page += 1
    assert page > 2
    assert len(seen) == len(set(seen)) == search(Criteria(point=CENTERS[0], radius_miles=250), now=NOW).total


def test_an_expired_row_is_gone_the_day_after(rows):
    criteria = Criteria(point=CENTERS[0], radius_miles=250)
    far = NOW + datetime.timedelta(days=61)
    assert search(criteria, now=NOW).total > search(criteria, now=NOW + datetime.timedelta(days=2)).total
    assert search(criteria, now=far).total == 0


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(point=CENTERS[0], radius_miles=250, treatments=1, payments=6, accepting=True, words=""),
        Criteria(point=(44.0, -70.0), radius_miles=5),  # widens, in vain
        Criteria(),
        Criteria(area_state="TX", languages=1),
        Criteria(is_telehealth_only=True, telehealth_state="AK"),
    ],
)
def test_a_search_takes_at_most_six_statements(rows, criteria, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        search(criteria, now=NOW)


def test_masks_have_room_for_every_term(db):
    for taxonomy in (Treatment, Condition, PaymentOption, Language, Community, Access):
        assert taxonomy.objects.count() <= 60


def test_the_covering_index_answers_on_sqlite(rows):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics that so few rows do not give")
    with CaptureQueriesContext(connection) as captured:
        search(Criteria(point=CENTERS[0], radius_miles=25, treatments=1), now=NOW)
        search(Criteria(area_state="TX"), with_facets=False, now=NOW)
    plans = ["covering (lat_band=? AND lng>? AND lng<?)", "state (state=?)"]
    reading = [query["sql"] for query in captured if "group_concat" in query["sql"]]
    for statement, plan in zip(reading, plans, strict=True):
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + statement)
            found = " ".join(str(line) for line in cursor.fetchall())
        assert f"COVERING INDEX location_entry_{plan}" in found
