"""axe-core over the main pages: no violation, in both themes, at every width; nothing overflows."""

import re

import pytest
from playwright.sync_api import expect

from listings.access import claiming, inviting
from listings.steps import submitting
from tests import factories
from tests.journeys.barriers import PUBLIC_LOOKS, faults_of, violations_of


@pytest.fixture
def look(page):
    """Open an address in both themes and three widths; return what axe objects to and what overflows."""
    return lambda path: faults_of(page, path)


PAGES = [
    "/",
    "/about/",
    "/privacy/",
    "/health-data/",
    "/editorial-policy/",
    "/verification/",
    "/legal-status/",
    "/legal-status/colorado/",
    "/legal-status/texas/",
    "/legal-status/puerto-rico/",
    "/accounts/login/",
    "/providers/",
    "/providers/?near=nowhere-at-all",
    "/providers/?near=Guymon&radius=5",
    "/providers/?near=Austin,+TX",
    "/providers/?near=Austin,+TX&treatment=ketamine-infusion&accepting=1",
    "/providers/?near=ketamine+78701",
    "/providers/?near=Austin,+TX&page=9999",
    "/providers/?near=Austin,+TX&condition=suicidal-thoughts",
    "/providers/?telehealth=1",
    "/providers/in/texas/",
    "/providers/in/texas/austin/",
    "/providers/ana-rivera/",
    "/providers/ana-rivera/contact/",
    "/providers/ana-rivera/contact/sent/",
    "/providers/ana-rivera/report/",
]


def test_public_pages_have_no_barrier_that_axe_can_see(page, places):
    provider = factories.listed_provider(
        slug="ana-rivera", display_name="Ana Rivera", conditions=["depression"], telehealth=["TX"]
    )
    factories.cost(provider)
    found = {path: faults_of(page, path, PUBLIC_LOOKS) for path in PAGES}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_a_profile_and_its_forms_have_no_barrier_that_axe_can_see(look, places):
    provider = factories.listed_provider(display_name="Ana Rivera")
    factories.cost(provider)
    for path in (f"/providers/{provider.slug}/{page}" for page in ("", "contact/", "report/")):
        assert look(path) == []


def test_a_form_with_errors_has_no_barrier_and_takes_the_focus(page, look):
    page.goto("/accounts/login/")
    page.fill("#id_login", "nobody")
    page.click("text=Send me a code")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".summary")).to_be_focused()
    assert violations_of(page) == []
    page.click(".summary a")
    expect(page.locator("#id_login")).to_be_focused()


def test_get_listed_and_its_steps_have_no_barrier_that_axe_can_see(page, look, sign_in):
    sign_in(page, "new.therapist@clinic.example", "/accounts/login/?next=/listing/")
    page.wait_for_url("**/listing/")
    steps = ("you", "licenses", "places", "care", "cost", "about", "review")
    paths = ["/get-listed/", "/listing/", *(f"/get-listed/{step}/" for step in steps)]
    assert {path: faults for path in paths if (faults := look(path))} == {}


def test_a_dashboard_with_a_draft_an_edit_and_a_listing_fits_a_narrow_screen(page, look, enter):
    draft = factories.submission(submitted=False)
    enter(page, draft.owner)
    assert look("/listing/") == []
    factories.listed_provider(owner=draft.owner, display_name="Center for Psychopharmacological Treatments")
    submitting.submit(draft, by=draft.owner)
    assert look("/listing/") == []


def test_the_pages_on_which_others_are_let_in_have_no_barrier_and_fit_a_narrow_screen(
    page, look, enter, site
):
    owner = factories.user()
    provider = factories.listed_provider(
        owner=owner, role="clinic", display_name="Center for Psychopharmacological Treatments"
    )
    factories.cost(provider)
    factories.collaborator(provider, factories.user("a.rather.long.name@practice.example"), role="editor")
    invitation = inviting.invite_to_write(provider, "next@practice.example", role="owner", by=owner)
    inviting.invite_to_be_listed("sam@practice.example", {}, by=owner, clinic=provider)
    claiming.claim_listing(provider, "Call us.", by=factories.user())
    enter(page, owner)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () =>"
        " document.querySelectorAll('details').forEach(part => { part.open = true }))"
    )
    paths = ["/listing/", f"/listing/people/{provider.slug}/", "/listing/your-data/"]
    paths += [f"/listing/invitation/{inviting.token(invitation)}/"]
    paths += [f"/listing/claim/{factories.listed_provider().slug}/"]
    assert {path: faults for path in paths if (faults := look(path))} == {}
