"""Confirmation every 90 days, by one link and one press; licenses that run out."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from listings import emails
from listings.models import OwnerChange
from listings.publishing import confirmation, license_expiry
from providers.local_days import today_in
from providers.models import License, Provider
from providers.search.index import rewrite
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db
RESULTS = "/providers/?near=78701"


@pytest.fixture
def stale():
    """A listing that was confirmed 90 days ago."""
    provider = factories.approve(factories.submission(), by=factories.moderator())
    return confirmed(provider, days_ago=90)


def confirmed(provider, *, days_ago):
    Provider.objects.filter(pk=provider.pk).update(confirmed_on=today_in("TX") - timedelta(days=days_ago))
    provider.refresh_from_db()
    rewrite(provider)
    return provider


def link(kind="listing_confirm"):
    """The link in the newest mail of a kind."""
    mail = OutgoingMail.objects.filter(kind=kind).latest("created_at")
    return re.search(r"/listing/confirm/\S+", mail.text)[0]


def kinds():
    """Kinds of the reminders, in the order in which they were queued."""
    rows = OutgoingMail.objects.filter(kind__regex="^(listing_(confirm|lapsed)|license)").order_by(
        "created_at"
    )
    return list(rows.values_list("kind", flat=True))


def test_an_owner_is_asked_once_and_a_visit_alone_confirms_nothing(client, stale):
    for _ in range(2):
        call_command("ask_for_confirmation")
    before = Provider.objects.get().confirmed_on
    for method in (client.get, client.head):
        assert method(link()).status_code == 200
    assert Provider.objects.get().confirmed_on == before
    assert b"thank you" in client.post(link()).content
    assert Provider.objects.get().confirmed_on == today_in("TX")
    assert kinds() == ["listing_confirm"]


@pytest.mark.parametrize("token", ["x", "1:a:b", "1", "%00", "1:2026-01-01:x:y"])
def test_a_wrong_link_says_so_and_changes_nothing(client, stale, token):
    before = Provider.objects.get().confirmed_on
    assert client.post(f"/listing/confirm/{token}/").status_code == 404
    assert Provider.objects.get().confirmed_on == before


def test_a_link_confirms_once_and_an_older_one_never_again(client, stale):
    call_command("ask_for_confirmation")
    old = link()
    client.post(old)
    assert OwnerChange.objects.filter(what="confirmed").count() == 1
    assert "Already confirmed" in client.post(old).content.decode()
    assert OwnerChange.objects.filter(what="confirmed").count() == 1
    confirmed(stale, days_ago=100)  # long after, with the old mail still in the mailbox
    before = Provider.objects.get().confirmed_on
    assert "Already confirmed" in client.get(old).content.decode()
    client.post(old)
    assert Provider.objects.get().confirmed_on == before


def test_a_link_ends_after_60_days_and_with_the_listing(client, stale, monkeypatch):
    call_command("ask_for_confirmation")
    Provider.objects.update(published_at=None)
    assert client.post(link()).status_code == 404
    Provider.objects.update(published_at=timezone.now())
    monkeypatch.setattr(confirmation, "LINK_LASTS", timedelta(seconds=-1))
    page = client.post(link())
    assert page.status_code == 404
    assert "Sign in to confirm your listing instead." in page.content.decode()


def test_an_unanswered_question_is_asked_again_then_the_listing_leaves_and_comes_back(client, stale):
    """The whole way: asked at 90 days, again at 110, out after 120, back with one press."""
    call_command("ask_for_confirmation")
    for days, kind in ((109, None), (110, "listing_confirm_again"), (120, None), (121, "listing_lapsed")):
        Provider.objects.update(confirmed_on=today_in("TX") - timedelta(days=days))
        # The day of the last confirmation is the name of a round; here time is moved the other way.
        rounds = ["listing_confirm", *(["listing_confirm_again"] if days == 120 else [])]
        for mail in OutgoingMail.objects.filter(kind__in=rounds):
            day = today_in("TX") - timedelta(days=days)
            mail.message_id = re.sub(r"\d{4}-\d\d-\d\d", str(day), mail.message_id)
            mail.save()
        before = kinds()
        for _ in range(2):
            call_command("ask_for_confirmation")
        assert kinds() == before + ([kind] if kind else []), days
    confirmed(stale, days_ago=121)
    assert "Robin Sample" not in client.get(RESULTS).content.decode()
    assert "Not confirmed since" in client.get(stale.get_absolute_url()).content.decode()
    client.force_login(stale.owners[0])
    assert "it left the results" in client.get("/listing/").content.decode()
    client.logout()
    client.post(link("listing_lapsed"))
    assert "Robin Sample" in client.get(RESULTS).content.decode()


def test_nobody_is_asked_too_early_or_for_a_hidden_listing(stale):
    Provider.objects.update(hidden_by_owner_at=timezone.now())
    call_command("ask_for_confirmation")
    Provider.objects.update(hidden_by_owner_at=None, confirmed_on=today_in("TX") - timedelta(days=89))
    call_command("ask_for_confirmation")
    assert kinds() == []


def test_a_run_that_broke_off_is_finished_by_the_next(stale, monkeypatch):
    other = factories.approve(factories.submission(owner=factories.user()), by=factories.moderator())
    confirmed(other, days_ago=95)
    queue, calls = emails.outbox.queue, []

    def breaks_off(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise ConnectionError
        return queue(*args, **kwargs)

    monkeypatch.setattr(emails.outbox, "queue", breaks_off)
    with pytest.raises(ConnectionError):
        confirmation.ask()
    assert confirmation.ask() == 1
    assert confirmation.ask() == 0
    owners = OutgoingMail.objects.filter(kind="listing_confirm").values_list("to", flat=True)
    assert sorted(owners) == sorted([stale.owners[0].email, other.owners[0].email])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_runs_at_once_ask_once():
    for _ in range(5):
        provider = factories.approve(factories.submission(owner=factories.user()), by=factories.moderator())
        confirmed(provider, days_ago=90)
    done = []

    def run():
        try:
            done.append(confirmation.ask())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 5
    assert kinds() == ["listing_confirm"] * 5


# --- Licenses -------------------------------------------------------------------------------------------


def licensed(provider, *, days_left):
    last = today_in("TX") + timedelta(days=days_left)
    with factories.saying(provider) as said:
        said.licenses.licenses[0].expires_on = last
    License.objects.filter(provider=provider).update(expires_on=last)
    rewrite(provider)


def test_an_owner_hears_of_a_license_a_month_and_a_week_before_and_when_it_is_gone(client):
    provider = factories.approve(factories.submission(), by=factories.moderator())
    today = today_in("TX")
    licensed(provider, days_left=31)
    asked = []
    for day in range(66):
        count = license_expiry.remind(today + timedelta(days=day))
        count += license_expiry.remind(today + timedelta(days=day))  # twice does no harm
        asked += [day] * count
    assert asked == [1, 24, 32]
    assert kinds() == ["license_expires", "license_expires", "license_expired"]


def test_a_run_that_was_missed_is_made_up_for_and_old_news_is_not_told():
    provider = factories.approve(factories.submission(), by=factories.moderator())
    licensed(provider, days_left=3)
    assert license_expiry.remind() == 1
    licensed(provider, days_left=-31)
    assert license_expiry.remind() == 0


def test_the_license_that_expires_last_in_a_state_counts_and_others_do_not():
    provider = factories.approve(factories.submission(), by=factories.moderator())
    licensed(provider, days_left=5)
    factories.license(provider, state="TX", type="DO")  # a year
    factories.license(provider, state="TX", type="LCSW", expires_on=today_in("TX"))
    assert license_expiry.remind() == 0


def test_an_expired_license_takes_the_listing_out_that_day_and_the_dashboard_says_so(client):
    provider = factories.approve(factories.submission(), by=factories.moderator())
    client.force_login(provider.owners[0])
    licensed(provider, days_left=0)
    assert "Robin Sample" in client.get(RESULTS).content.decode()
    assert "expires on" in client.get("/listing/").content.decode()
    licensed(provider, days_left=-1)
    assert "Robin Sample" not in client.get(RESULTS).content.decode()
    assert "A license that it rests on has expired." in client.get("/listing/").content.decode()


@pytest.mark.parametrize("days_left", [5, -1])
def test_the_mail_on_a_license_names_the_listing_and_leads_to_it(days_left):
    provider = factories.approve(factories.submission(), by=factories.moderator())
    licensed(provider, days_left=days_left)
    license_expiry.remind()
    mail = OutgoingMail.objects.get(kind__startswith="license_")
    assert "This is about Robin Sample." in mail.text
    assert f"/listing/#{provider.slug}" in mail.text


def test_the_mail_on_a_license_holds_no_number():
    provider = factories.approve(factories.submission(), by=factories.moderator())
    licensed(provider, days_left=5)
    license_expiry.remind()
    mail = OutgoingMail.objects.get(kind="license_expires")
    assert "DEMO-0001" not in mail.subject + mail.text + mail.html
    assert "Texas" in mail.text
