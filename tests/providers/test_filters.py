"""Filters: the number beside an option is what ticking it finds."""

import itertools

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
AUSTIN = "near=30.2706,-97.7426"


@pytest.fixture
def listed():
    """Twelve providers that differ in everything a filter asks for, two of them only by telehealth."""
    treatments = ["ketamine-infusion", "esketamine", "integration-therapy"]
    conditions = [["depression"], ["ptsd", "depression"], [], ["anxiety"]]
    factories.zip_code()
    for number in range(12):
        remote, access = number % 6 == 5, [["wheelchair"], ["elevator"]][number % 2]
        row = factories.listed_provider(
            display_name=f"Dana Person {number}",
            treatment=treatments[number % 3],
            conditions=conditions[number % 4],
            accepting=["yes", "no", "waitlist"][number % 3 if number < 6 else 0],
            telehealth=["TX"] if remote or number % 4 == 0 else [],
            place=False if remote else {"latitude": 30.27 + number / 20, "access": access},
            languages=[["spanish"], ["german", "spanish"]][number % 2],
            communities=[["veterans"], ["women"], []][number % 3],
            payment_options=[["medicaid"], ["aetna"]][number % 2],
        )
        factories.index(row)


def total(client, query):
    """How many a query finds without widening."""
    results = client.get(f"/providers/?{query}").context["page"].results
    return 0 if results.widened_to else results.total


@pytest.mark.parametrize(
    "base",
    [
        {},
        {"treatment": "esketamine"},
        {"language": "german", "payment": "aetna"},
        {"condition": "depression", "accepting": "1"},
        {"community": "veterans", "access": "wheelchair", "radius": "25"},
        {"q": "dana", "treatment": "ketamine-infusion"},
        {"telehealth": "1", "language": "spanish"},
        {"near": "", "condition": "depression"},
    ],
)
def test_each_count_is_what_ticking_finds(client, listed, base):
    asked = {"near": "30.2706,-97.7426"} | base

    def query(**changes):
        return "&".join(f"{name}={value}" for name, value in (asked | changes).items())

    page = client.get(f"/providers/?{query()}").context["page"]
    assert page.results.total > 0
    seen = 0
    for group in page.groups:
        for option in itertools.chain(group.options, group.more):
            if option.count or option.is_chosen or seen % 7 == 0:  # of those that find nobody, some
                assert total(client, query(**{group.name: option.value})) == option.count, option.value
            seen += 1
    assert total(client, query(accepting="1")) == page.accepting_count
    if asked["near"]:
        assert total(client, query(telehealth="1")) == page.telehealth_count


def test_options_of_one_filter_add_and_filters_narrow(client, listed):
    one = total(client, f"{AUSTIN}&treatment=esketamine")
    other = total(client, f"{AUSTIN}&treatment=ketamine-infusion")
    assert total(client, f"{AUSTIN}&treatment=esketamine&treatment=ketamine-infusion") == one + other
    both = total(client, f"{AUSTIN}&treatment=esketamine&treatment=ketamine-infusion&language=german")
    assert 0 < both < one + other


def test_the_button_says_how_many_are_shown(client, listed):
    response = client.get(f"/providers/?{AUSTIN}&treatment=esketamine")
    number = response.context["page"].results.total
    assert f"Show {number} providers</button>" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["", AUSTIN, f"{AUSTIN}&treatment=esketamine", "near=787", f"{AUSTIN}&page=9"]
)
def test_a_live_update_gets_the_same_page_as_a_plain_request(client, listed, query):
    plain = client.get(f"/providers/?{query}")
    live = client.get(f"/providers/?{query}", headers={"HX-Request": "true", "HX-Target": "found"})
    assert live.content == plain.content


def test_telehealth_has_no_number_where_no_license_holds(client, listed):
    response = client.get("/providers/?near=0,0&radius=250")
    assert response.context["page"].telehealth_count is None
