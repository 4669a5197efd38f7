"""A session left open is not an account: what changes how one signs in asks the mailbox; it can be undone."""

import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from psychly.accounts import address_change
from psychly.accounts.mailbox import CODES_AN_HOUR, LASTS, TRIES_AN_HOUR
from psychly.models import AddressChange, OpenSession, OutgoingMail, User
from tests import factories
from tests.mailbox import mail_to, sign_in_code, type_in_the_code
from tests.psychly.test_second_factor import member, sign_in

pytestmark = pytest.mark.django_db
OLD, NEW = "robin@mail.example", "thief@mail.example"
PAGE = "/accounts/email/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def robin():
    return member(OLD)


def came_in(user, agent=LAPTOP):
    """A browser in which somebody has signed in."""
    browser = Client(headers={"user-agent": agent})
    sign_in(browser, user, "/listing/")
    return browser


def is_in(browser):
    return browser.get("/listing/").status_code == 200


def ask(browser, email=NEW):
    return browser.post(PAGE, {"action_add": "1", "email": email})


def change(browser, former=OLD, email=NEW):
    """Change the address with both codes; return the way to undo it."""
    type_in_the_code(browser, ask(browser, email), former)
    browser.post("/accounts/confirm-email/", {"code": sign_in_code(email)})
    return re.search(r"https://testserver(/accounts/email/undo/\S+/)", mail_to(former)[-1].body).group(1)


# --- The code from the present mailbox ------------------------------------------------------------------


def test_changing_the_address_asks_for_a_code_from_the_present_mailbox_and_then_goes_on_by_itself(robin):
    browser = came_in(robin)
    answer = ask(browser)
    assert not mail_to(NEW)
    page = browser.get(answer["Location"]).content.decode()
    assert OLD in page
    assert "E-mail me the code" not in page  # it is on its way already
    onward = type_in_the_code(browser, answer, OLD)
    assert onward["Location"] == "/accounts/confirm-email/"
    assert "Until you type it in, nothing changes." in browser.get(onward["Location"]).content.decode()
    assert User.objects.get().email == OLD
    browser.post(onward["Location"], {"code": sign_in_code(NEW)})
    assert User.objects.get().email == NEW


def test_a_wrong_code_from_the_mailbox_changes_nothing_and_tries_are_counted(robin):
    browser = came_in(robin)
    answer = ask(browser)
    for _ in range(TRIES_AN_HOUR):
        page = browser.post(answer["Location"], {"code": "BBBB-BBBB"})
        assert page.status_code == 200
        assert "This is not the code from our newest e-mail" in page.content.decode()
    refused = browser.post(answer["Location"], {"code": sign_in_code(OLD)})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert not mail_to(NEW)


def test_the_page_that_asks_sends_nothing_until_its_button_is_pressed_and_no_flood(robin):
    browser = came_in(robin)
    address = reverse("account_reauthenticate")
    known = len(mail_to(OLD))
    assert "E-mail me the code" in browser.get(f"{address}?next=/accounts/2fa/").content.decode()
    assert len(mail_to(OLD)) == known
    for _ in range(CODES_AN_HOUR):
        answer = browser.post(address, {"action": "send", "next": "/accounts/2fa/"})
        assert answer["Location"] == f"{address}?next=%2Faccounts%2F2fa%2F"
    assert browser.post(address, {"action": "send"}).status_code == 429
    assert len(mail_to(OLD)) == known + CODES_AN_HOUR
    assert type_in_the_code(browser, answer, OLD)["Location"] == "/accounts/2fa/"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_the_page_that_asks_leads_nowhere_else(robin, target):
    browser = came_in(robin)
    address = reverse("account_reauthenticate")
    answer = browser.post(address, {"action": "send", "next": target})
    assert "evil" not in answer["Location"] + browser.get(address, {"next": target}).content.decode()
    done = browser.post(address, {"code": sign_in_code(OLD), "next": target})
    assert done["Location"] == PAGE


def test_one_code_opens_these_pages_for_a_quarter_of_an_hour_in_this_browser(robin, monkeypatch):
    browser, other = came_in(robin), came_in(robin)
    type_in_the_code(browser, ask(browser), OLD)
    assert ask(browser, "again@mail.example")["Location"] == "/accounts/confirm-email/"
    assert ask(other)["Location"].startswith(reverse("account_reauthenticate"))
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + LASTS)
    assert ask(browser)["Location"].startswith(reverse("account_reauthenticate"))


def test_a_code_of_a_mailbox_that_the_account_has_left_opens_nothing(robin):
    browser = came_in(robin)
    change(browser)
    assert ask(browser, "next@mail.example")["Location"].startswith(reverse("account_reauthenticate"))


# --- Undoing a change -----------------------------------------------------------------------------------


def test_after_a_change_every_other_session_ends_and_this_one_goes_on(robin):
    browser, other = came_in(robin), came_in(robin, PHONE)
    change(browser)
    assert is_in(browser)
    assert not is_in(other)
    assert OpenSession.objects.get().browser == "Firefox"


def test_the_former_mailbox_undoes_a_change_with_one_press_and_without_signing_in(robin):
    thief, visitor = came_in(robin), Client()
    way = change(thief)
    page = visitor.get(way)
    assert "Yes, undo it" in page.content.decode()
    assert OLD in page.content.decode()
    assert is_in(thief)  # a look at the page changes nothing
    done = visitor.post(way)
    assert "The change is undone" in done.content.decode()
    robin.refresh_from_db()
    assert robin.email == OLD
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(OLD, True, True)]
    assert not is_in(thief)
    assert OutgoingMail.objects.get(kind="address_put_back").to == NEW
    assert is_in(came_in(robin))


def test_the_link_works_once_for_seven_days_and_only_as_it_was_sent(robin):
    way = change(came_in(robin))
    assert Client().get(way.replace("undo/", "undo/1")).status_code == 410
    AddressChange.objects.update(changed_at=timezone.now() - timedelta(days=7, minutes=1))
    assert Client().post(way).status_code == 410
    assert User.objects.get().email == NEW
    AddressChange.objects.update(changed_at=timezone.now() - timedelta(days=6, hours=23))
    assert Client().post(way).status_code == 200
    for answer in (Client().get(way), Client().post(way)):
        assert answer.status_code == 410
        assert "This link no longer works" in answer.content.decode()
    assert address_change.DAYS == 7


def test_what_a_thief_set_up_after_the_change_goes_with_it_and_what_was_there_before_stays(robin):
    kept = Authenticator.objects.create(user=robin, type="webauthn", data={"name": "Mine"})
    thief = Client()
    thief.force_login(robin)
    first = change(thief)
    Authenticator.objects.create(user=robin, type="webauthn", data={"name": "Theirs"})
    second = change(thief, NEW, "further@mail.example")
    assert Client().post(first).status_code == 200
    robin.refresh_from_db()
    assert robin.email == OLD
    assert list(Authenticator.objects.all()) == [kept]
    assert Client().post(second).status_code == 410  # the thief's own way back


def test_a_code_that_went_to_the_thief_before_signs_nobody_in_after(robin):
    way = change(came_in(robin))
    waiting = Client()
    waiting.post("/accounts/login/", {"login": NEW})
    code = sign_in_code(NEW)
    Client().post(way)
    waiting.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_in(waiting)


def test_an_owner_who_tried_the_old_address_first_can_still_undo(robin):
    way = change(came_in(robin))
    lost = Client()
    lost.post("/accounts/login/", {"login": OLD})
    lost.post(reverse("account_confirm_login_code"), {"code": sign_in_code(OLD)})
    assert User.objects.filter(email=OLD).exclude(pk=robin.pk).exists()
    assert Client().post(way).status_code == 200
    robin.refresh_from_db()
    assert robin.email == OLD


def test_an_address_that_another_account_uses_by_now_is_not_taken_from_it(robin):
    way = change(came_in(robin))
    other = member(OLD)
    factories.submission(owner=other)
    answer = Client().post(way)
    assert answer.status_code == 409
    assert "belongs to another account by now" in answer.content.decode()
    robin.refresh_from_db()
    assert robin.email == NEW
    assert User.objects.filter(pk=other.pk).exists()


def test_a_former_address_is_forgotten_when_it_can_undo_nothing_any_more(robin):
    change(came_in(robin))
    later = timezone.now() + timedelta(days=7)
    assert address_change.forget_old(later - timedelta(hours=1)) == 0
    assert address_change.forget_old(later) == 1


# --- Open sessions --------------------------------------------------------------------------------------


def test_the_list_says_when_and_on_what_and_marks_this_one_and_keeps_no_address(robin):
    browser, _other = came_in(robin), came_in(robin, PHONE)
    html = browser.get("/accounts/sessions/").content.decode()
    assert "Firefox on Windows" in html
    assert "Safari on iPhone" in html
    assert html.count("This one") == 1
    assert re.search(r"Firefox on Windows\s+<strong[^>]*>This one", html)
    kept = {field.name for field in OpenSession._meta.get_fields()}
    assert kept == {"number", "session", "user", "started_at", "browser", "system"}


def test_one_session_is_ended_and_only_ones_own(robin):
    browser, other, stranger = came_in(robin), came_in(robin, PHONE), came_in(member("pat@mail.example"))
    theirs = OpenSession.objects.get(user__email="pat@mail.example")
    browser.post(f"/accounts/sessions/{theirs.number}/end/")
    assert is_in(stranger)
    row = OpenSession.objects.get(system="iPhone")
    assert browser.get(f"/accounts/sessions/{row.number}/end/").status_code == 405
    answer = browser.post(f"/accounts/sessions/{row.number}/end/", follow=True)
    assert "That session is signed out." in answer.content.decode()
    assert not is_in(other)
    assert is_in(browser)
    again = browser.post(f"/accounts/sessions/{row.number}/end/", follow=True)
    assert "had ended already" in again.content.decode()


def test_sign_out_everywhere_ends_every_session_those_too_that_are_in_no_list(robin):
    browser, other = came_in(robin), came_in(robin, PHONE)
    OpenSession.objects.filter(system="iPhone").delete()  # a session of before the list was kept
    answer = browser.post("/accounts/sessions/end/", follow=True)
    assert "You are signed out everywhere." in answer.content.decode()
    assert not is_in(browser)
    assert not is_in(other)
    assert not OpenSession.objects.exists()
    assert is_in(came_in(robin))


def test_a_session_of_before_the_list_was_kept_is_marked_as_this_one(robin):
    browser, _other = came_in(robin), came_in(robin, PHONE)
    OpenSession.objects.filter(system="Windows").delete()
    html = browser.get("/accounts/sessions/").content.decode()
    assert html.count("This one") == 1
    assert "From before this list was kept" in html
    assert "Safari on iPhone" in html


def test_a_session_that_ends_leaves_the_list(robin):
    browser = came_in(robin)
    assert OpenSession.objects.count() == 1
    browser.post("/accounts/logout/")
    assert OpenSession.objects.count() == 0


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit Chrome/140.0 Safari/537.36",
            "Chrome on Mac",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0) CriOS/140.0 Safari/604.1", "Chrome on iPad"),
        ("<script>alert(1)</script>" * 1000, "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_roughly(robin, agent, said):
    html = came_in(robin, agent).get("/accounts/sessions/").content.decode()
    assert said in html
    assert "alert(1)" not in html
