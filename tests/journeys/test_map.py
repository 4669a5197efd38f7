"""The map beside the results, with and without script."""

import gzip

import pytest
from playwright.sync_api import expect

from tests import factories

SEARCH = "/providers/?near=30.27,-97.74"
MAP_BUDGET = 160_000  # bytes, compressed
MAP_FILES = ("leaflet", "state_outlines", "cities")


def _open_map(page):
    page.get_by_role("button", name="Move around the map").click()
    page.locator(".map-pin").first.wait_for()


def test_pins_and_cards_belong_together_and_can_be_reached_by_keyboard(someone, site):
    for name in ("First Person", "Second Person"):
        factories.listed_provider(display_name=name)
    page = someone()
    page.goto(site + SEARCH)
    _open_map(page)
    pin = page.get_by_role("button", name="First Person")
    assert "Second Person" in pin.get_attribute("aria-label")  # one spot, both named
    page.locator("#p2 h2 a").focus()
    expect(pin).to_contain_class("is-here")
    pin.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a", has_text="Second Person").click()
    expect(page.locator("h1")).to_contain_text("Second Person")


def test_the_map_is_used_with_the_keyboard_alone(someone, site):
    factories.listed_provider(display_name="Near Person")
    factories.listed_provider(display_name="Far Person", place={"latitude": 30.6, "longitude": -97.6})
    page = someone()
    page.goto(site + SEARCH)
    page.get_by_role("button", name="Move around the map").focus()
    page.keyboard.press("Enter")
    page.locator(".map-pin").first.wait_for()
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", "Map of the providers on this page")
    page.keyboard.press("Tab")
    expect(focused).to_have_attribute("aria-label", "1. Near Person")
    page.keyboard.press("Tab")
    expect(focused).to_have_attribute("aria-label", "2. Far Person")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a", has_text="Far Person")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(focused).to_have_attribute("aria-label", "2. Far Person")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a", has_text="Far Person")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Far Person")


def test_a_cluster_opens_up_when_the_map_comes_nearer(someone, site):
    factories.listed_provider(display_name="Near Person")
    factories.listed_provider(display_name="Next Door", place={"latitude": 30.28, "longitude": -97.74})
    factories.listed_provider(display_name="Far Person", place={"latitude": 30.9, "longitude": -97.3})
    page = someone()
    page.goto(site + SEARCH)
    _open_map(page)
    expect(page.get_by_role("button", name="1. Near Person, 2. Next Door")).to_have_text("2 here")
    pin, nearer = (
        page.get_by_role("button", name="1. Near Person", exact=True),
        page.locator(".leaflet-control-zoom-in:not(.leaflet-disabled)"),
    )
    while not pin.count() and nearer.count():  # a press while the map still moves counts for nothing
        nearer.evaluate_all("buttons => buttons.forEach(button => button.click())")  # gone meanwhile: none
        page.wait_for_timeout(100)
    expect(pin).to_have_text("1")


def test_the_map_loads_only_when_shown_from_this_site_and_within_its_budget(chromium, site):
    factories.listed_provider()
    context = chromium.new_context(base_url=site)
    page, loaded = context.new_page(), []
    page.on("response", lambda response: loaded.append(response))
    page.goto(SEARCH, wait_until="networkidle")
    assert not [r.url for r in loaded if any(name in r.url for name in MAP_FILES)]
    loaded.clear()
    with page.expect_response("**/state_outlines*"), page.expect_response("**/cities*"):
        _open_map(page)
    page.wait_for_load_state("networkidle")
    sizes = {response.url: len(gzip.compress(response.body(), 6)) for response in loaded}
    context.close()
    assert all(url.startswith(site) for url in sizes)
    assert all(any(name in url for url in sizes) for name in MAP_FILES)
    assert sum(sizes.values()) <= MAP_BUDGET, sizes


def test_outlines_towns_and_rings_are_drawn(someone, site):
    factories.listed_provider()
    factories.listed_provider(place={"latitude": 30.6, "longitude": -97.4})
    page = someone()
    page.goto(site + SEARCH)
    _open_map(page)
    expect(page.locator("path.map-land").first).to_be_attached()
    expect(page.locator("path.map-ring")).to_have_count(2)
    expect(page.locator(".map-town:not(.is-ring) span").first).to_be_visible()


def test_the_drawn_map_stands_with_and_without_script(someone, site, has_script):
    factories.listed_provider()
    page = someone()
    page.goto(site + SEARCH)
    image = page.get_by_role("img", name="Map of the providers on this page")
    image.scroll_into_view_if_needed()
    assert image.is_visible()
    assert page.get_by_role("button", name="Move around the map").is_visible() is has_script


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_a_press_puts_the_map_before_the_list_and_back(someone, site, has_script, width):
    for number in range(20):
        factories.listed_provider(display_name=f"Person {number}")
    page = someone(width=width)
    page.goto(site + SEARCH)
    views = page.get_by_role("navigation", name="List or map")
    picture, card = page.locator("#map img"), page.locator("#p1")
    assert views.bounding_box()["y"] < 900  # in sight without scrolling
    assert picture.bounding_box()["y"] > card.bounding_box()["y"]
    views.get_by_role("link", name="Map").click()
    expect(picture).to_be_in_viewport()
    assert picture.bounding_box()["y"] < card.bounding_box()["y"]
    views.get_by_role("link", name="List").click()
    expect(card).to_be_in_viewport()
    assert picture.bounding_box()["y"] > card.bounding_box()["y"]


def test_the_movable_map_opens_with_the_view_of_the_drawn_one_and_hides_nothing(someone, site, places):
    factories.listed_provider(display_name="Near Person")
    factories.listed_provider(display_name="Far Person", place={"latitude": 30.6, "longitude": -97.6})
    page = someone()
    page.goto(site + "/providers/?near=78701")
    _open_map(page)
    frame = page.locator(".map-live").bounding_box()
    expect(page.locator("path.map-ring")).to_have_count(2)
    for ring in page.locator("path.map-ring").all():
        box = ring.bounding_box()  # the widest circle is not cut
        assert box["y"] >= frame["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    expect(page.locator(".map-town span", has_text="Austin")).to_be_visible()
    covers = """() => {
      const boxes = (what) => [...document.querySelectorAll(what)].map((one) => one.getBoundingClientRect());
      const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      const labels = boxes(".map-town span");
      return labels.some((one) => boxes(".map-pin, .leaflet-control-zoom").some((other) => over(one, other)));
    }"""
    assert page.evaluate(covers) is False


def test_coming_nearer_never_ends_in_an_empty_field(someone, site):
    factories.listed_provider(
        display_name="North Person", state="TX", place={"latitude": 32.78, "longitude": -96.8}
    )
    factories.listed_provider(display_name="South Person", place={"latitude": 29.42, "longitude": -98.49})
    page = someone()
    page.goto(site + "/providers/")
    _open_map(page)
    nearer = page.locator(".leaflet-control-zoom-in:not(.leaflet-disabled)")
    for _ in range(20):
        if not nearer.count():
            break
        nearer.click()
        page.wait_for_timeout(300)
    assert nearer.count() == 0
    page.wait_for_timeout(500)
    frame = page.locator(".map-live").bounding_box()
    seen = [pin.bounding_box() for pin in page.locator(".map-pin").all()]
    assert any(
        frame["x"] < box["x"] < frame["x"] + frame["width"]
        and frame["y"] < box["y"] < frame["y"] + frame["height"]
        for box in seen
    )


def test_a_pin_marks_its_card_and_a_popup_stands_alone(someone, site):
    factories.listed_provider(display_name="Near Person")
    factories.listed_provider(display_name="Far Person", place={"latitude": 30.6, "longitude": -97.6})
    page = someone()
    page.goto(site + SEARCH)
    _open_map(page)
    pin = page.get_by_role("button", name="2. Far Person")
    pin.focus()
    expect(page.locator("#p2")).to_contain_class("is-here")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_be_visible()
    expect(page.locator(".leaflet-control-zoom")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-control-zoom")).to_be_visible()
