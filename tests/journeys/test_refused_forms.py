"""A refused form that was left and come back to: Back shows it as it was, never an error of the browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from providers.contact import forms
from tests import factories
from tests.journeys import listing_pages as pages

TYPED = "I would like to ask about a first visit."


@pytest.fixture
def provider(places, monkeypatch):
    """Somebody to write to, by visitors who have read the page."""
    monkeypatch.setattr(forms, "FASTEST", timedelta(seconds=-1))
    return factories.listed_provider(slug="ana-rivera", display_name="Ana Rivera", telehealth=["TX"])


@pytest.mark.parametrize(
    ("form", "button", "complaint"),
    [
        ("contact", "Send the message", "Enter your name."),
        ("report", "Send to staff", "Enter an e-mail address"),
    ],
)
def test_a_refused_message_that_is_left_is_there_again_after_back(
    someone, has_script, provider, form, button, complaint
):
    page = someone()
    page.goto(f"/providers/ana-rivera/{form}/")
    page.locator("[name=message]").fill(TYPED)
    page.locator("[name=email]").fill("jo")
    page.get_by_role("button", name=button).click()
    expect(page.locator(".summary")).to_contain_text(complaint)
    page.get_by_role("link", name="Privacy").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("Privacy|keep"))
    page.go_back()
    expect(page.locator(".summary")).to_contain_text(complaint)
    expect(page.locator("[name=message]")).to_have_value(TYPED)
    assert "?" not in page.url
    page.locator("[name=email]").fill("jo@mail.example")
    if form == "contact":
        page.locator("[name=name]").fill("Jo Doe")
        page.locator("[name=consent]").check()
    page.get_by_role("button", name=button).click()
    expect(page.locator("h1")).to_have_text("Thank you! Your submission has been received!")


def test_an_address_that_the_sign_in_refused_is_there_again_after_back(someone, has_script):
    page = someone()
    page.goto("/accounts/login/")
    page.fill("#id_login", "nobody")
    page.click("text=Send me a code")
    expect(page.locator(".summary")).to_be_visible()
    page.get_by_role("link", name="Privacy").first.click()
    expect(page.locator("h1")).not_to_have_text(re.compile("Sign in"))
    page.go_back()
    expect(page.locator("#id_login")).to_have_value("nobody")


def test_a_step_of_a_listing_that_was_refused_is_there_again_after_back(someone, has_script, enter):
    draft = factories.submission(submitted=False)
    page = someone()
    enter(page, draft.owner)
    page.goto(f"/listing/{draft.pk}/licenses/")
    pages.field(page, "licenses-0-expires_on").fill("2001-08-31")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".summary")).to_be_visible()
    page.get_by_role("link", name="Privacy").first.click()
    page.go_back()
    expect(page.locator(".summary")).to_be_visible()
    expect(pages.field(page, "licenses-0-expires_on")).to_have_value("2001-08-31")
