"""The front page, the policies and the pages that say what went wrong."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from providers import vocabulary
from providers.models import Treatment
from psychly import views
from tests import factories

PUBLIC = ["home", "privacy", "health_data", "editorial_policy", "verification"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_sets_no_cookie_and_reads_none(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("name", PUBLIC)
def test_every_page_leads_to_988_and_to_the_health_data_notice(client, name):
    html = client.get(reverse(name)).content.decode()
    assert 'href="tel:988"' in html
    assert 'href="/health-data/"' in html
    assert html.count("<h1>") == 1
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


def test_the_front_page_offers_every_treatment_in_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        html = client.get("/").content.decode()
    assert '<option value="psilocybin-services">' in html
    assert 'action="/providers/"' in html


def test_the_front_page_offers_no_treatment_that_was_retired(client):
    Treatment.objects.filter(slug="esketamine").update(is_retired=True)
    vocabulary.forget()
    html = client.get("/").content.decode()
    assert 'value="esketamine"' not in html
    assert 'value="psilocybin-services"' in html


def test_a_missing_page_says_where_to_go(client):
    response = client.get("/nothing/here/")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'href="/providers/"' in html
    assert 'content="noindex"' in html
    assert 'rel="canonical"' not in html


def test_a_form_without_its_token_gets_the_houses_page():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})
    assert response.status_code == 403
    assert "The form was not sent" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500"])
def test_an_error_page_needs_no_request_to_render(name):
    html = render_to_string(f"{name}.html")
    assert 'href="tel:988"' in html
    assert "<h1>" in html


def test_no_policy_uses_a_word_the_site_cannot_back(client):
    for name in PUBLIC:
        html = client.get(reverse(name)).content.decode().lower()
        assert "verified" not in html
        assert "hipaa" not in html
        assert "guarantee" not in html


def test_only_a_private_page_looks_at_who_is_signed_in():
    assert not views.site(RequestFactory().get("/articles/x/"))["is_private_page"]
    assert views.site(RequestFactory().get("/listing/"))["is_private_page"]


def test_the_admin_carries_the_sites_icon(client):
    factories.enter_desk(client, factories.editor())
    assert "img/icon.svg" in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "path", ["/articles/", "/articles/feed/", "/providers/", "/providers/?near=x", "/legal-status/"]
)
def test_reading_and_searching_set_no_cookie_as_the_privacy_page_says(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_pages_travel_compressed(client):
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 10_000
