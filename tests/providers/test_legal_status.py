"""The law: loading what is known, and showing it with source and date."""

import datetime
import html
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.html import escape

from providers import vocabulary
from providers.local_days import today_in
from providers.models import LegalStatus, Place, Treatment
from providers.profile.law import notices, together
from providers.profile.legal_pages import state_slug
from providers.states import TERRITORIES, USState
from tests import factories

pytestmark = pytest.mark.django_db


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
    LegalStatus.objects.filter(treatment__slug="harm-reduction").delete()
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
    factories.listed_provider(treatment="integration-therapy", state="PR", place=where)
    for path in ("/providers/in/puerto-rico/", f"/providers/?near=Puerto+Rico&{query}"):
        text = client.get(path).content.decode()
        assert "We have nothing on record about the law in Puerto Rico." in text
        assert "lawful in" not in text
        assert "licensed program" not in text
    assert "on record" not in client.get("/providers/?near=Puerto+Rico").content.decode()


def test_notices_take_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(notices(["psilocybin-services", "esketamine"], "TX")) == 2


def text_of(response):
    """What a page says, without its tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", response.content.decode())))


def test_every_row_on_the_page_has_its_sources_and_says_that_it_is_not_confirmed(client):
    response = client.get("/legal-status/")
    text, page = text_of(response), response.content.decode()
    for row in LegalStatus.objects.with_sources():
        assert row.summary in text or KETAMINE_LAW in row.summary
        assert f"As known on {row.known_on:%B} {row.known_on.day}, {row.known_on.year}." in text
        for source in row.sources.all():
            assert escape(source.url) in page
            assert source.name in text
    assert "Confirmed by staff" not in text
    assert "All other states: not lawful outside trials" in text


KETAMINE_LAW = "this use is off-label."


PROMISE = "Medical statements and lines of law name their source, with a link; where we know no address,"


@pytest.mark.parametrize(
    "path", ["/legal-status/", "/legal-status/texas/", "/articles/", "/editorial-policy/", "/nowhere/"]
)
def test_sources_are_promised_in_the_same_words_everywhere(client, path):
    assert PROMISE in text_of(client.get(path))


def test_ketamine_is_said_once(client):
    text = text_of(client.get("/legal-status/"))
    assert text.count("Ketamine is approved as an anesthetic") == 1
    assert text.count("In Oregon naturopathic doctors may prescribe it too") == 2  # by injection and by mouth


@pytest.mark.parametrize("name", ["MDMA", "COMP360", "Ibogaine", "LSD", "Ayahuasca"])
def test_what_nobody_may_offer_is_answered_too(client, name):
    text = text_of(client.get("/legal-status/"))
    _before, section = re.split(
        rf"{name}[\w ()]* (?=[A-Z]\w+(?: other)?(?: states)?: (?:law|not))", text, maxsplit=1
    )
    assert re.search("All (?:other )?states: not lawful outside trials", section)


def test_a_state_has_a_page_of_its_own_with_its_own_rows(client):
    text = text_of(client.get("/legal-status/new-mexico/"))
    assert "New Mexico has passed a law on psilocybin services; its program is not open." in text
    assert "Ketamine infusion (IV), ketamine injection (IM)" in text
    assert "MDMA is not lawful in New Mexico outside trials." in text
    assert "no licensed program" not in text
    assert client.get("/legal-status/atlantis/").status_code == 404
    assert "We have nothing on record about the law in Guam." in text_of(client.get("/legal-status/guam/"))


def test_what_changed_is_on_the_page_and_in_a_feed(client):
    change = "New Jersey passed a law for a two-year pilot in three hospitals"
    assert change in text_of(client.get("/legal-status/"))
    feed = client.get("/legal-status/changes/").content.decode()
    assert change in feed
    assert "/legal-status/new-jersey/" in feed


def test_a_confirmed_row_says_when_and_an_old_confirmation_counts_no_more(client):
    today = today_in("OR")
    rows = LegalStatus.objects.filter(state="OR")
    rows.update(confirmed_on=today, confirmed_by=factories.user())
    assert "Confirmed by staff on" in text_of(client.get("/legal-status/oregon/"))
    rows.update(confirmed_on=today - datetime.timedelta(days=366))
    assert "Confirmed by staff" not in text_of(client.get("/legal-status/oregon/"))
    rows.update(confirmed_on=today - datetime.timedelta(days=91))
    assert "Confirmed by staff on" in text_of(client.get("/legal-status/oregon/"))
    rows.update(changes_often=True)
    assert "It is due to be confirmed again." in text_of(client.get("/legal-status/oregon/"))


def on(monkeypatch, day):
    """Let it be another day."""
    noon = datetime.datetime.fromisoformat(f"{day}T18:00Z")  # the same day in every state but Guam's
    monkeypatch.setattr(timezone, "now", lambda: noon)


def test_on_the_day_after_its_last_day_a_row_says_so_by_itself(client, monkeypatch):
    on(monkeypatch, "2027-01-01")
    text = text_of(client.get("/legal-status/"))
    assert "This rule was to end on December 31, 2026. We have not confirmed what follows it." in text
    assert "We were to look at this again after November 30, 2026" in text


def test_on_its_last_day_a_rule_still_holds(client, monkeypatch):
    on(monkeypatch, "2026-12-31")
    text = text_of(client.get("/legal-status/"))
    assert "This rule ends on December 31, 2026." in text
    assert "was to end" not in text


def test_loading_again_leaves_what_staff_wrote():
    LegalStatus.objects.filter(state="OR").update(summary="Corrected by staff.")
    call_command("load_legal_status")
    rows = LegalStatus.objects.filter(state="OR")
    assert {row.summary for row in rows} == {"Corrected by staff."}


def test_a_newer_row_forgets_what_it_no_longer_says():
    row = LegalStatus.objects.filter(last_day=None, confirmed_by=None).first()
    LegalStatus.objects.filter(pk=row.pk).update(known_on="2020-01-01", last_day="2026-01-31", least_age=33)
    call_command("load_legal_status")
    row.refresh_from_db()
    assert (row.last_day, row.least_age) != (datetime.date(2026, 1, 31), 33)
    assert row.last_day is None


def test_a_treatment_can_be_chosen_as_soon_as_it_has_a_row_of_law():
    drug = Treatment.objects.create(
        slug="new-drug", name="New", practice="prescriber", is_drug_treatment=True
    )
    assert not vocabulary.treatments_by_slug()["new-drug"].has_law
    LegalStatus.objects.create(treatment=drug, status="lawful", summary="It is.", known_on="2026-11-01")
    assert vocabulary.treatments_by_slug()["new-drug"].has_law


def test_the_table_says_states_with_one_answer_once_and_links_every_state_and_territory(client):
    page = client.get("/legal-status/")
    html_, law = page.content.decode(), page.context["law"]
    assert [line.name for group in law.differing for line in group.lines] == [
        "Colorado", "New Jersey", "New Mexico", "Oregon", "Utah",
    ]  # fmt: skip
    assert len(law.alike.lines) == 46
    assert {line.name for line in law.unknown} == {str(USState(code).label) for code in TERRITORIES}
    for state in USState:
        assert f'href="/legal-status/{state_slug(state.value)}/"' in html_
    assert html_.count("<tr>") == 1 + len(law.differing) + 1


def test_a_territory_with_a_row_of_its_own_stands_in_the_table(client):
    LegalStatus.objects.filter(treatment__slug="esketamine").update(state="PR")
    law = client.get("/legal-status/").context["law"]
    assert "Puerto Rico" not in {line.name for line in law.unknown}
    assert "Puerto Rico" in {line.name for group in law.differing for line in group.lines}


def test_a_state_is_chosen_and_its_page_opens(client):
    assert client.get("/legal-status/?state=utah").url == "/legal-status/utah/"
    for state in ("", "atlantis"):
        assert client.get(f"/legal-status/?state={state}").status_code == 200


def test_a_territorys_page_claims_nothing(client):
    text = text_of(client.get("/legal-status/puerto-rico/"))
    assert "We have nothing on record about the law in Puerto Rico." in text
    assert "We have not looked at how federal rules are carried out here." in text


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
    (name, own), (_kap, _talk) = laws[0].more
    assert name == "Oral or under-the-tongue ketamine"
    assert own.startswith("On October 10, 2023 the FDA warned of compounded ketamine at home")
    assert "90 FR 61301" in laws[0].source.row.sources.last().name


def test_a_law_that_differs_in_anything_is_said_apart():
    LegalStatus.objects.filter(treatment__slug="ketamine-injection").update(known_on="2026-02-03")
    LegalStatus.objects.filter(treatment__slug="ketamine-oral").update(summary="Schedule III.")
    laws = together(notices(KETAMINE, "NY"), "NY")
    assert [[notice.row.treatment.slug for notice in law.notices] for law in laws] == [
        ["ketamine-infusion", "ketamine-assisted-psychotherapy"],
        ["ketamine-injection"],
        ["ketamine-oral"],
    ]
