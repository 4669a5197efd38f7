"""Owners let others write a listing, hand it over and leave; the mailbox that was invited is the proof."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from listings.access import collaborating, inviting
from listings.account import deletion
from listings.models import Invitation, InvitedAddress, LastOwner, NotInvited, OwnerChange, Submission
from providers.models import Provider
from psychly.models import OutgoingMail
from tests import factories
from tests.listings.test_collaborators import mails, signed_in
from tests.mailbox import mail_to, run_tasks, sign_in_code, type_in_the_code

pytestmark = pytest.mark.django_db
NEW = "new@practice.example"


@pytest.fixture
def page(provider):
    return f"/listing/people/{provider.slug}/"


def invite(client, page, address=NEW, role="editor", action="writer", **data):
    """Type an address and press the button."""
    return client.post(page, {"action": action, "address": address, "role": role, **data}, follow=True)


def link_in(mail):
    """The path of the invitation's page in a mail."""
    return re.search(r"https?://[^/\s]+(/listing/invitation/\S+)", mail.body)[1]


def roles(provider):
    return {row.user.email: row.role for row in provider.collaborators.all()}


# --- Invited, taken -----------------------------------------------------------------------------------


def test_an_owner_invites_and_the_code_of_that_mailbox_lets_in(client, provider, owner, page):
    answer = invite(signed_in(owner), page).content.decode()
    assert f"The invitation to {NEW} is on its way." in answer
    assert f"{NEW}</b>" in answer
    run_tasks()
    mail = mail_to(NEW)[-1]
    assert f"{owner} invites you to edit the listing “Example Clinic”" in mail.body
    assert "Example Operator\n1 Example Street, Austin, TX 78701" in mail.body
    link = link_in(mail)
    shown = client.get(link)
    assert "Sign in to take it" in shown.content.decode()
    assert roles(provider) == {owner.email: "owner"}
    login = client.post(link, {"action": "take"})["Location"]
    client.post(login, {"login": NEW})
    code = sign_in_code(NEW)
    address = client.get(login, follow=True).request["PATH_INFO"]
    answer = client.post(f"{address}?next={link}", {"code": code})
    assert answer["Location"] == link
    answer = client.post(link, {"action": "take"}, follow=True).content.decode()
    assert "You write the listing of Example Clinic now." in answer
    assert roles(Provider.objects.get()) == {owner.email: "owner", NEW: "editor"}
    assert client.get(link).status_code == 404
    joined = OwnerChange.objects.get(what="joined")
    assert (joined.by, joined.whom.email) == (owner, NEW)
    assert mails("collaborators_changed") == sorted([owner.email, NEW])


def test_another_account_cannot_take_it_and_is_told_how(provider, owner, page):
    row = inviting.invite_to_write(provider, NEW, role="owner", by=owner)
    link = f"/listing/invitation/{inviting.token(row)}/"
    other = signed_in(factories.user("other@mail.example"))
    assert "You are signed in as other@mail.example." in other.get(link).content.decode()
    assert other.post(link, {"action": "take"}).status_code == 200
    assert roles(provider) == {owner.email: "owner"}


def test_it_waits_on_the_dashboard_of_its_address_and_of_nobody_else(provider, owner):
    inviting.invite_to_write(provider, NEW, role="editor", by=owner)
    words = "invites you to edit the listing “Example Clinic”"
    assert words in signed_in(factories.user(NEW)).get("/listing/").content.decode()
    assert words not in signed_in(factories.user()).get("/listing/").content.decode()


def test_an_invitation_of_somebody_who_owns_the_listing_no_more_lets_nobody_in(provider, owner, editor):
    row = inviting.invite_to_write(provider, NEW, role="owner", by=owner)
    collaborating.hand_over(provider, user=editor, by=owner)
    client = signed_in(factories.user(NEW))
    answer = client.post(
        f"/listing/invitation/{inviting.token(row)}/", {"action": "take"}, follow=True
    ).content.decode()
    assert "Whoever invited you does not own this listing any more." in answer
    assert NEW not in roles(Provider.objects.get())


def test_taking_it_twice_lets_in_once(provider, owner):
    row = inviting.invite_to_write(provider, NEW, role="editor", by=owner)
    client = signed_in(factories.user(NEW))
    link = f"/listing/invitation/{inviting.token(row)}/"
    assert [client.post(link, {"action": "take"}).status_code for _ in range(2)] == [302, 404]
    assert OwnerChange.objects.filter(what="joined").count() == 1


@pytest.mark.parametrize("broken", ["nothing", "1:2:3", "x" * 300])
def test_a_link_that_is_wrong_is_gone_in_a_sentence(client, broken):
    answer = client.get(f"/listing/invitation/{broken}/")
    assert answer.status_code == 404
    assert "This invitation is gone" in answer.content.decode()


def test_an_owner_withdraws_it_and_the_link_no_longer_works(client, provider, owner, page):
    row = inviting.invite_to_write(provider, NEW, role="editor", by=owner)
    link = f"/listing/invitation/{inviting.token(row)}/"
    signed_in(owner).post(page, {"action": "withdraw", "invitation": row.pk})
    assert client.get(link).status_code == 404
    assert not Invitation.objects.exists()


# --- Refused at the field -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Enter the e-mail address of the person."),
        ("nobody", "Enter an e-mail address, like name@practice.com."),
        ("owner@mail.example", "Whoever reads this address writes the listing already."),
        ("Editor@Mail.example", "Whoever reads this address writes the listing already."),
        ("jo@gmial.com", "Did you mean jo@gmail.com?"),
    ],
)
def test_what_cannot_be_invited_is_said_at_the_field(provider, owner, editor, page, address, sentence):
    answer = invite(signed_in(owner), page, address).content.decode()
    assert sentence in answer
    assert not Invitation.objects.exists()


def test_the_same_address_is_invited_once_while_it_is_open(provider, owner, page):
    client = signed_in(owner)
    invite(client, page)
    assert "An invitation to this address is open already." in invite(client, page).content.decode()
    assert mails("invitation") == [NEW]


def test_invitations_are_bounded_by_the_day(provider, owner, page):
    client = signed_in(owner)
    answers = [invite(client, page, f"a{number}@practice.example") for number in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert len(mails("invitation")) == 20


def test_an_editor_and_a_stranger_invite_nobody(provider, editor, page):
    theirs = signed_in(editor)
    assert 'value="writer"' not in theirs.get(page).content.decode()
    assert theirs.post(page, {"action": "writer", "address": NEW, "role": "owner"}).status_code == 403
    assert signed_in(factories.user()).get(page).status_code == 404
    assert Client().get(page).status_code == 302
    assert not Invitation.objects.exists()


# --- Never again --------------------------------------------------------------------------------------


def test_never_again_is_one_press_without_signing_in_and_holds_at_every_door(
    client,
    provider,
    owner,
    page,
):
    row = inviting.invite_to_write(provider, NEW, role="editor", by=owner)
    inviting.invite_to_be_listed(NEW, {})
    link = f"/listing/invitation/{inviting.token(row)}/"
    client.get(link)  # a visit, as of a scanner of mail, changes nothing
    assert Invitation.objects.count() == 2
    assert "We send you no invitations any more" in client.post(link, {"action": "never"}).content.decode()
    assert not Invitation.objects.exists()
    assert (
        "asked us to send no invitations"
        in invite(signed_in(owner), page, "NEW@practice.example").content.decode()
    )
    with pytest.raises(NotInvited):
        inviting.invite_to_be_listed(NEW.upper(), {})
    kept = InvitedAddress.objects.get()
    assert kept.refused_at
    assert NEW not in str(vars(kept))


# --- Reminded once, then erased -----------------------------------------------------------------------


def test_it_is_reminded_of_once_and_erased_after_sixty_days(client, provider, owner):
    row = inviting.invite_to_write(provider, NEW, role="editor", by=owner)
    link = f"/listing/invitation/{inviting.token(row)}/"
    for days, reminders, is_there in ((13, 0, True), (14, 1, True), (59, 1, True), (60, 1, False)):
        Invitation.objects.update(created_at=timezone.now() - timedelta(days=days))
        for _twice in range(2):
            call_command("housekeeping")
        assert len(mails("invitation_reminder")) == reminders
        assert (client.get(link).status_code == 200, Invitation.objects.exists()) == (is_there, is_there)
    assert InvitedAddress.objects.known(NEW)


# --- Roles --------------------------------------------------------------------------------------------


def test_handing_over_makes_the_other_the_owner_and_oneself_an_editor(provider, owner, editor, page):
    signed_in(owner).post(page, {"action": "hand-over", "user": editor.pk})
    provider = Provider.objects.get()
    assert roles(provider) == {owner.email: "editor", editor.email: "owner"}
    assert mails("collaborators_changed") == sorted([editor.email])
    change = OwnerChange.objects.get()
    assert (change.what, change.by, change.whom) == ("handed", owner, editor)
    assert signed_in(owner).post(page, {"action": "hand-over", "user": owner.pk}).status_code == 403


@pytest.mark.parametrize(
    "pressed",
    [
        {"action": "writer", "address": NEW, "role": "owner"},
        {"action": "make-owner"},
        {"action": "dismiss"},
        {"action": "hand-over"},
    ],
)
def test_a_session_left_open_changes_no_owner_without_a_code_from_the_mailbox(
    client, owner, editor, page, pressed
):
    client.force_login(owner)
    answer = client.post(page, {"user": editor.pk, **pressed})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert roles(Provider.objects.get()) == {owner.email: "owner", editor.email: "editor"}
    assert not Invitation.objects.exists()
    type_in_the_code(client, answer, owner.email)
    changed = roles(Provider.objects.get()) != {owner.email: "owner", editor.email: "editor"}
    assert changed or Invitation.objects.exists()


def test_an_editor_is_invited_without_another_code(client, owner, page):
    client.force_login(owner)
    invite(client, page)
    assert Invitation.objects.exists()


def test_the_last_owner_neither_leaves_nor_becomes_an_editor(provider, owner, editor, page):
    client = signed_in(owner)
    answer = client.post(page, {"action": "leave"}, follow=True).content.decode()
    assert "A listing needs an owner." in answer
    with pytest.raises(LastOwner):
        collaborating.set_role(provider, user=owner, role="editor", by=owner)
    signed_in(owner).post(page, {"action": "make-owner", "user": editor.pk})
    client.post(page, {"action": "leave"})
    assert roles(Provider.objects.get()) == {editor.email: "owner"}
    assert client.get(page).status_code == 404


def test_two_owners_who_leave_at_once_leave_one(provider, owner):
    second = factories.collaborator(provider, factories.user())
    stale = [Provider.objects.get(), Provider.objects.get()]
    assert [len(row.owners) for row in stale] == [2, 2]
    collaborating.leave(stale[0], by=owner)
    with pytest.raises(LastOwner), transaction.atomic():
        collaborating.leave(stale[1], by=second)
    assert Provider.objects.get().owners == [second]


def test_an_editor_leaves_and_changes_nobody(provider, owner, editor, page):
    theirs = signed_in(editor)
    for action in ("dismiss", "make-editor", "hand-over"):
        assert theirs.post(page, {"action": action, "user": owner.pk}).status_code == 403
    assert theirs.post(page, {"action": "leave"}, follow=True).status_code == 200
    assert roles(Provider.objects.get()) == {owner.email: "owner"}


def test_an_owner_takes_a_right_away_and_both_are_told(provider, owner, editor, page):
    signed_in(owner).post(page, {"action": "dismiss", "user": editor.pk})
    assert roles(Provider.objects.get()) == {owner.email: "owner"}
    assert mails("collaborators_changed") == sorted([owner.email, editor.email])


@pytest.mark.parametrize("user", ["", "x", "-1", "9" * 30, "²"])
def test_a_press_on_nobody_is_not_found(provider, owner, page, user):
    assert signed_in(owner).post(page, {"action": "dismiss", "user": user}).status_code == 404
    assert signed_in(owner).post(page, {"action": "nothing"}).status_code == 404


def test_the_history_names_whose_right_changed_and_no_address_that_was_invited(
    client, provider, owner, editor, page
):
    invite(signed_in(owner), page)
    signed_in(owner).post(page, {"action": "make-owner", "user": editor.pk})
    factories.enter_desk(client, factories.moderator())
    shown = client.get(f"/admin/listings/submission/listing/{provider.pk}/").content.decode()
    assert "Somebody invited to write it" in shown
    assert NEW not in shown
    assert "Made an owner" in shown


# --- A clinic and its clinicians ----------------------------------------------------------------------


EVERY_PART = ["prescribes", "in-the-room", "integrates", "leads"]
LEAD = {"key": "c1", "name": "Robin Sample", "parts": EVERY_PART, "license": "MD, Texas"}


@pytest.fixture
def clinic(owner):
    return factories.approve(
        factories.submission(
            owner=owner,
            you={
                "role": "clinic", "display_name": "Example Group", "legal_name": "Example Group",
                "people": [LEAD],
            },
            licenses={"licenses": [{**factories.document()["licenses"]["licenses"][0], "holder": "c1"}]},
        ),
        by=factories.moderator(),
    )  # fmt: skip


def test_a_clinic_invites_a_clinician_whose_draft_begins_with_its_public_places(clinic, owner):
    page = f"/listing/people/{clinic.slug}/"
    invite(signed_in(owner), page, action="clinician", name="Sam Example")
    run_tasks()
    mail = mail_to(NEW)[-1]
    assert "Example Group invites you to have a listing of your own" in mail.body
    client = signed_in(factories.user(NEW))
    answer = client.post(link_in(mail), {"action": "take"})
    draft = Submission.objects.get(owner__email=NEW)
    assert answer["Location"] == f"/listing/{draft.pk}/you/"
    assert (draft.state, draft.typed.you.display_name) == ("draft", "Sam Example")
    assert [place.city for place in draft.typed.places.places] == ["Austin"] * len(
        [place for place in clinic.listing.places.places if place.shows_street]
    )
    assert Provider.objects.published().count() == 1
    assert signed_in(owner).get(f"/listing/{draft.pk}/you/").status_code == 404


def test_a_person_invites_no_clinicians(provider, owner, page):
    assert 'value="clinician"' not in signed_in(owner).get(page).content.decode()
    answer = signed_in(owner).post(page, {"action": "clinician", "address": NEW, "name": "Sam"})
    assert answer.status_code == 404


def test_who_writes_another_new_listing_is_told_and_the_invitation_stays(owner):
    user = factories.user(NEW)
    factories.submission(owner=user, submitted=False)
    row = inviting.invite_to_be_listed(NEW, {"you": {"display_name": "Sam Example"}})
    answer = signed_in(user).post(
        f"/listing/invitation/{inviting.token(row)}/", {"action": "take"}, follow=True
    )
    assert "You are writing another new listing." in answer.content.decode()
    assert Invitation.objects.exists()
    assert OutgoingMail.objects.filter(kind="invitation").count() == 1


def test_an_account_that_goes_takes_its_invitations_along(provider, owner):
    second = factories.collaborator(provider, factories.user())
    inviting.invite_to_write(provider, NEW, role="editor", by=owner)
    inviting.invite_to_be_listed(owner.email, {})
    inviting.invite_to_write(provider, "kept@practice.example", role="editor", by=second)
    deletion.leave(owner)
    assert [row.address for row in Invitation.objects.all()] == ["kept@practice.example"]
