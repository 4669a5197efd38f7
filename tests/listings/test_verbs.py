"""What may happen to a submission, and what may not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from listings.models import (
    AlreadyDecided,
    Conflict,
    DecidedDocument,
    Decision,
    NoReason,
    NotReady,
    OwnerChange,
    Submission,
)
from listings.moderation import decisions
from listings.publishing import tables, visibility
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import Provider
from psychly.models import OutgoingMail
from tests import factories

State = Submission.State
VERBS = {
    "submit": lambda s, staff: submitting.submit(s, by=s.owner),
    "withdraw": lambda s, staff: submitting.withdraw(s, by=s.owner),
    "approve": lambda s, staff: factories.approve(s, by=staff),
    "request_changes": lambda s, staff: decisions.request_changes(
        s, by=staff, reason="Please add the board."
    ),
    "decline": lambda s, staff: decisions.decline(s, by=staff, reason="No license was found."),
    "mark_spam": lambda s, staff: decisions.mark_spam(s, by=staff),
}
LAWFUL = {
    (State.DRAFT, "submit"): State.SUBMITTED,
    (State.DRAFT, "withdraw"): State.WITHDRAWN,
    (State.SUBMITTED, "withdraw"): State.WITHDRAWN,
    (State.SUBMITTED, "approve"): State.APPROVED,
    (State.SUBMITTED, "request_changes"): State.CHANGES_REQUESTED,
    (State.SUBMITTED, "decline"): State.DECLINED,
    (State.SUBMITTED, "mark_spam"): State.SPAM,
    (State.CHANGES_REQUESTED, "submit"): State.SUBMITTED,
    (State.CHANGES_REQUESTED, "withdraw"): State.WITHDRAWN,
}
WAYS = {
    State.DRAFT: [],
    State.SUBMITTED: ["submit"],
    State.CHANGES_REQUESTED: ["submit", "request_changes"],
    State.APPROVED: ["submit", "approve"],
    State.DECLINED: ["submit", "decline"],
    State.SPAM: ["submit", "mark_spam"],
    State.WITHDRAWN: ["submit", "withdraw"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State.values)
def test_a_verb_works_from_its_states_only_and_a_refused_one_changes_nothing(state, verb):
    staff = factories.moderator()
    row = factories.submission(submitted=False)
    for step in WAYS[state]:
        VERBS[step](row, staff)
    before = (Decision.objects.count(), OutgoingMail.objects.count(), Provider.objects.count())
    if (state, verb) in LAWFUL:
        VERBS[verb](row, staff)
        assert row.state == LAWFUL[state, verb]
    else:
        with pytest.raises(AlreadyDecided):
            VERBS[verb](row, staff)
        row.refresh_from_db()
        assert row.state == state
        assert (Decision.objects.count(), OutgoingMail.objects.count(), Provider.objects.count()) == before


@pytest.mark.django_db
def test_approval_publishes_what_the_document_says():
    row = factories.submission()
    staff = factories.moderator()
    fact = {"kind": "license", "value": "MD TX DEMO-0001", "basis": "staff", "source_name": "State board"}
    provider = factories.approve(row, by=staff, note="Seen.", facts=[fact])
    assert provider.is_public
    assert provider.version == 1
    assert provider.display_name == "Robin Sample"
    (location,) = provider.locations.all()
    assert (location.latitude, location.longitude) == (30.2706, -97.7426)
    (offer,) = provider.listing.care.offers
    assert (offer.where, offer.conditions) == ([location.key], ["depression"])
    assert provider.listing.cost.costs[0].session_high == 400
    assert provider.facts.get().checked_by == staff
    decision = row.decisions.get()
    assert decision.document_sha256 == documents.fingerprint(row.typed)
    assert DecidedDocument.objects.get(sha256=decision.document_sha256).document == row.document
    mail = OutgoingMail.objects.get(kind="submission_approved")
    assert mail.to == row.owner.email
    assert f"/providers/{provider.slug}/" in mail.text


@pytest.mark.django_db
def test_nothing_is_kept_of_an_approval_that_fails(monkeypatch):
    row = factories.submission()
    sent = OutgoingMail.objects.count()
    monkeypatch.setattr("providers.search.reindex.rewrite", lambda provider: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        factories.approve(row, by=factories.moderator())
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    assert (Provider.objects.count(), Decision.objects.count()) == (0, 0)
    assert OutgoingMail.objects.count() == sent


@pytest.mark.django_db
def test_a_document_that_changed_since_it_was_opened_is_not_approved_unseen():
    row = factories.submission()
    with pytest.raises(Conflict):
        factories.approve(row, by=factories.moderator(), version=row.document_version + 1)
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_twenty_approvals_at_once_one_wins():
    row = factories.submission()
    staff = [factories.moderator() for _ in range(20)]

    def approve(by):
        try:
            factories.approve(Submission.objects.get(pk=row.pk), by=by)
            return True
        except AlreadyDecided:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(approve, staff))
    assert won.count(True) == 1
    assert (Provider.objects.count(), Decision.objects.count()) == (1, 1)
    assert OutgoingMail.objects.filter(kind="submission_approved").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_listings_of_one_name_approved_at_once_all_appear():
    rows = [factories.submission(you={"display_name": "Same Name"}) for _ in range(6)]
    by = factories.moderator()

    def approve(pk):
        try:
            return factories.approve(Submission.objects.get(pk=pk), by=by).slug
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        slugs = set(pool.map(approve, [row.pk for row in rows]))
    assert slugs == {"same-name", *(f"same-name-{n}" for n in range(2, 7))}


@pytest.mark.django_db
def test_an_incomplete_document_is_not_submitted():
    row = factories.submission(submitted=False, you={"display_name": ""})
    with pytest.raises(NotReady) as caught:
        submitting.submit(row, by=row.owner)
    assert [p.path for p in caught.value.problems] == ["display_name"]
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_nobody_but_the_owner_saves_submits_or_withdraws():
    row, stranger = factories.submission(submitted=False), factories.user()
    for verb in (
        lambda: row.save_step("about", documents.About(), seen="", by=stranger),
        lambda: submitting.submit(row, by=stranger),
        lambda: submitting.withdraw(row, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            verb()


@pytest.mark.django_db
def test_a_refusal_needs_a_reason_and_sends_it():
    row, staff = factories.submission(), factories.moderator()
    with pytest.raises(NoReason):
        decisions.decline(row, by=staff, reason="  ")
    decisions.request_changes(row, by=staff, reason="Please add <the> board.")
    mail = OutgoingMail.objects.get(kind="submission_changes_requested")
    assert "Please add <the> board." in mail.text
    assert "Please add &lt;the&gt; board." in mail.html


@pytest.mark.django_db
def test_spam_is_answered_with_silence():
    row = factories.submission()
    sent = OutgoingMail.objects.count()
    decisions.mark_spam(row, by=factories.moderator())
    assert OutgoingMail.objects.count() == sent


@pytest.mark.django_db
def test_a_second_moderator_is_told_who_holds_a_submission():
    row, first, second = factories.submission(), factories.moderator(), factories.moderator()
    assert decisions.claim(row, by=first) == first
    assert decisions.claim(row, by=second) == first
    assert decisions.claim(row, by=first) == first


# --- Edits of a live listing ------------------------------------------------------------------------


def edited(provider, **parts):
    """Submit an edit of a listing with changed parts."""
    row = Submission.objects.edit_of(provider, by=provider.owners[0])
    for step, values in {**parts, "review": factories.document()["review"]}.items():
        part = documents.read_part(step, {**documents.to_json(getattr(row.typed, step)), **values})
        row.save_step(step, part, seen=documents.fingerprint(getattr(row.typed, step)), by=row.owner)
    submitting.submit(row, by=row.owner)
    return row


@pytest.mark.django_db
def test_an_edit_waits_while_the_old_listing_stays_up():
    staff = factories.moderator()
    provider = factories.approve(factories.submission(), by=staff)
    row = edited(provider, you={"display_name": "Robin Changed"})
    provider.refresh_from_db()
    assert provider.display_name == "Robin Sample"
    assert factories.approve(row, by=staff).pk == provider.pk
    provider.refresh_from_db()
    assert (provider.display_name, provider.version) == ("Robin Changed", 2)


@pytest.mark.django_db
def test_an_edit_changes_only_what_it_changed():
    staff = factories.moderator()
    provider = factories.approve(factories.submission(), by=staff)
    row = edited(provider, you={"credentials": "MD"})
    with factories.saying(provider) as said:
        said.care.wait_weeks = 7
    factories.approve(row, by=staff)
    provider.refresh_from_db()
    assert (provider.credentials, provider.listing.care.wait_weeks) == ("MD", 7)


@pytest.mark.django_db
def test_a_field_changed_on_both_sides_is_a_conflict_and_nothing_changes():
    staff = factories.moderator()
    provider = factories.approve(factories.submission(), by=staff)
    row = edited(provider, about={"first_visit": "Bring a list of your medicines."})
    with factories.saying(provider) as said:
        said.about.first_visit = "Nothing is given that day."
    with pytest.raises(Conflict, match="first_visit"):
        factories.approve(row, by=staff)
    row.refresh_from_db()
    provider.refresh_from_db()
    assert (row.state, provider.listing.about.first_visit) == (State.SUBMITTED, "Nothing is given that day.")
    assert provider.version == 1


@pytest.mark.django_db
def test_a_listing_survives_the_way_into_a_document_and_back():
    staff = factories.moderator()
    provider = factories.approve(factories.submission(), by=staff)
    fresh = Provider.objects.get(pk=provider.pk)
    before = tables.stored_document(fresh.pk)
    factories.approve(edited(provider, you={"credentials": "MD"}), by=staff)
    after = tables.stored_document(provider.pk)
    before.you.credentials = "MD"
    assert after == before


@pytest.mark.django_db
def test_what_an_edit_began_with_does_not_follow_what_it_changes():
    provider = factories.approve(factories.submission(), by=factories.moderator())
    row = Submission.objects.edit_of(provider, by=provider.owners[0])
    row.document["you"]["display_name"] = "Changed"
    assert row.base_document["you"]["display_name"] == "Robin Sample"


@pytest.mark.django_db
def test_two_edits_of_one_listing_are_one():
    provider = factories.approve(factories.submission(), by=factories.moderator())
    first, second = (Submission.objects.edit_of(provider, by=provider.owners[0]) for _ in range(2))
    assert first.pk == second.pk


# --- Saving ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_step_saved_twice_makes_one_document():
    owner = factories.user()
    part = documents.About(approach="First")
    seen = documents.fingerprint(documents.About())
    for _ in range(2):
        Submission.objects.new_listing_of(owner).save_step("about", part, seen=seen, by=owner)
    assert Submission(owner=owner).save_step("about", part, seen=seen, by=owner) is None
    row = Submission.objects.get()
    assert (row.typed.about.approach, row.document_version) == ("First", 1)


@pytest.mark.django_db
def test_another_window_is_not_overwritten_silently():
    owner = factories.user()
    seen = documents.fingerprint(documents.About())
    row = Submission.objects.new_listing_of(owner)
    row.save_step("about", documents.About(approach="First"), seen=seen, by=owner)
    with pytest.raises(Conflict):
        row.save_step("about", documents.About(approach="Second"), seen=seen, by=owner)
    row.save_step("you", documents.You(role="clinic"), seen=documents.fingerprint(documents.You()), by=owner)
    assert (row.typed.about.approach, row.typed.you.role) == ("First", "clinic")


@pytest.mark.django_db
def test_what_was_declined_is_where_a_draft_begins_again():
    row = factories.submission()
    decisions.decline(row, by=factories.moderator(), reason="No license was found.")
    draft = Submission.objects.begin_again(row)
    assert Submission.objects.begin_again(row).pk == draft.pk
    assert not Submission.objects.ended().exists()
    assert draft.typed.you.display_name == "Robin Sample"
    assert "review" not in draft.document


# --- The record -----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bend",
    [
        lambda d: Decision.objects.filter(pk=d.pk).update(reason="bent"),
        lambda d: d.delete(),
        lambda d: _sql("UPDATE listings_decision SET reason = 'bent'"),
        lambda d: _sql("DELETE FROM listings_decision"),
    ],
)
def test_the_database_refuses_to_bend_a_decision(bend):
    row = factories.submission()
    factories.approve(row, by=factories.moderator(), note="As it was.")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        bend(row.decisions.get())
    assert row.decisions.get().reason == "As it was."


@pytest.mark.django_db
def test_what_an_owner_does_alone_leaves_a_record_that_nobody_can_bend():
    row = factories.submission()
    provider = factories.approve(row, by=factories.moderator())
    for verb in (visibility.hide, visibility.hide, visibility.show, visibility.confirm):
        verb(provider, by=row.owner)
    record = list(OwnerChange.objects.order_by("pk").values_list("what", "version"))
    assert record == [("hidden", 2), ("shown", 3), ("confirmed", 4)]
    assert Provider.objects.get().version == 4
    for statement in ("UPDATE listings_ownerchange SET what = 'shown'", "DELETE FROM listings_ownerchange"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            _sql(statement)
    assert OwnerChange.objects.count() == 3


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
