"""What a search promises of its answers whatever is asked: exact, up to date, and never expired."""

import datetime
import math

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.models import LocationEntry, TelehealthEntry
from providers.search.criteria import ACCEPTING_FLAG, GROUPS, PAGE_SIZE, Criteria
from providers.search.engine import EARTH_RADIUS_MILES, WIDER_MILES, search
from tests import brute_force, factories

TODAY = datetime.date(2026, 11, 24)
NOW = brute_force.noon(TODAY)
AUSTIN = (30.2706, -97.7426)
RADII = [5, 10, 25, 50, 100, 250]
PEOPLE, PLACES = 8, 3  # providers, and practice locations of each


def away(point, bearing, miles):
    """Return the point (latitude, longitude) that lies a distance away in a direction (degrees)."""
    latitude, longitude, turn = math.radians(point[0]), math.radians(point[1]), math.radians(bearing)
    angle = miles / EARTH_RADIUS_MILES
    sine = math.sin(latitude) * math.cos(angle) + math.cos(latitude) * math.sin(angle) * math.cos(turn)
    north = math.asin(max(-1, min(1, sine)))
    east = math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(latitude),
        math.cos(angle) - math.sin(latitude) * math.sin(north),
    )
    return math.degrees(north), (math.degrees(longitude + east) + 180) % 360 - 180


points = st.one_of(
    st.sampled_from(
        [AUSTIN, (52.0, 179.99), (51.9, -180.0), (90.0, 0.0), (89.95, 10.0), (-90.0, 0.0), (0.0, 0.0)]
    ),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)
masks = st.fixed_dictionaries(
    {column: st.sampled_from([0, 1, 2, 3, 1 << 31, 1 << 59, 5]) for column in GROUPS.values()}
)
days = st.sampled_from([-1, 0, 0, 30]).map(lambda days: TODAY + datetime.timedelta(days=days))


@st.composite
def questions(draw, center):
    """A question about one point, a state, everywhere, or telehealth."""
    where = draw(st.sampled_from(["point"] * 6 + ["state", "anywhere", "telehealth", "telehealth-anywhere"]))
    asked = draw(
        st.dictionaries(st.sampled_from(list(GROUPS.values())), st.sampled_from([1, 2, 3, 1 << 31, 1 << 59]))
    )
    return Criteria(
        point=center if where in ("point", "telehealth") else None,
        radius_miles=draw(st.sampled_from(RADII)),
        area_state="AK" if where == "state" else "",
        telehealth_state="AK" if where == "telehealth" else "",
        is_telehealth_only=where.startswith("telehealth"),
        accepting=draw(st.booleans()),
        sort=draw(st.sampled_from(["", "distance", "name"])),
        day=TODAY + datetime.timedelta(days=draw(st.integers(0, 3))),
        **asked,
    )


@st.composite
def worlds(draw):
    """A question, and rows round the point it is about: at it, at one other, within and beyond every edge."""
    center = draw(points)
    question = draw(questions(center))
    # Half a radius would be another radius: exactly on an edge the rounding decides, here and there.
    edges = [0, *(radius * factor for radius in RADII for factor in (0.51, 1 - 1e-6, 1 + 1e-6))]
    local = draw(
        st.lists(
            st.tuples(
                st.integers(0, PEOPLE * PLACES - 1),
                st.sampled_from([0, 90, 180, 270, 33.3]),
                st.sampled_from(edges),
                st.sampled_from(["AK", "TX"]),
                days,
                st.lists(masks, min_size=1, max_size=3),
                st.booleans(),
            ),
            max_size=PEOPLE * PLACES,
            unique_by=lambda row: row[0],
        )
    )
    remote = draw(
        st.lists(
            st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(["AK", "TX"]), days, masks), max_size=8
        )
    )
    return center, question, local, remote


@pytest.fixture
def people(db):
    """Providers without index rows, and their practice locations."""
    rows = [factories.provider(display_name=f"P {n % 3}") for n in range(PEOPLE)]
    places = [factories.location(row).pk for row in rows for _n in range(PLACES)]
    return rows, places


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds())
def test_total_facets_and_order_equal_a_brute_force_whatever_is_asked(people, world):
    (rows, places), (center, question, local, remote) = people, world
    local = [
        brute_force.place(
            rows[n // PLACES].pk, places[n], state, day, away(center, bearing, miles),
            **{**mask, "access": mask["access"] | (ACCEPTING_FLAG if accepting else 0)},
        )
        for n, bearing, miles, state, day, offered, accepting in local
        for mask in offered
    ]  # fmt: skip
    remote = [brute_force.Row(rows[n].pk, state, day, **mask) for n, state, day, mask in remote]
    LocationEntry.objects.all().delete()
    TelehealthEntry.objects.all().delete()
    LocationEntry.objects.bulk_create(brute_force.entries(local))
    TelehealthEntry.objects.bulk_create(brute_force.entries(remote))
    world = local, remote, {row.pk: row for row in rows}
    results = search(question, now=NOW)
    ids, facets = brute_force.answer(results.criteria, world, TODAY)
    assert (results.total, [hit.provider_id for hit in results.hits]) == (len(ids), ids[:PAGE_SIZE])
    assert results.facets == facets
    assert search(question, now=NOW, with_facets=False).hits == results.hits
    if results.widened_to:  # nobody is within the radius before
        steps = [question.radius_miles, *WIDER_MILES]
        smaller = [miles for miles in steps if question.radius_miles <= miles < results.widened_to]
        assert not any(brute_force.answer(within(question, miles), world, TODAY)[0] for miles in smaller)


def within(question, miles):
    """Return the question with another radius."""
    return Criteria(**{**vars(question), "radius_miles": miles})


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?near=30.27,-97.74", "?near=78701&telehealth=1", "?q=rivera", ""])
def test_a_listing_is_found_until_the_last_second_of_its_last_day(client, monkeypatch, query):
    factories.zip_code()
    row = factories.listed_provider(display_name="Ana Rivera", telehealth=["TX"])
    midnight = min(LocationEntry.objects.get().valid_until, TelehealthEntry.objects.first().valid_until)
    for moment, total in ((midnight - datetime.timedelta(microseconds=1), 1), (midnight, 0)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        page = client.get(f"/providers/{query}").context["page"]
        assert page.results.total == total
        assert [card.name for card in page.cards] == [row.display_name][:total]
        assert page.accepting_count == total


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_whom_a_moderator_approves_is_found_in_that_transaction_and_not_when_it_fails():
    submission, moderator = factories.submission(), factories.moderator()
    with transaction.atomic():
        provider = factories.approve(submission, by=moderator)
        assert [hit.provider_id for hit in search(Criteria()).hits] == [provider.pk]
        transaction.set_rollback(True)
    assert search(Criteria()).total == 0
    submission.refresh_from_db()
    provider = factories.approve(submission, by=moderator)
    assert [hit.provider_id for hit in search(Criteria()).hits] == [provider.pk]
