"""The law: loading what is known, and showing it with source and date."""

import re

import pytest
from django.core.management import call_command
from django.utils import timezone

from providers.models import LegalStatus, Place
from providers.profile.law import notices, together
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _law():
    call_command("load_legal_status")


def lead(treatment, state):
    """The first sentence on a treatment in a state."""
    (notice,) = notices([treatment], state)
    return notice.lead


def test_psilocybin_services_differ_by_state():
    assert lead("psilocybin-services", "OR") == "Oregon has a licensed program for psilocybin services."
    assert lead("psilocybin-services", "TX") == "Texas has no licensed program for psilocybin services."
    assert "not open" in lead("psilocybin-services", "NM")
    assert lead("ketamine-infusion", "TX") == "Ketamine infusion (IV) is lawful in Texas."


def test_a_treatment_without_a_row_gives_no_notice():
    assert notices(["harm-reduction"], "TX") == []


@pytest.mark.parametrize("state", ["PR", "GU", "VI", "AS", "MP", "MH"])
def test_what_is_known_of_all_states_is_not_said_of_a_territory(state):
    assert notices(["psilocybin-services", "ketamine-infusion"], state) == []


def test_a_row_of_its_own_speaks_for_a_territory():
    LegalStatus.objects.filter(treatment__slug="esketamine").update(state="PR")
    assert lead("esketamine", "PR") == "Esketamine nasal spray (Spravato) is lawful in Puerto Rico."


@pytest.mark.parametrize("query", ["treatment=esketamine", "treatment=psilocybin-services"])
def test_pages_about_a_territory_say_that_its_law_is_not_known(client, query):
    Place.objects.create(
        kind="state", name="Puerto Rico", folded="puertorico", slug="puerto-rico", state="PR",
        latitude=18.2, longitude=-66.4,
    )  # fmt: skip
    where = {"city": "San Juan", "zip_code": "00901", "latitude": 18.4, "longitude": -66.1}
    factories.listed_provider(treatment="esketamine", state="PR", place=where)
    for path in ("/providers/in/puerto-rico/", f"/providers/?near=Puerto+Rico&{query}"):
        text = client.get(path).content.decode()
        assert "We have nothing on record about the law in Puerto Rico." in text
        assert "lawful in" not in text
        assert "licensed program" not in text
    assert "on record" not in client.get("/providers/?near=Puerto+Rico").content.decode()


def test_notices_take_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(notices(["psilocybin-services", "esketamine"], "TX")) == 2


def test_every_row_on_the_page_has_its_source_and_says_that_it_is_not_confirmed(client):
    html = client.get("/legal-status/").content.decode()
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))
    assert text.count("Source:") == LegalStatus.objects.count()
    assert text.count("not confirmed by staff since January 2, 2026") == LegalStatus.objects.count()
    assert "All other states: no licensed program" in text


def test_a_confirmed_row_says_when(client):
    today = timezone.localdate()
    LegalStatus.objects.filter(state="OR").update(confirmed_on=today, confirmed_by=factories.user())
    assert "Confirmed by staff on" in client.get("/legal-status/").content.decode()


def test_loading_again_leaves_what_staff_wrote():
    LegalStatus.objects.filter(state="OR").update(summary="Corrected by staff.")
    call_command("load_legal_status")
    assert LegalStatus.objects.get(state="OR").summary == "Corrected by staff."


def test_the_page_takes_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        client.get("/legal-status/")


KETAMINE = ["ketamine-infusion", "ketamine-injection", "ketamine-oral", "ketamine-assisted-psychotherapy"]


def test_what_the_law_says_of_several_treatments_is_said_once():
    slugs = [*KETAMINE, "esketamine", "psilocybin-services"]
    laws = together(notices(slugs, "NY"), "NY")
    assert [law.lead for law in laws] == [
        "Ketamine infusion (IV), ketamine injection (IM), oral or under-the-tongue ketamine and "
        "ketamine-assisted psychotherapy are lawful in New York.",
        "Esketamine nasal spray (Spravato) is lawful in New York.",
        "New York has no licensed program for psilocybin services.",
    ]
    ((name, own),) = laws[0].more
    assert name == "Oral or under-the-tongue ketamine"
    assert own.startswith("Prescribing it by telehealth")
    assert "Federal Register" in laws[0].source.row.source_name


def test_a_law_that_differs_in_anything_is_said_apart():
    LegalStatus.objects.filter(treatment__slug="ketamine-injection").update(known_on="2026-02-03")
    LegalStatus.objects.filter(treatment__slug="ketamine-oral").update(summary="Schedule III.")
    laws = together(notices(KETAMINE, "NY"), "NY")
    assert [[notice.row.treatment.slug for notice in law.notices] for law in laws] == [
        ["ketamine-infusion", "ketamine-assisted-psychotherapy"],
        ["ketamine-injection"],
        ["ketamine-oral"],
    ]
