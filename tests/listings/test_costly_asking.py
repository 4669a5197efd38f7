"""What one account has asked of the world outside is limited: with a sentence, and nothing typed is lost."""

import re

import pytest
from django_tasks_db.models import DBTaskResult

from listings.models import RegistryLookup, Submission
from listings.steps import views
from tests import factories
from tests.listings.test_pages import PAGES, post, step, therapist  # noqa: F401

pytestmark = pytest.mark.django_db
NPI = "1234567893"


def count(task):
    """How many tasks of this name were queued."""
    return DBTaskResult.objects.filter(task_path__endswith=f".{task}").count()


@pytest.fixture
def few(monkeypatch):
    """Two of each an hour."""
    monkeypatch.setattr(views, "LOOKUPS_AN_HOUR", 2)
    monkeypatch.setattr(views, "SUBMITS_AN_HOUR", 2)


def look_up(client, npi=NPI, **you):
    return post(client, "you", npi=npi, role="psychiatrist", action="look-up", **you)


def test_look_ups_are_limited_at_the_field_and_what_was_typed_is_saved(client, therapist, few):  # noqa: F811
    assert [look_up(client).status_code for _ in range(2)] == [302, 302]
    answer = look_up(client, legal_name="Robin Legal")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "There is a problem" in page
    assert "You have looked up many numbers." in re.search(r'id="id_npi_error".*?</p>', page, re.S)[0]
    assert 'value="Robin Legal"' in page
    assert Submission.objects.get().typed.you.legal_name == "Robin Legal"
    assert count("look_up_npi") == 2
    # It holds for the account, and for no other.
    other = factories.user()
    client.force_login(other)
    assert look_up(client).status_code == 302
    assert RegistryLookup.objects.filter(owner=other).exists()


def test_sending_in_and_taking_back_is_limited_and_what_was_written_is_saved(client, therapist, few):  # noqa: F811
    row = factories.submission(owner=therapist, submitted=False, about={"website": "https://a.example/"})
    for _ in range(2):
        assert post(client, "review", **PAGES["review"])["Location"] == "/listing/"
        row = Submission.objects.open().get()
        client.post(f"/listing/{row.pk}/withdraw/")
        client.post(f"/listing/{row.pk}/again/")
        post(client, "about", approach="We talk first.", website="https://a.example/", action="later")
    answer = post(client, "review", **PAGES["review"])
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "You have sent in listings many times. Everything is saved; send this one in an hour." in page
    assert count("check_website") == 2
    row = Submission.objects.open().get()
    assert row.state == "draft"
    assert row.typed.about.website == "https://a.example/"
    assert row.typed.review.consents


def test_a_press_that_could_send_nothing_yet_does_not_count(client, therapist, few):  # noqa: F811
    row = factories.submission(owner=therapist, submitted=False, you={"legal_name": ""})
    for _ in range(4):
        assert post(client, "review", **PAGES["review"]).status_code == 200
    post(client, "you", **PAGES["you"])
    assert post(client, "review", **PAGES["review"])["Location"] == "/listing/"
    row.refresh_from_db()
    assert row.state == "submitted"
