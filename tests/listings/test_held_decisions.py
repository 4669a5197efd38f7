"""A decision is held for some seconds, in which nothing is public, recorded or sent; all kinds of presses."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings import policy
from listings.models import Decision, FieldReason, HeldDecision, Reason, Submission
from listings.moderation import decisions, held_decisions
from listings.moderation.views import shown_with
from listings.steps import submitting
from providers.models import Provider
from psychly.models import OutgoingMail
from tests import factories
from tests.mailbox import mail_to, make_held_decisions, run_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.held]
QUEUE = "/admin/listings/submission/"


def page_of(row, query=""):
    return reverse("admin:listings_submission_change", args=[row.pk]) + query


def press(client, row, action, query="", **data):
    row = Submission.objects.get(pk=row.pk)
    last = row.last_decision
    seen = {"document_version": row.document_version, "decision": last.pk if last else ""}
    address = reverse("admin:listings_submission_decide", args=[row.pk]) + query
    return client.post(address, {"action": action, **seen, **data})


@pytest.fixture
def row():
    row = factories.submission()
    run_tasks()
    return row


ACTIONS = {
    "approve": ("approved", {"reason": "All agrees.", **factories.CHECKED}),
    "request_changes": ("changes-requested", {"reason": "Say more.", "confirmed": "1"}),
    "decline": ("declined", {"reason": "No license.", "confirmed": "1"}),
    "spam": ("spam", {"confirmed": "1"}),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_till_its_moment_nothing_is_public_recorded_or_sent_and_then_all_is(client, staff, row, action):
    state, data = ACTIONS[action]
    sent = OutgoingMail.objects.count()
    press(client, row, action, **data)
    run_tasks()  # the worker is there, and it is too early
    row.refresh_from_db()
    assert (row.state, Decision.objects.count(), Provider.objects.count()) == ("submitted", 0, 0)
    assert OutgoingMail.objects.count() == sent
    make_held_decisions()
    row.refresh_from_db()
    assert (row.state, Decision.objects.get().by) == (state, staff)
    assert Decision.objects.get().reason == data.get("reason", "")
    assert OutgoingMail.objects.count() == sent + (action != "spam")
    assert not HeldDecision.objects.exists()


def test_a_decision_is_taken_back_and_what_was_typed_is_there_again(client, staff, row):
    data = {"reason": "Looked well.", "checked": "0", "source-0": "Texas Medical Board"}
    press(client, row, "approve", **data)
    queue = client.get(QUEUE).content.decode()
    assert "Take it back" in queue
    batch = HeldDecision.objects.get().batch
    page = client.post(reverse("admin:listings_submission_take_back", args=[batch])).content.decode()
    assert "Nothing was decided." in page
    assert "Looked well.</textarea>" in page
    assert 'value="Texas Medical Board"' in page
    assert re.search(r'name="checked" value="0"\s+checked', page)
    make_held_decisions()
    row.refresh_from_db()
    assert (row.state, Provider.objects.count()) == ("submitted", 0)


def test_only_whoever_pressed_takes_it_back_and_not_after_it_was_made(client, staff, row):
    press(client, row, "approve", **factories.CHECKED)
    address = reverse("admin:listings_submission_take_back", args=[HeldDecision.objects.get().batch])
    other = Client()
    factories.enter_desk(other, factories.moderator())
    assert "It was made already" in other.post(address, follow=True).content.decode()
    assert HeldDecision.objects.count() == 1
    make_held_decisions()
    assert "It was made already" in client.post(address, follow=True).content.decode()
    assert Provider.objects.get().is_public


def test_a_second_press_while_one_is_held_is_told_so(client, staff, row):
    press(client, row, "approve", **factories.CHECKED)
    other = Client()
    factories.enter_desk(other, factories.moderator())
    assert f"{staff}, decided a moment ago" in other.get(QUEUE).content.decode()
    assert f"{staff} has decided a moment ago" in " ".join(other.get(page_of(row)).content.decode().split())
    page = press(other, row, "decline", reason="No.", confirmed="1").content.decode()
    assert "Somebody else was first" in page
    make_held_decisions()
    assert Decision.objects.get().verdict == "approved"


@pytest.mark.parametrize("action", ACTIONS)
def test_the_same_form_once_more_is_one_decision_before_and_after_its_moment(client, staff, row, action):
    state, data = ACTIONS[action]
    seen = {"document_version": row.document_version, "decision": "", "action": action, **data}
    address = reverse("admin:listings_submission_decide", args=[row.pk])
    for _again in range(2):
        assert client.post(address, seen)["Location"].startswith(QUEUE)
    assert HeldDecision.objects.count() == 1
    make_held_decisions()
    answer = client.post(address, seen, follow=True)
    assert answer.redirect_chain
    assert "Somebody else was first" not in answer.content.decode()
    assert Decision.objects.count() == 1
    row.refresh_from_db()
    assert row.state == state
    other = {"approve": "decline"}.get(action, "approve")
    said = client.post(
        address, {**seen, "action": other, "reason": "Else.", **factories.CHECKED}, follow=True
    )
    assert "Somebody else was first" in said.content.decode()


@pytest.mark.parametrize("action", ["approve", "request_changes", "decline"])
def test_the_same_verdict_in_other_words_is_not_taken_for_the_one_that_was_made(client, staff, row, action):
    data = {**ACTIONS[action][1], "action": action}
    seen = {"document_version": row.document_version, "decision": "", **data}
    address = reverse("admin:listings_submission_decide", args=[row.pk])
    client.post(address, seen)
    make_held_decisions()
    said = client.post(address, {**seen, "reason": "Written in a second window."}, follow=True)
    assert "Somebody else was first" in said.content.decode()
    assert "Written in a second window." not in Decision.objects.get().reason


def test_what_is_refused_is_told_at_once_and_nothing_is_held(client, staff, row):
    page = press(client, row, "approve", checked="0", **{"source-0": ""}).content.decode()
    assert "Name the source of the check you ticked" in page
    assert not HeldDecision.objects.exists()


def test_what_the_therapist_takes_back_meanwhile_is_not_decided_and_the_moderator_reads_why(
    client, staff, row
):
    press(client, row, "approve", **factories.CHECKED)
    submitting.withdraw(row, by=row.owner)
    make_held_decisions()
    assert not Decision.objects.exists()
    page = " ".join(client.get(QUEUE).content.decode().split())
    assert f"Approve and publish: {row}</b> Not done: Somebody else was first, or it was taken back." in page
    batch = HeldDecision.objects.get().batch
    client.post(reverse("admin:listings_submission_take_back", args=[batch]))
    assert "Not done:" not in client.get(QUEUE).content.decode()


def test_whoever_lost_the_right_meanwhile_decides_nothing(client, staff, row):
    press(client, row, "approve", **factories.CHECKED)
    staff.groups.clear()
    make_held_decisions()
    assert not Decision.objects.exists()
    assert HeldDecision.objects.get().refused == "Whoever pressed may no longer decide."


def test_housekeeping_makes_what_no_worker_made(client, staff, row, capsys):
    press(client, row, "approve", **factories.CHECKED)
    HeldDecision.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    call_command("housekeeping")
    assert "1 held decisions made" in capsys.readouterr().out
    assert Provider.objects.get().is_public
    run_tasks()  # the task comes too late, and does no harm
    assert Decision.objects.count() == 1


def test_a_reversal_is_held_too(client, staff):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
    press(client, row, "reverse", reason="The license was suspended.", confirmed="1")
    assert client.get(provider.get_absolute_url()).status_code == 200
    make_held_decisions()
    assert client.get(provider.get_absolute_url()).status_code in (404, 410)


def test_several_are_held_together_and_taken_back_together(client, staff):
    rows = [factories.submission(you={"display_name": f"Robin {n}"}) for n in range(3)]
    items = [f"{row.pk}:{row.document_version}" for row in rows]
    data = {
        "action": "decline",
        "item": items,
        "reason": "No license.",
        "confirmed": shown_with("No license."),
    }
    page = client.post(f"{QUEUE}together/", data, follow=True).content.decode()
    assert "Robin 0, Robin 1, Robin 2" in page
    batch = HeldDecision.objects.values_list("batch", flat=True).distinct().get()
    client.post(reverse("admin:listings_submission_take_back", args=[batch]))
    make_held_decisions()
    assert not Decision.objects.exists()


# --- What the page of a decision gives back -----------------------------------------------------------


def buttons_of(page):
    """The submit buttons that belong to the form with this id, in their order."""
    found = []
    form = re.search(r'<form[^>]*id="decide".*?</form>', page, re.S)
    for match in re.finditer(r"<button\b[^>]*>", page):
        is_inside = form.start() < match.start() < form.end()
        if is_inside or 'form="decide"' in match[0]:
            found.append(re.search(r'value="([^"]*)"', match[0])[1])
    return found


def test_enter_decides_nothing_and_keeps_what_was_typed(client, staff, row):
    page = client.get(page_of(row)).content.decode()
    assert buttons_of(page)[0] == "again"  # what the key Enter presses in a browser
    answer = press(client, row, "again", reason="Half a sentence", **{"source-0": "Texas"}).content.decode()
    assert "Nothing was decided" in answer
    assert "Half a sentence</textarea>" in answer
    assert 'value="Texas"' in answer
    assert not HeldDecision.objects.exists()


@pytest.mark.parametrize("action", ["claim", "release", "note", "recheck"])
def test_what_decides_nothing_keeps_what_was_typed(client, staff, action):
    row = factories.submission(you={"npi": "1234567893"})
    typed = {"reason": "Half a sentence", "checked": "0", "source-0": "Texas", "private_note": "Called."}
    page = press(client, row, action, **typed).content.decode()
    assert "Half a sentence</textarea>" in page
    assert 'value="Texas"' in page
    assert re.search(r'name="checked" value="0"\s+checked', page)
    assert ("Called.</textarea>" in page) == (action != "note")
    press(client, row, action, **typed)  # the answer is reloaded, and sent once more
    row.refresh_from_db()
    assert row.private_note.count("Called.") == (action == "note")


def test_enter_on_the_page_that_asks_shows_the_mail_again_and_sends_nothing(client, staff, row):
    page = press(client, row, "decline", reason="No license was found.").content.decode()
    form = page[page.index('<form method="post"') :]
    first = re.search(r"<button\b[^>]*>", form[form.index("csrfmiddlewaretoken") :])[0]
    assert "name=" not in first
    assert "No license was found." in page


# --- The next one -------------------------------------------------------------------------------------


def test_after_a_decision_the_next_one_under_the_same_filter_is_open(client, staff):
    rows = [factories.submission(you={"display_name": f"Robin {n}"}) for n in range(4)]
    decisions.claim(rows[2], by=factories.moderator())  # somebody else is at it
    query = "?_changelist_filters=what%3Dnew"
    shown = client.get(page_of(rows[0], query)).content.decode()
    assert f'href="{page_of(rows[1], query)}" data-key="j"' in shown
    assert press(client, rows[0], "approve", query, **factories.CHECKED)["Location"] == page_of(
        rows[1], query
    )
    assert press(client, rows[1], "spam", query, confirmed="1")["Location"] == page_of(rows[3], query)
    assert press(client, rows[3], "approve", query, **factories.CHECKED)["Location"] == f"{QUEUE}?what=new"


def test_next_and_previous_go_through_the_list_as_it_was_filtered_in_few_queries(
    client, staff, django_assert_max_num_queries
):
    rows = [factories.submission(you={"display_name": f"Robin {n}"}) for n in range(3)]
    query = "?_changelist_filters=q%3DRobin"
    page = client.get(page_of(rows[1], query)).content.decode()
    assert f'href="{page_of(rows[0], query)}" data-key="k"' in page
    assert f'href="{page_of(rows[2], query)}" data-key="j"' in page
    bad = client.get(page_of(rows[1], "?_changelist_filters=nonsense%3D1"))
    assert bad.status_code == 200
    with django_assert_max_num_queries(60):
        client.get(page_of(rows[1], query))


# --- Reasons at fields --------------------------------------------------------------------------------


def test_a_reason_at_a_field_is_in_the_mail_on_the_record_and_on_the_step_of_the_therapist(
    client, staff, row
):
    Reason.objects.create(title="Vague", text="Please say what you do in plain words.")
    asked = press(client, row, "request_changes").content.decode()
    assert 'list="ready-sentences"' in asked
    assert '<option value="Please say what you do in plain words.">' in asked
    at_fields = {"field-about-approach": "Say what you do.", "field-licenses-licenses": "Add the board."}
    shown = press(client, row, "request_changes", reason="Two things.", **at_fields).content.decode()
    assert "About you, My approach: Say what you do." in shown
    press(client, row, "request_changes", reason="Two things.", confirmed="1", **at_fields)
    make_held_decisions()
    whole = "Two things.\n\nLicenses, License: Add the board.\n\nAbout you, My approach: Say what you do."
    assert Decision.objects.get().reason == whole
    assert whole in mail_to(row.owner.email)[-1].body
    client.force_login(row.owner)
    about = client.get(f"/listing/{row.pk}/about/").content.decode()
    question = FieldReason.objects.get(field="approach").pk
    assert f'<a href="#question-{question}">My approach</a>: Say what you do.' in about
    assert f'id="question-{question}"' in about
    assert "Add the board." not in about
    licenses = client.get(f"/listing/{row.pk}/licenses/").content.decode()
    assert "Add the board." in licenses
    assert f'<a href="/listing/{row.pk}/about/">About you</a>' in licenses
    assert f'id="question-{FieldReason.objects.get(field="licenses").pk}"' in licenses


def test_a_reason_at_a_field_alone_is_reason_enough(client, staff, row):
    press(client, row, "request_changes", confirmed="1", **{"field-about-approach": "Say what you do."})
    make_held_decisions()
    assert Decision.objects.get().reason == "About you, My approach: Say what you do."
    assert FieldReason.objects.get().field == "approach"


def test_a_held_decision_knows_how_long_it_can_be_taken_back(client, staff, row):
    press(client, row, "approve", **factories.CHECKED)
    (pressed,) = held_decisions.presses_of(staff)
    assert 0 < pressed.seconds <= policy.UNDO_SECONDS == 10


# --- Removing a listing, and putting it back ----------------------------------------------------------


def move(client, provider, name, **data):
    address = reverse(f"admin:listings_submission_{name}", args=[provider.pk])
    return " ".join(client.post(address, data, follow=True).content.decode().split())


def is_public(provider):
    return Client().get(provider.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["remove", "restore"])
def test_a_removal_and_its_end_are_held_and_then_made_recorded_and_told(client, staff, name):
    provider = factories.approve(factories.submission(), by=staff)
    if name == "restore":
        decisions.remove(provider, by=staff, reason="A mix-up.")
    before, sent, made = is_public(provider), OutgoingMail.objects.count(), Decision.objects.count()
    page = move(client, provider, name, reason="The license was suspended.", confirmed="1")
    assert "nothing is public, recorded or sent till then" in page
    assert f"{staff} has decided a moment ago." in page
    run_tasks()  # the worker is there, and it is too early
    assert is_public(provider) is before
    assert (OutgoingMail.objects.count(), Decision.objects.count()) == (sent, made)
    make_held_decisions()
    assert is_public(provider) is not before
    assert (OutgoingMail.objects.count(), Decision.objects.count()) == (sent + 1, made + 1)
    assert provider.decisions.first().reason == "The license was suspended."


def test_a_removal_is_taken_back_and_its_reason_is_there_again(client, staff):
    provider = factories.approve(factories.submission(), by=staff)
    move(client, provider, "remove", reason="The license was suspended.", confirmed="1")
    batch = HeldDecision.objects.get().batch
    other = Client()
    factories.enter_desk(other, factories.moderator())
    assert "Somebody else was first" in move(other, provider, "remove", reason="Me too.", confirmed="1")
    page = client.post(reverse("admin:listings_submission_take_back", args=[batch])).content.decode()
    assert "Nothing was decided." in page
    assert "The license was suspended.</textarea>" in page
    make_held_decisions()
    assert is_public(provider)
    assert not provider.decisions.exists()


def test_a_removal_that_somebody_made_meanwhile_is_not_made_twice_and_whoever_pressed_reads_why(
    client, staff
):
    provider = factories.approve(factories.submission(), by=staff)
    move(client, provider, "remove", reason="The license was suspended.", confirmed="1")
    decisions.remove(provider, by=factories.moderator(), reason="First.")
    make_held_decisions()
    assert provider.decisions.get().reason == "First."
    record = reverse("admin:listings_submission_record", args=[provider.pk])
    page = " ".join(client.get(record).content.decode().split())
    assert f"Remove from the directory: {provider}</b> Not done: Somebody else was first" in page
    batch = HeldDecision.objects.get().batch
    assert client.post(reverse("admin:listings_submission_take_back", args=[batch]))["Location"] == record


def test_what_was_typed_stays_where_a_removal_is_refused(client, staff):
    provider = factories.approve(factories.submission(), by=staff)
    decisions.remove(provider, by=staff, reason="A mix-up.")
    page = move(client, provider, "remove", reason="Half a sentence", confirmed="1")
    assert "Somebody else was first" in page
    assert "Half a sentence</textarea>" in page
