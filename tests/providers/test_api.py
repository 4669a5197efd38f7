"""`/api/v1/providers`: what the public pages show, as JSON."""

import pytest
from django.urls import reverse

from providers.models import Place
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
    far = factories.listed_provider(place={"latitude": 30.6, "longitude": -97.7})
    body = client.get(URL, {"near": "78701", "radius": "50"}).json()
    assert [row["url"].rpartition("/providers/")[2] for row in body["providers"]] == [
        f"{near.slug}/",
        f"{far.slug}/",
    ]
    assert body["total"] == 2
    assert body["providers"][0]["distance_miles"] < 1
    assert body["providers"][0]["places"][0]["treatments"] == ["ketamine-infusion"]


def test_no_private_field_is_in_the_answer(client, austin):
    row = factories.listed_provider(
        legal_name="Secret Legal Name", place={"shows_street": False, "street": "9 Hidden Lane"}
    )
    for kind in ("", "geojson"):
        text = client.get(URL, {"near": "78701", "format": kind}).content.decode()
        assert row.slug in text
        for secret in ("Secret Legal", "Hidden Lane", row.owner.email):
            assert secret not in text


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
