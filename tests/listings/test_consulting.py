"""Staff ask each other for an opinion, or hand over; both read so on their first page, all in its history."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.models import Consultation, Submission
from listings.moderation import decisions, reports
from listings.retention import ENDED_DAYS
from providers.models import ProblemReport
from psychly.models import User
from tests import factories
from tests.mailbox import mail_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """A colleague of `staff`."""
    return factories.moderator(email="colleague@mail.example")


@pytest.fixture
def theirs(other):
    """The browser of the colleague."""
    client = Client()
    factories.enter_desk(client, other)
    return client


def edit():
    """A submission of a listing that is public, so that it has a history."""
    provider = factories.approve(factories.submission(), by=factories.moderator())
    row = Submission.objects.edit_of(provider, by=provider.owners[0])
    Submission.objects.filter(pk=row.pk).update(state="submitted", submitted_at=timezone.now())
    return Submission.objects.get(pk=row.pk)


def report():
    provider = factories.approve(factories.submission(), by=factories.moderator())
    return ProblemReport.objects.create(
        provider=provider, token=uuid.uuid4(), kind="conduct", message="Look at this."
    )


def press(client, target, action, **data):
    if isinstance(target, ProblemReport):
        address = reverse("admin:providers_problemreport_change", args=[target.pk])
        action = {"ask": "ask_colleague", "answer": "answer_colleague"}.get(action, action)
    else:
        address = reverse("admin:listings_submission_decide", args=[target.pk])
        data = {"document_version": target.document_version, **data}
    return " ".join(client.post(address, {"action": action, **data}, follow=True).content.decode().split())


def home(client):
    page = " ".join(client.get("/admin/").content.decode().split())
    return page[page.index('id="desk-facts"') : page.index("</ul>")]


def record(client, target):
    page = client.get(reverse("admin:listings_submission_record", args=[target.provider_id]))
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("about", [edit, report])
def test_a_colleague_is_asked_and_answers_and_both_read_so_on_their_first_page(
    client, staff, other, theirs, about
):
    target = about()
    name = str(target.provider)
    typed = {"reason": "Half a sentence", "finding": "Half a sentence"}
    page = press(client, target, "ask", colleague=other.pk, private_note="Is the claim fair?", **typed)
    assert "Your colleague finds it" in page
    assert "Half a sentence</textarea>" in page
    assert "Is the claim fair?</textarea>" not in page
    assert f"You wait for {other}: {name}" in home(client)
    assert f"{staff} asks for your opinion: {name}" in home(theirs)
    press(theirs, target, "answer", private_note="It is: see the guideline.")
    assert f"{other} has answered you: {name}" in home(client)
    assert "asks for your opinion" not in home(theirs)
    kept = record(client, target)
    assert f"Second opinion: {other}" in kept
    assert kept.index("Is the claim fair?") < kept.index("It is: see the guideline.")
    press(theirs, target, "answer", private_note="Once more.")  # nobody asks any more
    assert Consultation.objects.get().answer == "It is: see the guideline."


@pytest.mark.parametrize("about", [edit, report])
def test_what_is_handed_over_is_let_go_and_held_by_the_colleague_who_takes_it(
    client, staff, other, theirs, about
):
    target = about()
    press(client, target, "hold" if about is report else "claim")
    page = press(client, target, "hand_over", colleague=other.pk, private_note="I know this person.")
    assert "Handed over" in page
    target.refresh_from_db()
    held_by = (lambda: reports.holder_of(target)) if about is report else lambda: target.holder
    assert held_by() is None
    assert f"{staff} hands over to you: {target.provider}" in home(theirs)
    assert "You hold this now." in press(theirs, target, "take")
    target.refresh_from_db()
    assert held_by() == other
    assert f"{other} has taken over: {target.provider}" in home(client)
    assert "hands over to you" not in home(theirs)
    assert "Taken over" in record(client, target)


@pytest.mark.parametrize("about", [edit, report])
@pytest.mark.parametrize(
    ("action", "words"), [("ask", "asks for your opinion"), ("hand_over", "hands over to you")]
)
def test_the_colleague_gets_one_mail_with_the_listings_name_and_the_page_and_no_word_of_the_note(
    client, staff, other, theirs, about, action, words
):
    target = about()
    if action == "ask":
        press(client, target, action, private_note="Is Robin a patient?")  # nobody is chosen
    for _press in range(2):
        press(client, target, action, colleague=other.pk, private_note="Is Robin a patient?")
    sent = [message for message in mail_to(other.email) if words in " ".join(message.body.split())]
    assert len(sent) == 1
    text = sent[0].subject + sent[0].body + sent[0].alternatives[0][0]
    assert f"“{target.provider}”" in sent[0].body
    assert str(target.provider) not in sent[0].subject
    assert "patient" not in text
    assert "Look at this." not in text
    assert sent[0].to == [other.email]
    address = re.search(r"https?://[^/]+(/admin/\S+)", sent[0].body)[1]
    assert "Is Robin a patient?" in theirs.get(address).content.decode()


def test_whose_listing_it_is_gets_no_mail_of_it(client, staff, other):
    target = edit()
    owner = User.objects.get(pk=target.owner_id)
    owner.is_staff = True
    owner.save()
    owner.groups.set(other.groups.all())
    press(client, target, "ask", colleague=owner.pk, private_note="And you?")
    assert [m for m in mail_to(owner.email) if "opinion" in m.body] == []


def test_the_note_to_a_colleague_stays_while_a_mail_is_shown_first(client, staff, other):
    target = report()
    typed = {"private_note": "Is the claim fair?", "colleague": other.pk}
    page = client.post(
        reverse("admin:providers_problemreport_change", args=[target.pk]),
        {
            "action": "ask",
            "correction": "The phone.",
            "until": timezone.localdate() + timedelta(days=5),
            **typed,
        },
    ).content.decode()
    assert "This mail leaves" in page
    assert 'name="private_note" value="Is the claim fair?"' in page
    assert f'name="colleague" value="{other.pk}"' in page


@pytest.mark.parametrize("about", [factories.submission, report])
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"private_note": "Look, please."}, "Choose a colleague first."),
        ({"private_note": "Look, please.", "colleague": "x"}, "Choose a colleague first."),
        ({"private_note": "Look, please.", "colleague": "me"}, "Choose a colleague first."),
        ({"private_note": "Look, please.", "colleague": "editor"}, "Choose a colleague first."),
        ({"private_note": " ", "colleague": "other"}, "Write a note first: your colleague reads it."),
    ],
)
@pytest.mark.parametrize("action", ["ask", "hand_over"])
def test_nobody_is_asked_who_cannot_decide_or_without_a_word_and_what_was_typed_stays(
    client, staff, other, about, data, sentence, action
):
    target = about()
    keys = {"me": staff.pk, "other": other.pk, "editor": factories.editor().pk}
    data = {**data, "colleague": keys.get(data.get("colleague"), data.get("colleague", ""))}
    page = press(client, target, action, **data)
    assert sentence in page
    assert not Consultation.objects.exists()
    if data["private_note"].strip():
        assert "Look, please.</textarea>" in page


def test_whose_listing_it_is_is_not_asked_and_reads_nothing_of_it(client, staff, other, theirs):
    target = edit()
    press(client, target, "ask", colleague=other.pk, private_note="Between us.")
    owner = User.objects.get(pk=target.owner_id)
    owner.is_staff = True
    owner.save()
    owner.groups.set(other.groups.all())
    page = press(client, target, "ask", colleague=owner.pk, private_note="And you?")
    assert "Choose a colleague first." in page
    own = Client()
    factories.enter_desk(own, owner)
    address = reverse("admin:listings_submission_change", args=[target.pk])
    assert "Between us." in theirs.get(address).content.decode()
    assert "Between us." not in own.get(address).content.decode()
    assert "Between us." not in record(own, target)


def test_the_same_twice_is_asked_once_and_a_decision_ends_it(client, staff, other, theirs):
    row = factories.submission()
    for _press in range(2):
        press(client, row, "ask", colleague=other.pk, private_note="Is it fair?")
    assert Consultation.objects.count() == 1
    decisions.request_changes(row, by=staff, reason="Say more.")
    assert "asks for your opinion" not in home(theirs)
    assert "You wait for" not in home(client)
    row.refresh_from_db()
    assert "Nobody asks you for this any more." in press(theirs, row, "answer", private_note="Yes.")


def test_what_was_asked_goes_with_what_the_listing_said(client, staff, other):
    row = factories.submission()
    press(client, row, "ask", colleague=other.pk, private_note="Is Robin known to you?")
    decisions.decline(row, by=staff, reason="No license.")
    Submission.objects.update(decided_at=timezone.now() - timedelta(days=ENDED_DAYS + 1))
    call_command("purge")
    assert not Consultation.objects.exists()
