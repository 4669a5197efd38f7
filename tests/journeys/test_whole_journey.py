"""The three journeys in one go: read, find nobody, get listed, moderate, find, write."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import expect

from providers.contact import forms
from tests import factories
from tests.journeys import listing_pages as pages
from tests.journeys.conftest import WAYS, check_licenses
from tests.mailbox import mail_to, make_held_decisions

THERAPIST = "robin@clinic.example"
MODERATOR = "moderator@staff.example"
NAME = "Robin Placeholder"


@pytest.fixture(autouse=True)
def _what_the_site_holds(places, monkeypatch):
    """The first articles, what is lawful where, and a moderator; the browser types faster than a person."""
    call_command("load_articles", verbosity=0)
    call_command("load_legal_status", verbosity=0)
    moderator = factories.user(MODERATOR, is_staff=True)
    moderator.groups.add(Group.objects.get(name__iexact="moderators"))
    EmailAddress.objects.create(user=moderator, email=MODERATOR, verified=True, primary=True)
    monkeypatch.setattr(forms, "FASTEST", timedelta(0))


@pytest.mark.parametrize("has_script", WAYS, indirect=True)
def test_a_visitor_reads_finds_nobody_and_later_writes_to_a_therapist_who_got_listed(
    someone, sign_in, enter_desk, has_script
):
    visitor, therapist, moderator = someone(width=390), someone(), someone()
    _reads_and_finds_nobody(visitor)
    _gets_listed(therapist, sign_in)
    _approves(moderator, enter_desk)
    _finds_and_writes(visitor)
    message = mail_to(THERAPIST)[-1]
    assert "I live near Guymon" in message.body
    assert message.reply_to == ["visitor@mail.example"]
    therapist.goto("/listing/")
    expect(therapist.locator("main")).to_contain_text(NAME)


def _search_from_the_article(page):
    page.goto("/articles/ketamine-for-depression/")
    expect(page.locator("h1")).to_contain_text("etamine")
    finder = page.get_by_role("search")
    finder.locator("[name=near]").fill("Guymon, OK")
    finder.get_by_role("button", name="Find Providers").click()


def _reads_and_finds_nobody(page):
    _search_from_the_article(page)
    expect(page.locator("h1")).to_contain_text("Nobody offers")
    expect(page.locator("main")).to_contain_text("988")


def _gets_listed(page, sign_in):
    page.goto("/articles/ketamine-for-depression/")
    page.get_by_role("link", name="Get Listed!").click()
    page.get_by_role("link", name="Start your listing").first.click()
    sign_in(page, THERAPIST, start=None)
    for fill, following in STEPS:
        fill(page)
        page.get_by_role("button", name="Save and continue").click()
        expect(page).to_have_url(re.compile(rf"/listing/\d+/{following}/"))
    expect(page.locator("main")).to_contain_text(NAME)  # the review shows the public page
    for name in ("consents", "is_accurate", "follows_conduct"):
        page.locator(f"[name={name}]").check()
    page.get_by_role("button", name="Submit for review").click()
    expect(page).to_have_url(re.compile("/listing/"))
    expect(page.locator("main")).to_contain_text(NAME)


def _you(page):
    page.locator("[name=role]").select_option("psychiatrist")
    page.locator("[name=legal_name]").fill("Robin Example Placeholder")
    page.locator("[name=display_name]").fill(NAME)
    page.locator("[name=credentials]").fill("MD")


def _licenses(page):
    page.locator("[name=licenses-0-state]").select_option("OK")
    page.locator("[name=licenses-0-type]").select_option("MD")
    page.locator("[name=licenses-0-board]").fill("Demonstration board")
    page.locator("[name=licenses-0-number]").fill("DEMO-0001")
    page.locator("[name=licenses-0-expires_on]").fill("2031-08-31")
    page.locator("[name=has_malpractice_cover]").select_option("yes")
    page.locator("[name=holds_dea_registration]").select_option("yes")


def _places(page):
    page.locator("[name=places-0-name]").fill("Main Street office")
    page.locator("[name=places-0-street]").fill("100 Example Street")
    page.locator("[name=places-0-city]").fill("Guymon")
    page.locator("[name=places-0-state]").select_option("OK")
    page.locator("[name=places-0-zip_code]").fill("73942")
    page.locator("[name=places-0-phone]").fill("(580) 555-0143")


def _care(page):
    page.locator("[name=offers-0-treatment]").select_option("ketamine-infusion")
    page.locator("[name=offers-0-where]").first.check()
    pages.unfold(page, "offers-0-conditions")
    page.locator("[name=offers-0-conditions][value=treatment-resistant-depression]").check()
    for part in ["prescribes", "in-the-room", "integrates"]:
        page.locator(f"[name=own_parts][value={part}]").check()
    page.locator("[name=accepting]").select_option("yes")


def _cost(page):
    page.locator("[name=costs-0-session_low]").fill("400")
    page.locator("[name=costs-0-session_high]").fill("400")
    page.locator("[name=costs-0-sessions]").fill("6")
    page.locator("[name=payment_options][value=self-pay]").check()


def _about(page):
    page.locator("[name=approach]").fill("We talk first. Nothing is given at a first visit.")


STEPS = [
    (_you, "licenses"),
    (_licenses, "places"),
    (_places, "care"),
    (_care, "cost"),
    (_cost, "about"),
    (_about, "review"),
]


def _approves(page, enter_desk):
    enter_desk(page, MODERATOR)
    page.goto("/admin/listings/submission/")
    page.get_by_role("link", name=NAME).click()
    expect(page.locator("#content")).to_contain_text("DEMO-0001")
    check_licenses(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".held")).to_contain_text("Approve and publish")
    make_held_decisions()


def _finds_and_writes(page):
    _search_from_the_article(page)
    expect(page.locator("h1")).to_contain_text("1 provider")
    results = page.url
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name=f"Write to {NAME}").first.click()
    page.locator("[name=name]").fill("Sam")
    page.locator("[name=email]").fill("visitor@mail.example")
    page.locator("[name=message]").fill("I live near Guymon. When could I come?")
    page.locator("[name=consent]").check()
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator("h1")).to_have_text("Thank you! Your submission has been received!")
    page.get_by_role("link", name="Back to results").first.click()
    expect(page).to_have_url(re.compile(re.escape(results)))  # and the day, which keeps the order
