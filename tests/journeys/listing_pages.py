"""The pages of Get Listed as a person uses them, and four people with their answers.

Answers are given step by step: a field's name and what is chosen or typed. `True` ticks a box, a list ticks
several; a name that begins with `+` presses the button that adds a row.
"""

import re

from playwright.sync_api import expect

from providers.document.schema import STEPS

AGREED = {"consents": True, "is_accurate": True, "follows_conduct": True}
TEAM = ["prescribes", "in-the-room", "integrates"]


def license_row(number, state, kind, board="Demonstration board"):
    names = ("state", "type", "board", "number", "expires_on")
    values = (state, kind, board, f"DEMO-{number:04}", "2031-08-31")
    return {f"licenses-{number}-{name}": value for name, value in zip(names, values, strict=True)}


def place_row(number, street, city, state, zip_code, phone):
    names = ("street", "city", "state", "zip_code", "phone")
    values = (street, city, state, zip_code, phone)
    return {f"places-{number}-{name}": value for name, value in zip(names, values, strict=True)}


def people(*rows):
    """The people of an organization: a row for each (parts, name, license in words)."""
    answers = {}
    for number, row in enumerate(rows):
        answers[f"+{number}"] = "Add a person"
        answers |= {
            f"people-{number}-{name}": value
            for name, value in zip(("parts", "name", "license"), row, strict=True)
        }
    return answers


PSYCHIATRIST = {
    "you": {
        "role": "psychiatrist",
        "legal_name": "Robin Example Placeholder",
        "display_name": "Robin Placeholder",
        "credentials": "MD",
        "npi": "1234567893",
    },
    "licenses": {
        **license_row(0, "TX", "MD"),
        "+1": "Add another license",
        **license_row(1, "OK", "MD"),
        "+2": "Add another license",
        **license_row(2, "NM", "MD"),
        "has_malpractice_cover": "yes",
        "holds_dea_registration": "yes",
    },
    "places": {
        **place_row(0, "1400 Example Street", "Austin", "TX", "78701", "(512) 555-0143"),
        "places-0-shows_street": True,
        "+1": "Add another place",
        **place_row(1, "100 Sample Road", "Guymon", "OK", "73942", "(580) 555-0143"),
        "telehealth_states": ["TX", "OK", "NM"],
    },
    "care": {
        "offers-0-treatment": "ketamine-infusion",
        "offers-0-where": ["p1", "p2"],
        "offers-0-conditions": ["treatment-resistant-depression"],
        "+offer": "Add another treatment",
        "offers-1-treatment": "medical-evaluation",
        "offers-1-where": ["telehealth"],
        "offers-1-conditions": ["depression"],
        "own_parts": TEAM,
        "accepting": "yes",
    },
    "cost": {
        "costs-0-session_low": "400",
        "costs-0-session_high": "450",
        "costs-0-sessions": "6",
        "payment_options": ["self-pay", "medicare"],
        "~": "Ketamine infusion (IV): as above",  # Medicare is not known to pay for it
        "payments-0-options": ["self-pay"],
    },
    "about": {"approach": "We talk first. Nothing is given at a first visit."},
    "review": AGREED,
}

THERAPIST = {
    "you": {
        "role": "clinical-social-worker",
        "legal_name": "Ana Legal Sample",
        "display_name": "Ana Sample",
        "credentials": "LCSW",
        "pronouns": "she/her",
    },
    "licenses": {**license_row(0, "TX", "LCSW"), "has_malpractice_cover": "yes"},
    "places": place_row(0, "17 Quiet Lane", "Austin", "TX", "78701", "(512) 555-0117"),
    "care": {
        "offers-0-treatment": "integration-therapy",
        "offers-0-where": ["p1"],
        "offers-0-conditions": ["anxiety", "grief"],
        "accepting": "waitlist",
        "wait_weeks": "4",
    },
    "cost": {"payment_options": ["self-pay", "sliding-scale"]},
    "about": {"approach": "I listen. We go at your pace.", "photo_alt": "Ana Sample in a chair"},
    "review": AGREED,
}

CENTER = {
    "you": {
        "role": "psilocybin-center",
        "legal_name": "Demonstration Center LLC",
        "display_name": "Demonstration Center",
        **people((["in-the-room", "integrates", "leads"], "Sam Sample", "Facilitator, Oregon, DEMO-0009")),
    },
    "licenses": {**license_row(0, "OR", "PSILOCYBIN_CENTER"), "has_malpractice_cover": "yes"},
    "places": {
        **place_row(0, "200 Example Avenue", "Portland", "OR", "97201", "(503) 555-0120"),
        "places-0-shows_street": True,
    },
    "care": {
        "offers-0-treatment": "psilocybin-services",
        "offers-0-where": ["p1"],
        "accepting": "yes",
    },
    "cost": {
        "costs-0-session_low": "1500",
        "costs-0-session_high": "2500",
        "costs-0-sessions": "1",
        "payment_options": ["self-pay"],
    },
    "about": {"approach": "You meet your facilitator before anything is decided."},
    "review": AGREED,
}

CLINIC = {
    "you": {
        "role": "clinic",
        "legal_name": "Demonstration Clinic PLLC",
        "display_name": "Demonstration Clinic",
        **people(
            (["prescribes", "leads"], "Pat Sample", ""),
            (["in-the-room"], "Kim Sample", "RN, Texas"),
            (["integrates"], "Lee Sample", "LPC, Texas"),
        ),
    },
    "licenses": {
        "licenses-0-holder": "c1",
        **license_row(0, "TX", "MD"),
        "has_malpractice_cover": "yes",
        "is_rems_certified": "yes",
    },
    "places": {
        **place_row(0, "300 Example Boulevard", "Austin", "TX", "78701", "(512) 555-0130"),
        "places-0-shows_street": True,
        "places-0-hours": "Monday to Friday, 9 to 5",
    },
    "care": {
        "offers-0-treatment": "esketamine",
        "offers-0-where": ["p1"],
        "offers-0-conditions": ["treatment-resistant-depression"],
        "accepting": "yes",
    },
    "cost": {
        "costs-0-session_low": "0",
        "costs-0-session_high": "60",
        "costs-0-sessions": "8",
        "payment_options": ["medicare", "aetna"],
    },
    "about": {"approach": "A nurse stays with you for the two hours."},
    "review": AGREED,
}

#: The least that a listing can say: a therapist who works by telehealth alone.
SHORTEST = {
    "you": {"role": "psychologist", "legal_name": "Kai Legal Sample", "display_name": "Kai Sample"},
    "licenses": {**license_row(0, "TX", "PSYCHOLOGIST"), "has_malpractice_cover": "yes"},
    "places": {"telehealth_states": ["TX"]},
    "care": {
        "offers-0-treatment": "integration-therapy",
        "offers-0-where": ["telehealth"],
        "offers-0-conditions": ["anxiety"],
        "accepting": "yes",
    },
    "cost": {"payment_options": ["self-pay"]},
    "about": {"approach": "We talk. I give nothing."},
    "review": AGREED,
}


def field(page, name, value=None):
    """The control of a field; of several boxes the one with this value."""
    return page.locator(f"[name='{name}']" + (f"[value='{value}']" if value else ""))


def answer(page, name, value):
    """Give one answer with the mouse."""
    if name.startswith("+"):
        page.get_by_role("button", name=value).click()
    elif name.startswith("~"):  # what is folded away
        page.locator("summary", has_text=value).click()
    elif isinstance(value, list):
        unfold(page, name)
        for item in value:
            field(page, name, item).check()
    elif value is True:
        field(page, name).check()
    elif field(page, name).evaluate("field => field.tagName") == "SELECT":
        field(page, name).select_option(value)
    else:
        field(page, name).fill(value)


def unfold(page, name):
    """Open the group that a field is folded into, if it is."""
    group = page.locator("details:not([open])", has=page.locator(f"[name='{name}']"))
    if group.count():
        group.locator("summary").first.click()


def fill(page, answers):
    """Give the answers of one step in their order."""
    for name, value in answers.items():
        answer(page, name, value)


def start(page, sign_in, address):
    """Go from the page that explains to the first step, signing in on the way."""
    page.goto("/get-listed/")
    page.get_by_role("link", name="Start your listing").first.click()
    sign_in(page, address, start=None)
    expect_step(page, "you")


def save(page, step):
    """Save a step and arrive at the next."""
    page.get_by_role("button", name="Save and continue").click()
    expect_step(page, STEPS[STEPS.index(step) + 1])


def submit(page):
    """Send the listing in and arrive where it stands."""
    page.get_by_role("button", name="Submit for review").click()
    expect(page).to_have_url(re.compile(r"/listing/$"))
    expect(page.locator("main")).to_contain_text("With our staff")


def expect_step(page, step):
    """The page of a step is open."""
    expect(page).to_have_url(re.compile(rf"/(get-listed|listing/\d+)/{step}/"))


def write(page, answers, *, look=None):
    """Go through the steps from the one that is open to the end, with these answers; `look` at each."""
    for step in STEPS[:-1]:
        fill(page, answers[step])
        if look:
            look(page, step)
        save(page, step)
    fill(page, answers["review"])
    if look:
        look(page, "review")
    submit(page)


# --- By keyboard alone ----------------------------------------------------------------------------


def keys_from_the_top(page):
    """Skip to the content with the first link of the page."""
    reach(page, page.get_by_role("link", name="Skip to the content"))
    page.keyboard.press("Enter")


def reach(page, control):
    """Press Tab until a control has the focus, which must be visible."""
    for _press in range(150):
        page.keyboard.press("Tab")
        if control.evaluate("control => control === document.activeElement"):
            assert control.evaluate("control => control.matches(':focus-visible')")
            return
    raise AssertionError(f"no key leads to {control}")


def press_by_key(page, name):
    """Reach a button and press Enter."""
    reach(page, page.get_by_role("button", name=name))
    page.keyboard.press("Enter")


def type_answer(page, name, value):
    """Give one answer with the keyboard."""
    if name.startswith("+"):
        press_by_key(page, value)
        page.wait_for_url("**add=**")
        return
    if isinstance(value, list) or value is True:
        for item in value if isinstance(value, list) else [None]:
            reach(page, field(page, name, item))
            page.keyboard.press("Space")
            expect(field(page, name, item)).to_be_checked()
        return
    control = field(page, name)
    reach(page, control)
    kind = control.evaluate("control => control.type")
    if kind == "select-one":
        while control.input_value() != value:
            page.keyboard.press("ArrowDown")
    elif kind == "date":
        year, month, day = value.split("-")
        page.keyboard.type(month + day + year)
    else:
        page.keyboard.type(value)
    expect(control).not_to_have_value("")
