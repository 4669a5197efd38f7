"""The monthly sweep over public listings: what a person should see stands in the queue, each finding once."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from listings.moderation import sweep
from providers.models import ProblemReport
from psychly.models import Upkeep
from tests import factories
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def told():
    return {(row.kind, str(row.provider)): row.message for row in ProblemReport.objects.waiting()}


def listed(name, *, expires=200, zip_code="78701", **fields):
    row = factories.provider(display_name=name, **fields)
    factories.license(row, number=f"DEMO-{name}", expires_on=in_days(expires))
    factories.location(row, zip_code=zip_code)
    factories.index(row)
    return row


def test_a_license_that_ends_soon_and_one_that_was_looked_up_long_ago_are_told_once():
    listed("Ends Soon", expires=20)
    old, fresh = listed("Looked Up Long Ago", zip_code="78702"), listed("Looked Up", zip_code="78703")
    long_ago = timezone.now() - datetime.timedelta(days=400)
    factories.fact(old, "license", "MD TX DEMO-Looked Up Long Ago", checked_at=long_ago)
    factories.fact(fresh, "license", "MD TX DEMO-Looked Up", checked_at=long_ago)
    factories.fact(fresh, "license", "MD TX DEMO-Looked Up")
    assert sweep.sweep() == 2
    assert set(told()) == {("license", "Ends Soon"), ("license", "Looked Up Long Ago")}
    assert "over a year ago" in told()["license", "Looked Up Long Ago"]
    ProblemReport.objects.first().handle(by=factories.moderator(), finding="Looked up.")
    assert sweep.sweep() == 0
    assert len(told()) == 1


def test_listings_of_one_name_in_one_zip_code_are_told_as_one():
    listed("Robin Twin")
    second = listed("Robin  Twin")
    listed("Robin Twin", zip_code="99501")
    hidden = listed("Robin Twin")
    type(hidden).objects.filter(pk=hidden.pk).update(hidden_by_owner_at=timezone.now())
    assert sweep.sweep() == 1
    (report,) = ProblemReport.objects.all()
    assert (report.kind, report.provider) == ("twin", second)
    assert report.message == "Robin Twin is listed 2 times in 78701."


def test_a_place_whose_zip_code_is_another_states_is_told_once():
    factories.zip_code("78701", state="TX", city="Austin")
    factories.zip_code("75201", state="TX", city="Dallas")
    factories.zip_code("99501", state="AK", city="Anchorage")
    listed("Right Person")
    listed("Asked Person", zip_code="75201")  # of Texas: who wrote it was asked, and staff looked at it
    listed("Wrong Person", zip_code="99501")
    assert [sweep.sweep(), sweep.sweep()] == [1, 0]
    assert set(told()) == {("out-of-date", "Wrong Person")}
    assert "99501 is in Anchorage, Alaska" in told()["out-of-date", "Wrong Person"]


def test_a_website_that_is_gone_is_told_and_one_that_is_only_slow_is_not(monkeypatch):
    for name, zip_code in (("Gone", "78701"), ("Slow", "78702"), ("There", "78703")):
        listed(name, zip_code=zip_code, website=f"https://{name.lower()}.example/")

    def answer(url):
        if "gone" in url:
            raise sweep.website.WebsiteUnreachable("no such host")
        if "slow" in url:
            raise sweep.website.NotAnsweredInTime

    monkeypatch.setattr(sweep.website, "check_answer", answer)
    for _ in range(2):
        sweep.sweep()
        run_tasks()
    assert told() == {("website", "Gone"): "The website could not be reached (no such host)."}


def test_housekeeping_sweeps_each_month_and_says_so(capsys):
    listed("Ends Soon", expires=20)
    call_command("housekeeping")
    assert "1 findings of the monthly sweep" in capsys.readouterr().out
    call_command("housekeeping")
    assert "sweep" not in capsys.readouterr().out
    Upkeep.objects.filter(kind="sweep").update(done_at=timezone.now() - datetime.timedelta(days=31))
    call_command("housekeeping")
    assert "0 findings of the monthly sweep" in capsys.readouterr().out


def test_a_visitor_cannot_choose_what_only_the_sweep_finds(client):
    provider = factories.listed_provider()
    page = client.get(f"{provider.get_absolute_url()}report/").content.decode()
    assert 'value="conduct"' in page
    assert 'value="twin"' not in page


def test_a_sweep_asks_no_more_for_more_listings(django_assert_max_num_queries):
    for number in range(6):
        listed(f"Person {number}", zip_code=f"7870{number}")
    sweep.sweep()
    with django_assert_max_num_queries(20):
        sweep.sweep()
