"""Several people write one listing: who may do what, who hears of it, what happens when one of them goes."""

import time
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from listings.account import deletion
from listings.models import OwnerChange, OwnListing, Submission
from listings.moderation import decisions
from listings.publishing import confirmation, visibility
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import Inquiry, Photo, Provider
from providers.photos.keeping import keep_photo
from psychly.accounts import mailbox
from psychly.models import OutgoingMail, User
from tests import factories

pytestmark = pytest.mark.django_db


def signed_in(user):
    """A browser in which the user is signed in and has typed in a code of the mailbox a moment ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[mailbox.PROVED] = {"email": user.email, "at": time.time()}
    session.save()
    return client


def edit(client, provider):
    """Press Edit; return the edit."""
    address = client.post("/listing/edit/", {"provider": provider.slug})["Location"]
    return Submission.objects.get(pk=address.split("/")[2])


def change(row, by, **about):
    """Save the step "about" and agree again, as `by`."""
    part = documents.read_part("about", {**documents.to_json(row.typed)["about"], **about})
    row.save_step("about", part, seen=documents.fingerprint(row.typed.about), by=by)
    review = documents.read_part("review", factories.document()["review"])
    row.save_step("review", review, seen=documents.fingerprint(row.typed.review), by=by)


def mails(kind):
    return sorted(OutgoingMail.objects.filter(kind=kind).values_list("to", flat=True))


# --- What each may do ---------------------------------------------------------------------------------


def test_an_editor_edits_and_sends_and_the_owner_finds_the_same_edit(provider, owner, editor):
    theirs, mine = signed_in(editor), signed_in(owner)
    row = edit(theirs, provider)
    assert edit(mine, provider) == row
    assert f"Edit of Example Clinic, begun by {editor}" in mine.get("/listing/").content.decode()
    for client in (theirs, mine):
        assert client.get(f"/listing/{row.pk}/about/").status_code == 200
    change(row, editor, approach="We listen first.")
    submitting.submit(row, by=editor)
    assert mails("submission_received") == [
        editor.email,
        owner.email,
        owner.email,
    ]  # the first was the owner's
    assert Submission.objects.get(pk=row.pk).sent_by == editor
    newest = OutgoingMail.objects.filter(kind="submission_received").latest("pk")
    assert f"It was sent by {editor}." in newest.text


def test_an_editor_confirms_but_neither_hides_nor_sees_the_button(provider, owner, editor):
    theirs, mine = signed_in(editor), signed_in(owner)
    assert theirs.post("/listing/confirm/", {"provider": provider.slug}).status_code == 302
    assert theirs.post("/listing/hide/", {"provider": provider.slug}).status_code == 403
    with pytest.raises(PermissionDenied):
        visibility.hide(provider, by=editor)
    assert Provider.objects.get().is_public
    assert "/listing/hide/" not in theirs.get("/listing/").content.decode()
    assert "/listing/hide/" in mine.get("/listing/").content.decode()
    assert OwnerChange.objects.get().by == editor


def test_who_writes_it_no_more_reaches_nothing_of_it(provider, editor):
    theirs = signed_in(editor)
    row = edit(theirs, provider)
    provider.collaborators.filter(user=editor).delete()
    assert theirs.get(f"/listing/{row.pk}/about/").status_code == 404
    assert theirs.post(f"/listing/{row.pk}/withdraw/").status_code == 404
    assert theirs.post("/listing/edit/", {"provider": provider.slug}).status_code == 404
    row = Submission.objects.get(pk=row.pk)
    for verb in (submitting.submit, submitting.withdraw):
        with pytest.raises(PermissionDenied):
            verb(row, by=editor)
    assert "Example Clinic" not in theirs.get("/listing/").content.decode()


def test_an_editor_sees_no_first_draft_of_the_owner(owner, editor):
    draft = factories.submission(owner=owner, submitted=False, you={"display_name": "Not Yet Public"})
    assert signed_in(editor).get(f"/listing/{draft.pk}/you/").status_code == 404
    assert "Not Yet Public" not in signed_in(editor).get("/listing/").content.decode()


def test_two_people_at_one_step_are_met_as_two_windows_are(provider, owner, editor):
    theirs, mine = signed_in(editor), signed_in(owner)
    row = edit(theirs, provider)
    pages = [client.get(f"/listing/{row.pk}/about/").context["seen"] for client in (theirs, mine)]
    data = {"action": "continue", "approach": "Of the editor."}
    assert theirs.post(f"/listing/{row.pk}/about/", {**data, "seen": pages[0]}).status_code == 302
    answer = mine.post(
        f"/listing/{row.pk}/about/", {"action": "continue", "approach": "Of the owner.", "seen": pages[1]}
    )
    assert answer.context["why"] == "conflict"
    assert "Of the owner." in answer.content.decode()
    assert Submission.objects.get(pk=row.pk).typed.about.approach == "Of the editor."


def test_a_photo_that_one_sent_is_seen_by_the_others_who_write_the_edit(
    provider, owner, editor, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    photo = keep_photo(factories.clean_photo(), by=editor)
    row = edit(signed_in(editor), provider)
    assert not photo.may_be_seen_by(owner)
    change(row, editor, photo=str(photo.pk), photo_alt="At a desk")
    assert photo.may_be_seen_by(owner)
    assert not photo.may_be_seen_by(factories.user())


# --- Who hears of it ----------------------------------------------------------------------------------


def test_every_owner_gets_the_mails_and_the_messages_and_an_editor_neither(client, provider, owner, editor):
    second = factories.collaborator(provider, factories.user("second@mail.example"))
    Inquiry.objects.receive(provider=provider, token=uuid.uuid4(), name="Pat", message="Hello.")
    assert mails("inquiry") == [owner.email, second.email]
    decisions.remove(provider, by=factories.moderator(), reason="A complaint.")
    assert mails("listing_removed") == [owner.email, second.email]
    decisions.restore(provider, by=factories.moderator(), reason="It was none.")
    Provider.objects.update(confirmed_on="2026-01-01")
    for _twice in range(2):
        confirmation.ask()
    assert mails("listing_lapsed") == [owner.email, second.email]


def test_the_mailed_link_confirms_for_the_owner_that_it_went_to_while_that_is_an_owner(provider, owner):
    second = factories.collaborator(provider, factories.user())
    links = [confirmation.token(provider, user) for user in (owner, second)]
    confirmation.confirm(confirmation.link_of(links[1]))
    assert OwnerChange.objects.get().by == second
    provider.collaborators.filter(user=second).update(role="editor")
    assert confirmation.link_of(links[1]) is None
    assert confirmation.link_of(links[0])


# --- Staff --------------------------------------------------------------------------------------------


def test_staff_who_write_a_listing_decide_nothing_about_it(provider, owner):
    staff = factories.collaborator(provider, factories.moderator(), role="editor")
    row = Submission.objects.edit_of(provider, by=owner)
    change(row, owner, approach="We listen first.")
    submitting.submit(row, by=owner)
    for verb in (
        lambda: factories.approve(row, by=staff),
        lambda: decisions.remove(provider, by=staff, reason="Mine."),
        lambda: decisions.reverse(row, by=staff, reason="Mine."),
    ):
        with pytest.raises(OwnListing):
            verb()


def test_the_history_says_who_began_and_who_sent(client, provider, owner, editor):
    row = Submission.objects.edit_of(provider, by=owner)
    change(row, editor, approach="We listen first.")
    submitting.submit(row, by=editor)
    factories.enter_desk(client, factories.moderator())
    page = client.get(f"/admin/listings/submission/listing/{provider.pk}/").content.decode()
    assert f"{owner} (Owner), {editor} (Editor)" in page
    began, sent = page.split("Edit begun")[1].split("Sent to the moderators")[:2]
    assert str(owner) in began
    assert str(editor) in sent


# --- Leaving the site ---------------------------------------------------------------------------------


def test_an_account_that_goes_leaves_a_listing_that_somebody_else_owns(
    client, provider, owner, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    second = factories.collaborator(provider, factories.user("second@mail.example"))
    photo = keep_photo(factories.clean_photo(), by=owner)
    row = Submission.objects.edit_of(provider, by=owner)
    change(row, owner, photo=str(photo.pk), photo_alt="At a desk")
    page = signed_in(owner).get("/listing/your-data/").content.decode()
    assert "<li>Example Clinic</li>" in page.partition("Stays with those who own it")[2]
    deletion.leave(owner)
    provider = Provider.objects.get()
    assert (provider.is_public, provider.owners) == (True, [second])
    assert Photo.objects.filter(pk=photo.pk).exists()
    row = Submission.objects.get(pk=row.pk)
    assert (row.state, row.typed.about.photo) == ("draft", str(photo.pk))
    assert "mail.example" not in User.objects.get(pk=owner.pk).email
    assert signed_in(second).get(f"/listing/{row.pk}/about/").status_code == 200


def test_an_account_that_is_the_only_owner_takes_the_listing_along_though_it_has_editors(
    provider, owner, editor
):
    page = signed_in(owner).get("/listing/your-data/").content.decode()
    assert "Others edit it and lose it with you." in page
    deletion.leave(owner)
    provider = Provider.objects.get()
    assert (provider.display_name, provider.collaborators.count()) == ("Deleted listing", 0)
    assert mails("listing_deleted") == [editor.email]
    assert "Deleted listing" not in signed_in(editor).get("/listing/").content.decode()


def test_an_editor_who_goes_takes_nothing_of_the_listing_along(provider, owner, editor):
    row = Submission.objects.edit_of(provider, by=editor)
    change(row, editor, approach="Of the editor.")
    deletion.leave(editor)
    assert Provider.objects.get().owners == [owner]
    assert Submission.objects.get(pk=row.pk).typed.about.approach == "Of the editor."
