"""A day ends where the listing is: boundaries at midnight there, with the clock moved."""

import datetime

import pytest
from django.utils import timezone

from listings.checks.licenses import check_licenses
from listings.publishing import license_expiry, standing
from listings.steps.rules import stopping
from providers.document.schema import read_document
from providers.local_days import ZONES, end_of_day, today_in, zones_of
from providers.profile.building import profile_of_provider
from providers.search.criteria import Criteria
from providers.search.engine import count, search
from providers.states import USState
from psychly.models import OutgoingMail
from tests import factories

LAST = datetime.date(2027, 1, 13)
#: State, the last moment (UTC) of January 13 there; for several zones, in the last of them.
MIDNIGHTS = [
    ("NY", "2027-01-14T05:00Z"),
    ("IL", "2027-01-14T06:00Z"),
    ("TX", "2027-01-14T07:00Z"),  # El Paso
    ("OR", "2027-01-14T08:00Z"),
    ("AK", "2027-01-14T10:00Z"),  # Adak
    ("HI", "2027-01-14T10:00Z"),
    ("PR", "2027-01-14T04:00Z"),
    ("GU", "2027-01-13T14:00Z"),
    ("AS", "2027-01-14T11:00Z"),
]
SECOND = datetime.timedelta(seconds=1)


def clock(monkeypatch, moment):
    """Let it be another moment."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize(("state", "midnight"), MIDNIGHTS)
def test_a_day_ends_at_midnight_in_the_last_zone_of_a_state(state, midnight):
    midnight = datetime.datetime.fromisoformat(midnight)
    assert end_of_day(LAST, state) == midnight
    assert today_in(state, now=midnight - SECOND) == LAST
    assert today_in(state, now=midnight) == LAST + datetime.timedelta(days=1)


def test_every_state_has_zones_and_they_go_west():
    assert set(ZONES) == set(USState.values)
    for state in ZONES:
        for month in (1, 7):
            noon = datetime.datetime(2027, month, 1, 12)
            offsets = [noon.replace(tzinfo=zone).utcoffset() for zone in zones_of(state)]
            assert offsets == sorted(offsets, reverse=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "midnight"), MIDNIGHTS)
def test_a_license_is_good_until_midnight_where_the_place_is(client, monkeypatch, state, midnight):
    midnight = datetime.datetime.fromisoformat(midnight)
    clock(monkeypatch, midnight - datetime.timedelta(days=3))
    row = factories.provider(confirmed_on=LAST)
    factories.license(row, state=state, expires_on=LAST)
    factories.offer(row, "integration-therapy", factories.location(row, state=state))
    factories.index(row)
    for moment, total in ((midnight - SECOND, 1), (midnight, 0)):
        clock(monkeypatch, moment)
        for query in ("", "?near=30.27,-97.74"):
            assert client.get(f"/api/v1/providers{query}").json()["total"] == total
        assert search(Criteria(area_state=state)).total == count(Criteria(area_state=state)) == total


@pytest.mark.django_db
def test_the_landing_page_names_a_town_until_midnight_there(client, monkeypatch):
    midnight = datetime.datetime(2027, 1, 14, 7, tzinfo=datetime.UTC)
    clock(monkeypatch, midnight - datetime.timedelta(days=3))
    row = factories.listed_provider(confirmed_on=LAST)
    with factories.saying(row) as said:
        said.licenses.licenses[0].expires_on = LAST
    factories.index(row)
    for moment, found in ((midnight - SECOND, True), (midnight, False)):
        clock(monkeypatch, moment)
        assert bool(client.get("/providers/").context["states"]) is found


@pytest.mark.django_db
def test_rules_checks_and_the_dashboard_count_days_of_the_state(monkeypatch):
    midnight = datetime.datetime(2027, 1, 14, 7, tzinfo=datetime.UTC)
    clock(monkeypatch, midnight - datetime.timedelta(days=3))
    sent = factories.document()
    sent["licenses"]["licenses"][0]["expires_on"] = LAST.isoformat()
    document = read_document(sent)
    row = factories.provider(confirmed_on=LAST)
    factories.license(row, expires_on=LAST)
    for moment, is_good in ((midnight - SECOND, True), (midnight, False)):
        clock(monkeypatch, moment)
        expired = [p for p in stopping(document) if p.path == "licenses-0-expires_on"]
        assert (expired == []) is is_good
        assert ("It has expired." in check_licenses(document).detail) is not is_good
        assert standing.standing_of(row).is_found is is_good


@pytest.mark.django_db
def test_a_reminder_that_a_license_has_expired_waits_for_midnight_there(monkeypatch):
    midnight = datetime.datetime(2027, 1, 14, 7, tzinfo=datetime.UTC)
    clock(monkeypatch, midnight - datetime.timedelta(hours=2))
    row = factories.provider()
    factories.license(row, expires_on=LAST)
    license_expiry.remind()
    assert not OutgoingMail.objects.filter(kind="license_expired").exists()
    clock(monkeypatch, midnight)
    license_expiry.remind()
    assert OutgoingMail.objects.filter(kind="license_expired").exists()


@pytest.mark.django_db
def test_a_check_counts_on_the_profile_and_the_card_until_midnight_there(client, monkeypatch):
    midnight = datetime.datetime(2027, 1, 14, 7, tzinfo=datetime.UTC)
    clock(monkeypatch, midnight - datetime.timedelta(days=3))
    row = factories.listed_provider(confirmed_on=LAST, npi="1234567893")
    factories.fact(row, "npi", "1234567893", expires_on=LAST)
    factories.index(row)
    for moment, is_checked in ((midnight - SECOND, True), (midnight, False)):
        clock(monkeypatch, moment)
        profile = profile_of_provider(row)
        (line,) = [line for line in profile.ledger if line.value == "1234567893"]
        assert (line.basis == "staff") is is_checked
        (card,) = client.get("/providers/?near=30.27,-97.74").context["page"].cards
        assert ("NPI" in card.tally.checked) is is_checked
