"""Strangers who ask for codes in somebody's name neither keep them out nor flood their mailbox."""

import re
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.db import connection
from django.test import Client
from django.utils import timezone

from psychly.accounts import sign_in_codes
from psychly.models import OutgoingMail, SignInCode, User
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "pat@clinic.example"
PAGE, CONFIRM = "/accounts/login/", "/accounts/login/code/confirm/"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def pat():
    user = factories.user(ADDRESS)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def clock(monkeypatch):
    """A clock for codes that moves when it is told to."""

    class Clock:
        now = timezone.now()

        def forward(self, time):
            self.now += time

    clock = Clock()
    monkeypatch.setattr(sign_in_codes.timezone, "now", lambda: clock.now)
    return clock


def ask(client=None, network="192.0.2.1", email=ADDRESS, query="", **typed):
    """Type an address into the sign-in page; return the answer."""
    return (client or Client()).post(PAGE + query, {"login": email, **typed}, REMOTE_ADDR=network)


def mailed_codes():
    """The codes of all mails, oldest first."""
    texts = OutgoingMail.objects.filter(kind="login_code").order_by("pk").values_list("text", flat=True)
    return [re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", text, re.M).group() for text in texts]


def enter(client, code, network="192.0.2.1", **typed):
    return client.post(CONFIRM, {"code": code, **typed}, REMOTE_ADDR=network)


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("is_staff", [True, False])
def test_nobody_is_kept_out_by_strangers_who_ask_in_their_name_all_day(client, pat, clock, is_staff):
    User.objects.update(is_staff=is_staff)
    for number in range(90):  # three a minute, from another network each
        assert ask(network=f"198.51.100.{number}").url == CONFIRM
        clock.forward(timedelta(seconds=20))
    assert ask(client, "203.0.113.7").url == CONFIRM
    assert "The code for" not in client.get(CONFIRM).content.decode()
    enter(client, mailed_codes()[-1], "203.0.113.7")
    assert is_signed_in(client)


def test_a_mailbox_gets_6_mails_in_the_first_hour_and_29_in_a_day_and_always_holds_a_code_that_works(
    pat, clock
):
    start, sent = clock.now, []
    while clock.now - start < 2 * 24 * HOUR:
        code, is_due = sign_in_codes.ask(ADDRESS)
        assert sign_in_codes.works(code)
        if is_due:
            sent.append(clock.now - start)
        clock.forward(MINUTE)
    assert [len([time for time in sent if time < hours * HOUR]) for hours in (1, 24, 48)] == [6, 29, 53]
    waits = [later - earlier for earlier, later in pairwise(sent)]
    assert waits == sorted(waits)
    assert max(waits) == HOUR


def test_a_code_that_works_is_mailed_again_and_not_replaced(client, pat, clock):
    ask(client)
    for _ in range(4):
        clock.forward(8 * MINUTE)
        client.post(CONFIRM, {"action": "resend"})
    ask(Client())
    assert len(mailed_codes()) == 5
    assert len(set(mailed_codes())) == 1
    enter(client, mailed_codes()[0])
    assert is_signed_in(client)


def test_a_code_works_once_and_a_new_one_is_mailed_at_once_after_it(client, pat):
    other = Client()
    ask(client), ask(other)
    (code,) = mailed_codes()
    enter(client, code)
    assert is_signed_in(client)
    assert "has run out, or was used already" in enter(other, code).content.decode()
    assert not is_signed_in(other)
    other.post(CONFIRM, {"action": "resend"})
    assert mailed_codes()[-1] != code
    enter(other, mailed_codes()[-1])
    assert is_signed_in(other)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_code_typed_in_twice_at_the_same_time_opens_one_session(pat):
    browsers = [Client(), Client()]
    for browser in browsers:
        ask(browser)
    (code,) = mailed_codes()
    gate = threading.Barrier(2)

    def type_it(browser):
        try:
            gate.wait()
            enter(browser, code)
        finally:
            connection.close()

    threads = [threading.Thread(target=type_it, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [is_signed_in(browser) for browser in browsers].count(True) == 1


def test_a_code_that_ran_out_says_so_and_costs_no_try(client, pat, clock):
    ask(client)
    (code,) = mailed_codes()
    clock.forward(16 * MINUTE)
    assert "has run out" in client.get(CONFIRM).content.decode()
    for _ in range(4):
        assert "has run out" in enter(client, code).content.decode()
    client.post(CONFIRM, {"action": "resend"})
    enter(client, mailed_codes()[-1])
    assert is_signed_in(client)


def test_a_code_of_one_address_opens_no_other(client, pat):
    ask(client, email="other@clinic.example")
    ask()
    assert "not the code" in enter(client, mailed_codes()[-1]).content.decode()
    assert not is_signed_in(client)


def test_one_network_has_twelve_tries_an_hour_however_often_it_asks(pat):
    ask()
    (code,) = mailed_codes()
    for number in range(12):
        guesser = Client()
        ask(guesser, f"2001:db8:1:1::{number}")
        assert "not the code" in enter(guesser, "BBBB-BBBB", f"2001:db8:1:1::{number}").content.decode()
    guesser = Client()
    ask(guesser, "2001:db8:1:1::99")
    page = enter(guesser, code, "2001:db8:1:1::99").content.decode()
    assert "Too many codes were typed in from your network" in page
    assert SignInCode.objects.get().wrong == 12
    assert len(mailed_codes()) == 1
    owner = Client()
    ask(owner, "2001:db8:1:2::1")
    enter(owner, code, "2001:db8:1:2::1")
    assert is_signed_in(owner)


def test_a_code_dies_of_too_many_wrong_tries_from_everywhere_and_mailing_it_again_does_not_help(
    client, pat, clock
):
    ask(client)
    SignInCode.objects.update(wrong=sign_in_codes.WRONG - 1)
    clock.forward(2 * MINUTE)
    client.post(CONFIRM, {"action": "resend"})
    code = mailed_codes()[-1]
    enter(client, "BBBB-BBBB")
    assert "has run out" in enter(client, code).content.decode()
    clock.forward(2 * MINUTE)
    client.post(CONFIRM, {"action": "resend"})
    assert mailed_codes()[-1] != code
    assert SignInCode.objects.get().wrong == 0


def test_the_database_holds_neither_code_nor_address(pat):
    ask()
    row = SignInCode.objects.values().get()
    assert mailed_codes()[0].replace("-", "") not in str(row).upper()
    assert "pat" not in str(row)
    sessions = Client()
    ask(sessions)
    assert mailed_codes()[0] not in str(dict(sessions.session))


def test_a_page_that_is_sent_again_says_so_and_what_to_do_when_mail_is_slow(client, pat, clock):
    ask(client)
    page = client.get(CONFIRM).content.decode()
    assert "Nothing there?" in page
    assert "older ones go on working" in page
    assert "another can be sent in 1 minute." in page
    assert "Sign in with a passkey" in page
    page = client.post(CONFIRM, {"action": "resend"}, follow=True).content.decode()
    assert "may still be on its way. Another can be sent in 1 minute." in page
    clock.forward(3 * MINUTE)
    assert "3 minutes ago" in client.get(CONFIRM).content.decode()
    page = client.post(CONFIRM, {"action": "resend"}, follow=True).content.decode()
    assert "Sent again." in page
    assert len(mailed_codes()) == 2


def test_a_closed_account_is_answered_like_any_other_and_mailed_as_seldom(client, pat, clock):
    factories.user("closed@clinic.example", is_active=False)
    pages = []
    for email in (ADDRESS, "closed@clinic.example", "new@clinic.example"):
        browser = Client()
        ask(browser, email=email), ask(browser, email=email)
        page = browser.post(CONFIRM, {"action": "resend"}, follow=True)
        wrong = enter(browser, "BBBB-BBBB")
        pages.append(
            [
                re.sub(r'value="[^"]{64}"', "", answer.content.decode()).replace(email, "")
                for answer in (page, wrong)
            ]
        )
    assert pages[0] == pages[1] == pages[2]
    assert OutgoingMail.objects.filter(to="closed@clinic.example").count() == 1


def test_a_clock_that_was_set_back_holds_no_mail_up(pat, clock):
    ask()
    clock.forward(-5 * HOUR)
    ask()
    assert len(mailed_codes()) == 2


def test_where_one_wanted_to_go_survives_another_address_and_three_wrong_codes(client, pat):
    target = "/get-listed/you/"
    ask(client, query=f"?next={target}")
    page = client.get(f"{CONFIRM}?next={target}").content.decode()
    assert page.count(f'name="next" value="{target}"') == 3
    back = client.post(CONFIRM, {"action": "start-over", "next": target})
    assert back.url == f"{PAGE}?next=%2Fget-listed%2Fyou%2F"
    ask(client, next=target)
    for _ in range(3):
        answer = enter(client, "BBBB-BBBB", next=target)
    assert answer.url == f"{PAGE}?next=%2Fget-listed%2Fyou%2F"
    assert "wrong three times" in client.get(answer.url).content.decode()
    assert client.get(f"{CONFIRM}?next={target}").url == f"{PAGE}?next=%2Fget-listed%2Fyou%2F"
    ask(client, next=target)
    assert client.get(f"{PAGE}?next={target}").url == f"{CONFIRM}?next=%2Fget-listed%2Fyou%2F"
    assert enter(client, mailed_codes()[-1], next=target).url == target


def test_an_address_that_is_typed_while_another_waits_is_the_one_that_counts(client, pat):
    ask(client, email="mistyped@clinic.example")
    ask(client)
    assert ADDRESS in client.get(CONFIRM).content.decode()


def test_staff_with_a_passkey_get_in_without_mail(client, pat, settings, monkeypatch):
    settings.STAFF_SECOND_FACTOR = True
    User.objects.update(is_staff=True, is_superuser=True)
    passkey = Authenticator.objects.create(user=pat, type="webauthn", data={})
    monkeypatch.setattr(LoginWebAuthnForm, "clean_credential", lambda form: passkey)  # the browser's part
    ask(client)  # and the mail does not come
    page = client.get(CONFIRM).content.decode()
    assert re.search(r'form="start-over">Sign in with a passkey', page)
    back = client.post(CONFIRM, {"action": "start-over"})
    assert 'id="passkey_login"' in client.get(back.url).content.decode()
    OutgoingMail.objects.all().delete()
    client.post("/accounts/2fa/webauthn/login/", {"credential": '{"id": "a"}'})
    assert client.get("/admin/").status_code == 200
    assert not OutgoingMail.objects.filter(kind="login_code").exists()


def test_a_likely_typing_error_is_asked_about_and_never_refused(client):
    page = ask(client, email="pat@gmial.con").content.decode()
    assert "Did you mean pat@gmail.com?" in page
    assert 'name="login" value="pat@gmail.com"' in page
    assert 'value="pat@gmial.con"' in page
    assert not User.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert ask(client, email="pat@gmial.con", checked="pat@gmial.con").url == CONFIRM
    assert OutgoingMail.objects.get().to == "pat@gmial.con"
    answer = ask(
        client, email=["pat@gmial.con", "pat@gmail.com"], checked="pat@gmial.con"
    )  # the other button
    assert answer.url == CONFIRM
    assert OutgoingMail.objects.latest("pk").to == "pat@gmail.com"
