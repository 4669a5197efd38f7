"""Four people get listed, each in their own way, and are found; what must stay hidden stays so."""

import re

import pytest
from playwright.sync_api import expect

from listings.models import Submission
from tests import pictures
from tests.journeys import listing_pages as pages
from tests.journeys.barriers import violations_of
from tests.mailbox import run_tasks

TOWNS = [
    ("97201", "OR", "Portland", 45.5087, -122.6898),
    ("87501", "NM", "Santa Fe", 35.7020, -105.9747),
]


@pytest.fixture(autouse=True)
def _what_the_site_holds(ready_for_listings):
    """The towns of these people."""
    ready_for_listings(TOWNS)


def barriers(page, step):
    """No barrier that axe can see, and nothing that runs out of the page."""
    found = violations_of(page)
    assert [(step, v["id"], node["html"][:200]) for v in found for node in v["nodes"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), step


def expect_found(page, query, name):
    """A search finds a listing by this name."""
    page.goto(f"/providers/?{query}")
    expect(page.get_by_role("link", name=name).first, query).to_be_visible()


def test_a_psychiatrist_with_two_places_is_found_at_both_and_by_telehealth_in_three_states(
    page, sign_in, approve
):
    pages.start(page, sign_in, "robin@clinic.example")
    pages.write(page, pages.PSYCHIATRIST, look=barriers)
    name = "Robin Placeholder"
    profile = approve(name)
    for place in ("78701", "Guymon, OK"):
        expect_found(page, f"near={place}&radius=5&treatment=ketamine-infusion", name)
    for state in ("Texas", "Oklahoma", "New Mexico"):
        expect_found(page, f"near={state}&telehealth=1&treatment=medical-evaluation", name)
    page.goto("/providers/?near=Oregon&telehealth=1")
    expect(page.locator("#found")).to_contain_text("Nobody listed offers telehealth in Oregon.")
    page.goto(profile)
    expect(page.locator("main")).to_contain_text("1400 Example Street")
    assert "100 Sample Road" not in page.content()


def test_a_therapist_who_works_from_home_without_an_npi_shows_their_street_to_nobody(
    someone, sign_in, approve, has_script
):
    page = someone(width=390)
    pages.start(page, sign_in, "ana@practice.example")
    answers = pages.THERAPIST
    for step in ("you", "licenses", "places", "care", "cost"):
        pages.fill(page, answers[step])
        pages.save(page, step)
    _send_a_photo(page, has_script)
    pages.fill(page, answers["about"])
    pages.save(page, "about")
    expect(page.get_by_role("img", name="Ana Sample in a chair").first).to_be_visible()
    if has_script:  # which axe needs
        barriers(page, "review")
    pages.fill(page, answers["review"])
    pages.submit(page)
    profile = approve("Ana Sample")
    page.goto(profile)
    expect(page.get_by_role("img", name="Ana Sample in a chair").first).to_be_visible()
    expect_found(page, "near=78701&radius=5&treatment=integration-therapy", "Ana Sample")
    tell = {path for path in _public(profile) if "Quiet Lane" in page.request.get(path).text()}
    assert tell == set()
    page.goto("/providers/?q=17+Quiet+Lane")
    expect(page.get_by_role("link", name="Ana Sample")).to_have_count(0)
    place = page.request.get("/api/v1/providers?near=78701").json()["providers"][0]["place"]
    assert (place["street"], place["latitude"], place["longitude"]) == (None, 30.2706, -97.7426)


def _send_a_photo(page, has_script):
    picture = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(size=(1000, 800))}
    page.locator("#picture input[type=file]").set_input_files(picture)
    if has_script:
        expect(page.locator("#picture")).to_contain_text("Its sizes are being made")
    else:
        page.get_by_role("button", name="Save and continue").click()
        expect(page.locator(".summary")).to_be_visible()  # the text is missing yet
    run_tasks()
    if not has_script:
        page.get_by_role("button", name="Look again").click()
    expect(page.locator("#picture")).to_contain_text("as patients will see it")


def _public(profile):
    """Every address that shows a listing to the public."""
    near = "near=78701&radius=50"
    return [
        profile,
        f"{profile}map.svg",
        f"{profile}contact/",
        f"{profile}report/",
        f"/providers/?{near}",
        "/providers/?q=Ana+Sample",
        f"/providers/map.svg?{near}",
        "/providers/in/texas/",
        "/providers/in/texas/austin/",
        f"/api/v1/providers?{near}",
        f"/api/v1/providers?{near}&format=geojson",
        "/sitemap.xml",
    ]


def test_an_oregon_service_center_gets_listed_by_keyboard_alone(page, sign_in, approve):
    pages.start(page, sign_in, "center@service.example")
    for step, answers in pages.CENTER.items():
        pages.keys_from_the_top(page)
        for name, value in answers.items():
            pages.type_answer(page, name, value)
        last = step == "review"
        pages.press_by_key(page, "Submit for review" if last else "Save and continue")
        if not last:
            pages.expect_step(page, pages.STEPS[pages.STEPS.index(step) + 1])
    expect(page.locator("main")).to_contain_text("With our staff")
    approve("Demonstration Center")
    expect_found(page, "near=97201&treatment=psilocybin-services", "Demonstration Center")


def test_a_clinic_begins_on_one_device_and_ends_on_another(someone, sign_in, approve, has_script):
    desk, phone = someone(), someone(width=390)
    answers = pages.CLINIC
    pages.start(desk, sign_in, "front-desk@clinic.example")
    for step in ("you", "licenses"):
        pages.fill(desk, answers[step])
        pages.save(desk, step)
    pages.fill(desk, {"places-0-street": "300 Example Boulevard", "places-0-city": "Austin"})
    if has_script:
        expect(desk.locator("#saved")).to_contain_text("Saved at")
    else:
        desk.get_by_role("button", name="Save and stop for now").click()
        expect(desk).to_have_url(re.compile("/listing/$"))
    desk.context.close()
    sign_in(phone, "front-desk@clinic.example", "/accounts/login/?next=/listing/")
    phone.get_by_role("link", name="Go on writing").click()
    expect(pages.field(phone, "display_name")).to_have_value("Demonstration Clinic")
    phone.goto("/get-listed/places/")  # leads to the one that is being written
    expect(phone).to_have_url(re.compile(r"/listing/\d+/places/"))
    expect(pages.field(phone, "places-0-street")).to_have_value("300 Example Boulevard")
    for step in ("places", "care", "cost", "about"):
        pages.fill(phone, answers[step])
        pages.save(phone, step)
    pages.fill(phone, answers["review"])
    pages.submit(phone)
    assert Submission.objects.count() == 1
    approve("Demonstration Clinic")
    expect_found(phone, "near=78701&treatment=esketamine", "Demonstration Clinic")
