"""Half-typed places are completed where script runs."""

from playwright.sync_api import expect


def test_a_half_typed_town_is_offered_and_found(someone, site, places):
    page = someone()
    page.goto(site)
    field = page.get_by_label("City or ZIP code")
    field.press_sequentially("guym")
    page.locator('datalist option[value="Guymon, OK"]').wait_for(state="attached")
    field.fill("Guymon, OK")
    page.get_by_role("button", name="Find Providers").click()
    expect(page.locator("h1")).to_contain_text("Guymon, OK")
