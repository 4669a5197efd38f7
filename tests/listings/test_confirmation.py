"""Confirmation every 90 days, by one link and one press."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from providers.models import Provider
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def stale():
    """A listing that was confirmed 90 days ago."""
    provider = factories.submission().approve(by=factories.moderator())
    Provider.objects.update(confirmed_on=timezone.localdate() - timedelta(days=90))
    return provider


def link():
    """The link in the mail."""
    mail = OutgoingMail.objects.get(kind="listing_confirm")
    return re.search(r"/listing/confirm/\S+", mail.text)[0]


def test_an_owner_is_asked_once_and_a_visit_alone_confirms_nothing(client, stale):
    for _ in range(2):
        call_command("ask_for_confirmation")
    before = Provider.objects.get().confirmed_on
    assert client.get(link()).status_code == 200
    assert Provider.objects.get().confirmed_on == before
    assert b"thank you" in client.post(link()).content
    assert Provider.objects.get().confirmed_on == timezone.localdate()


@pytest.mark.parametrize("token", ["x", "1:a:b", "1", "%00"])
def test_a_wrong_link_says_so_and_changes_nothing(client, stale, token):
    before = Provider.objects.get().confirmed_on
    assert client.post(f"/listing/confirm/{token}/").status_code == 404
    assert Provider.objects.get().confirmed_on == before


def test_nobody_is_asked_too_early_or_for_a_hidden_listing(stale):
    Provider.objects.update(hidden_by_owner_at=timezone.now())
    call_command("ask_for_confirmation")
    Provider.objects.update(hidden_by_owner_at=None, confirmed_on=timezone.localdate() - timedelta(days=89))
    call_command("ask_for_confirmation")
    assert not OutgoingMail.objects.filter(kind="listing_confirm").exists()
