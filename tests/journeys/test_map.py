"""The map beside the results, with and without script."""

from tests import factories

SEARCH = "/providers/?near=30.27,-97.74"


def test_pins_and_cards_belong_together_and_can_be_reached_by_keyboard(someone, site):
    for name in ("First Person", "Second Person"):
        factories.listed_provider(display_name=name)
    page = someone()
    page.goto(site + SEARCH)
    page.get_by_role("button", name="Move around the map").click()
    pin = page.get_by_role("button", name="First Person")
    pin.wait_for()
    assert "Second Person" in pin.get_attribute("aria-label")  # one spot, both named
    page.locator("#p2 h2 a").focus()
    assert "is-here" in pin.get_attribute("class")
    pin.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a", has_text="Second Person").click()
    assert page.locator("h1").inner_text().startswith("Second Person")


def test_the_drawn_map_stands_with_and_without_script(someone, site, has_script):
    factories.listed_provider()
    page = someone()
    page.goto(site + SEARCH)
    image = page.get_by_role("img", name="Map of the providers on this page")
    image.scroll_into_view_if_needed()
    assert image.is_visible()
    assert page.get_by_role("button", name="Move around the map").is_visible() is has_script
