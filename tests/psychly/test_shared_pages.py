"""What a cache in front may keep: pages that are the same for everybody, for ten seconds; nothing else."""

import re

import pytest
from django.urls import get_resolver

from tests import factories

pytestmark = pytest.mark.django_db
SHARED = "public, max-age=0, s-maxage=10"


@pytest.fixture
def provider():
    factories.zip_code()
    return factories.listed_provider(slug="ines", owner=factories.user("ines@mail.example"))


PUBLIC = [
    "/",
    "/about/",
    "/privacy/",
    "/providers/",
    "/providers/?near=78701",
    "/providers/ines/",
    "/articles/",
    "/legal-status/",
    "/legal-status/texas/",
    "/robots.txt",
    "/sitemap.xml",
    "/nowhere/",
    "/providers/nobody/",
]


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_page_that_is_the_same_for_everybody_may_be_kept_for_ten_seconds(client, provider, address, method):
    answer = getattr(client, method)(address)
    assert answer["Cache-Control"] == SHARED
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()


def test_an_article_may_be_kept_too(client):
    factories.reference()
    article = factories.article()
    assert client.get(article.get_absolute_url())["Cache-Control"] == SHARED


@pytest.mark.parametrize(
    "address",
    [
        "/providers/ines/contact/",
        "/providers/ines/report/",
        "/accounts/login/",
        "/get-listed/",
        "/healthz",
        "/readyz",
    ],
)
def test_a_form_a_private_page_and_a_sign_of_life_are_never_shared(client, provider, address):
    answer = client.get(address, follow=True)
    assert "s-maxage" not in answer.get("Cache-Control", "")


def test_who_is_signed_in_gets_no_page_of_their_own_that_could_be_shared(client, provider):
    """The page a cache keeps is the same with a session and without."""
    stranger = client.get("/providers/ines/").content
    client.force_login(provider.owners[0])
    answer = client.get("/providers/ines/")
    assert answer.content == stranger
    assert not answer.cookies


def test_every_page_with_a_token_against_forgery_stays_out(client, provider):
    """Whatever address of the site is asked: what may be shared holds no form that belongs to one visitor."""
    seen = 0
    for address in addresses():
        answer = client.get(address)
        if "s-maxage" in answer.get("Cache-Control", ""):
            seen += 1
            assert b"csrfmiddlewaretoken" not in answer.content, address
            assert not answer.cookies, address
    assert seen > 20


def addresses():
    """An address for each pattern of the site that names no private part."""
    names = {"slug": "ines", "state_slug": "texas", "city_slug": "austin", "section": "providers"}
    for pattern, _names in walk(get_resolver().url_patterns, ""):
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names.get(found[1], "1"), pattern)
        if not re.search(r"[\\^$(]", address):
            yield f"/{address}"


def walk(patterns, before):
    for entry in patterns:
        path = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from walk(entry.url_patterns, path)
        else:
            yield path, entry.name


@pytest.mark.parametrize(
    ("address", "data"), [("/providers/ines/contact/", {"name": "x"}), ("/providers/", {}), ("/nowhere/", {})]
)
def test_an_answer_to_what_was_sent_is_never_shared(client, provider, address, data):
    assert "s-maxage" not in client.post(address, data).get("Cache-Control", "")


def test_what_the_site_refuses_or_cannot_do_is_never_shared(client, provider):
    assert "s-maxage" not in client.get("/", headers={"host": "elsewhere.example"}).get("Cache-Control", "")
    assert "s-maxage" not in client.generic("TRACE", "/").get("Cache-Control", "")


def test_the_owner_of_a_listing_is_told_how_long_a_page_may_lag_behind(client, provider):
    client.force_login(provider.owners[0])
    assert "within 10 seconds" in client.get("/listing/").content.decode()
