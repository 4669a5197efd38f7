"""Points of streets, asked of a local server that speaks the shapes of the Census Bureau's geocoder."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from listings.publishing import street_points, tables
from listings.publishing.public_change import public_change
from listings.tasks import refine_points
from providers.models import LocationEntry
from providers.places.census_geocoder import GeocoderUnreachable, Match
from tests import factories
from tests.outside import serving

pytestmark = pytest.mark.django_db
STREET = (30.2693, -97.7401)


def row(latitude=STREET[0], longitude=STREET[1], address="1400 EXAMPLE ST, AUSTIN, TX, 78701", **parts):
    """One match, in the shape of `locations/address`; the house number and the street are invented."""
    components = {
        "zip": "78701", "streetName": "EXAMPLE", "preType": "", "city": "AUSTIN", "preDirection": "",
        "suffixDirection": "", "fromAddress": "1400", "state": "TX", "suffixType": "ST",
        "toAddress": "1498", "suffixQualifier": "", "preQualifier": "",
    }  # fmt: skip
    return {
        "tigerLine": {"side": "L", "tigerLineId": "100000001"},
        "coordinates": {"x": longitude, "y": latitude},
        "addressComponents": {**components, **parts},
        "matchedAddress": address,
    }


def answer(*rows):
    """The whole answer."""
    benchmark = {
        "isDefault": True, "benchmarkDescription": "Public Address Ranges - Current Benchmark",
        "id": "4", "benchmarkName": "Public_AR_Current",
    }  # fmt: skip
    asked = {"address": {"street": "1400 Example Street", "city": "Austin", "state": "TX", "zip": "78701"}}
    return 200, {"result": {"input": {**asked, "benchmark": benchmark}, "addressMatches": list(rows)}}


@pytest.fixture
def asking(settings):
    """Ask a server that answers so; return the questions that it was asked."""

    def ask(said, times=1):
        settings.GEOCODER = "census"
        with serving(lambda path: said) as (url, asked):
            settings.CENSUS_GEOCODER_URL = url
            for _ in range(times):
                refine_points.func()
        return [{name: value[0] for name, value in parse_qs(urlsplit(path).query).items()} for path in asked]

    return ask


@pytest.fixture
def place():
    """A public place that stands at the middle of its ZIP code."""
    factories.zip_code()
    return factories.listed_provider().locations.get()


def test_a_street_that_is_found_becomes_the_point_of_the_place_and_of_the_search(client, asking, place):
    (question,) = asking(answer(row()), times=2)  # asked once
    assert question == {
        "street": "1400 Example Street", "city": "Austin", "state": "TX", "zip": "78701",
        "benchmark": "Public_AR_Current", "format": "json",
    }  # fmt: skip
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == STREET
    assert (place.precision, place.geocoder) == ("street", "found")
    assert LocationEntry.objects.get().lng == STREET[1]
    (item,) = client.get("/api/v1/providers?near=30.2701,-97.7401").json()["providers"]
    assert (item["place"]["precision"], item["distance"]) == ("street", "less than 0.1 mile")
    html = client.get(place.provider.get_absolute_url()).content.decode()
    assert f"geo:{STREET[0]},{STREET[1]}?q=1400" in html
    assert "not at the door" not in html


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "unknown"),
        ([row(state="LA")], "other-state"),
        ([row(zip="78702")], "other-zip"),
        ([row(address="1402 EXAMPLE ST, AUSTIN, TX, 78701")], "other-number"),
        ([row(address="EXAMPLE ST, AUSTIN, TX, 78701")], "other-number"),
        ([row(), row(latitude=30.31)], "several"),
        ([row(latitude=31.2)], "too-far"),
        ([row(latitude=30.2693, longitude=97.7401)], "too-far"),
        ([row(latitude=0, longitude=0)], "unreadable"),
        ([row(latitude=95.0)], "unreadable"),
        ([row(latitude="nan")], "unreadable"),
    ],
)
def test_an_answer_about_another_place_is_refused_kept_by_name_and_not_asked_for_again(
    asking, place, rows, said
):
    assert len(asking(answer(*rows), times=2)) == 1
    before = place.latitude, place.longitude
    place.refresh_from_db()
    assert (place.geocoder, place.precision) == (said, "zip")
    assert (place.latitude, place.longitude) == before


def test_of_several_answers_the_one_in_its_zip_code_is_taken_and_one_house_on_two_lines_is_one(asking, place):
    asking(answer(row(zip="78702", latitude=30.4), row(), row(latitude=STREET[0] + 0.0001)))
    place.refresh_from_db()
    assert (place.geocoder, place.latitude) == ("found", STREET[0])


@pytest.mark.parametrize(
    "said",
    [
        (500, "down"), (200, "no json"), (200, {"result": {}}), (200, []),
        (200, {"result": {"addressMatches": 1}}),
        (200, {"result": {"addressMatches": [{"coordinates": None}]}}),
    ],
)  # fmt: skip
def test_a_geocoder_that_cannot_be_read_says_nothing_and_is_asked_again(asking, place, said):
    with pytest.raises(GeocoderUnreachable):
        asking(said)
    place.refresh_from_db()
    assert (place.geocoder, place.precision) == ("", "zip")


def test_an_address_that_is_no_question_is_not_known(asking, place):
    asking((400, {"errors": ["Street address cannot be empty"], "status": "400"}))
    place.refresh_from_db()
    assert place.geocoder == "unknown"


def test_nothing_is_asked_unless_the_setting_says_so(settings, place):
    with serving(lambda path: answer(row())) as (url, asked):
        settings.CENSUS_GEOCODER_URL = url
        refine_points.func()
        call_command("housekeeping", verbosity=0)
    assert asked == []
    assert not DBTaskResult.objects.filter(task_path__endswith="refine_points").exists()


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, {"shows_street": False}),
        ({"is_demonstration": True}, {}),
        ({"published": False}, {}),
        ({}, {"precision": "staff"}),
        ({}, {"precision": "street"}),
    ],
)
def test_no_hidden_street_and_nothing_that_is_not_public_or_is_known_is_ever_sent(asking, fields, where):
    factories.zip_code()
    factories.listed_provider(place=where, **fields)
    assert asking(answer(row())) == []


def test_a_street_that_was_hidden_in_the_document_alone_is_not_sent(asking, place):
    with factories.saying(place.provider) as said:
        said.places.places[0].shows_street = False
    assert asking(answer(row())) == []


def test_a_street_that_is_hidden_while_it_was_looked_up_keeps_no_exact_point(settings, place, monkeypatch):
    def hide_meanwhile(*address):
        said = tables.stored_document(place.provider.pk)
        said.places.places[0].shows_street = False
        with public_change(place.provider, confirms=False, record=None, mail=None):
            tables.apply(said, place.provider)
        return [Match(*STREET, "1400 EXAMPLE ST", "TX", "78701")]

    settings.GEOCODER = "census"
    monkeypatch.setattr(street_points, "find_street", hide_meanwhile)
    assert street_points.refine_some() == 0
    place.refresh_from_db()
    assert (place.precision, place.geocoder, place.shows_street) == ("zip", "", False)


def test_another_address_is_asked_about_anew_and_stands_at_its_zip_until_then(asking, place):
    asking(answer(row()))
    said = tables.stored_document(place.provider.pk)
    said.places.places[0].street = "1500 Example Street"
    with public_change(place.provider, confirms=False, record=None, mail=None):
        tables.apply(said, place.provider)
    place.refresh_from_db()
    assert (place.precision, place.geocoder) == ("zip", "")
    assert (place.latitude, place.longitude) == (30.2706, -97.7426)
    (question,) = asking(answer(row(address="1500 EXAMPLE ST, AUSTIN, TX, 78701")))
    assert question["street"] == "1500 Example Street"
    place.refresh_from_db()
    assert place.precision == "street"


def test_housekeeping_hands_it_to_a_task(settings):
    settings.GEOCODER = "census"
    factories.approve(factories.submission(places=SHOWN), by=factories.moderator())
    call_command("housekeeping", verbosity=0)
    assert DBTaskResult.objects.filter(task_path__endswith="refine_points").count() == 1


SHOWN = {
    "places": [
        {
            "key": "p1", "street": "1400 Example Street", "city": "Austin", "state": "TX",
            "zip_code": "78701", "phone": "+15125550143", "shows_street": True,
        }
    ]
}  # fmt: skip
