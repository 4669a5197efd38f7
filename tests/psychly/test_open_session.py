"""Where somebody is signed in is a list, and ends at a press."""

import re

import pytest
from django.test import Client

from psychly.models import OpenSession
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


# --- Open sessions --------------------------------------------------------------------------------------


def test_the_list_says_when_and_on_what_and_marks_this_one_and_keeps_no_address(robin):
    browser, _other = came_in(robin), came_in(robin, PHONE)
    html = browser.get("/accounts/sessions/").content.decode()
    assert "Firefox on Windows" in html
    assert "Safari on iPhone" in html
    assert html.count("This one") == 1
    assert re.search(r"Firefox on Windows <strong[^>]*>This one", html)
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
