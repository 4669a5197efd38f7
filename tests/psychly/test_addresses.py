"""Addresses for machines: health, robots, security.txt."""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_healthz_is_ok_while_the_database_answers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_healthz_is_503_when_the_database_does_not_answer(client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", fail)
    assert client.get("/healthz").status_code == 503


def test_robots_keep_out_of_private_pages_and_find_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /providers/*/contact/\n" in text
    assert "Sitemap: https://testserver/sitemap.xml" in text


def test_robots_keep_out_of_a_demonstration(client, settings):
    settings.DEMO = True
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n\n"


def test_security_txt_expires_within_a_year(client):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines() if line)
    assert lines["Contact"] == "mailto:staff@testserver"
    assert lines["Canonical"] == "https://testserver/.well-known/security.txt"
    expires = datetime.fromisoformat(lines["Expires"])
    assert timezone.now() < expires < timezone.now() + timedelta(days=365)


def test_the_icon_is_found_where_browsers_look_for_it(client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/icon.svg"
