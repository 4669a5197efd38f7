"""From what visitors type to places, on the whole gazetteer."""

import csv
import random
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.models import Place, PlaceRelease
from providers.models.place import near_of_state
from providers.places import by_name, find, guessing, known_names, loading, spelling, typed
from providers.search.engine import miles_between
from providers.states import USState
from providers.text_folding import fold

pytestmark = pytest.mark.django_db
HARD = Path(__file__).parent / "data" / "hard_places.csv"
with (Path(__file__).parent / "data" / "said_places.csv").open(encoding="utf-8", newline="") as file:
    SAID = list(csv.DictReader(file))


@pytest.fixture(scope="module", autouse=True)
def _gazetteer(django_db_setup, django_db_blocker):
    """Load all places once for this module."""
    with django_db_blocker.unblock():
        loading.load()
        yield
        Place.objects.all().delete()
        PlaceRelease.objects.all().delete()


def test_every_zip_city_and_state_of_the_files_is_loaded():
    assert Place.objects.zips().count() == 41642
    assert Place.objects.cities().filter(population__gt=0).count() > 21900
    assert Place.objects.filter(kind="state").count() == 57
    assert {"TX", "DC", "PR", "GU", "AS", "MP", ""} <= set(Place.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("code", "point", "miles"),
    [
        ("90095", (34.066, -118.445), 1),  # UCLA, of 26 ZIPs at one point in Carson
        ("90073", (34.052, -118.456), 1),
        ("44195", (41.503, -81.621), 1),  # was in Lake Erie
        ("20889", (39.002, -77.094), 2),
        ("60011", (42.154, -88.136), 2),  # was in Lake Michigan
        ("86340", (34.870, -111.761), 2),
        ("80041", (39.729, -104.832), 2),
        ("00765", (18.12, -65.44), 5),  # Vieques is an island
        ("99505", (61.257, -149.631), 5),  # was 313 miles off
        ("99506", (61.235, -149.745), 1),
        ("32899", (28.524, -80.651), 2),  # Kennedy Space Center is not in the middle of Orlando
    ],
)
def test_zips_of_one_building_stand_where_it_stands_or_in_their_town(code, point, miles):
    assert miles_between(find.zip_point(code), point) < miles


def test_vieques_is_the_island():
    assert miles_between(find.find_place("Vieques, PR").point, find.zip_point("00765")) < 5


def test_a_zip_that_shares_its_source_point_far_from_its_town_stands_in_the_town_and_is_approximate():
    source = {row["zip"]: (row["lat"], row["lng"]) for row in loading.read_zips()}
    shared = Counter(source.values())
    towns = {}
    for place in Place.objects.cities().filter(population__gt=0):
        towns.setdefault((place.folded, place.state), []).append((place.latitude, place.longitude))
    with (loading.DATA / "us_zip_points.csv").open(encoding="utf-8", newline="") as file:
        known = {row["zip"] for row in csv.DictReader(file)}
    far = approximate = 0
    for place in Place.objects.zips().exclude(name__in=known):
        at = place.latitude, place.longitude
        near = [miles_between(at, town) for town in towns.get((place.folded_city, place.state), [])]
        far += shared[source.get(place.name)] > 1 and bool(near) and min(near) > 2.1
        approximate += place.is_approximate
    assert far == 0
    assert 1500 < approximate < 2500
    assert find.find_place("80041").is_approximate
    assert not find.find_place("78701").is_approximate


def test_military_zips_of_the_pacific_are_called_so():
    assert str(Place.objects.zips().get(name="96201")) == "96201 (APO AP)"
    assert set(Place.objects.zips().filter(name__startswith="96", city__endswith=" AA")) == set()


def test_a_town_under_two_spellings_is_completed_once(client):
    offered = client.get(reverse("providers:places"), {"q": "st cha"}).json()["places"]
    squashed = [spelling.squash(place["name"]) for place in offered]
    assert len(squashed) == len(set(squashed))


def test_loading_again_does_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert loading.load() == 0


def test_hard_names_are_understood():
    with HARD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["typed"] for row in rows}) == len(rows) >= 300
    found = {row["typed"]: str(find.find_place(row["typed"]).place or "") for row in rows}
    assert found == {row["typed"]: row["place"] for row in rows}


@pytest.mark.parametrize("row", SAID, ids=[row["typed"] for row in SAID])
def test_what_is_not_meant_so_is_said_and_what_else_could_be_is_offered(row):
    lookup = find.find_place(row["typed"])
    said = lookup.remark or lookup.problem
    assert str(lookup.place or "") == row["place"]
    assert said.startswith(row["says"])
    assert bool(said) == bool(row["says"])
    assert set(filter(None, row["offers"].split("; "))) <= {str(place) for place in lookup.choices}


def test_a_state_that_is_typed_counts_with_a_comma_and_without():
    chance = random.Random(14)
    cities = chance.sample(list(Place.objects.cities().filter(population__gt=20_000)), 60)
    states = [place.state for place in Place.objects.filter(kind="state")]
    for city in cities:
        for state in chance.sample(states, 2):
            for text in (f"{city.name}, {state}", f"{city.name} {state}"):
                lookup = find.find_place(text)
                assert not lookup.place or lookup.state == state or lookup.is_guess, text


@pytest.mark.parametrize("text", ["Fairfield, CO", "Fairfield Co"])
def test_co_behind_a_name_is_colorado_or_a_county_that_is_called_a_guess(text):
    lookup = find.find_place(text)
    assert (lookup.is_guess, lookup.is_approximate) == (True, True)
    assert lookup.remark.startswith(f"We took “{text}” for Fairfield County, ")
    assert find.find_place("Fairfield Co., CT").is_guess is False


def test_the_page_says_what_a_guess_was_taken_for_and_links_to_what_else_could_be_meant(client):
    page = client.get(reverse("providers:search"), {"near": "Western Mass"}).content.decode()
    assert "We took “Western Mass” for Springfield, MA." in page
    assert "Did you mean:" in page
    assert "near=Pittsfield%2C+MA" in page


def test_new_york_offers_the_state_by_a_name_that_is_not_the_city_s(client):
    page = client.get(reverse("providers:search"), {"near": "New York"}).content.decode()
    assert ">New York State</a>" in page


def test_every_state_that_may_be_chosen_for_telehealth_is_found_by_its_option():
    for state in USState:
        lookup = find.find_place(near_of_state(state))
        assert (lookup.is_state, lookup.state) == (True, state)


def test_military_mail_leads_to_telehealth_and_the_va(client):
    page = client.get(reverse("providers:search"), {"near": "APO AE 09277"}).content.decode()
    assert "is a military post office" in page
    assert 'href="/providers/?telehealth=1"' in page
    assert 'href="https://www.va.gov/find-locations/"' in page


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_place_spelled_differently_is_the_same_place(data):
    typed = data.draw(
        st.sampled_from(["Austin, TX", "St. Louis, MO", "Cañon City, CO", "Fort Worth, TX", "78701"])
    )
    changes = [
        str.upper,
        str.lower,
        lambda text: text.replace(",", ""),
        lambda text: text.replace(",", " , "),
        lambda text: f"  {text}  ",
        lambda text: text.replace(" ", "   "),
        lambda text: text.replace("St.", "Saint"),
        lambda text: text.replace("St.", "St"),
        lambda text: text.replace("Fort", "Ft."),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("ñ", "n"),
        lambda text: text.replace(", TX", ", Texas").replace(", MO", ", Missouri"),
        lambda text: text + ", USA" if "," in text else text,
    ]
    other = typed
    for change in data.draw(st.lists(st.sampled_from(changes), max_size=4, unique=True)):
        other = change(other)
    assert find.find_place(other).place == find.find_place(typed).place


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.text("0123456789,.-+ naif", max_size=20))
def test_no_text_makes_a_lookup_fail(text):
    lookup = find.find_place(text)
    assert lookup.is_empty or lookup.place or lookup.problem


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "a" * 10000, "9" * 10000, "1e999,1", "٣٣٣٣٣", "💊", "%", "_", "'"]
)
def test_hostile_text_is_answered_with_a_sentence(text):
    lookup = find.find_place(text)
    assert lookup.place is None
    assert lookup.problem or lookup.is_empty


def test_what_a_place_calls_itself_finds_it_again():
    chance = random.Random(3)
    cities = list(Place.objects.cities())
    sample = chance.sample(cities, 400) + list(Place.objects.filter(kind="state"))
    for place in sample:
        lookup = find.find_place(place.near)
        assert lookup.place == place or lookup.is_coordinates, place.near


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("787", "A ZIP code has five digits."),
        ("123456", "A ZIP code has five digits."),
        ("00000", "We do not know the ZIP code 00000."),
        ("nan,inf", "Coordinates are"),
        ("91,0", "Coordinates are"),
        ("0,181", "Coordinates are"),
        ("Qqqzzzxx", "We do not know a place called"),
    ],
)
def test_what_is_wrong_is_said(text, problem):
    assert find.find_place(text).problem.startswith(problem)


def test_an_ambiguous_name_takes_the_largest_and_offers_the_others():
    lookup = find.find_place("springfield")
    assert str(lookup.place) == "Springfield, MO"
    assert [str(place) for place in lookup.choices[:3]] == [
        "Springfield, MA",
        "Springfield, IL",
        "Springfield, OR",
    ]
    populations = [place.population for place in lookup.choices]
    assert populations == sorted(populations, reverse=True)


def test_new_york_is_the_city_and_washington_the_state_with_the_other_offered():
    assert str(find.find_place("New York").choices[0]) == "New York"
    assert str(find.find_place("Washington").choices[0]) == "Washington, DC"


def test_a_zip_that_is_not_in_the_table_stands_at_its_area():
    lookup = find.find_place("78700")
    assert lookup.is_approximate
    assert lookup.remark.startswith("We do not know the ZIP code 78700. Distances start in the middle of")
    assert lookup.remark.endswith("the area 787xx and are approximate.")
    assert lookup.place.state == "TX"
    assert abs(lookup.point[0] - 30.27) < 0.3


def test_an_unknown_zip_of_the_pacific_stands_on_its_own_island():
    lookup = find.find_place("96939")
    assert lookup.state == "GU"
    assert miles_between(lookup.point, find.find_place("Hagåtña").point) < 20
    assert "approximate" in lookup.remark


def test_coordinates_are_themselves_and_know_their_state():
    lookup = find.find_place("30.27, -97.74")
    assert lookup.point == (30.27, -97.74)
    assert lookup.near == "30.27,-97.74"
    assert lookup.state == "TX"
    assert find.find_place("0,0").state == ""


def test_an_unknown_zip_after_a_known_city_stands_at_the_city():
    lookup = find.find_place("Austin, TX 99999")
    assert (str(lookup.place), lookup.is_approximate) == ("Austin, TX", True)
    assert "99999" in lookup.remark


def test_a_zip_that_lost_its_zeros_is_taken_or_offered_with_them():
    assert find.find_place("2139").place.name == "02139"
    assert [place.name for place in find.find_place("601").choices] == ["00601"]


def test_an_unknown_part_of_a_city_stands_at_the_city_and_says_so():
    lookup = find.find_place("Dogpatch, San Francisco")
    assert str(lookup.place) == "San Francisco, CA"
    assert lookup.remark.startswith(
        "We do not know “Dogpatch”. Distances start in the middle of San Francisco"
    )


def test_a_town_nearly_called_like_a_city_offers_the_city_first():
    assert str(find.find_place("Pittsburg").choices[0]) == "Pittsburgh, PA"
    assert str(find.find_place("Berkley").choices[0]) == "Berkeley, CA"
    assert find.find_place("Pittsburg, KS").choices == []


def test_a_bad_guess_is_asked_about_and_not_searched():
    lookup = find.find_place("N Orleans")
    assert lookup.place is None
    assert lookup.problem
    assert lookup.choices


def test_a_county_is_its_middle_and_the_others_of_its_name_are_offered():
    lookup = find.find_place("Orange County")
    assert str(lookup.place) == "Orange County, CA"
    assert "approximate" in lookup.remark
    assert "Orange County, FL" in [str(place) for place in lookup.choices]
    again = find.find_place(lookup.near)
    assert again.point == lookup.point
    assert [str(place) for place in find.find_place("St. Louis County, MO").choices] == []


def test_the_whole_country_is_no_place_and_the_device_is_not_asked():
    assert find.find_place("USA").is_empty
    assert find.find_place("near me").problem.startswith("We do not ask your device where it is.")


def test_neighborhoods_stand_in_their_city():
    with (loading.DATA / "us_other_places.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part_of"]]
    for row in rows:
        lookup = find.find_place(f"{row['name']}, {row['part_of']}, {row['state']}")
        city = find.find_place(f"{row['part_of']}, {row['state']}")
        assert (lookup.place.name, lookup.remark) == (row["name"], "")
        assert miles_between(lookup.point, city.point) < 15, row["name"]


def test_zip_points():
    assert find.zip_point("78701") == (30.2713, -97.7426)
    assert find.zip_point("00000") is None
    assert find.zip_point("787") is None


@pytest.mark.parametrize(
    "text",
    ["78701", "Austin, TX", "austin tx", "Western Mass", "Dogpatch, San Francisco", "qqq, zz", "LA County"],
)
def test_each_piece_of_a_text_is_folded_once_in_a_lookup(monkeypatch, text):
    folded = []
    for module in (typed, spelling):
        monkeypatch.setattr(module, "fold", lambda piece: folded.append(piece) or fold(piece))
    _ = known_names.names().counties
    folded.clear()
    find.find_place(text)
    assert folded == text.split(",")


def test_a_lookup_takes_few_queries(django_assert_max_num_queries):
    find.find_place("warm up the nams")
    find.find_place("Travis County, TX")
    for text in (
        "78701",
        "78700",
        "Austin, TX",
        "springfeild",
        "aust",
        "Travis County, TX",
        "nowhere at all",
        "Boston TX",
        "Western Mass",
        "123 Main St Austin TX",
    ):
        with django_assert_max_num_queries(5):
            find.find_place(text)
    for text in ("78701", "Austin, TX", "austin tx", "Texas"):
        with django_assert_max_num_queries(1):
            find.find_place(text)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("aus", "Austin, TX"),
        ("new y", "New York City, NY"),
        ("nyc", "New York City, NY"),
        ("springfield, i", "Springfield, IL"),
        ("austin t", "Austin, TX"),
        ("austin tex", "Austin, TX"),
        ("penns", "Pennsylvania"),
        ("st. lo", "St. Louis, MO"),
        ("philly", "Philadelphia, PA"),
        ("reno", "Reno, NV"),
        ("kāneo", "Kaneohe, HI"),
        ("austin, zz", None),
        ("travis cou", "Travis County, TX"),
        ("orange county, f", "Orange County, FL"),
        ("st. charles par", "St. Charles Parish, LA"),
        ("springfield, il", "Springfield, IL"),
        ("7870", "78701"),
        ("", None),
        ("\0", None),
        ("q" * 5000, None),
    ],
)
def test_completion_offers_places(client, typed, first):
    response = client.get(reverse("providers:places"), {"q": typed})
    assert response.status_code == 200
    offered = [place["near"] for place in response.json()["places"]]
    assert (offered or [None])[0] == first
    assert len(offered) <= 8


def test_completion_is_a_list_of_options_for_a_page_part(client):
    response = client.get(reverse("providers:places"), {"q": "aus"}, headers={"HX-Request": "true"})
    assert '<option value="Austin, TX">' in response.text


@pytest.mark.parametrize("text", ["Aust", "Austn, TX", "Nowhere Hill, Austin, TX", "Hyde Park, Austin, TX"])
def test_a_place_that_is_being_loaded_anew_is_not_found_and_no_error(monkeypatch, text):
    for module in (by_name, guessing):
        monkeypatch.setattr(module, "places_of", lambda names: [])
    assert find.find_place(text).place is None
