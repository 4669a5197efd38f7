"""The drawn map at its address, and beside the results."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
URL = "/providers/map.svg"


def test_the_map_carries_the_numbers_of_the_list(client):
    for _ in range(3):
        factories.listed_provider()
    page = client.get("/providers/", {"near": "30.27,-97.74"}).content.decode()
    drawn = client.get(URL, {"near": "30.27,-97.74"})
    assert drawn["Content-Type"] == "image/svg+xml"
    for number in (1, 2, 3):
        assert f'data-number="{number}"' in page
        assert f">{number}</text>" in drawn.content.decode()


def test_a_hidden_street_is_pinned_where_its_index_row_is(client):
    row = factories.listed_provider(place={"shows_street": False, "street": "9 Hidden Lane"})
    page = client.get("/providers/", {"near": "30.27,-97.74"}).content.decode()
    place = row.locations.get()
    assert f'data-lat="{place.latitude}"' in page
    assert "Hidden Lane" not in page


def test_a_page_of_telehealth_has_no_map(client):
    factories.listed_provider(place=False, telehealth=["TX"])
    assert b"data-map" not in client.get("/providers/", {"near": "TX", "telehealth": "1"}).content


@pytest.mark.parametrize("query", ["near=nan,inf", "theme=pink", "radius=-1", "near=%00", "page=99999999"])
def test_a_map_of_nothing_is_not_found(client, query):
    assert client.get(f"{URL}?{query}").status_code == 404


def test_a_map_that_shows_a_search_is_kept_by_no_shared_cache(client):
    factories.listed_provider()
    assert "private" in client.get(URL, {"near": "30.27,-97.74"})["Cache-Control"]


def test_tiles_of_another_host_are_off_until_a_setting_names_them(client, settings):
    factories.listed_provider()
    assert b"data-tiles" not in client.get("/providers/").content
    settings.MAP_TILE_URL = "https://tiles.example/{z}/{x}/{y}.png"
    assert b'data-tiles="https://tiles.example/{z}/{x}/{y}.png"' in client.get("/providers/").content


def test_a_profile_shows_its_places_on_a_map_under_their_numbers(client):
    provider = factories.listed_provider()
    factories.location(provider, city="Round Rock", latitude=30.5083, longitude=-97.6789)
    page = client.get(provider.get_absolute_url()).content.decode()
    address = f"{provider.get_absolute_url()}map.svg"
    assert f'src="{address}"' in page
    drawn = client.get(address)
    assert drawn["Content-Type"] == "image/svg+xml"
    for number in (1, 2):
        assert f">{number}</text>" in drawn.content.decode()


def test_there_is_no_map_without_a_place_or_without_a_public_listing(client):
    remote = factories.listed_provider(place=False, telehealth=["TX"])
    assert "map.svg" not in client.get(remote.get_absolute_url()).content.decode()
    for address in (f"{remote.get_absolute_url()}map.svg", "/providers/nobody/map.svg"):
        assert client.get(address).status_code == 404
