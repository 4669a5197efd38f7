"""The moderators' desk, at the door."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from listings.document.in_words import Field, Line, Reader
from listings.models import Decision, Submission
from listings.moderation import business_days, decisions
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import Provider
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db
QUEUE = "/admin/listings/submission/"


def page_of(submission):
    """The address of the decision page."""
    return reverse("admin:listings_submission_change", args=[submission.pk])


def press(client, submission, action, **data):
    """Press a button of the decision page as it was last opened."""
    address = reverse("admin:listings_submission_decide", args=[submission.pk])
    return client.post(
        address, {"action": action, "document_version": submission.document_version, **data}, follow=True
    )


def test_the_queue_shows_what_needs_a_decision_oldest_first(client, staff):
    first = factories.submission(you={"display_name": "Waits longest"})
    second = factories.submission(you={"display_name": "Waits less"})
    factories.submission(submitted=False, you={"display_name": "Still a draft"})
    factories.approve(factories.submission(you={"display_name": "Decided"}), by=staff)
    Submission.objects.filter(pk=first.pk).update(submitted_at=timezone.now() - timedelta(days=30))
    page = client.get(QUEUE).content.decode()
    assert page.index("Waits longest") < page.index("Waits less")
    assert "late" in page
    assert "Still a draft" not in page
    assert "Decided" not in page
    assert "Decided" in client.get(QUEUE, {"state": "approved"}).content.decode()
    assert second.state == "submitted"


def test_the_queue_asks_the_database_no_more_for_more_rows(client, staff, django_assert_max_num_queries):
    for _ in range(3):
        factories.submission()
    client.get("/admin/")  # notes in the session that somebody is here, once a minute
    with django_assert_max_num_queries(13):  # one of them: what was typed on this page and not saved
        client.get(QUEUE)


def test_a_promise_is_three_business_days():
    friday = datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert business_days.due_on(friday).isoformat() == "2026-11-25"


def test_the_page_shows_the_document_and_approval_publishes_it(client, staff):
    row = factories.submission()
    page = client.get(page_of(row)).content.decode()
    assert "Robin Legal" in page
    assert "Ketamine infusion (IV)" in page
    answer = press(client, row, "approve", checked="0", **{"source-0": "Texas Medical Board"})
    assert "Published: Robin Sample" in answer.content.decode()
    provider = Provider.objects.get()
    assert client.get(provider.get_absolute_url()).status_code == 200
    fact = provider.facts.get()
    assert (fact.basis, fact.source_name, fact.checked_by) == ("staff", "Texas Medical Board", staff)
    assert Decision.objects.get().by == staff


def test_a_registry_is_never_claimed_for_a_check_by_hand(client, staff):
    row = factories.submission()
    sources = {f"source-{index}": "Call by staff" for index in range(3)}
    press(client, row, "approve", checked=["0", "1", "2", "999", "x"], **sources)
    assert set(Provider.objects.get().facts.values_list("basis", flat=True)) == {"staff"}


@pytest.mark.parametrize("source", ["", "  ", "\0"])
def test_a_check_without_a_source_is_not_published(client, staff, source):
    row = factories.submission()
    answer = press(client, row, "approve", checked="0", **{"source-0": source})
    assert (
        "Name the source of the check you ticked: Doctor of medicine, Texas, no. DEMO-0001"
        in answer.content.decode()
    )
    assert not Provider.objects.exists()


def test_the_page_on_checking_says_that_training_can_be_checked(client):
    page = client.get("/verification/").content.decode()
    can, cannot = page.split("What we do not check")
    assert "licenses, the NPI, training, addresses, phone numbers and identity" in can
    assert "raining" not in cannot


@pytest.mark.parametrize(("shows", "words"), [(True, "street shown"), (False, "street hidden")])
def test_the_page_says_whether_the_street_is_hidden(client, staff, shows, words):
    (place,) = factories.document()["places"]["places"]
    row = factories.submission(places={"places": [{**place, "shows_street": shows}]})
    page = client.get(page_of(row)).content.decode()
    assert words in page
    assert "medicine not billed apart" in page


@pytest.mark.parametrize(
    ("action", "state"), [("request_changes", "changes-requested"), ("decline", "declined")]
)
def test_a_refusal_needs_a_reason_and_sends_it(client, staff, action, state):
    row = factories.submission()
    refused = press(client, row, action, reason=" ", confirmed="1").content.decode()
    assert 'id="reason-error">Enter a reason' in refused  # at its field
    assert 'aria-describedby="reason-error ' in refused
    asked = press(client, row, action, ready="The license was not found.")
    row.refresh_from_db()
    assert row.state == "submitted"
    assert "The license was not found." in asked.context["mail"][1]
    press(client, row, action, reason="The license was not found.", confirmed="1")
    row.refresh_from_db()
    assert row.state == state
    assert row.decisions.get().reason == "The license was not found."
    assert "The license was not found." in OutgoingMail.objects.latest("pk").text


def test_spam_is_asked_first_nothing_is_sent_and_its_writer_reads_that_it_was_not_taken(client, staff):
    row = factories.submission()
    sent = OutgoingMail.objects.count()
    asked = press(client, row, "spam").content.decode()
    row.refresh_from_db()
    assert ("Nothing is sent." in asked, row.state) == (True, "submitted")
    press(client, row, "spam", confirmed="1")
    row.refresh_from_db()
    assert row.state == "spam"
    assert OutgoingMail.objects.count() == sent
    client.force_login(row.owner)
    page = client.get("/listing/").content.decode()
    assert "Our staff did not take this as a listing." in page
    assert str(row) in page
    assert "Write it again, from what you had" in page


@pytest.mark.parametrize("version", ["", "x", "999", "-1", "9" * 5000, "\0"])
def test_what_changed_since_the_page_was_opened_is_not_approved_unseen(client, staff, version):
    row = factories.submission()
    answer = press(client, row, "approve", document_version=version)
    assert "Look again" in answer.content.decode()
    assert not Provider.objects.exists()


def test_the_second_of_two_decisions_is_told_so(client, staff):
    row = factories.submission()
    decisions.decline(row, by=factories.moderator(), reason="First.")
    assert "Somebody else was first" in press(client, row, "approve").content.decode()
    assert Decision.objects.count() == 1


def test_what_is_decided_asks_for_no_reason(client, staff):
    row = factories.submission()
    decisions.decline(row, by=factories.moderator(), reason="First.")
    for action in ("decline", "request_changes"):
        page = press(client, row, action, reason="", confirmed="1").content.decode()
        assert "Somebody else was first" in page
        assert "Enter a reason" not in page


@pytest.mark.parametrize("is_superuser", [False, True])
@pytest.mark.parametrize("action", ["approve", "request_changes", "decline", "spam"])
def test_nobody_decides_on_a_listing_of_their_own(client, action, is_superuser):
    own = factories.moderator(is_superuser=is_superuser)
    factories.enter_desk(client, own)
    row = factories.submission(owner=own)
    assert "This listing is your own." in client.get(page_of(row)).content.decode()
    assert "This listing is your own." in press(client, row, action, reason="Fine.").content.decode()
    row.refresh_from_db()
    assert (row.state, Decision.objects.count()) == ("submitted", 0)


def test_a_second_moderator_sees_who_has_it_open(client, staff):
    row, other = factories.submission(), factories.moderator()
    decisions.claim(row, by=other)
    assert f"{other} has this open" in client.get(page_of(row)).content.decode()


def test_an_edit_is_shown_beside_what_is_public(client, staff):
    provider = factories.approve(factories.submission(), by=staff)
    row = Submission.objects.edit_of(provider, by=provider.owners[0])
    about = documents.About(approach="We listen first. Nothing is given at a first visit.")
    row.save_step("about", about, seen=documents.fingerprint(row.typed.about), by=row.owner)
    review = documents.read_part("review", factories.document()["review"])
    row.save_step("review", review, seen=documents.fingerprint(row.typed.review), by=row.owner)
    submitting.submit(row, by=row.owner)
    page = client.get(page_of(row)).content.decode()
    assert "<ins>listen</ins>" in page
    assert "<del>talk</del>" in page
    assert page.count('class="is-changed"') == 1


def test_prices_dates_and_training_read_as_on_the_profile(client, staff):
    document = factories.document()
    document["cost"]["costs"][0] |= {"intake": 1350, "session_high": 500, "integration": 150}
    row = factories.submission(
        cost=document["cost"], licenses={"trainings": [{"program": "A course", "hours": 40, "year": 2021}]}
    )
    page = client.get(page_of(row)).content.decode()
    assert "Ketamine infusion (IV), intake $1,350, session $400 to $500, 6 sessions" in page
    assert "integration session $150, medicine not billed apart" in page
    assert "A course, 40 hours, 2021" in page
    expires_on = row.typed.licenses.licenses[0].expires_on
    assert date_format(expires_on, "F j, Y") in page
    assert expires_on.isoformat() not in page


@pytest.mark.parametrize("high", [None, 400])
def test_one_price_reads_as_one_and_a_field_that_only_looks_alike_is_not_called_reordered(high):
    row = documents.CostRow("ketamine-infusion", session_low=400, session_high=high, sessions=1)
    reader = Reader()
    assert reader.row(row).startswith("Ketamine infusion (IV), session $400, 1 session,")
    lines = [Line("a"), Line("b")]
    assert Field("x", lines, lines[::-1], is_changed=True).is_reordered
    assert not Field("x", lines, lines, is_changed=True).is_reordered


def test_listings_that_look_alike_are_named(client, staff):
    provider = factories.approve(factories.submission(), by=staff)
    row = factories.submission(you={"display_name": "Somebody Else"})
    page = client.get(page_of(row)).content.decode()
    assert "same license number" in page
    assert "same phone" in page
    assert str(provider) in page


def test_a_private_note_stays_with_staff(client, staff):
    row = factories.submission()
    press(client, row, "note", private_note="Called the board.")
    assert "Called the board." in client.get(page_of(row)).content.decode()
    client.force_login(row.owner)
    assert "Called the board." not in client.get("/listing/").content.decode()


def test_the_preview_looks_like_the_public_page(client, staff):
    row = factories.submission()
    page = client.get(reverse("admin:listings_submission_preview", args=[row.pk])).content.decode()
    assert "Robin Sample" in page
    assert "1400 Example Street" not in page


def test_the_record_of_decisions_can_only_be_read(client, staff):
    factories.approve(factories.submission(), by=staff, note="As it was.")
    decision = Decision.objects.get()
    address = reverse("admin:listings_decision_change", args=[decision.pk])
    assert client.get("/admin/listings/decision/").status_code == 200
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "bent"}).status_code == 403
    assert client.get("/admin/listings/decision/add/").status_code == 403


#: What each group may open (GET) in admin.
MATRIX = {
    "editors": {"/admin/": 200, QUEUE: 403, "/admin/psychly/user/": 403, "/admin/psychly/outgoingmail/": 403},
    "moderators": {
        "/admin/": 200,
        QUEUE: 200,
        "/admin/psychly/user/": 403,
        "/admin/psychly/outgoingmail/": 403,
    },
    "administrators": {
        "/admin/": 200,
        QUEUE: 200,
        "/admin/psychly/user/": 200,
        "/admin/psychly/outgoingmail/": 200,
        "/admin/django_tasks_database/dbtaskresult/": 200,
    },
}


@pytest.mark.parametrize("group", MATRIX)
def test_each_group_of_staff_opens_its_own_pages(client, group):
    row = factories.user(is_staff=True)
    row.groups.add(Group.objects.get(name=group))
    factories.enter_desk(client, row)
    assert {address: client.get(address).status_code for address in MATRIX[group]} == MATRIX[group]


def test_nobody_without_the_right_decides(client):
    row = factories.submission()
    address = reverse("admin:listings_submission_decide", args=[row.pk])
    data = {"action": "approve", "document_version": row.document_version}
    for user in (None, row.owner, factories.user(is_staff=True)):
        client.logout()
        if user:
            factories.enter_desk(client, user)
        assert client.post(address, data).status_code in (302, 403)
        assert client.get(page_of(row)).status_code in (302, 403)
    assert not Provider.objects.exists()


def test_the_outbox_never_shows_a_sign_in_code(client):
    row = factories.user(is_staff=True)
    row.groups.add(Group.objects.get(name="administrators"))
    factories.enter_desk(client, row)
    mail = OutgoingMail.objects.create(kind="login", to="a@b.example", subject="Code", text="SECRET-CODE")
    page = client.get(reverse("admin:psychly_outgoingmail_change", args=[mail.pk])).content.decode()
    assert "SECRET-CODE" not in page


def test_looking_holds_nothing_and_a_press_does(client, staff):
    row = factories.submission()
    assert ">Hold it<" in client.get(page_of(row)).content.decode()
    row.refresh_from_db()
    assert row.holder is None
    assert "You hold this" in press(client, row, "claim").content.decode()
    row.refresh_from_db()
    assert row.holder == staff
    assert row.state == "submitted"


def test_a_press_does_not_take_it_from_who_holds_it(client, staff):
    row, other = factories.submission(), factories.moderator()
    decisions.claim(row, by=other)
    assert f"{other} has this open" in press(client, row, "claim").content.decode()
    row.refresh_from_db()
    assert row.holder == other


def test_two_notes_at_once_are_both_kept(client, staff):
    row = factories.submission()
    first, second = Submission.objects.get(pk=row.pk), Submission.objects.get(pk=row.pk)
    decisions.note(first, "Called the board.", by=staff)
    decisions.note(second, "The board called back.", by=factories.moderator())
    row.refresh_from_db()
    assert [line.partition(": ")[2] for line in row.private_note.splitlines()] == [
        "Called the board.",
        "The board called back.",
    ]


def test_what_moderators_note_is_not_shown_to_one_whose_listing_it_is(client):
    own = factories.moderator()
    factories.enter_desk(client, own)
    row = factories.submission(owner=own)
    decisions.note(row, "Called the board.", by=factories.moderator())
    assert "Called the board." not in client.get(page_of(row)).content.decode()
    press(client, row, "note", private_note="All is well.")
    row.refresh_from_db()
    assert "All is well." not in row.private_note
