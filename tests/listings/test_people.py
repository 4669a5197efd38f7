"""People in a listing: practices as they are, and documents of the first schema."""

import json

import pytest

from listings.steps.rules import problems
from providers.document import schema as documents
from providers.profile import clinicians, structured_data
from providers.profile.building import profile_of_draft, profile_of_provider
from providers.results.cards import card_of_profile
from tests import factories
from tests.listings.practices import (
    ALL,
    associate,
    both,
    center,
    clinic,
    license_,
    naturopath,
    person,
    place,
    published,
)

pytestmark = pytest.mark.django_db


def said(document):
    """(path, whether it stops) of what is wrong with a document."""
    return [(found.path, found.stops) for found in problems(document)]


@pytest.mark.parametrize("make", [clinic, naturopath, both, associate, center])
def test_a_practice_can_say_the_truth_about_itself(make):
    assert said(make()) == []


def test_a_clinic_shows_who_works_where_with_which_license():
    profile = profile_of_draft(clinic(), is_demonstration=False)
    ada, bea, *_rest = profile.people
    assert (ada.name, ada.parts) == ("Ada Sample, MD", ["Prescribes", "Leads"])
    assert ada.places == ["Clinic 1", "Clinic 2", "Clinic 3", "Clinic 4"]
    assert [(line.type, line.state) for line in ada.licenses] == [
        ("Doctor of medicine", "Colorado"), ("Doctor of medicine", "Wyoming"),
    ]  # fmt: skip
    assert (bea.places, [line.type for line in bea.licenses]) == (["Clinic 1"], ["Nurse anesthetist"])
    employees = json.loads(str(structured_data.of_profile(profile, "https://site.example/")))["employee"]
    assert {"@type": "Person", "name": "Bea Sample", "jobTitle": "Nurse anesthetist"} in employees


def test_a_license_of_a_clinic_names_its_holder_and_a_place_who_works_there():
    licenses = [license_("MD", "CO", holder="c1"), license_("RN", "CO", 3, holder="c9")]
    assert ("licenses-1-holder", True) in said(clinic(licenses=licenses))
    places = [place("CO", "p1", people=["c1"]), place("CO", "p2")]
    assert ("places-1-people", True) in said(clinic(places=places))
    places = [place("CO", "p1", people=["c1"]), place("WY", "p2", people=["c4"])]
    assert ("places-1-people", False) in said(clinic(places=places))


def test_the_step_of_the_people_leads_on_to_the_one_of_their_licenses():
    found = problems(clinic(licenses=[license_("MD", "CO", holder="c1")]))
    assert [problem.path for problem in found if problem.step == "you"] == []
    (problem,) = [problem for problem in found if problem.step == "licenses"]
    assert (problem.path, problem.stops) == ("licenses-0-holder", True)
    assert "Bea Sample, Cal Sample" in problem.sentence


def test_who_only_supports_takes_no_other_part():
    people = [
        person(1, "Ada Sample", ["prescribes", "leads", "in-the-room"]),
        person(6, "Fay", ["in-the-room"]),
    ]
    licenses = [license_("MD", "CO", holder="c1"), license_("PEER", "CO", 2, holder="c6")]
    places = [place("CO", people=["c1"])]
    found = said(clinic(you={"people": people}, licenses=licenses, places=places))
    assert ("people-1-parts", True) in found


def test_a_counselor_and_facilitator_is_called_both_and_needs_both_licenses():
    profile = profile_of_draft(both(), is_demonstration=False)
    assert profile.role == "Professional counselor and psilocybin facilitator"
    assert {offer.treatment for offer in profile.offers} >= {"Preparation and integration therapy"}
    document = both()
    del document.licenses.licenses[1]
    assert ("licenses-0-type", True) in said(document)


@pytest.mark.parametrize("name", ["title", "supervised_by", "supervisor_license", "employer"])
def test_an_associate_says_title_employer_and_supervisor(name):
    assert said(associate(**{name: ""})) == [(f"licenses-0-{name}", True)]


def test_an_associates_card_and_profile_hold_what_the_law_wants_in_an_advertisement():
    profile = profile_of_draft(associate(), is_demonstration=False)
    line = (
        "Associate Marriage and Family Therapist, California, no. DEMO-123, employed by Example Practice, "
        "supervised by Sam Super, Licensed Marriage and Family Therapist, California, 45"
    )
    assert card_of_profile(profile).role == line
    assert profile.people[0].licenses[0].associate == line


def test_a_naturopathic_doctor_prescribes_only_where_the_law_is_known():
    document = naturopath()
    document.licenses.licenses[0].state = "TX"
    document.places.places = [documents.PlaceRow(**place("TX"))]
    assert {("offers-0-where", True), ("own_parts", True)} <= set(said(document))


def test_a_person_stands_without_dr():
    document = both()
    document.you.display_name = "Dr. Robin Sample"
    assert ("display_name", True) in said(document)
    assert profile_of_draft(document, is_demonstration=False).people[0].name == "Robin Sample, LPC"


# --- The first schema ---------------------------------------------------------------------------------


def test_a_solo_document_of_the_first_schema_is_read_with_its_own_parts():
    data = factories.document()
    del data["care"]["own_parts"]
    data["care"]["team"] = [
        {"part": part, "name": "Robin Sample, MD", "license": "MD, Texas"} for part in ALL[:2]
    ] + [{"part": "integrates", "name": "Lee Sample", "license": "LPC, Texas"}]
    document = documents.read_document(data)
    assert document.care.own_parts == ALL[:2]
    assert [(row.name, row.parts, row.license) for row in document.you.people] == [
        ("Lee Sample", ["integrates"], "LPC, Texas")
    ]
    assert clinicians.without_holder(document) == []
    assert said(document) == []


def test_a_teams_license_of_the_first_schema_has_no_holder_and_none_is_made_up():
    data = factories.document(
        you={"role": "clinic", "lead_name": "Pat Sample", "lead_license": "MD, Texas"},
        care={"team": [{"part": "prescribes", "name": "Pat Sample", "license": "MD, Texas"}]},
    )
    document = documents.read_document(data)
    assert [(row.name, row.parts) for row in document.you.people] == [("Pat Sample", ["prescribes", "leads"])]
    profile = profile_of_draft(document, is_demonstration=False)
    assert [line.number for line in profile.without_holder] == ["DEMO-0001"]
    assert profile.people[0].licenses == []
    assert [
        found.stops for found in problems(document, before=document) if found.path == "licenses-0-holder"
    ] == [False]


# --- Several roles --------------------------------------------------------------------------------------


def counselor_in_two_states():
    """A counselor licensed in Oregon who is an associate in California."""
    document = associate()
    document.you.role, document.you.also = "professional-counselor", ["associate"]
    document.licenses.licenses.append(documents.LicenseRow(**license_("LPC", "OR", 7)))
    document.licenses.licenses[1].expires_on = document.licenses.licenses[0].expires_on
    return document


def test_an_associate_of_several_roles_is_called_the_same_on_card_and_profile_wherever_they_stand(client):
    document = counselor_in_two_states()
    provider = published(document)
    profile = profile_of_provider(provider)
    assert profile.line.startswith(
        "Professional counselor; Associate Marriage and Family Therapist, California"
    )
    assert "supervised by Sam Super" in profile.line
    assert card_of_profile(profile).role == profile.line
    (card,) = client.get("/providers/?near=94607").context["page"].cards
    assert card.role == profile.line
    page = client.get(provider.get_absolute_url()).content.decode()
    assert profile.associate in page.split("<h1>")[1].split("</header>")[0]
    contact = client.get(f"{provider.get_absolute_url()}contact/").content.decode()
    assert profile.associate in contact.split("<h1>")[1].split("<form")[0]


def test_an_associate_on_a_team_is_no_line_of_the_clinic():
    licenses = [license_("MD", "CO", holder="c1"), license_("ASSOCIATE", "CO", 2, holder="c4")]
    profile = profile_of_draft(clinic(licenses=licenses), is_demonstration=False)
    assert (profile.line, profile.associate) == ("Clinic", "")


def test_a_place_needs_a_license_of_a_role_that_may_offer_what_is_offered_there():
    document = both()
    document.licenses.licenses[0].state = "CA"
    del document.care.offers[0]
    for row in (document.licenses.licenses[1], document.places.places[0]):
        row.state = "PR"
    document.licenses.licenses[1].type = "ND"
    document.you.also = ["naturopathic-doctor"]
    assert ("offers-0-where", True) in said(document)
