"""Every public page at every width, in both themes, with letters twice as large, and on its first screen."""

import pytest
from django.core.management import call_command

from tests import factories
from tests.journeys.fitting import THEMES, WIDTHS, double_the_letters, faults_at, unreadable

PAGES = [
    "/",
    "/about/",
    "/privacy/",
    "/health-data/",
    "/editorial-policy/",
    "/verification/",
    "/legal-status/",
    "/legal-status/colorado/",
    "/accounts/login/",
    "/get-listed/",
    "/articles/",
    "/articles/ketamine-for-depression/",
    "/articles/?q=side+effects",
    "/articles/?q=ketamina+safe",
    "/articles/?q=xqzzv",
    "/articles/?topic=psilocybin-services&q=mushrooms",
    "/glossary/",
    "/evidence/",
    "/evidence/depression/",
    "/evidence/ketamine/",
    "/providers/",
    "/providers/?near=nowhere-at-all",
    "/providers/?near=Guymon&radius=5",
    "/providers/?near=Austin,+TX&treatment=ketamine-infusion&accepting=1",
    "/providers/?q=PTSD",
    "/providers/in/texas/austin/",
    "/providers/in/oklahoma/",
    "/providers/ana-rivera/",
    "/providers/ana-rivera/contact/",
    "/providers/ana-rivera/report/",
    "/nothing-here/",
]
ENDS = (360, 1280)


@pytest.fixture
def content(places):
    """Two providers (one with a long name), the articles and the law."""
    call_command("load_articles", verbosity=0)
    call_command("load_legal_status")
    provider = factories.listed_provider(
        slug="ana-rivera", display_name="Ana Rivera", conditions=["depression", "ptsd"], telehealth=["TX"]
    )
    factories.cost(provider)
    factories.listed_provider(role="clinic", display_name="Center for Psychopharmacological Treatments")
    return provider


def test_public_pages_fit_every_width_and_can_be_read_in_both_themes(content, chromium, site):
    context = chromium.new_context(base_url=site)
    page, faults, seen = context.new_page(), {}, set()
    for path in PAGES:
        assert page.goto(path).status < 500
        found = [fault for width in WIDTHS for fault in faults_at(page, width)]
        for theme in THEMES:
            found += [fault for width in WIDTHS for fault in unreadable(page, width, theme, seen)]
        if found:
            faults[path] = found
    context.close()
    assert not faults, as_lines(faults)


def test_public_pages_fit_and_can_be_read_with_letters_twice_as_large(content, chromium, site):
    context = chromium.new_context(base_url=site, viewport={"width": 360, "height": 640})
    page, faults, seen = context.new_page(), {}, set()
    double_the_letters(page)
    for path in PAGES:
        assert page.goto(path).status < 500
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        found = [fault for width in WIDTHS[1:] for fault in faults_at(page, width, words=False)]
        for theme in THEMES:
            found += [fault for width in ENDS for fault in unreadable(page, width, theme, seen)]
        if found:
            faults[path] = found
    context.close()
    assert not faults, as_lines(faults)


def as_lines(faults):
    """{path: faults} as a person reads them."""
    return "\n".join(f"{path} {fault}" for path, found in faults.items() for fault in found)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/", "#near"),
        ("/providers/?near=Austin,+TX", ".card h2"),
        ("/providers/in/texas/austin/", ".card h2"),
        ("/providers/ana-rivera/", ".contact .button"),
        ("/articles/ketamine-for-depression/", ".brief li"),
    ],
)
def test_what_one_came_for_stands_on_the_first_screen_of_a_small_phone(content, chromium, site, path, what):
    context = chromium.new_context(base_url=site, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(path)
    box = page.locator(what).first.bounding_box()
    context.close()
    assert box["y"] + min(box["height"], 24) <= 640  # a line of it, at least
