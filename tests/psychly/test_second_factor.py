"""Staff reach the admin with a second factor of this session; a demonstration asks for none."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    generate_totp_secret,
)
from django.urls import reverse

from psychly.accounts.mailbox import FRESH
from psychly.accounts.staff_site import IDLE, LONGEST
from psychly.models import User
from tests import factories
from tests.mailbox import sign_in_code, type_in_the_code

pytestmark = pytest.mark.django_db
SECRET = generate_totp_secret()


@pytest.fixture(autouse=True)
def _clock_that_stands_still(monkeypatch):
    """A code of the app lives half a minute, which may end between reading and typing it."""
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)


def app_code(secret=SECRET):
    """What the authenticator app shows now."""
    return factories.app_code(secret)


def member(email="moderator@mail.example", **fields):
    user = factories.user(email, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def staff():
    return member(is_staff=True, is_superuser=True)


def sign_in(client, user, target="/admin/"):
    """Sign in by e-mailed code; return the answer to the code."""
    client.post(f"/accounts/login/?next={target}", {"login": user.email, "next": target})
    return client.post(
        reverse("account_confirm_login_code"), {"code": sign_in_code(user.email), "next": target}
    )


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/psychly/user/", "/admin/jsi18n/", "/admin/autocomplete/"]
)
def test_a_stranger_is_sent_to_sign_in_from_every_admin_address(client, address):
    response = client.get(f"/admin/{address}", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


def test_nobody_is_asked_for_a_password(client):
    user = User.objects.get_or_create(email="plain@mail.example", defaults={"is_staff": True})[0]
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_in(client, user)
    for address in ("totp/activate/", "webauthn/add/"):
        response = client.get(f"/accounts/2fa/{address}", follow=True)
        assert response.status_code == 200
        assert "assword:" not in response.content.decode()
        assert not response.redirect_chain


def test_a_password_does_not_open_the_admin(client, staff):
    staff.set_password("a long pass phrase of nine words")
    staff.save()
    client.post("/admin/login/", {"username": staff.email, "password": "a long pass phrase of nine words"})
    assert client.get("/admin/").status_code == 302


def test_a_code_alone_leads_staff_to_enrolment_and_not_into_the_admin(client, staff):
    sign_in(client, staff)
    for address in ("/admin/", "/admin/psychly/user/", "/admin/jsi18n/"):
        response = client.get(address, follow=True)
        assert response.redirect_chain[-1][0] == reverse("mfa_index"), address


def test_the_first_sign_in_of_staff_goes_from_the_code_over_enrolment_to_the_desk(client, staff, monkeypatch):
    sign_in(client, staff)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Staff sign in with a second step." in response.content.decode()
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = client.session[SECRET_SESSION_KEY]
    assert page.count(secret) == 1  # in its field alone: the words for the picture do not read it aloud
    assert 'alt="A square to scan' in page
    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert staff.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()
    # Enrolment is no proof yet: the app is asked once more, and no code of it works twice.
    response = client.get("/admin/", follow=True)
    asked = response.redirect_chain[-1][0]
    assert "also right after it was set up" in response.content.decode()
    assert asked.startswith(reverse("mfa_reauthenticate"))
    refused = client.post(asked, {"code": app_code(secret), "next": "/admin/"})
    assert "This is not the code that we expect now." in refused.content.decode()
    assert client.get("/admin/").status_code == 302
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 30)
    response = client.post(asked, {"code": app_code(secret), "next": "/admin/"}, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/"
    assert response.status_code == 200


def test_a_new_session_asks_for_the_second_factor_and_then_opens(client, staff):
    TOTP.activate(staff, SECRET)
    response = sign_in(client, staff)
    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/admin/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000" if app_code() != "000000" else "111111"})
    assert client.get("/admin/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": app_code()})
    assert client.get("/admin/").status_code == 200


def test_an_app_code_works_once(client, staff, django_user_model):
    TOTP.activate(staff, SECRET)
    code = app_code()
    sign_in(client, staff)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.logout()
    sign_in(client, staff)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/admin/").status_code == 302


def test_a_therapist_with_a_second_factor_is_still_not_staff(client):
    therapist = member("therapist@mail.example")
    TOTP.activate(therapist, SECRET)
    sign_in(client, therapist)
    client.post(reverse("mfa_authenticate"), {"code": app_code()})
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_demonstration_lets_staff_in_with_the_code_alone(client, staff, settings):
    settings.STAFF_SECOND_FACTOR = False
    sign_in(client, staff)
    assert client.get("/admin/").status_code == 200


def test_the_admin_leads_nowhere_else_after_sign_in(client, staff, settings):
    settings.STAFF_SECOND_FACTOR = False
    sign_in(client, staff)
    for target in (
        "//elsewhere.example",
        "https://elsewhere.example/",
        "javascript:alert(1)",
        "/\\elsewhere.example",
    ):
        assert client.get("/admin/login/", {"next": target})["Location"] == "/admin/"


def test_the_qr_code_of_an_app_is_the_one_exception_to_the_content_security_policy(client, staff):
    sign_in(client, staff)
    response = client.get(reverse("mfa_activate_totp"))
    policy = response["Content-Security-Policy"]
    assert re.search(r"img-src 'self' data:(;|$)", policy)
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
@pytest.mark.parametrize("is_staff", [True, False])
def test_a_session_left_open_adds_no_factor_without_a_code_from_the_mailbox(client, name, is_staff):
    user = member(is_staff=is_staff)
    sign_in(client, user)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= FRESH
    session.save()
    answer = client.get(reverse(name))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(reverse(name), {"code": "000000"})["Location"] == answer["Location"]
    assert type_in_the_code(client, answer, user.email).status_code == 200
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("away", [IDLE, LONGEST])
def test_staff_who_were_away_or_at_it_for_too_long_sign_in_again(client, staff, settings, monkeypatch, away):
    settings.STAFF_SECOND_FACTOR = False
    now = time.time
    sign_in(client, staff)
    for minutes in range(0, away // 60 if away == LONGEST else 1, 25):
        monkeypatch.setattr(time, "time", lambda past=minutes: now() + past * 60)
        assert client.get("/admin/").status_code == 200, minutes
    monkeypatch.setattr(time, "time", lambda: now() + away + 2)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")
    assert "You were signed out" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_therapist_stays_signed_in_longer_than_staff(client, monkeypatch):
    therapist = member("therapist@mail.example")
    now = time.time
    sign_in(client, therapist, "/listing/")
    monkeypatch.setattr(time, "time", lambda: now() + LONGEST + 2)
    assert client.get("/listing/").status_code == 200


def test_what_was_refused_is_logged_by_number_and_in_one_line(client, staff, caplog):
    TOTP.activate(staff, SECRET)
    client.post("/accounts/login/", {"login": staff.email})
    client.post(reverse("account_confirm_login_code"), {"code": "WRNG-CODE"})
    assert f"wrong code of an e-mail, user {staff.pk}" in caplog.messages
    sign_in(client, staff)
    client.post(reverse("mfa_authenticate"), {"code": "000000" if app_code() != "000000" else "111111"})
    assert f"wrong second factor, user {staff.pk}" in caplog.messages
    therapist = member("therapist@mail.example")
    client.force_login(therapist)
    client.get("/admin/psychly/user/1%1B[2J/change/")
    line = f"refused: not staff, user {therapist.pk}, GET '/admin/psychly/user/1\\x1b[2J/change/'"
    assert line in caplog.messages
    assert "@mail.example" not in caplog.text


def test_staff_without_the_right_are_refused_and_it_is_logged(client, settings, caplog):
    settings.STAFF_SECOND_FACTOR = False
    editor = factories.editor()
    client.force_login(editor)
    assert client.post("/admin/listings/submission/together/").status_code == 403
    assert (
        f"refused: no right, user {editor.pk}, POST '/admin/listings/submission/together/'" in caplog.messages
    )
