"""Practices as they are get listed in a browser, with and without script, and are shown as they are."""

import pytest
from playwright.sync_api import expect

from tests.journeys import listing_pages as pages
from tests.journeys.test_get_listed import barriers, expect_found

TOWNS = [
    ("80202", "CO", "Denver", 39.7528, -104.9992),
    ("80302", "CO", "Boulder", 40.0172, -105.2851),
    ("80903", "CO", "Colorado Springs", 38.8388, -104.8145),
    ("82001", "WY", "Cheyenne", 41.1437, -104.7962),
    ("97201", "OR", "Portland", 45.5087, -122.6898),
    ("94607", "CA", "Oakland", 37.8071, -122.2851),
]


@pytest.fixture(autouse=True)
def _what_the_site_holds(ready_for_listings):
    """The towns of these practices."""
    ready_for_listings(TOWNS)


def licenses(*rows):
    """The licenses of people: a row for each (holder, state, type)."""
    answers = {}
    for number, (holder, state, kind) in enumerate(rows):
        if number:
            answers[f"+{number}"] = "Add another license"
        answers |= {f"licenses-{number}-holder": holder} if holder else {}
        answers |= pages.license_row(number, state, kind)
    return {**answers, "has_malpractice_cover": "yes"}


def places(*rows):
    """Places: a row for each (name, city, state, ZIP code, who works there)."""
    answers = {}
    for number, (name, city, state, zip_code, people) in enumerate(rows):
        if number:
            answers[f"+{number}"] = "Add another place"
        street = f"{number + 1}00 Example Boulevard"
        answers |= pages.place_row(number, street, city, state, zip_code, f"(303) 555-013{number}")
        answers |= {f"places-{number}-name": name} if name else {}
        answers |= {f"places-{number}-people": people} if people else {}
    return answers


CLINIC = {
    "you": {
        "role": "clinic",
        "legal_name": "Front Range Demonstration PLLC",
        "display_name": "Front Range Demonstration Clinic",
        **pages.people(
            (["prescribes", "leads"], "Ada Sample", ""),
            (["prescribes", "in-the-room"], "Bea Sample", ""),
            (["in-the-room"], "Cal Sample", ""),
            (["integrates"], "Dee Sample", ""),
            (["integrates"], "Eli Sample", ""),
            (["integrates"], "Fay Sample", ""),
        ),
    },
    "licenses": licenses(
        ("c1", "CO", "MD"), ("c1", "WY", "MD"), ("c2", "CO", "CRNA"), ("c3", "CO", "RN"),
        ("c4", "CO", "LPC"), ("c5", "CO", "LCSW"), ("c6", "CO", "PEER"),
    ),
    "places": places(
        ("Downtown", "Denver", "CO", "80202", ["c1", "c2", "c4"]),
        ("Pearl Street", "Boulder", "CO", "80302", ["c1", "c3", "c5"]),
        ("South", "Colorado Springs", "CO", "80903", ["c2", "c6"]),
        ("Cheyenne", "Cheyenne", "WY", "82001", ["c1"]),
    ),
    "care": {
        "offers-0-treatment": "ketamine-infusion",
        "offers-0-where": ["p1", "p2", "p3", "p4"],
        "offers-0-conditions": ["depression"],
        "accepting": "yes",
    },
    "cost": {"costs-0-session_low": "$450", "costs-0-sessions": "6", "payment_options": ["self-pay"]},
    "about": {"approach": "A nurse stays with you."},
    "review": pages.AGREED,
}  # fmt: skip

COUNSELOR = {
    "you": {
        "role": "professional-counselor",
        "also": ["psilocybin-facilitator"],
        "legal_name": "Bo Legal Sample",
        "display_name": "Bo Sample",
        "credentials": "LPC",
    },
    "licenses": licenses(("", "OR", "LPC"), ("", "OR", "PSILOCYBIN_FACILITATOR")),
    "places": places(("", "Portland", "OR", "97201", [])),
    "care": {
        "offers-0-treatment": "psilocybin-services",
        "offers-0-where": ["p1"],
        "+offer": "Add another treatment",
        "offers-1-treatment": "integration-therapy",
        "offers-1-where": ["p1"],
        "own_parts": ["in-the-room", "integrates"],
        "accepting": "yes",
    },
    "cost": {
        "costs-0-session_low": "1,500",
        "costs-0-sessions": "1",
        "fee": "$140",
        "payment_options": ["self-pay"],
    },
    "about": {"approach": "We meet before anything is decided."},
    "review": pages.AGREED,
}

TITLE = "Registered Associate Marriage and Family Therapist"
SUPERVISOR = "Licensed Marriage and Family Therapist, California, DEMO-0045"
ASSOCIATE = {
    "you": {"role": "associate", "legal_name": "Ash Legal Sample", "display_name": "Ash Sample"},
    "licenses": {
        **licenses(("", "CA", "ASSOCIATE")),
        "licenses-0-title": TITLE,
        "~": "Practice under supervision",
        "licenses-0-supervised_by": "Sam Super",
        "licenses-0-supervisor_license": SUPERVISOR,
        "licenses-0-employer": "Example Practice",
    },
    "places": places(("", "Oakland", "CA", "94607", [])),
    "care": {
        "offers-0-treatment": "integration-therapy",
        "offers-0-where": ["p1"],
        "accepting": "yes",
    },
    "cost": {"fee": "120", "payment_options": ["self-pay"]},
    "about": {"approach": "I listen."},
    "review": pages.AGREED,
}


def write(page, sign_in, address, answers, has_script):
    """From the first step to where a submitted listing stands; axe needs script."""
    pages.start(page, sign_in, address)
    pages.write(page, answers, look=barriers if has_script else None)


def test_a_clinic_of_six_in_four_places_is_typed_by_its_office_manager(page, sign_in, approve, has_script):
    write(page, sign_in, "office@frontrange.example", CLINIC, has_script)
    name = "Front Range Demonstration Clinic"
    profile = approve(name)
    for zip_code in ("80202", "80302", "80903", "82001"):
        expect_found(page, f"near={zip_code}&radius=5&treatment=ketamine-infusion", name)
    page.goto(profile)
    team = page.locator(".team > div")
    for who, said in (
        (
            "Ada Sample",
            ["Prescribes, Leads", "Downtown, Pearl Street, Cheyenne", "Doctor of medicine, Wyoming"],
        ),
        ("Bea Sample", ["Sits with you", "Downtown, South", "Nurse anesthetist, Colorado, no. DEMO-0002"]),
        ("Fay Sample", ["Integrates", "Works in South", "Peer specialist, Colorado, no. DEMO-0006"]),
    ):
        for words in said:
            expect(team.filter(has_text=who)).to_contain_text(words)
    expect(page.locator("main")).not_to_contain_text("holder not said")
    assert "Example Boulevard" not in page.content()
    (item,) = page.request.get("/api/v1/providers?near=82001&radius=5").json()["providers"]
    assert [person["name"] for person in item["people"]] == ["Ada Sample"]


def test_a_counselor_who_is_a_facilitator_is_listed_as_both(page, sign_in, approve, has_script):
    write(page, sign_in, "bo@practice.example", COUNSELOR, has_script)
    profile = approve("Bo Sample")
    for treatment in ("psilocybin-services", "integration-therapy"):
        expect_found(page, f"near=97201&radius=5&treatment={treatment}", "Bo Sample")
    role = "Professional counselor and psilocybin facilitator"
    expect(page.locator(".card .who")).to_contain_text(role)
    expect(page.locator(".card")).to_contain_text("$140 a session")
    page.goto(profile)
    main = page.locator("main")
    for words in (role, "21 and over", "Professional counselor, Oregon", "Psilocybin facilitator, Oregon"):
        expect(main).to_contain_text(words)


def test_an_associate_is_shown_with_title_number_employer_and_supervisor(
    page, sign_in, approve, has_script
):  # fmt: skip
    write(page, sign_in, "ash@practice.example", ASSOCIATE, has_script)
    profile = approve("Ash Sample")
    line = f"{TITLE}, California, no. DEMO-0000, employed by Example Practice, "
    line += f"supervised by Sam Super, {SUPERVISOR}"
    expect_found(page, "near=94607&radius=5&treatment=integration-therapy", "Ash Sample")
    expect(page.locator(".card .who")).to_contain_text(line)
    page.goto(profile)
    expect(page.locator(".who-head")).to_contain_text(line)
    expect(page.locator("main")).to_contain_text(f"Supervised by Sam Super, {SUPERVISOR}.")
    expect(page.locator("main")).not_to_contain_text("Vital signs")
