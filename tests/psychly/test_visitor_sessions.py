"""Whoever is not signed in stores little on our side, for a day."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from psychly.accounts import rate_limits, visitor_sessions
from tests import factories
from tests.mailbox import sign_in_code

pytestmark = pytest.mark.django_db
PASSKEY = "/accounts/2fa/webauthn/login/"


def begin_passkey(network, client=None):
    """What the page does when the button for a passkey is pressed."""
    return (client or Client()).get(
        PASSKEY, REMOTE_ADDR=network, headers={"X-Requested-With": "XMLHttpRequest"}
    )


def test_one_network_begins_a_hundred_sessions_an_hour_and_no_more(monkeypatch):
    monkeypatch.setattr(visitor_sessions, "NEW_ONES", 5)
    answers = [begin_passkey(f"2001:db8::{number + 1}").status_code for number in range(9)]
    assert answers == [200] * 5 + [429] * 4
    assert Session.objects.count() == 5
    assert begin_passkey("2001:db8:0:1::1").status_code == 200


def test_a_session_that_goes_on_is_not_counted_again(client, monkeypatch):
    monkeypatch.setattr(visitor_sessions, "NEW_ONES", 1)
    assert [begin_passkey("192.0.2.1", client).status_code for _ in range(4)] == [200] * 4
    assert Session.objects.count() == 1


def test_a_session_of_a_stranger_does_not_grow_without_end(client, monkeypatch):
    monkeypatch.setattr(visitor_sessions, "LARGEST", 1000)
    client.post("/accounts/login/", {"login": "pat@clinic.example"})
    for _ in range(30):  # each adds a message that no page has shown yet
        client.post("/accounts/login/code/confirm/", {"action": "resend"})
    assert all(len(row.session_data) <= 1000 for row in Session.objects.all())


def test_a_session_lasts_a_day_before_the_sign_in_and_two_weeks_after_it(client):
    client.post("/accounts/login/", {"login": "pat@clinic.example"})
    now = timezone.now()
    assert Session.objects.get().expire_date <= now + timedelta(days=1, minutes=1)
    client.post("/accounts/login/code/confirm/", {"code": sign_in_code("pat@clinic.example")})
    assert "_auth_user_id" in client.session
    assert Session.objects.get().expire_date > now + timedelta(days=13)


def test_a_limit_that_is_used_up_refuses_with_one_question(django_assert_max_num_queries):
    for number in range(30):
        assert rate_limits.take_slot("test", "192.0.2.1", 30, by=number)
    with django_assert_max_num_queries(1):
        assert not rate_limits.take_slot("test", "192.0.2.1", 30, by="another")
    assert rate_limits.take_slot("test", "192.0.2.1", 30, by=7)


def test_public_pages_begin_no_session(client):
    factories.provider(slug="ines")
    cache.clear()
    for page in ("/", "/providers/", "/providers/ines/contact/", "/accounts/login/"):
        client.get(page)
    assert not Session.objects.exists()
