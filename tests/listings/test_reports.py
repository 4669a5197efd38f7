"""What staff do about a report before they close it: hold, ask the owner, answer the reporter."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.models import OwnListing, ReportStep, Submission
from listings.moderation import decisions, reports
from providers.models import ProblemReport
from psychly.models import OutgoingMail
from tests import factories
from tests.listings.test_verbs import edited
from tests.mailbox import mail_to

pytestmark = pytest.mark.django_db
QUEUE = "/admin/listings/submission/"


@pytest.fixture
def report(staff):
    provider = factories.approve(factories.submission(), by=factories.moderator())
    return ProblemReport.objects.create(
        provider=provider,
        token=uuid.uuid4(),
        kind="out-of-date",
        message="The phone is disconnected.",
        email="pat@mail.example",
    )


def page_of(report):
    return reverse("admin:providers_problemreport_change", args=[report.pk])


def press(client, report, action, **data):
    return client.post(page_of(report), {"action": action, **data}, follow=True).content.decode()


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def test_the_owner_is_asked_to_correct_by_a_day_after_the_mail_was_shown(client, staff, report):
    data = {"correction": "Your phone is disconnected.", "until": in_days(14).isoformat(), "hides": "on"}
    sent = OutgoingMail.objects.count()
    shown = press(client, report, "ask", finding="Half a sentence", **data)
    assert "Please correct this in your listing by" in shown
    assert "Half a sentence" in shown
    assert (OutgoingMail.objects.count(), ReportStep.objects.count()) == (sent, 0)
    page = press(client, report, "ask", confirmed="1", **data)
    assert "The owner was asked to correct it." in page
    step = ReportStep.objects.get()
    assert (step.what, step.until, step.hides, step.by) == ("asked", in_days(14), True, staff)
    mail = mail_to(report.provider.owners[0].email)[-1]
    assert "Your phone is disconnected." in mail.body
    assert "taken out of the directory" in mail.body
    assert "pat@mail.example" not in mail.body
    assert mail.reply_to
    report.refresh_from_db()
    assert report.handled_at is None
    record = reverse("admin:listings_submission_record", args=[report.provider_id])
    assert "Owner asked to correct" in client.get(record).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"correction": " ", "until": "2099-01-01"}, "Write what is to be corrected"),
        ({"correction": "x", "until": ""}, "Enter the day"),
        ({"correction": "x", "until": "2026-99-99"}, "Enter the day"),
        ({"correction": "x", "until": "2099-01-01"}, "between tomorrow and 90 days"),
        ({"correction": "x", "until": "2020-01-01"}, "between tomorrow and 90 days"),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(client, staff, report, data, sentence):
    page = press(client, report, "ask", confirmed="1", answer="Thank you.", **data)
    assert sentence in page
    assert "Thank you.</textarea>" in page
    assert not ReportStep.objects.exists()


def ask(report, staff, *, hides=True):
    step = reports.ask_owner(report, by=staff, text="Correct it.", until=in_days(3), hides=hides)
    return step


def test_a_listing_that_nobody_corrected_is_taken_out_when_the_day_is_over(client, staff, report, capsys):
    ask(report, staff)
    profile = report.provider.get_absolute_url()
    assert reports.take_out_overdue(in_days(3)) == 0
    assert client.get(profile).status_code == 200
    ReportStep.objects.update(until=in_days(-1))
    call_command("housekeeping")
    assert "1 listings taken out" in capsys.readouterr().out
    assert client.get(profile).status_code in (404, 410)
    assert reports.take_out_overdue() == 0
    decision = report.provider.decisions.get()
    assert (decision.verdict, decision.by) == ("removed", staff)
    assert "Correct it." in decision.reason


@pytest.mark.parametrize("why", ["corrected", "closed", "not said", "put back"])
def test_nothing_is_taken_out_that_was_corrected_closed_put_back_or_never_said(client, staff, report, why):
    ask(report, staff, hides=why != "not said")
    if why == "corrected":
        edited(report.provider, about={"approach": "We listen first. Nothing is given at a first visit."})
        assert "The owner has changed the listing since." in client.get(page_of(report)).content.decode()
    if why == "closed":
        report.handle(by=staff, finding="All is well.")
    if why == "put back":
        reports.take_out_overdue(in_days(4))
        report.provider.refresh_from_db()
        decisions.restore(report.provider, by=staff, reason="A mix-up.")
    assert reports.take_out_overdue(in_days(4)) == 0
    assert client.get(report.provider.get_absolute_url()).status_code == 200


def test_the_reporter_is_answered_and_it_stays_on_record(client, staff, report):
    assert "You told us something about" in press(client, report, "answer", answer="Thank you, we ask.")
    assert not ReportStep.objects.exists()
    press(client, report, "answer", answer="Thank you, we ask.", confirmed="1")
    mail = mail_to("pat@mail.example")[-1]
    assert "Thank you, we ask." in mail.body
    assert "Thank you, we ask." in client.get(page_of(report)).content.decode()
    ProblemReport.objects.update(email="")
    assert "there is nobody to answer" in press(client, report, "answer", answer="Again.", confirmed="1")


def test_one_holds_a_report_and_the_next_is_told(client, staff, report):
    page = press(client, report, "hold", finding="Half a sentence")
    assert "You hold this." in page
    assert "Half a sentence</textarea>" in page
    other = Client()
    factories.enter_desk(other, factories.moderator())
    assert f"{staff} has this open." in press(other, report, "hold")
    press(client, report, "release")
    assert "You hold this." in press(other, report, "hold")


def test_enter_does_nothing_and_keeps_what_was_typed(client, staff, report):
    assert "Half</textarea>" in press(client, report, "again", finding="Half")
    report.refresh_from_db()
    assert report.handled_at is None


def test_nobody_acts_on_a_report_about_the_own_listing(staff, report):
    owner = report.provider.owners[0]
    for act in (
        lambda: reports.hold(report, by=owner),
        lambda: reports.ask_owner(report, by=owner, text="x", until=in_days(3)),
        lambda: reports.answer_reporter(report, by=owner, text="x"),
    ):
        with pytest.raises(OwnListing):
            act()


def test_conduct_stands_before_all_that_waits_and_a_closed_report_leads_to_the_next(client, staff, report):
    Submission.objects.update(submitted_at=timezone.now() - datetime.timedelta(days=9))
    waits = factories.submission(you={"display_name": "Waits Longest"}, licenses={})
    Submission.objects.filter(pk=waits.pk).update(submitted_at=timezone.now() - datetime.timedelta(days=9))
    provider = factories.listed_provider(display_name="Conduct Person")
    urgent = ProblemReport.objects.create(
        provider=provider, token=uuid.uuid4(), kind="conduct", message="Look."
    )
    page = client.get(QUEUE).content.decode()
    assert page.index("Conduct Person") < page.index("Waits Longest") < page.index(str(report.provider))
    answer = client.post(page_of(report), {"action": "close", "finding": "Called."})
    assert answer["Location"] in (
        page_of(urgent),
        reverse("admin:listings_submission_change", args=[waits.pk]),
    )
