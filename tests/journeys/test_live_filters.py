"""Filters answer at once where script runs, and by the button where it does not."""

import re

from playwright.sync_api import expect

from tests import factories


def _two_providers():
    factories.listed_provider(display_name="Ana Rivera", treatment="ketamine-infusion")
    factories.listed_provider(display_name="Bo Lindqvist", treatment="esketamine")


def test_ticking_a_filter_narrows_the_list_keeps_the_focus_and_the_address(page, places):
    _two_providers()
    page.goto("/providers/?near=Austin,+TX")
    page.get_by_label("Esketamine nasal spray").check()
    page.get_by_role("heading", name="1 provider within 50 miles of Austin, TX").wait_for()
    expect(page.get_by_text("Ana Rivera")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/providers/\?near=Austin%2C\+TX&treatment=esketamine$"))
    expect(page.locator("#pick-treatment-esketamine")).to_be_focused()
    expect(page.locator("#found-status")).to_have_text(re.compile("^1 provider"))
    page.go_back()
    page.get_by_role("heading", name="2 providers within 50 miles of Austin, TX").wait_for()
    assert "esketamine" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_search_leaves_nothing_in_the_storage_of_the_browser(page, places):
    _two_providers()
    page.goto("/providers/?near=Austin,+TX")
    page.get_by_label("Esketamine nasal spray").check()
    page.get_by_role("heading", name="1 provider within 50 miles of Austin, TX").wait_for()
    kept = "[JSON.stringify(sessionStorage), JSON.stringify(localStorage)]"
    assert page.evaluate(kept) == ["{}", "{}"]
    page.go_back()
    page.get_by_role("heading", name="2 providers within 50 miles of Austin, TX").wait_for()
    page.goto("/privacy/")
    assert page.evaluate(kept) == ["{}", "{}"]


def test_ticking_a_filter_on_a_phone_leaves_the_reader_at_it(page, places):
    _two_providers()
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto("/providers/?near=Austin,+TX")
    page.get_by_text("Filters", exact=True).click()
    page.locator("#pick-accepting").check()
    page.wait_for_url("**accepting=1**")
    page.wait_for_function("document.getElementById('found-status').textContent !== ''")
    page.wait_for_function("document.activeElement.id === 'pick-accepting'")
    top = page.locator("#pick-accepting").bounding_box()["y"]
    assert 0 < top < 700
