"""Discarding asks first and is taken back; an owner sees how many messages came, and not from whom."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from listings.models import Submission
from listings.steps import submitting
from providers.models import Inquiry, Provider
from tests import factories
from tests.listings.test_collaborators import change, edit, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def discarded(provider, owner):
    """An edit of `provider` that says something and was discarded a moment ago."""
    row = edit(signed_in(owner), provider)
    change(row, owner, approach="Written with care.")
    signed_in(owner).post(f"/listing/{row.pk}/withdraw/")
    return Submission.objects.get(pk=row.pk)


def bring_back(user, row):
    return signed_in(user).post(f"/listing/{row.pk}/bring-back/", follow=True)


def test_the_button_that_discards_stands_behind_a_question(provider, owner):
    mine = signed_in(owner)
    edit(mine, provider)
    page = mine.get("/listing/").content.decode()
    question = page.partition("<summary>\n    \n      Discard …")[2].partition("</details>")[0]
    assert "You can bring this edit back for 30 days." in question
    assert "Discard the draft" in question
    assert page.count("/withdraw/") == question.count("/withdraw/") == 1


def test_a_discarded_edit_comes_back_as_it_was_and_is_sent_then(provider, owner, discarded):
    assert "Bring it back" in signed_in(owner).get("/listing/").content.decode()
    bring_back(owner, discarded)
    row = Submission.objects.open().get()
    assert row.typed.about.approach == "Written with care."
    assert "Bring it back" not in signed_in(owner).get("/listing/").content.decode()
    assert bring_back(owner, discarded).status_code == 404  # a second press
    change(row, owner, approach="Written with care.")
    submitting.submit(row, by=owner)
    factories.approve(Submission.objects.get(pk=row.pk), by=factories.moderator())
    assert Provider.objects.get().listing.about.approach == "Written with care."


def test_what_became_public_meanwhile_stays_when_it_comes_back(provider, owner, discarded):
    other = edit(signed_in(owner), provider)
    change(other, owner, first_visit="We drink tea.")
    submitting.submit(other, by=owner)
    factories.approve(Submission.objects.get(pk=other.pk), by=factories.moderator())
    bring_back(owner, discarded)
    row = Submission.objects.open().get()
    change(row, owner)
    submitting.submit(row, by=owner)
    factories.approve(Submission.objects.get(pk=row.pk), by=factories.moderator())
    said = Provider.objects.get().listing.about
    assert (said.approach, said.first_visit) == ("Written with care.", "We drink tea.")


def test_while_another_edit_is_open_it_waits_and_that_is_said(provider, owner, discarded):
    mine = signed_in(owner)
    edit(mine, provider)
    assert "To bring it back, send or discard the edit above first." in mine.get("/listing/").content.decode()
    assert "Another edit of this listing is open." in bring_back(owner, discarded).content.decode()
    assert Submission.objects.open().count() == 1


def test_everybody_who_writes_it_brings_it_back_and_nobody_else(provider, owner, editor, discarded):
    assert bring_back(factories.user(), discarded).status_code == 404
    assert bring_back(editor, discarded).status_code == 200
    assert Submission.objects.open().get().owner == editor


def test_after_thirty_days_it_is_erased_and_the_listing_stays(provider, owner, discarded):
    for days, is_kept in ((29, True), (30, False)):
        Submission.objects.filter(pk=discarded.pk).update(withdrawn_at=timezone.now() - timedelta(days=days))
        call_command("purge")
        row = Submission.objects.get(pk=discarded.pk)
        assert bool(row.document) == is_kept
        assert ("Bring it back" in signed_in(owner).get("/listing/").content.decode()) == is_kept
    assert Provider.objects.get().listing.about.approach


def test_an_edit_of_which_nothing_was_changed_is_not_offered_again(provider, owner):
    mine = signed_in(owner)
    row = edit(mine, provider)
    mine.post(f"/listing/{row.pk}/withdraw/")
    assert "Bring it back" not in mine.get("/listing/").content.decode()


def test_a_first_draft_that_was_discarded_is_gone_on_with(owner):
    mine = signed_in(owner)
    draft = factories.submission(owner=owner, submitted=False, you={"display_name": "First"})
    assert "What you wrote is kept" in mine.get("/listing/").content.decode()
    mine.post(f"/listing/{draft.pk}/withdraw/")
    assert "Write it again, from what you had" in mine.get("/listing/").content.decode()


# --- Messages by month ----------------------------------------------------------------------------------


def receive(provider, count, *, days=0):
    for _ in range(count):
        Inquiry.objects.create(
            provider=provider,
            token=uuid.uuid4(),
            name="Pat Private",
            created_at=timezone.now() - timedelta(days=days),
        )


def test_an_owner_sees_how_many_messages_came_and_small_numbers_only_roughly(provider, owner, editor):
    receive(provider, 1)
    receive(provider, 4, days=70)
    receive(provider, 5, days=140)
    receive(provider, 9, days=400)
    receive(factories.listed_provider(), 7)
    page = signed_in(owner).get("/listing/").content.decode()
    part = page.partition("Messages from patients, by month")[2].partition("</details>")[0]
    lines = [line.strip() for line in part.splitlines()]
    assert lines.count("fewer than 5") == 2
    assert lines.count("5") == 1
    assert "9" not in lines
    assert "7" not in lines
    assert "Pat Private" not in page
    assert "Messages from patients" not in signed_in(editor).get("/listing/").content.decode()


def test_without_a_message_that_is_said(provider, owner):
    assert "None in the last twelve months." in signed_in(owner).get("/listing/").content.decode()
