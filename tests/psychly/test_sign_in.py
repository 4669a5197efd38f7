"""Coming in by e-mailed code, for the first time and again."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from psychly.accounts import sign_in
from psychly.mail.tasks import send_mail
from psychly.models import OutgoingMail, User
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "new.therapist@clinic.example"
CONFIRM = "/accounts/login/code/confirm/"


def ask(client, email=ADDRESS, query=""):
    """Type an address into the sign-in page."""
    return client.post(f"/accounts/login/{query}", {"login": email})


def last_code():
    """The code of the newest mail in the outbox."""
    text = OutgoingMail.objects.latest("pk").text
    return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", text, re.M).group(1)


def is_signed_in(client):
    """Whether the session belongs to somebody."""
    return "_auth_user_id" in client.session


def test_a_new_therapist_comes_in_and_lands_where_they_wanted_to_go(client):
    response = ask(client, query="?next=/get-listed/you/")
    assert response.status_code == 302
    assert response["Location"].startswith(CONFIRM)
    response = client.post(CONFIRM, {"code": last_code(), "next": "/get-listed/you/"})
    assert response["Location"] == "/get-listed/you/"
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email=ADDRESS).verified


def test_the_next_page_travels_through_both_forms(client):
    html = client.get("/accounts/login/?next=/get-listed/you/").content.decode()
    assert '<input type="hidden" name="next" value="/get-listed/you/">' in html
    response = client.post("/accounts/login/", {"login": ADDRESS, "next": "/get-listed/you/"})
    html = client.get(response["Location"]).content.decode()
    assert 'value="/get-listed/you/"' in html


def test_a_known_address_gets_the_same_answer_and_the_same_kind_of_mail(client, django_user_model):
    user = django_user_model.objects.create_user("known@clinic.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    known, new = ask(client, user.email), ask(Client())
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert OutgoingMail.objects.values("kind").distinct().count() == 1
    assert User.objects.count() == 2


def test_an_address_typed_twice_in_any_case_is_one_user(client):
    ask(client)
    ask(Client(), ADDRESS.upper())
    assert User.objects.count() == 1


def test_a_wrong_code_is_told_at_its_field_and_three_end_the_try(client):
    ask(client)
    code = last_code()
    response = client.post(CONFIRM, {"code": "AAAA-AAAA"})
    html = response.content.decode()
    assert "<title>Error: " in html
    assert 'href="#id_code"' in html
    for _ in range(2):
        response = client.post(CONFIRM, {"code": "AAAA-AAAA"})
    assert response.status_code == 302
    client.post(CONFIRM, {"code": code})
    assert not is_signed_in(client)


def test_a_code_may_be_typed_small_and_without_the_dash(client):
    ask(client)
    client.post(CONFIRM, {"code": last_code().replace("-", "").lower()})
    assert is_signed_in(client)


def test_a_locked_out_user_gets_no_code_and_no_other_answer(client, django_user_model):
    django_user_model.objects.create_user("closed@clinic.example", is_active=False)
    response = ask(client, "closed@clinic.example")
    assert response["Location"].startswith(CONFIRM)
    assert not re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", OutgoingMail.objects.get().text)


def test_the_mail_holds_the_code_in_text_and_html_and_a_plain_subject(client):
    ask(client)
    row = OutgoingMail.objects.get()
    code = last_code()
    assert row.subject == "Your sign-in code"
    assert code in row.html
    send_mail.call(row.pk)
    assert code in mail.outbox[0].body
    row.refresh_from_db()
    assert code not in row.text + row.html


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a\x00@b.example", "x" * 10_000, "a@b.example\nBcc: c@d.example"]
)
def test_a_bad_address_is_told_at_its_field(client, email):
    response = ask(client, email)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not User.objects.exists()


def test_an_outside_address_is_no_next_page(client):
    ask(client, query="?next=https://evil.example/")
    response = client.post(CONFIRM, {"code": last_code(), "next": "https://evil.example/"})
    assert "evil" not in response["Location"]


def test_an_address_that_was_never_confirmed_is_forgotten_after_a_day(client, django_user_model):
    ask(client)
    kept = django_user_model.objects.create_user("kept@clinic.example")
    EmailAddress.objects.create(user=kept, email=kept.email, verified=True, primary=True)
    assert sign_in.forget_unconfirmed() == 0
    assert sign_in.forget_unconfirmed(timezone.now() + timedelta(days=2)) == 1
    assert list(User.objects.all()) == [kept]


def test_the_pages_about_passwords_do_not_exist(client):
    assert client.get("/accounts/signup/?next=/listing/")["Location"] == "/accounts/login/?next=/listing/"
    for page in ("set/", "change/", "reset/", "reset/done/"):
        assert client.get(f"/accounts/password/{page}").status_code == 404


def test_signing_out_asks_once_and_says_so(client):
    ask(client)
    client.post(CONFIRM, {"code": last_code()})
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    response = client.post("/accounts/logout/", follow=True)
    assert "You are signed out." in response.content.decode()
    assert not is_signed_in(client)


def test_account_pages_carry_no_inline_style(client):
    ask(client)
    client.post(CONFIRM, {"code": last_code()})
    for page in ("/accounts/email/", "/accounts/2fa/", "/accounts/logout/"):
        response = client.get(page)
        assert response.status_code == 200
        assert "style=" not in response.content.decode()
    client.post("/accounts/email/", {"action_add": "1", "email": "other@clinic.example"})
    assert "style=" not in client.get("/accounts/email/").content.decode()


def test_someone_who_mistyped_the_address_can_start_over(client):
    ask(client)
    client.get("/accounts/login/")
    response = client.post("/accounts/logout/", {"next": "/accounts/login/"})
    assert response["Location"] == "/accounts/login/"
    assert client.get("/accounts/login/").status_code == 200


def test_staff_begin_at_their_desk_and_therapists_at_their_listing(client, django_user_model):
    ask(client)
    assert client.post(CONFIRM, {"code": last_code()})["Location"] == "/listing/"
    staff, browser = django_user_model.objects.create_user("staff@psychly.example", is_staff=True), Client()
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    ask(browser, staff.email)
    assert browser.post(CONFIRM, {"code": last_code()})["Location"] == "/admin/"


def test_the_admin_offers_no_password_to_change(client):
    factories.enter_desk(client, factories.editor("administrators"))
    html = client.get("/admin/").content.decode()
    assert "password" not in html.lower()
    assert "/accounts/2fa/" in html


def test_signing_out_empties_what_the_browser_stored(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ana@clinic.example"))
    assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers
    response = client.post("/accounts/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/listing/").status_code == 302


def test_who_asks_too_often_is_told_when_to_come_back(client):
    for _ in range(40):
        response = client.post("/accounts/login/", {"login": "x"})
        if response.status_code == 429:
            break
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "Please wait a minute" in response.content.decode()
