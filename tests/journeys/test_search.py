"""Looking for a provider: with script, without, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories


@pytest.fixture(autouse=True)
def _listed(places):
    """Three near Austin."""
    factories.listed_provider(display_name="Ana Rivera", treatment="ketamine-infusion")
    factories.listed_provider(display_name="Bo Lindqvist", treatment="esketamine", accepting="no")
    factories.listed_provider(display_name="Cy Okafor", treatment="esketamine", telehealth=["TX"])


def _names(page):
    return page.locator(".card h2").all_inner_texts()


def _show(page, has_script):
    if not has_script:
        page.get_by_role("button", name=re.compile("^Show ")).click()


def test_a_visitor_narrows_the_list_opens_a_profile_and_comes_back_to_it(someone, has_script):
    page = someone()
    page.goto("/providers/")
    page.get_by_label("City, state or ZIP code").fill("austin texas")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("h1")).to_have_text("3 providers within 50 miles of Austin, TX")
    page.get_by_label("Esketamine nasal spray").check()
    _show(page, has_script)
    expect(page.locator("h1")).to_have_text("2 providers within 50 miles of Austin, TX")
    page.get_by_label("Accepting new patients").check()
    _show(page, has_script)
    expect(page.locator("h1")).to_have_text("1 provider within 50 miles of Austin, TX")
    expect(page.get_by_role("button", name="Show 1 provider")).to_be_attached()
    chips = page.get_by_role("group", name="Active filters")
    chips.get_by_role("link", name="Accepting new patients").click()
    expect(page.locator("h1")).to_have_text("2 providers within 50 miles of Austin, TX")
    page.get_by_role("link", name="Cy Okafor").click()
    page.get_by_role("link", name="Back to results").first.click()
    expect(page.locator("h1")).to_have_text("2 providers within 50 miles of Austin, TX")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Cy Okafor")
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_have_text("1 provider within 50 miles of Austin, TX")
    chips.get_by_role("link", name="Clear all").click()
    expect(page.locator("h1")).to_have_text("3 providers within 50 miles of Austin, TX")


def test_what_cannot_be_found_is_said_and_what_was_meant_is_one_press_away(someone, has_script):
    page = someone(width=390)
    page.goto("/providers/")
    page.get_by_label("City, state or ZIP code").fill("esketamine near Austin TX")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_role("link", name="Treatment: Esketamine nasal spray (Spravato) near Austin, TX").click()
    expect(page.locator("h1")).to_have_text("2 providers within 50 miles of Austin, TX")


def test_a_search_is_made_with_the_keyboard_alone(someone):
    page = someone()
    page.goto("/providers/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("City, state or ZIP code")).to_be_focused()
    page.keyboard.type("78701")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("3 providers within 50 miles of 78701")
    page.get_by_label("Name or words").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "pick-treatment-esketamine":
            break
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_contain_text("2 providers within 50 miles of 78701")
    expect(page.locator("#pick-treatment-esketamine")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.card') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(re.compile("Bo Lindqvist|Cy Okafor"))


def test_on_a_phone_filters_open_choose_and_answer(someone, has_script):
    page = someone(width=390)
    page.goto("/providers/?near=Austin,+TX")
    expect(page.get_by_label("Esketamine nasal spray")).not_to_be_visible()
    page.locator("#filters > summary").click()
    page.get_by_label("Esketamine nasal spray").check()
    _show(page, has_script)
    expect(page.locator("h1")).to_have_text("2 providers within 50 miles of Austin, TX")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_all_of_a_card_can_be_pressed(someone):
    page = someone(width=390)
    page.goto("/providers/?near=78701")
    card = page.locator("#p1")
    name, box = card.locator("h2").inner_text(), card.bounding_box()
    card.click(position={"x": box["width"] - 10, "y": box["height"] - 10})
    expect(page.locator("h1")).to_have_text(name)


def test_the_number_of_a_pin_stands_on_the_line_of_its_town(someone):
    page = someone()
    page.goto("/providers/?near=78701")
    assert page.locator(".card .pin-no").count() == 3
    for width in range(320, 420, 10):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(LINES_OF_PINS) == [True] * 3, width


#: For each pin, whether the middle of its height lies within the line of the last word before it.
LINES_OF_PINS = """[...document.querySelectorAll(".card .pin-no")].map((pin) => {
  const range = document.createRange(), text = pin.previousSibling, end = text.data.trimEnd().length;
  range.setStart(text, end - 1);
  range.setEnd(text, end);
  const word = range.getBoundingClientRect(), at = pin.getBoundingClientRect();
  return Math.abs(word.top + word.height / 2 - (at.top + at.height / 2)) < word.height;
})"""
