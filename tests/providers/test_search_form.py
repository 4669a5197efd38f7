"""The search form: text to criteria, and back to one canonical query."""

import datetime

import pytest
from django.http import QueryDict

from providers.models import (
    Access,
    Community,
    Condition,
    Language,
    PaymentOption,
    Place,
    PlaceRelease,
    Treatment,
)
from providers.results.forms import SearchForm, ShortSearchForm
from providers.search.engine import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(db):
    """Two cities, a ZIP, two states."""

    def place(kind, name, folded, state, latitude, longitude, **more):
        return Place(
            kind=kind, name=name, folded=folded, state=state, slug=folded, latitude=latitude,
            longitude=longitude, **more,
        )  # fmt: skip

    Place.objects.bulk_create(
        [
            place("city", "Austin", "austin", "TX", 30.2672, -97.7431, population=974447),
            place("city", "Austin", "austin", "MN", 43.6666, -92.9746, population=25000),
            place("zip", "78701", "78701", "TX", 30.2713, -97.7426, city="Austin"),
            place("state", "Texas", "texas", "TX", 31.0, -97.0, population=30000000),
        ]
    )
    PlaceRelease.objects.create(checksum="form-tests")


def form(query):
    """Return the form of a query string, validated."""
    result = SearchForm(QueryDict(query))
    result.is_valid()
    return result


def test_an_empty_visit_is_valid():
    assert form("").is_valid()
    assert form("").query_string() == ""
    criteria = form("").criteria()
    assert (criteria.point, criteria.radius_miles, criteria.order) == (None, 50, "name")


def test_every_parameter_reaches_the_criteria():
    criteria = form(
        "near=Austin,TX&radius=25&treatment=ketamine-infusion&treatment=esketamine&payment=self-pay"
        "&accepting=1&q=smith&sort=name&page=3&day=2026-11-20&utm=x"
    ).criteria()
    assert criteria.point == (30.2672, -97.7431)
    assert criteria.radius_miles == 25
    assert (
        criteria.treatments == Treatment.objects.filter(slug__in=["ketamine-infusion", "esketamine"]).mask()
    )
    assert criteria.payments
    assert criteria.accepting
    assert (criteria.words, criteria.sort, criteria.page) == ("smith", "name", 3)
    assert criteria.day == datetime.date(2026, 11, 20)


def test_a_state_is_an_area_and_telehealth_asks_for_the_state():
    assert form("near=texas").criteria().area_state == "TX"
    assert form("near=texas").criteria().point is None
    remote = form("near=78701&telehealth=1").criteria()
    assert (remote.telehealth_state, remote.is_telehealth_only, remote.order) == ("TX", True, "rotation")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("radius=-1", "radius"),
        ("radius=nan", "radius"),
        ("radius=" + "9" * 10000, "radius"),
        ("near=787", "near"),
        ("near=nan,inf", "near"),
        ("near=nowhereatall", "near"),
        ("near=%00", "near"),
        ("near=Austin%00", "near"),
        ("near=" + "a" * 10000, "near"),
        ("treatment=banana", "treatment"),
        ("treatment=ketamine-infusion&treatment=%00", "treatment"),
        ("access=" + "x" * 10000, "access"),
        ("telehealth=banana", "telehealth"),
        ("accepting=-1", "accepting"),
        ("sort=price", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1e9", "page"),
        ("page=" + "9" * 10000, "page"),
        ("day=tomorrow", "day"),
        ("day=0000-00-00", "day"),
        ("q=%00", "q"),
        ("q=" + "w" * 10000, "q"),
    ],
)
def test_a_bad_value_is_an_error_at_its_field(query, field):
    bad = form(query)
    assert list(bad.errors) == [field]
    assert len(str(bad.errors[field])) < 500


@pytest.mark.parametrize(
    "query", ["page=99999999", "near=Austin&near=78701", "telehealth=0", "radius=", "x=1"]
)
def test_odd_but_harmless_values_are_taken(query):
    assert form(query).is_valid()


def test_one_question_has_one_query_string():
    spelled = ["near=austin+tx", "near=AUSTIN,+Texas&radius=50", "utm=1&near=Austin,TX&page=1&sort="]
    assert {form(query).query_string() for query in spelled} == {"near=Austin%2C+TX"}


def test_a_query_string_says_page_and_day_when_asked():
    query = form("near=78701&treatment=esketamine").query_string(page=2, day=datetime.date(2026, 11, 24))
    assert query == "near=78701&treatment=esketamine&page=2&day=2026-11-24"
    assert form(query).query_string() == query


@pytest.mark.parametrize(
    "text",
    ["", None, "near=787", "radius=-1", "x" * 5000, "https://evil.example/", "\ud800", "near=%00", "page=0"],
)
def test_a_back_that_is_no_search_leads_to_the_start(text):
    assert SearchForm.clean_back(text) == ""


def test_a_back_is_encoded_anew():
    back = "page=2&near=austin,tx&javascript=alert(1)&treatment=esketamine"
    assert SearchForm.clean_back(back) == "near=Austin%2C+TX&treatment=esketamine&page=2"


def test_an_unknown_state_offers_the_places_of_that_name():
    assert [str(place) for place in form("near=Austin,+NY").refused_lookup.choices] == [
        "Austin, TX",
        "Austin, MN",
    ]


def test_flags_render_checked_with_value_one():
    assert 'value="1"' in str(form("")["accepting"])
    assert "checked" not in str(form("accepting=0")["accepting"])
    assert "checked" in str(form("accepting=1")["accepting"])


def test_the_short_form_offers_each_treatment():
    html = ShortSearchForm(initial={"treatment": "esketamine"}).as_div()
    assert '<option value="esketamine" selected>' in html
    assert 'name="near"' in html


def test_options_carry_their_term_and_whether_they_are_chosen():
    chosen = form("treatment=esketamine")
    found = search(chosen.criteria())
    options = {term.slug: (is_chosen, n) for term, is_chosen, n in chosen.options("treatment", found)}
    assert options["esketamine"] == (True, 0)
    assert options["ketamine-infusion"] == (False, 0)


def test_every_term_has_its_sentence():
    for model in (Access, Community, Condition, Language, PaymentOption, Treatment):
        assert not model.objects.filter(sentence="").exists()
