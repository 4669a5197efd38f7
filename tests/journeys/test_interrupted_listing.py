"""What goes wrong while one writes a listing: two tabs, an ended session, the back button, two presses."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from listings.models import Submission
from psychly.models import OutgoingMail
from tests import factories
from tests.journeys import listing_pages as pages
from tests.mailbox import sign_in_code


def about(draft):
    """Where the step "about" of a draft is."""
    return f"/listing/{draft.pk}/about/"


@pytest.fixture
def draft(site):
    """A complete draft of which nothing was sent."""
    row = factories.submission(submitted=False)
    EmailAddress.objects.create(user=row.owner, email=row.owner.email, verified=True, primary=True)
    return row


@pytest.fixture
def therapist(page, has_script, draft, enter):
    """The page of the draft's owner, signed in, with script and without."""
    enter(page, draft.owner)
    return page


def test_the_second_of_two_tabs_is_told_and_neither_text_is_lost(therapist, draft, has_script):
    first, second = therapist, therapist.context.new_page()
    for tab in (first, second):
        tab.goto(about(draft))
    pages.field(first, "approach").fill("From the first tab.")
    pages.save(first, "about")
    pages.field(second, "approach").fill("From the second tab.")
    if has_script:
        expect(second.locator("#saved")).to_contain_text("Not saved: this step was changed")
    second.get_by_role("button", name="Save and continue").click()
    expect(second.locator(".summary")).to_contain_text("changed in another window")
    expect(pages.field(second, "approach")).to_have_value("From the second tab.")
    draft.refresh_from_db()
    assert draft.typed.about.approach == "From the first tab."
    pages.save(second, "about")
    draft.refresh_from_db()
    assert draft.typed.about.approach == "From the second tab."


def test_what_was_typed_when_the_session_ended_comes_along_through_the_sign_in(therapist, draft, has_script):
    page = therapist
    page.goto(about(draft))
    Session.objects.all().delete()
    pages.field(page, "approach").fill("Typed after the session had ended.")
    if has_script:
        expect(page.locator("#saved")).to_contain_text("Not saved: you are signed out.")
    page.get_by_role("button", name="Save and continue").click()
    page.locator("input[type=email]").fill(draft.owner.email)
    page.get_by_role("button", name="Send me a code").click()
    page.locator("input[name=code]").fill(sign_in_code(draft.owner.email))
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator("main")).to_contain_text("You were signed out meanwhile")
    expect(pages.field(page, "approach")).to_have_value("Typed after the session had ended.")
    pages.save(page, "about")
    draft.refresh_from_db()
    assert draft.typed.about.approach == "Typed after the session had ended."


def test_going_back_shows_what_was_saved_and_saving_again_is_no_conflict(therapist, draft):
    page = therapist
    page.goto(about(draft))
    pages.field(page, "approach").fill("Once.")
    pages.save(page, "about")
    page.go_back()
    expect(pages.field(page, "approach")).to_have_value("Once.")
    pages.field(page, "approach").fill("Twice.")
    pages.save(page, "about")
    page.go_back()
    page.get_by_role("link", name=re.compile("Back to")).click()
    pages.expect_step(page, "cost")
    draft.refresh_from_db()
    assert draft.typed.about.approach == "Twice."


def test_two_presses_on_submit_make_one_submission_and_one_mail(therapist, draft):
    page = therapist
    page.goto(f"/listing/{draft.pk}/review/")
    pages.fill(page, pages.AGREED)
    page.get_by_role("button", name="Submit for review").dblclick()
    expect(page).to_have_url(re.compile(r"/listing/$"))
    expect(page.locator("main")).to_contain_text("With our staff")
    assert Submission.objects.get().state == "submitted"
    assert OutgoingMail.objects.filter(kind="submission_received").count() == 1
