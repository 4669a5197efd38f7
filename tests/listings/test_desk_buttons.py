"""The smaller buttons of the desk, each pressed at the door: hold, reasons, photos, reports, removal."""

import re
import time
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from listings.models import Decision, Reason, Submission
from listings.moderation import decisions
from listings.moderation.views import shown_with
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import ProblemReport
from providers.photos.keeping import keep_photo
from psychly.models import OutgoingMail
from tests import factories
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
QUEUE = "/admin/listings/submission/"


def page_of(submission):
    return reverse("admin:listings_submission_change", args=[submission.pk])


def press(client, submission, action, **data):
    address = reverse("admin:listings_submission_decide", args=[submission.pk])
    last = submission.last_decision
    seen = {"document_version": submission.document_version, "decision": last.pk if last else ""}
    data = {"action": action, **seen, **data}
    return client.post(address, data, follow=True).content.decode()


# --- Who has it open ----------------------------------------------------------------------------------


def test_whoever_holds_it_lets_go_and_nobody_else_can(client, staff):
    row, other = factories.submission(), factories.moderator()
    decisions.claim(row, by=other)
    press(client, row, "release")
    row.refresh_from_db()
    assert row.holder == other
    factories.enter_desk(client, other)
    assert "You hold this: other moderators are told so." in client.get(page_of(row)).content.decode()
    assert "You no longer hold this." in press(client, row, "release")
    row.refresh_from_db()
    assert row.holder is None


def test_after_twenty_minutes_nobody_is_warned_and_the_next_may_hold_it(client, staff):
    row, other = factories.submission(), factories.moderator()
    decisions.claim(row, by=other)
    warning = f"{other} has this open"
    assert warning in client.get(page_of(row)).content.decode()
    assert str(other) in client.get(QUEUE).content.decode()
    asked = {"action": "decline", "_selected_action": [row.pk]}
    assert f"{other} has it open" in client.post(QUEUE, asked).content.decode()
    Submission.objects.update(claimed_at=timezone.now() - timedelta(minutes=20, seconds=1))
    assert warning not in client.get(page_of(row)).content.decode()
    assert "You hold this for 20 minutes." in press(client, row, "claim")
    row.refresh_from_db()
    assert row.holder == staff


def test_a_queue_is_narrowed_to_what_is_mine_or_free(client, staff):
    mine, free = (factories.submission(you={"display_name": name}) for name in ("Held by me", "Held by none"))
    decisions.claim(mine, by=staff)
    shown = {held: client.get(QUEUE, {"held": held}).content.decode() for held in ("me", "nobody")}
    assert ("Held by me" in shown["me"], "Held by none" in shown["me"]) == (True, False)
    assert ("Held by me" in shown["nobody"], str(free) in shown["nobody"]) == (False, True)


# --- Several at once ----------------------------------------------------------------------------------

TOGETHER = "/admin/listings/submission/together/"


def of_several(rows, action, **data):
    """What the page sends that shows several once more."""
    seen = {"confirmed": shown_with(data.get("reason", ""))}  # each mail was shown
    return {"action": action, "item": [f"{row.pk}:{row.document_version}" for row in rows], **seen, **data}


@pytest.mark.parametrize("action", ["request_changes", "decline", "spam"])
def test_several_are_decided_on_at_a_real_site(client, staff, action):
    rows = [factories.submission(you={"display_name": f"Robin Number {n}"}) for n in range(3)]
    asked = client.post(QUEUE, {"action": action, "_selected_action": [row.pk for row in rows[:2]]})
    assert "2 submissions are decided on" in asked.content.decode()
    data = of_several(rows[:2], action, **({} if action == "spam" else {"reason": "No license was found."}))
    answer = client.post(TOGETHER, data, follow=True)
    assert "2 were decided on." in answer.content.decode()
    state = {"request_changes": "changes-requested", "decline": "declined"}.get(action, action)
    assert [Submission.objects.get(pk=row.pk).state for row in rows] == [state, state, "submitted"]


def test_several_wait_for_a_second_step_that_is_long_ago_and_are_then_decided_on(client, staff, monkeypatch):
    row, now = factories.submission(), time.time
    monkeypatch.setattr(time, "time", lambda: now() + 600)
    answer = client.post(TOGETHER, of_several([row], "decline", reason="No license was found."), follow=True)
    asked, _ = answer.redirect_chain[-1]
    assert asked.startswith(reverse("mfa_reauthenticate"))
    row.refresh_from_db()
    assert row.state == "submitted"
    code = {"code": factories.app_code(), "next": TOGETHER}
    assert "1 was decided on." in client.post(asked, code, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.state, row.last_decision.reason) == ("declined", "No license was found.")


# --- Ready-made reasons -------------------------------------------------------------------------------


def test_a_reason_is_written_in_admin_offered_on_the_page_and_taken_back(client, staff):
    row = factories.submission()
    fields = {"title": "Photo of a logo", "text": "Please send a photo of a person.", "position": "9"}
    client.post("/admin/listings/reason/add/", {**fields, "is_offered": "on"})
    reason = Reason.objects.get(title="Photo of a logo")
    assert '<option value="Please send a photo of a person.">' in press(client, row, "decline")
    press(client, row, "decline", ready=reason.text, confirmed="1")
    client.post(f"/admin/listings/reason/{reason.pk}/change/", {**fields, "text": "Other words."})
    assert Decision.objects.get().reason == "Please send a photo of a person."


# --- Photos -------------------------------------------------------------------------------------------


def test_a_changed_photo_stands_beside_the_public_one_and_strangers_see_neither_new_one(
    client, staff, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    old, new = (keep_photo(factories.clean_photo(), by=None) for _ in range(2))
    run_tasks()
    provider = factories.approve(
        factories.submission(about={"photo": str(old.pk), "photo_alt": "At a desk"}), by=staff
    )
    edit = Submission.objects.edit_of(provider, by=provider.owners[0])
    for step, values in (("about", {"photo": str(new.pk)}), ("review", factories.document()["review"])):
        part = documents.read_part(step, {**documents.to_json(getattr(edit.typed, step)), **values})
        edit.save_step(step, part, seen=documents.fingerprint(getattr(edit.typed, step)), by=edit.owner)
    submitting.submit(edit, by=edit.owner)
    page = client.get(page_of(edit)).content.decode()
    shown = re.search(r'<div class="photos">.*?</div>', page, re.S)[0]
    now, proposed = re.findall(r'<img src="([^"]+)"', shown)
    assert shown.index("Public now") < shown.index(now) < shown.index("Proposed") < shown.index(proposed)
    assert (str(old.pk) in now, str(new.pk) in proposed) == (True, True)
    assert client.get(proposed).status_code == 200
    client.logout()
    assert (client.get(now).status_code, client.get(proposed).status_code) == (200, 404)


# --- Reports ------------------------------------------------------------------------------------------


@pytest.fixture
def report():
    provider = factories.listed_provider(display_name="Reported Person")
    return ProblemReport.objects.create(
        provider=provider, token=uuid.uuid4(), kind="conduct", message="Please look into this."
    )


def test_a_report_leaves_the_queue_with_what_was_found_and_stays_on_record(client, staff, report):
    address = reverse("admin:providers_problemreport_change", args=[report.pk])
    assert "Please look into this." in client.get(address).content.decode()
    answer = client.post(address, {"finding": " "})
    assert "Say what you found and did" in answer.content.decode()
    report.refresh_from_db()
    assert report.handled_at is None
    client.post(address, {"finding": "Called; the license is active."})
    report.refresh_from_db()
    assert (report.handled_by, report.finding) == (staff, "Called; the license is active.")
    assert "Reported Person" not in client.get(QUEUE).content.decode()
    factories.enter_desk(client, factories.moderator())
    assert (
        "Somebody else was first"
        in client.post(address, {"finding": "Something else."}, follow=True).content.decode()
    )
    record = reverse("admin:listings_submission_record", args=[report.provider_id])
    assert "Called; the license is active." in client.get(record).content.decode()
    assert not OutgoingMail.objects.exists()


def test_nobody_meets_a_report_about_the_own_listing_and_everybody_else_does(client, staff, report):
    address = reverse("admin:providers_problemreport_change", args=[report.pk])
    rows = reverse("admin:providers_problemreport_changelist")
    record = reverse("admin:listings_submission_record", args=[report.provider_id])
    told = {QUEUE: "Reported Person", rows: "Reported Person", record: "Reported by a visitor"}
    for owner in (None, factories.user(), staff):
        report.provider.collaborators.all().delete()
        if owner:
            factories.collaborator(report.provider, owner)
        for page, words in told.items():
            assert (words in client.get(page).content.decode()) == (owner != staff), page
        assert (client.get(address).status_code == 200) == (owner != staff)
    client.post(address, {"finding": "Nothing to it."})
    report.refresh_from_db()
    with pytest.raises(PermissionDenied):
        report.handle(by=staff, finding="Nothing to it.")
    report.refresh_from_db()
    assert report.handled_at is None


def test_an_editor_reads_no_report(client, report):
    factories.enter_desk(client, factories.editor())
    address = reverse("admin:providers_problemreport_change", args=[report.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"finding": "x"}).status_code == 403


# --- Removal ------------------------------------------------------------------------------------------


def test_a_listing_is_removed_and_put_back_by_buttons_after_its_mail_was_shown(client, staff):
    provider = factories.approve(factories.submission(), by=staff)
    profile, sent = provider.get_absolute_url(), OutgoingMail.objects.count()
    record, remove, restore = (
        reverse(f"admin:listings_submission_{name}", args=[provider.pk])
        for name in ("record", "remove", "restore")
    )
    assert "Enter a reason" in client.post(remove, {"reason": " "}, follow=True).content.decode()
    asked = client.post(remove, {"reason": "The license was revoked."}).content.decode()
    assert "We took your listing out of the directory" in asked
    assert "The license was revoked." in asked
    assert (OutgoingMail.objects.count(), client.get(profile).status_code) == (sent, 200)
    client.post(remove, {"reason": "The license was revoked.", "confirmed": "1"})
    assert client.get(profile).status_code in (404, 410)
    assert "Put it back" in client.get(record).content.decode()
    again = client.post(remove, {"reason": "Again.", "confirmed": "1"}, follow=True)
    assert "Somebody else was first" in again.content.decode()
    client.post(restore, {"reason": "A mix-up.", "confirmed": "1"})
    assert client.get(profile).status_code == 200
    verdicts = list(Decision.objects.filter(provider=provider).order_by("pk").values_list("verdict", "by"))
    assert verdicts == [("removed", staff.pk), ("restored", staff.pk)]
    kinds = OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)[sent:]
    assert list(kinds) == ["listing_removed", "listing_restored"]


def test_a_decision_is_reversed_by_a_new_one_with_its_reason(client, staff):
    row = factories.submission()
    press(client, row, "approve", **factories.CHECKED)
    row.refresh_from_db()
    profile = row.provider.get_absolute_url()
    assert "Enter a reason" in press(client, row, "reverse", reason="", confirmed="1")
    assert "We took a decision about your listing back" in press(client, row, "reverse", reason="A mistake.")
    assert client.get(profile).status_code == 200
    press(client, row, "reverse", reason="A mistake.", confirmed="1")
    assert client.get(profile).status_code in (404, 410)
    assert list(row.decisions.order_by("pk").values_list("verdict", "reason")) == [
        ("approved", ""),
        ("reversed", "A mistake."),
    ]
    assert str(row) in client.get(QUEUE).content.decode()
