"""A decision that is taken back, a listing that staff take out: each a new decision with a reason."""

import pytest
from django.db import IntegrityError, transaction

from listings.account import deletion
from listings.models import AlreadyDecided, Conflict, Decision, Erased, NoReason, OwnListing, Submission
from listings.moderation import decisions
from listings.publishing import tables, visibility
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import Provider
from providers.search.criteria import Criteria
from providers.search.engine import search
from psychly.models import OutgoingMail
from tests import factories
from tests.listings.test_verbs import edited

pytestmark = pytest.mark.django_db
State = Submission.State


def verdicts(**about):
    return list(Decision.objects.filter(**about).order_by("pk").values_list("verdict", flat=True))


def found():
    """Names that a search finds."""
    return [hit.provider_id for hit in search(Criteria()).hits]


@pytest.fixture
def staff():
    return factories.moderator()


def test_a_first_listing_whose_approval_is_reversed_leaves_the_directory_and_waits_again(staff, client):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="The license was another person's.")
    provider.refresh_from_db()
    assert (row.state, provider.is_public) == (State.SUBMITTED, False)
    assert client.get(provider.get_absolute_url()).status_code in (404, 410)
    assert found() == []
    assert verdicts(submission=row) == ["approved", "reversed"]
    assert "another person" in OutgoingMail.objects.get(kind="submission_reopened").text


def test_what_was_reversed_can_be_approved_again(staff, client):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="A second look.")
    again = factories.approve(Submission.objects.get(pk=row.pk), by=staff)
    assert again.pk == provider.pk
    assert again.is_public
    assert client.get(provider.get_absolute_url()).status_code == 200
    assert found() == [provider.pk]


def test_a_reversed_listing_can_be_sent_back_changed_and_approved(staff):
    row = factories.submission()
    factories.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="A second look.")
    decisions.request_changes(row, by=staff, reason="Please name the suite.")
    places = row.typed.places
    places.places[0].suite = "Suite 7"
    row.save_step("places", places, seen=documents.fingerprint(row.typed.places), by=row.owner)
    factories.agree(row)
    submitting.submit(row, by=row.owner)
    provider = factories.approve(row, by=staff)
    assert provider.is_public
    assert provider.listing.places.places[0].suite == "Suite 7"


def test_an_edit_with_one_price_for_a_new_treatment_can_be_reversed(staff):
    provider = factories.approve(factories.submission(), by=staff)
    public = documents.to_json(edited_document(provider))
    offers = [{"treatment": "esketamine", "where": ["p1"], "conditions": ["depression"]}]
    costs = [{"treatment": "esketamine", "session_low": 300, "sessions": 8}]
    row = edited(
        provider,
        licenses={"is_rems_certified": True},
        care={"offers": [*offers, *public["care"]["offers"]]},  # out of the order of the vocabulary
        cost={"costs": [*costs, *public["cost"]["costs"]]},
    )
    factories.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="Not what the license says.")
    provider.refresh_from_db()
    assert [offer.treatment for offer in provider.listing.care.offers] == ["ketamine-infusion"]


def test_an_edit_that_is_reversed_gives_way_to_what_was_public_before(staff):
    provider = factories.approve(factories.submission(), by=staff)
    confirmed_on = provider.confirmed_on
    (place,) = documents.to_json(edited_document(provider))["places"]["places"]
    second = {**place, "key": "p2", "street": "2 Example Street"}
    row = edited(provider, you={"display_name": "Robin Changed"}, places={"places": [place, second]})
    factories.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="Not what the license says.")
    provider.refresh_from_db()
    assert (provider.display_name, provider.is_public) == ("Robin Sample", True)
    assert provider.locations.count() == 1
    assert provider.confirmed_on == confirmed_on
    assert factories.approve(Submission.objects.get(pk=row.pk), by=staff).display_name == "Robin Changed"
    assert provider.locations.count() == 2


def edited_document(provider):
    return tables.stored_document(provider.pk)


def test_an_edit_that_was_changed_again_since_is_not_reversed_blindly(staff):
    provider = factories.approve(factories.submission(), by=staff)
    first = edited(provider, you={"display_name": "Robin First"})
    factories.approve(first, by=staff)
    factories.approve(edited(Provider.objects.get(), you={"display_name": "Robin Second"}), by=staff)
    with pytest.raises(Conflict, match="display_name"):
        decisions.reverse(first, by=staff, reason="Wrong.")
    assert Provider.objects.get().display_name == "Robin Second"
    assert first.state == State.APPROVED


@pytest.mark.parametrize("verb", ["decline", "mark_spam"])
def test_what_was_put_away_waits_again(staff, verb):
    row = factories.submission()
    decisions.decline(row, by=staff, reason="No.") if verb == "decline" else decisions.mark_spam(
        row, by=staff
    )
    decisions.reverse(row, by=staff, reason="It is a real person.")
    assert (row.state, row.decided_at) == (State.SUBMITTED, None)
    told = OutgoingMail.objects.filter(kind="submission_reopened").count()
    assert told == (1 if verb == "decline" else 0)
    assert set(row.checks.values_list("outcome", flat=True)) == {"unchecked"}


def test_nothing_is_reversed_twice_or_while_it_waits(staff):
    row = factories.submission()
    with pytest.raises(AlreadyDecided):
        decisions.reverse(row, by=staff, reason="Why.")
    decisions.decline(row, by=staff, reason="No.")
    decisions.reverse(row, by=staff, reason="Why.")
    with pytest.raises(AlreadyDecided):
        decisions.reverse(row, by=staff, reason="Why.")
    assert verdicts(submission=row) == ["declined", "reversed"]


def test_a_new_draft_of_the_owner_stands_in_the_way_of_a_reversal(staff):
    row = factories.submission()
    decisions.decline(row, by=staff, reason="No.")
    factories.submission(owner=row.owner)
    with pytest.raises(Conflict, match="begun another"):
        decisions.reverse(row, by=staff, reason="Why.")
    row.refresh_from_db()
    assert (row.state, verdicts(submission=row)) == (State.DECLINED, ["declined"])


def test_a_listing_is_removed_and_restored_with_reasons_and_mails(staff, client):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
    decisions.remove(provider, by=staff, reason="The license was revoked.")
    assert (provider.is_public, provider.removed_by, found()) == (False, staff, [])
    with pytest.raises(AlreadyDecided):
        decisions.remove(provider, by=staff, reason="Again.")
    visibility.show(provider, by=row.owner)
    assert found() == []
    decisions.restore(provider, by=staff, reason="It was a mix-up.")
    assert provider.is_public
    assert found() == [provider.pk]
    assert verdicts(provider=provider) == ["removed", "restored"]
    assert list(Decision.objects.about(provider).values_list("verdict", flat=True)) == [
        "restored", "removed", "approved",
    ]  # fmt: skip
    assert "revoked" in OutgoingMail.objects.get(kind="listing_removed").html
    assert "mix-up" in OutgoingMail.objects.get(kind="listing_restored").text


def test_what_staff_removed_stays_removed_when_an_edit_is_approved(staff):
    provider = factories.approve(factories.submission(), by=staff)
    decisions.remove(provider, by=staff, reason="Revoked.")
    assert not factories.approve(edited(provider, you={"display_name": "Robin New"}), by=staff).is_public


@pytest.mark.parametrize("act", ["reverse", "remove", "restore"])
def test_each_needs_a_reason_and_somebody_else(staff, act):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
    verb = getattr(decisions, act)
    with pytest.raises(NoReason):
        verb(row if act == "reverse" else provider, by=staff, reason="  ")
    with pytest.raises(OwnListing):
        verb(row if act == "reverse" else provider, by=row.owner, reason="Mine.")
    assert Provider.objects.get().is_public


def test_a_decision_is_about_a_submission_or_a_listing_and_never_both(staff):
    row = factories.submission()
    provider = factories.approve(row, by=staff)
    for values in (
        {"submission": row, "provider": provider, "verdict": "approved"},
        {"verdict": "approved", "provider": provider},
        {"verdict": "removed", "submission": row},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(by=staff, document_sha256="x", **values)


def test_a_first_listing_that_was_approved_again_is_taken_out_again_by_the_next_reversal():
    staff, row = factories.moderator(), factories.submission()
    provider = factories.approve(row, by=staff)
    for reason in ("Once.", "Twice."):
        decisions.reverse(row, by=staff, reason=reason)
        provider.refresh_from_db()
        assert not provider.is_public
        factories.approve(row, by=staff)
        provider.refresh_from_db()
        assert provider.is_public


def test_an_approval_after_a_reversal_does_not_undo_a_removal_by_staff():
    staff, row = factories.moderator(), factories.submission()
    provider = factories.approve(row, by=staff)
    decisions.reverse(row, by=staff, reason="The license was not found.")
    decisions.restore(provider, by=staff, reason="It was found.")
    decisions.remove(provider, by=staff, reason="A board suspended the license.")
    row.refresh_from_db()
    factories.approve(row, by=staff)
    provider.refresh_from_db()
    assert not provider.is_public


@pytest.mark.parametrize("way", ["approve", "decline"])
def test_a_page_that_was_opened_before_a_newer_decision_reverses_nothing(client, way):
    staff, row = factories.moderator(), factories.submission()

    def decide():
        row.refresh_from_db()
        factories.approve(row, by=staff) if way == "approve" else decisions.decline(
            row, by=staff, reason="No license."
        )

    decide()
    factories.enter_desk(client, staff)
    page = f"/admin/listings/submission/{row.pk}/"
    shown = row.last_decision.pk
    assert f'name="decision" value="{shown}"' in client.get(f"{page}change/").content.decode()
    decisions.reverse(row, by=staff, reason="A second look.")
    decide()
    asked = {"action": "reverse", "reason": "Wrong.", "decision": shown}
    again = client.post(f"{page}decide/", asked).content.decode()
    assert f'name="decision" value="{shown}"' in again  # the page that asks once more keeps what was seen
    for decision in (shown, "", "x"):
        answer = client.post(f"{page}decide/", {**asked, "decision": decision, "confirmed": "1"})
        assert "This changed since you opened it" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == f"{way}d"
    client.post(f"{page}decide/", {**asked, "decision": row.last_decision.pk, "confirmed": "1"})
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


@pytest.mark.parametrize("way", ["approve", "decline"])
def test_what_an_owner_who_left_had_said_is_not_decided_on_again(client, way):
    staff, row = factories.moderator(), factories.submission()
    factories.approve(row, by=staff) if way == "approve" else decisions.decline(
        row, by=staff, reason="No license."
    )
    deletion.leave(row.owner)
    with pytest.raises(Erased):
        decisions.reverse(row, by=staff, reason="Look again.")
    row.refresh_from_db()
    assert row.state == f"{way}d"
    factories.enter_desk(client, staff)
    page = f"/admin/listings/submission/{row.pk}/"
    assert "Reverse the decision" not in client.get(f"{page}change/").content.decode()
    answer = client.post(f"{page}decide/", {"action": "reverse", "reason": "Look again."})
    assert "is erased" in answer.content.decode()
    assert OutgoingMail.objects.filter(kind="submission_reopened").count() == 0
