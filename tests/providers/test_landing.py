"""Landing pages of states and cities, and what the sitemap says of them."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.utils import timezone

from providers.models import LocationEntry, Place
from providers.sitemaps import LandingSitemap, ProviderSitemap
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places():
    """Texas with two cities, and Oregon."""
    rows = [
        ("city", "Austin", "austin", "TX", 30.2672, -97.7431, 970_000),
        ("city", "Round Rock", "roundrock", "TX", 30.5083, -97.6789, 120_000),
        ("state", "Texas", "texas", "TX", 31.0, -99.0, 0),
        ("state", "Oregon", "oregon", "OR", 44.0, -120.5, 0),
    ]
    Place.objects.bulk_create(
        Place(
            kind=k,
            name=n,
            folded=f,
            slug=n.lower().replace(" ", "-"),
            state=s,
            latitude=la,
            longitude=lo,
            population=p,
        )
        for k, n, f, s, la, lo, p in rows
    )
    call_command("load_legal_status")


PORTLAND = {"city": "Portland", "latitude": 45.52, "longitude": -122.68}


def words(response):
    """The page as someone reads it."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_state_shows_counts_treatments_law_and_cities(client):
    factories.listed_provider()
    factories.listed_provider(place={"city": "Round Rock", "latitude": 30.5}, treatment="esketamine")
    response = client.get("/providers/in/texas/")
    text = words(response)
    assert "2 providers in Texas" in text
    assert "Texas has no licensed program for psilocybin services." in text
    assert "Esketamine nasal spray (Spravato) is lawful in Texas." in text
    assert 'href="/providers/in/texas/round-rock/"' in response.content.decode()
    assert 'rel="canonical"' in response.content.decode()
    assert (
        "/providers/in/texas/" in re.search(r'rel="canonical" href="([^"]+)"', response.content.decode())[1]
    )


def test_a_city_shows_who_is_near_and_neighboring_cities(client):
    factories.listed_provider()
    factories.listed_provider(place={"city": "Round Rock", "latitude": 30.5})
    response = client.get("/providers/in/texas/austin/")
    assert "2 providers within 50 miles of Austin, TX" in words(response)
    assert "We looked within" not in words(response)
    assert 'href="/providers/in/texas/round-rock/"' in response.content.decode()
    assert 'href="/providers/in/texas/austin/"' not in response.content.decode().partition("<main")[2]


def test_neighboring_cities_lie_within_a_hundred_miles_in_whichever_state(client):
    factories.listed_provider(state="OR", place=PORTLAND)
    for state, name, point, slug in (
        ("OR", "Portland", (45.52, -122.68), "portland"),
        ("WA", "Vancouver", (45.63, -122.66), "vancouver"),
        ("OR", "Bend", (44.06, -121.31), "bend"),  # 121 miles
    ):
        Place.objects.update_or_create(
            kind="city",
            state=state,
            slug=slug,
            defaults={"name": name, "folded": slug, "latitude": point[0], "longitude": point[1]},
        )
        if name != "Portland":
            where = {"city": name, "latitude": point[0], "longitude": point[1]}
            factories.listed_provider(state=state, place=where)
    text = words(client.get("/providers/in/oregon/portland/"))
    assert "Nearby Vancouver, WA 1" in text
    assert "Bend" not in text.partition("Nearby")[2]


def test_a_city_that_mail_calls_otherwise_is_named_on_its_state_page(client):
    for kind, name, folded, slug in (
        ("state", "New York", "newyork", "new-york"),
        ("city", "New York City", "newyorkcity", "new-york-city"),
    ):
        Place.objects.create(
            kind=kind, name=name, folded=folded, slug=slug, state="NY", latitude=40.7, longitude=-74.0
        )
    factories.listed_provider(
        state="NY", place={"city": "New York", "latitude": 40.7, "longitude": -74.0, "zip_code": "10001"}
    )
    factories.listed_provider(
        state="NY", place={"city": "NYC", "latitude": 40.7, "longitude": -74.0, "zip_code": "10001"}
    )
    page = client.get("/providers/in/new-york/").content.decode()
    assert (
        '<a href="/providers/in/new-york/new-york-city/">New York City</a> <span class="quiet">2</span>'
        in page
    )
    assert "2 providers within" in client.get("/providers/in/new-york/new-york-city/").content.decode()


def test_each_state_with_someone_is_named_on_the_bare_search_page(client):
    factories.listed_provider()
    assert 'href="/providers/in/texas/"' in client.get("/providers/").content.decode()
    assert "oregon" not in client.get("/providers/").content.decode().partition('class="towns"')[2]


def test_a_law_of_several_treatments_is_said_once_on_a_landing_page(client):
    for treatment in ("ketamine-infusion", "ketamine-injection", "ketamine-oral"):
        factories.listed_provider(treatment=treatment)
    text = words(client.get("/providers/in/texas/"))
    assert text.count("Ketamine is approved as an anesthetic") == 1
    assert "and oral or under-the-tongue ketamine are lawful in Texas." in text


@pytest.mark.parametrize("path", ["nowhere/", "texas/nowhere/", "oregon/austin/", "TX/", "texas/texas/"])
def test_a_place_that_is_not_there_is_not_found(client, path):
    assert client.get(f"/providers/in/{path}").status_code == 404


def test_providers_stand_first_then_what_is_offered_in_a_line_each_then_the_law(client):
    factories.listed_provider(display_name="Somebody Listed")
    text = words(client.get("/providers/in/texas/"))
    order = ["1 provider in Texas", "Somebody Listed", "What is offered", "What the law says", "By city"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "Ketamine infusion (IV) 1 provider" in text
    page = client.get("/providers/in/texas/").content.decode()
    assert '<img src="/providers/map.svg?near=Texas' in page
    assert 'href="/legal-status/texas/"' in page


@pytest.mark.parametrize(
    "path", ["/providers/in/oregon/", "/providers/in/oregon/bend/", "/providers/?near=Oregon"]
)
def test_an_empty_page_of_any_kind_leads_on_to_the_same_block(client, path):
    Place.objects.create(
        kind="city", name="Bend", folded="bend", slug="bend", state="OR", latitude=44.06, longitude=-121.31
    )
    factories.listed_provider(display_name="Nearest Person", telehealth=["OR", "TX"])
    response = client.get(path)
    text = words(response)
    assert re.search(r"The nearest is about 1,\d{3} miles from (the middle of Oregon|Bend, OR)\.", text)
    assert "Nearest Person" in text
    assert "By telehealth in Oregon 1 provider licensed in Oregon offers care by telehealth." in text
    assert "Who else helps" in text
    for address in ("findtreatment.gov", "www.va.gov/find-locations", "clinicaltrials.gov"):
        assert f'href="https://{address}/"' in response.content.decode()
    assert "If you cannot wait, you do not need a provider first." in text
    assert "call 988, then press 1" in text
    assert "y presione 2" in text
    assert "Ketamine infusion (IV)" in text.partition("What the law says")[2]
    assert "Oregon has a licensed program for psilocybin services." in text
    for nothing in ("Who is listed", "No one can pay for a place. How"):
        assert nothing not in text


def test_an_empty_state_names_the_nearest_states_in_which_someone_is_listed(client):
    for name, state, point in (("Idaho", "ID", (44.2, -114.5)), ("Florida", "FL", (28.0, -82.0))):
        Place.objects.create(
            kind="state",
            name=name,
            folded=name.lower(),
            slug=name.lower(),
            state=state,
            latitude=point[0],
            longitude=point[1],
        )
        factories.listed_provider(state=state, place={"latitude": point[0], "longitude": point[1]})
    text = words(client.get("/providers/in/oregon/"))
    assert "Look in Idaho 1 provider, of all treatments." in text
    assert "Look in Florida" not in text  # nobody drives there


def test_a_state_whose_last_license_ended_today_is_not_named_as_a_way_out(client):
    factories.listed_provider(place={"latitude": 31.0, "longitude": -99.0})
    LocationEntry.objects.update(valid_until=timezone.now())
    Place.objects.filter(kind="state", state="TX").update(latitude=44.0, longitude=-114.0)
    assert "Look in Texas" not in words(client.get("/providers/in/oregon/"))


def test_a_place_without_anyone_says_so_and_is_not_for_search_engines(client):
    response = client.get("/providers/in/oregon/")
    assert "No providers in Oregon" in words(response)
    assert 'content="noindex"' in response.content.decode()
    assert "988" in words(response)


def test_the_sitemap_names_only_places_with_someone_and_no_demonstration():
    factories.listed_provider(slug="real")
    factories.listed_provider(slug="specimen", is_demonstration=True)
    factories.provider(slug="draft", published=False)
    assert LandingSitemap().items() == ["/providers/in/texas/", "/providers/in/texas/austin/"]
    assert [provider.slug for provider in ProviderSitemap().items()] == ["real"]


def test_a_landing_page_takes_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    for _ in range(5):
        factories.listed_provider()
    client.get("/providers/in/texas/")
    with django_assert_max_num_queries(24):
        client.get("/providers/in/texas/")
