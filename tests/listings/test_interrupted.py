"""What somebody types after the session has ended is kept in one bounded place, or stays on the page."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from listings.models import InterruptedStep
from listings.steps import resume
from tests import factories

pytestmark = pytest.mark.django_db
ABOUT, COST = "/get-listed/about/", "/get-listed/cost/"


@pytest.fixture
def pat():
    return factories.user("pat@clinic.example")


def late(user, path=ABOUT, network="192.0.2.1", client=None, **typed):
    """Post a step that was opened before the session of `user` ended; return the answer."""
    sent = {"writer": resume.mark_of_writer(user), "action": "continue", **typed}
    return (client or Client()).post(path, sent, REMOTE_ADDR=network)


def shown(user, path=ABOUT):
    """The page of a step after signing in again."""
    client = Client()
    client.force_login(user)
    return client.get(path).content.decode()


def test_a_stranger_stores_nothing_and_what_was_typed_stays_on_the_page():
    for number in range(60):
        for forged in ({}, {"writer": "1:forged"}):
            answer = Client().post(ABOUT, {**forged, "approach": f"Words {number} & <more>."})
            assert answer.status_code == 403
    page = answer.content.decode()
    assert page.count("Words 59 &amp; &lt;more&gt;.") == 2  # to read, and in the form that is sent again
    assert "does not know who wrote it" in page
    assert not Session.objects.exists()
    assert not InterruptedStep.objects.exists()


def test_a_post_without_a_word_goes_to_the_sign_in():
    answer = Client().post(ABOUT, {"action": "continue", "approach": ""})
    assert answer.url == "/accounts/login/?next=/get-listed/about/"


def test_what_is_saved_while_writing_is_not_stored_for_it_stands_on_the_page(pat):
    assert late(pat, approach="Half a sen", action="keep").status_code == 302
    assert not InterruptedStep.objects.exists()


def test_each_step_is_kept_once_for_its_writer_and_shown_once(pat):
    for text in ("First.", "Second."):
        assert late(pat, approach=text).url == "/accounts/login/?next=/get-listed/about/"
    late(pat, COST, note="Sliding scale.")
    assert InterruptedStep.objects.count() == 2
    assert not Session.objects.exists()
    page = shown(pat)
    assert "Second." in page
    assert "First." not in page
    assert "Second." not in shown(pat)
    assert InterruptedStep.objects.get().path == COST


def test_all_steps_of_a_writer_together_have_40_kilobytes(pat):
    assert late(pat, approach="x" * 30_000).status_code == 302
    answer = late(pat, COST, note="y" * 20_000)
    assert answer.status_code == 413
    assert "y" * 20_000 in answer.content.decode()
    assert "more than we can keep" in answer.content.decode()
    assert late(pat, approach="z" * 39_000).status_code == 302
    assert sum(InterruptedStep.objects.values_list("size", flat=True)) <= 40_000
    assert resume.A_WRITER * resume.EVERYBODY <= 200_000_000


def test_when_the_place_is_full_the_visitor_is_told_and_the_words_stay_on_the_page(pat, monkeypatch):
    monkeypatch.setattr(resume, "EVERYBODY", 2)
    for name in ("a", "b"):
        late(factories.user(f"{name}@clinic.example"), approach="Kept.")
    answer = late(pat, approach="My words.")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "there is no room" in page
    assert re.search(r"<blockquote.*My words\.", page)
    InterruptedStep.objects.filter(writer__email="a@clinic.example").update(
        at=timezone.now() - timedelta(days=1)
    )
    assert late(pat, approach="My words.").status_code == 302


def test_one_network_keeps_forms_for_twenty_writers_an_hour():
    users = [factories.user(f"p{number}@clinic.example") for number in range(21)]
    answers = [late(user, network=f"2001:db8::{n + 1}", approach="x") for n, user in enumerate(users)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert late(users[0], network="2001:db8::77", approach="again").status_code == 302
    assert late(users[20], network="2001:db8:0:1::1", approach="x").status_code == 302


def test_a_kept_form_goes_after_a_day(pat):
    late(pat, approach="Late.")
    InterruptedStep.objects.update(at=timezone.now() - timedelta(hours=23))
    call_command("purge")
    assert InterruptedStep.objects.exists()
    InterruptedStep.objects.update(at=timezone.now() - timedelta(hours=24))
    assert "Late." not in shown(pat)
    call_command("purge")
    assert not InterruptedStep.objects.exists()
