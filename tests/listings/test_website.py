"""The website of a listing is asked for by a task, and nothing inside our network is reached through it."""

import socket

import pytest

from listings.checks import website
from listings.models import CheckResult
from tests import factories
from tests.mailbox import run_tasks
from tests.outside import serving


@pytest.fixture
def anywhere(monkeypatch):
    """Let the checks reach this machine, where the test's server is."""
    monkeypatch.setattr(website, "is_public", lambda address: True)


@pytest.mark.parametrize(("status", "is_there"), [(200, True), (403, True), (404, False), (500, False)])
def test_an_answer_is_judged_by_its_status(anywhere, status, is_there):
    with serving(lambda path: (status, "x")) as (url, _asked):
        if is_there:
            assert website.check(url + "page") == url + "page"
        else:
            with pytest.raises(website.Unreachable):
                website.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/",
        "ftp://a.example/",
        "javascript:alert(1)",
        "http://",
        "http://127.0.0.1:99999/",
    ],
)
def test_nothing_inside_is_reached(url):
    with pytest.raises(website.Unreachable):
        website.check(url)


def test_a_name_with_one_inside_address_is_refused(monkeypatch):
    rows = [(None, None, None, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    with pytest.raises(website.Unreachable):
        website.public_address("a.example", 80)


def test_a_redirect_to_the_inside_is_not_followed(monkeypatch):
    ask = website._ask
    monkeypatch.setattr(website, "_ask", lambda url: Redirect() if "example" in url else ask(url))
    with pytest.raises(website.Unreachable):
        website.check("https://a.example/")


class Redirect:
    """An answer that leads to an address inside."""

    is_redirect = True
    headers = {"Location": "http://127.0.0.1/"}


def test_endless_redirects_end(monkeypatch):
    Redirect.headers = {"Location": "https://a.example/"}
    monkeypatch.setattr(website, "_ask", lambda url: Redirect())
    with pytest.raises(website.Unreachable, match="redirects"):
        website.check("https://a.example/")


@pytest.mark.django_db
def test_submitting_has_the_website_checked_for_the_moderator(anywhere):
    with serving(lambda path: (200, "x")) as (url, _asked):
        row = factories.submission(about={"website": url})
        assert CheckResult.objects.get(submission=row, kind="website").outcome == "unchecked"
        run_tasks()
        assert CheckResult.objects.get(submission=row, kind="website").outcome == "pass"
        row.withdraw(by=row.owner)
    row = factories.submission(about={"website": url})
    run_tasks()
    assert CheckResult.objects.get(submission=row, kind="website").outcome == "look"


@pytest.mark.django_db
def test_the_link_on_the_profile_passes_nothing_on(client):
    provider = factories.submission(about={"website": "https://a.example/"}).approve(by=factories.moderator())
    page = client.get(provider.get_absolute_url()).content.decode()
    assert 'href="https://a.example/" rel="nofollow noopener noreferrer"' in page
