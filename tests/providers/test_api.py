"""`/api/v1/providers`: what the public pages show, as JSON."""

import dataclasses
import itertools

import pytest
from django.db import models
from django.urls import reverse

from providers.document import schema as documents
from providers.models import (
    Fact,
    License,
    Location,
    Place,
    Provider,
)
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/api/v1/providers"


@pytest.fixture
def austin():
    return Place.objects.create(
        kind="zip", name="78701", folded="78701", state="TX", slug="78701", latitude=30.27, longitude=-97.74
    )


def test_a_search_answers_with_the_same_providers_as_the_page(client, austin):
    near = factories.listed_provider(display_name="Near Person")
    far = factories.listed_provider(place={"latitude": 30.6, "longitude": -97.7, "zip_code": "78664"})
    body = client.get(URL, {"near": "78701", "radius": "50"}).json()
    assert [row["url"].rpartition("/providers/")[2] for row in body["providers"]] == [
        f"{near.slug}/",
        f"{far.slug}/",
    ]
    assert body["total"] == 2
    assert body["providers"][0]["distance"] == "in 78701"
    assert [row["distance_miles"] for row in body["providers"]] == [None, 23]
    assert body["providers"][0]["treatments"] == ["ketamine-infusion"]


def test_no_private_field_is_in_the_answer(client, austin):
    row = factories.listed_provider(
        legal_name="Secret Legal Name", place={"shows_street": False, "street": "9 Hidden Lane"}
    )
    for kind in ("", "geojson"):
        text = client.get(URL, {"near": "78701", "format": kind}).content.decode()
        assert row.slug in text
        for secret in ("Secret Legal", "Hidden Lane", row.owners[0].email):
            assert secret not in text


#: What the API says of the text in each table; the text of every other field, also of one that comes, stays
#: out. Codes (role, state) are no free text.
PUBLIC_TEXT = {Provider: {"slug", "display_name", "credentials"}}
#: The same of the document, by the path of the field.
PUBLIC_FIELDS = {"places-0-street", "places-0-suite", "places-0-city", "places-0-zip_code"}
#: Who takes part in the care under which license: as data, not on a map.
OF_PEOPLE = {"people-0-name", "people-0-credentials", "people-0-license"} | {
    f"licenses-{n}-{name}"
    for n in (0, 1)
    for name in ("title", "number", "supervised_by", "supervisor_license", "employer")
}
#: Fields that hold a code, a number, a day or a key; no text of anybody's own.
CODES = {
    "role", "state", "type", "key", "treatment", "part", "accepting", "sessions_guided", "expires_on",
    "photo", "text_version",
}  # fmt: skip
TABLES = [Provider, Location, License, Fact]


def _mark_every_text(provider, table, numbers):
    """Write a text of its own into each text field of a provider's rows; return {text: field}."""
    rows = table.objects.filter(**({"pk": provider.pk} if table is Provider else {"provider": provider}))
    marks = {}
    for field in table._meta.concrete_fields:
        is_text = isinstance(field, (models.CharField, models.TextField)) and field.name not in CODES
        if is_text and not field.choices:
            mark = f"q{next(numbers):03}z"[: field.max_length]
            assert rows.update(**{field.name: mark}), f"no row of {table.__name__}"
            marks[mark] = field.name
    return marks


def _mark_document(part, numbers, prefix=""):
    """Write a text of its own into each text of a document; return {path: text}."""
    marks = {}
    for name, value in vars(part).items():
        if isinstance(value, list):
            for index, row in enumerate(value):
                if dataclasses.is_dataclass(row):
                    marks |= _mark_document(row, numbers, f"{prefix}{name}-{index}-")
        elif dataclasses.is_dataclass(value):
            marks |= _mark_document(value, numbers, prefix)
        elif isinstance(value, str) and name not in CODES:
            marks[prefix + name] = f"q{next(numbers):03}z"
            setattr(part, name, marks[prefix + name])
    return marks


@pytest.mark.parametrize("kind", ["json", "geojson"])
@pytest.mark.parametrize("shows_street", [True, False])
def test_every_text_of_every_table_is_public_by_name_or_stays_out(client, austin, kind, shows_street):
    row = factories.listed_provider(place={"shows_street": shows_street}, telehealth=["TX"])
    factories.cost(row)
    factories.fact(row, "phone", "+15125550143")
    with factories.saying(row) as said:
        said.you.people.append(documents.PersonRow("c1"))
        said.licenses.trainings.append(documents.TrainingRow(hours=1, year=2020))
        written = _mark_document(said, itertools.count(500))
    numbers = itertools.count()
    marked = {table: _mark_every_text(row, table, numbers) for table in TABLES}
    text = client.get(URL, {"near": "78701", "format": kind}).content.decode()
    said = {table: {name for mark, name in marks.items() if mark in text} for table, marks in marked.items()}
    for table, names in said.items():
        assert names <= PUBLIC_TEXT.get(table, set()), table
    assert len(written) > 30
    hidden = set() if shows_street else {"places-0-street", "places-0-suite"}
    as_data = (
        OF_PEOPLE | {"places-0-name", "places-0-phone", "places-0-hours", "telehealth_phone"}
        if kind == "json"
        else set()
    )
    public = PUBLIC_FIELDS | (as_data & written.keys())
    assert {path for path, mark in written.items() if mark in text} == public - hidden
    assert row.owners[0].email not in text


def test_the_answer_has_these_names_and_no_others(client, austin):
    factories.cost(factories.listed_provider())
    body = client.get(URL, {"near": "78701"}).json()
    provider = body["providers"][0]
    assert set(body) == {"total", "page", "pages", "radius_miles", "widened_to", "next", "near", "providers"}
    assert set(provider) == set(
        [
            "url",
            "name",
            "kind",
            "role",
            "roles",
            "line",
            "people",
            "licenses",
            "languages",
            "is_demonstration",
            "accepting",
            "wait_weeks",
            "distance_miles",
            "distance",
            "by_telehealth",
            "telehealth_states",
            "telehealth_phone",
            "treatments",
            "place",
            "costs",
            "fee",
            "payments",
            "premises",
            "checked",
            "last_confirmed",
        ]
    )
    assert set(provider["place"]) == set(
        [
            "name",
            "street",
            "city",
            "state",
            "zip_code",
            "phone",
            "hours",
            "openings",
            "latitude",
            "longitude",
            "precision",
        ]
    )
    assert set(body["near"]) == set(
        ["understood_as", "state", "precision", "latitude", "longitude", "remark"]
    )
    assert set(provider["costs"][0]) == set(
        [
            "treatment",
            "total_low",
            "total_high",
            "sessions",
            "session_low",
            "session_high",
            "medicine_billed_apart",
        ]
    )


def test_an_answer_that_is_still_true_is_not_sent_again(client, austin):
    row = factories.listed_provider()
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        first = client.get(URL, {"near": "78701"}, headers=headers)
        again = client.get(URL, {"near": "78701"}, headers={**headers, "If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == first["Cache-Control"]
    Provider.objects.filter(pk=row.pk).update(display_name="Another Name")
    assert client.get(URL, {"near": "78701"}, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_every_parameter_of_the_page_means_the_same_here(client, austin):
    for treatment in ("ketamine-infusion", "esketamine", "esketamine"):
        factories.listed_provider(treatment=treatment, display_name=f"Dana {treatment}")
    for query in ("treatment=esketamine", "q=dana+infusion", "accepting=1&sort=name", "near=78701&radius=5"):
        page = client.get(f"/providers/?{query}").context["page"]
        body = client.get(f"{URL}?{query}").json()
        assert body["total"] == page.results.total > 0
        assert [row["url"].rpartition("/providers/")[2] for row in body["providers"]] == [
            card.address.rpartition("/providers/")[2] for card in page.cards
        ]


def test_a_wrong_value_is_named_with_status_400(client):
    answer = client.get(URL, {"near": "78701", "radius": "-1", "treatment": "no-such"})
    assert answer.status_code == 400
    assert {"near", "radius", "treatment"} <= set(answer.json()["errors"])
    assert client.get(URL, {"format": "xml"}).json()["errors"]["format"]


@pytest.mark.parametrize(
    "query", ["near=%00", "page=99999999", "near=nan,inf", "radius=1e9", "q=" + "x" * 9999]
)
def test_bad_input_is_never_a_server_error(client, query):
    assert client.get(f"{URL}?{query}").status_code in (200, 400)


def test_geojson_is_a_feature_collection_with_longitude_first(client, austin):
    factories.listed_provider()
    answer = client.get(URL, {"near": "78701", "format": "geojson"})
    assert answer["Content-Type"] == "application/geo+json"
    body = answer.json()
    assert body["type"] == "FeatureCollection"
    longitude, latitude = body["features"][0]["geometry"]["coordinates"]
    assert longitude < 0 < latitude


def test_pages_follow_each_other(client, austin):
    for _ in range(23):
        factories.listed_provider()
    first = client.get(URL, {"near": "78701"}).json()
    assert (len(first["providers"]), first["pages"]) == (20, 2)
    second = client.get(first["next"]).json()
    assert second["next"] is None
    urls = {row["url"] for row in first["providers"] + second["providers"]}
    assert len(urls) == 23


def test_the_number_of_queries_does_not_grow_with_the_page(client, austin, django_assert_max_num_queries):
    for _ in range(12):
        factories.listed_provider()
    with django_assert_max_num_queries(20):
        assert len(client.get(URL, {"near": "78701"}).json()["providers"]) == 12


def test_answers_may_be_cached_and_set_no_cookie(client, austin):
    answer = client.get(URL)
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_openapi_document_describes_every_parameter(client):
    document = client.get("/api/v1/openapi.json").json()
    names = {p["name"] for p in document["paths"]["/api/v1/providers"]["get"]["parameters"]}
    wanted = "near radius treatment condition payment language community access"
    assert {*wanted.split(), "telehealth", "accepting", "q", "sort", "page", "day"} <= names
    assert reverse("api-1.0.0:providers") == URL


def test_hours_are_data_where_they_can_be_read_and_always_what_was_written(client, austin):
    factories.listed_provider(display_name="A", place={"hours": "Sat 10-2"})
    factories.listed_provider(display_name="B", place={"hours": "By appointment"})
    rows = client.get(URL, {"near": "78701", "sort": "name"}).json()["providers"]
    assert [row["place"]["hours"] for row in rows] == ["Sat 10-2", "By appointment"]
    assert [row["place"]["openings"] for row in rows] == [
        [{"day": "Saturday", "opens": "10:00", "closes": "14:00"}],
        [],
    ]


@pytest.mark.parametrize(
    ("near", "precision"),
    [("78701", "zip"), ("30.2706,-97.7426", "point"), ("30.27,-97.74", "area")],
)
def test_what_near_was_understood_as_and_how_exactly_it_is_known(client, austin, near, precision):
    said = client.get(URL, {"near": near}).json()["near"]
    assert (said["precision"], said["state"]) == (precision, "TX")
    assert client.get(URL).json()["near"] is None
