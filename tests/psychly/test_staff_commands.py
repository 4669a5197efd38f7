"""Coming in without mail, and making staff: the commands of whoever runs the machine."""

import io
import logging
import re
import smtplib

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from psychly.accounts import sign_in_link
from psychly.models import OutgoingMail, User
from tests import factories
from tests.mailbox import mail_to, run_tasks, sign_in_code

pytestmark = pytest.mark.django_db
ADDRESS = "ada@mail.example"


def run(command, *arguments, **options):
    """Run a command; return what it prints."""
    printed = io.StringIO()
    call_command(command, *arguments, stdout=printed, stderr=io.StringIO(), **options)
    return printed.getvalue()


def link_for(address):
    """The path of a fresh link."""
    return run("sign_in_link", address).strip().removeprefix("https://testserver")


def test_the_first_administrator_signs_in_with_one_code_and_is_led_to_a_second_step(client):
    assert f"{ADDRESS} is now an administrator." in run("make_administrator", " Ada@Mail.example ")
    client.post("/accounts/login/", {"login": ADDRESS})
    answer = client.post("/accounts/login/code/confirm/", {"code": sign_in_code(ADDRESS)})
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/2fa/"
    user = User.objects.get()
    factories.enter_desk(client, user)
    assert client.get("/admin/psychly/outgoingmail/").status_code == 200
    assert not user.is_superuser


def test_an_administrator_made_twice_is_one(client):
    run("make_administrator", ADDRESS)
    assert f"{ADDRESS} is an administrator." in run("make_administrator", ADDRESS)
    assert User.objects.get().emailaddress_set.get().verified


def test_a_therapist_who_is_made_staff_keeps_the_account(client):
    owner = factories.user(ADDRESS)
    provider = factories.provider(owner=owner)
    run("make_administrator", ADDRESS)
    provider.refresh_from_db()
    assert provider.owners[0] == User.objects.get(is_staff=True)


@pytest.mark.parametrize(
    ("command", "arguments", "reason"),
    [
        ("make_administrator", ["nobody"], "no e-mail address"),
        (
            "invite_staff",
            [ADDRESS, "--as", "kings"],
            "no group “kings”. The groups are: administrators, authors",
        ),
        ("invite_staff", ["locked@mail.example", "--as", "moderators"], "made inactive"),
        ("sign_in_link", ["nobody@mail.example"], "Nobody here"),
        ("sign_in_link", ["locked@mail.example"], "made inactive"),
        ("delete_second_factors", ["nobody@mail.example"], "Nobody here"),
        ("delete_second_factors", ["locked@mail.example"], "has no second factor"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(command, arguments, reason):
    factories.user("locked@mail.example", is_active=False)
    with pytest.raises(CommandError, match=reason):
        run(command, *arguments)
    assert not User.objects.filter(is_staff=True).exists()


def test_an_invitation_says_as_what_and_where_and_goes_out_once():
    run("invite_staff", ADDRESS, "--as", "moderators")
    assert "nothing was mailed" in run("invite_staff", ADDRESS, "--as", "moderators")
    (message,) = mail_to(ADDRESS)
    assert "moderators" in message.body
    assert "https://testserver/admin/" in message.body
    user = User.objects.get()
    assert user.is_staff
    assert list(user.groups.all()) == [Group.objects.get(name="moderators")]


def test_a_link_signs_in_once_when_its_button_is_pressed(client, caplog):
    run("make_administrator", ADDRESS)
    with caplog.at_level(logging.WARNING):
        link = link_for(ADDRESS)
        page = client.get(link)
        assert ADDRESS in page.content.decode()
        assert not client.get("/admin/").wsgi_request.user.is_authenticated  # looking signs nobody in
        press = client.post(link)
        assert press["Location"] == "/admin/"
        assert all("no-store" in answer["Cache-Control"] for answer in (page, press))
    user = User.objects.get()
    assert f"made from the shell, user {user.pk}" in caplog.text
    assert f"was used, user {user.pk}" in caplog.text
    assert ADDRESS not in caplog.text
    assert LogEntry.objects.get().change_message == "A link to sign in was made from the shell."
    assert client.get("/admin/").wsgi_request.user == user
    other = Client()
    for answer in (other.get(link), other.post(link)):
        assert answer.status_code == 410
        assert "no-store" in answer["Cache-Control"]
    assert not OutgoingMail.objects.exclude(kind="").exists()  # with dead mail all of this works


def test_a_link_leads_through_setting_up_a_second_step_without_any_mail(client):
    run("make_administrator", ADDRESS)
    client.post(link_for(ADDRESS))
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert "ada@mail.example" not in "".join(OutgoingMail.objects.values_list("to", flat=True))


def test_a_link_does_not_stand_for_the_second_step(client):
    user = factories.user(ADDRESS)
    run("make_administrator", ADDRESS)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": factories.APP_SECRET}
    )
    answer = client.post(link_for(ADDRESS))
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not client.get("/admin/").wsgi_request.user.is_authenticated


def test_a_link_ends_with_time_with_a_sign_in_and_with_the_account(client, monkeypatch):
    run("make_administrator", ADDRESS)
    link = link_for(ADDRESS)
    monkeypatch.setattr(sign_in_link, "LASTS", -1)
    assert client.post(link).status_code == 410
    monkeypatch.undo()
    assert client.get(link).status_code == 200
    assert client.get(link.replace("/link/", "/link/x")).status_code == 410
    User.objects.update(is_active=False)
    assert client.post(link).status_code == 410
    User.objects.update(is_active=True, last_login=timezone.now())
    assert client.post(link).status_code == 410


def test_two_presses_of_a_link_at_the_same_time_sign_in_once(client, monkeypatch):
    run("make_administrator", ADDRESS)
    link = link_for(ADDRESS)
    same = User.objects.get()  # read by both before either wrote
    monkeypatch.setattr(sign_in_link, "user_of", lambda token: same)
    assert Client().post(link).status_code == 302
    same.last_login = None
    assert client.post(link).status_code == 410


def test_a_lost_second_factor_goes_with_its_sessions_and_its_owner_is_told(client):
    run("make_administrator", ADDRESS)
    factories.enter_desk(client, User.objects.get())
    assert client.get("/admin/").status_code == 200
    assert "Deleted: 1." in run("delete_second_factors", ADDRESS)
    assert client.get("/admin/").status_code == 302
    assert "second step" in mail_to(ADDRESS)[-1].subject


def test_a_test_mail_leaves_at_once_and_says_what_the_server_answered(monkeypatch):
    assert "Did it arrive?" in run("send_test_mail", ADDRESS)
    assert mail.outbox[-1].to == [ADDRESS]

    def refuse(*args):
        raise smtplib.SMTPAuthenticationError(535, b"wrong password")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(CommandError, match=re.escape("SMTPAuthenticationError: (535, b'wrong password')")):
        run("send_test_mail", ADDRESS)


def test_a_test_mail_that_leaves_does_not_hide_a_worker_that_is_dead():
    run("invite_staff", ADDRESS, "--as", "moderators")
    OutgoingMail.objects.update(created_at=timezone.now() - timezone.timedelta(hours=1))
    with pytest.raises(CommandError, match="mail waits for 60 minutes"):
        run("send_test_mail", ADDRESS)
    run_tasks()
    assert "Nothing in the outbox waits" in run("send_test_mail", ADDRESS)


def test_at_the_desk_a_group_makes_staff_and_its_loss_ends_that(client):
    chief, person = factories.user(is_staff=True), factories.user()
    chief.groups.set(Group.objects.filter(name="administrators"))
    factories.enter_desk(client, chief)
    address = f"/admin/psychly/user/{person.pk}/change/"
    page = client.get(address).content.decode()
    assert "Whoever is in a group is staff and comes to the desk" in page
    assert 'name="is_staff"' not in page
    for groups in ([Group.objects.get(name="moderators").pk], []):
        assert client.post(address, {"is_active": "on", "groups": groups}).status_code == 302
        person.refresh_from_db()
        assert person.is_staff is bool(groups)
        assert person.groups.count() == len(groups)
