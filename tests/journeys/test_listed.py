"""Once listed: an edit waits while the old listing stays up, small facts go live, one press confirms."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from listings.models import Submission
from providers.local_days import today_in
from providers.models import Provider
from tests import factories
from tests.journeys import listing_pages as pages
from tests.mailbox import mail_to

OLD, NEW = "We talk first. Nothing is given at a first visit.", "We talk first, and take our time."


@pytest.fixture
def provider(site):
    """A public listing."""
    return factories.approve(factories.submission(), by=factories.moderator())


def test_an_edit_waits_while_the_old_listing_stays_up_and_a_small_fact_is_public_at_once(
    someone, enter, provider, has_script
):
    owner, visitor = someone(width=390), someone()
    enter(owner, provider.owners[0])
    owner.goto("/listing/")
    owner.get_by_role("button", name="Edit").click()
    pages.expect_step(owner, "you")
    edit = owner.url.removesuffix("you/")
    owner.goto(f"{edit}places/")
    pages.field(owner, "places-0-phone").fill("(512) 555-0199")
    pages.save(owner, "places")
    owner.goto(f"{edit}about/")
    pages.field(owner, "approach").fill(NEW)
    pages.save(owner, "about")
    pages.fill(owner, pages.AGREED)
    pages.submit(owner)
    expect(owner.locator("main")).to_contain_text("Published at once: Phone")
    expect(owner.locator("main")).to_contain_text("Until then your listing stays as it is.")
    visitor.goto(provider.get_absolute_url())
    expect(visitor.locator("main")).to_contain_text(OLD)
    expect(visitor.locator("main")).to_contain_text("(512) 555-0199")
    factories.approve(Submission.objects.waiting().get(), by=factories.moderator())
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text(NEW)
    owner.reload()
    expect(owner.get_by_role("button", name="Edit")).to_be_visible()


def test_the_mailed_link_confirms_with_one_press_and_without_signing_in(someone, provider, has_script):
    today = today_in("TX")
    Provider.objects.update(confirmed_on=today - timedelta(days=90))
    call_command("ask_for_confirmation")
    mail = mail_to(provider.owners[0].email)[-1]
    page = someone(width=390)
    page.goto(re.search(r"/listing/confirm/\S+", mail.body)[0])
    assert Provider.objects.get().confirmed_on < today
    page.get_by_role("button", name="Everything still holds").click()
    expect(page.locator("h1")).to_have_text("Confirmed, thank you")
    assert Provider.objects.get().confirmed_on == today


def test_the_shortest_first_listing_takes_nineteen_answers_ten_presses_and_eleven_screens(
    page, sign_in, places
):
    screens, presses = [], []
    page.on("framenavigated", lambda frame: screens.append(frame.url))
    page.expose_binding("pressed", lambda _source, label: presses.append(label))
    page.add_init_script(
        "addEventListener('click', event => event.isTrusted && event.target.closest('a, button')"
        " && pressed(event.target.closest('a, button').textContent), true)"
    )
    pages.start(page, sign_in, "kai@practice.example")
    pages.write(page, pages.SHORTEST)
    answers = sum(len(step) for step in pages.SHORTEST.values())
    assert (answers, len(presses), len(screens)) == (19, 10, 11), (presses, screens)


def test_of_two_listings_each_is_edited_by_its_own_button_and_a_third_is_begun(
    someone, enter, provider, has_script
):
    second = factories.submission(owner=provider.owners[0], you={"display_name": "Second Practice"})
    second = factories.approve(second, by=factories.moderator())
    owner, visitor = someone(width=390), someone()
    enter(owner, provider.owners[0])
    sections = {}
    for row in (provider, second):  # the first is edited before the second
        sections[row] = owner.locator(f"[id='{row.slug}']")
        owner.goto("/listing/")
        sections[row].get_by_role("button", name="Edit").click()
        pages.expect_step(owner, "you")
        expect(pages.field(owner, "display_name")).to_have_value(row.display_name)
    owner.goto("/listing/")
    sections[provider].get_by_role("link", name="Go on writing").click()
    pages.expect_step(owner, "you")
    expect(pages.field(owner, "display_name")).to_have_value(provider.display_name)
    owner.goto(owner.url.replace("/you/", "/places/"))
    pages.field(owner, "places-0-phone").fill("(512) 555-0199")
    pages.save(owner, "places")
    owner.goto(owner.url.replace("/care/", "/review/"))
    pages.fill(owner, pages.AGREED)
    owner.get_by_role("button", name="Submit for review").click()
    expect(owner.locator("main")).to_contain_text("Published at once: Phone")
    for row, number in ((provider, "(512) 555-0199"), (second, "(512) 555-0143")):
        visitor.goto(row.get_absolute_url())
        expect(visitor.locator("main")).to_contain_text(number)
    sections[second].get_by_text("Discard …").click()
    sections[second].get_by_role("button", name="Discard the draft").click()
    expect(owner.get_by_role("button", name="Discard the draft")).to_have_count(0)
    expect(owner.get_by_role("button", name="Edit")).to_have_count(2)
    owner.get_by_role("link", name="Begin another listing").click()
    pages.expect_step(owner, "you")
    expect(pages.field(owner, "display_name")).to_have_value("")
