"""Ten kinds of practice: each can say the truth about itself, and nothing else is shown of it.

Approvals ask for a check of each license here, as on a real site.
"""

import datetime
import json
import re
from dataclasses import dataclass, field
from types import FunctionType

import pytest

from listings.steps.rules import problems
from providers.document import schema as documents
from providers.profile import clinicians
from providers.profile.building import profile_of_draft, profile_of_provider
from providers.results.cards import card_of_profile
from tests import factories
from tests.listings import practices
from tests.listings.test_law_surfaces import facts

pytestmark = pytest.mark.django_db
HIDDEN = "Street not shown."
AGE = "By law for people of 21 and over."


@dataclass(frozen=True)
class Practice:
    """A practice, and what is true of it on each surface.

    `card` holds role, town, price, what for, and whether new patients are taken. `page` are sentences of the
    profile, `item` values of the API, `data` of structured data; `never` stands on no surface.
    """

    make: FunctionType
    card: tuple
    page: list
    item: dict
    data: dict
    never: list = field(default_factory=list)
    query: str = ""

    def __str__(self):
        return self.make.__name__


YES = "Accepting new patients"
#: What stands on the page of a listing that gives a drug and on none of talk therapy.
OF_DRUGS = ["Vital signs monitored", "Cost not stated", "Team: Not stated"]
TABLE = [
    Practice(
        practices.psychiatrist_in_three_states,
        ("Psychiatrist", "Austin, TX", "$2,700 to $3,000",
         "for 6 sessions at $400 to $450 each: Ketamine infusion (IV), medicine billed apart", YES),
        ["Lou Sample, MD Prescribes, Sits with you, Integrates. Doctor of medicine, Texas, no. DEMO-1.",
         "Doctor of medicine, Oklahoma, no. DEMO-2.", "Doctor of medicine, New Mexico, no. DEMO-3.",
         "Telehealth for people in Texas, Oklahoma, New Mexico.", "(512) 555-0177",
         "Medical evaluation An assessment of whether one of these treatments could suit you. Telehealth.",
         "$250 a session in which no drug is given.", "The drug is billed apart", "11 Example Street"],
        {"roles": ["psychiatrist"], "treatments": ["ketamine-infusion"], "languages": ["english"],
         "telehealth_states": ["TX", "OK", "NM"], "telehealth_phone": "+15125550177"},
        {"@type": "Physician", "telephone": "(512) 555-0143", "priceRange": "$250 a session without a drug"},
        [HIDDEN, "Expired", "Colorado"],
    ),
    Practice(
        practices.therapist_at_home,
        ("Clinical social worker", "Austin, TX", "$60 to $150", "a session", YES),
        ["Ana Sample, LCSW Clinical social worker, Texas, no. DEMO-1.", "she/her",
         "$150 a session in which no drug is given. Sliding scale from $60 to $120 a session.",
         "A first call is free.", f"Austin, TX. {HIDDEN}"],
        {"people": [], "costs": [], "telehealth_phone": "",
         "fee": {"session": 150, "sliding_low": 60, "sliding_high": 120, "free_first_call": True}},
        {"@type": "MedicalBusiness", "priceRange": "$60–$150 a session without a drug"},
        ["Quiet Lane", "Unit B", "tel:+1", '"telephone"', *OF_DRUGS],
    ),
    Practice(
        practices.center,
        ("Psilocybin center, Gus Sample", "Portland, OR", "$100", "for 1 session: Psilocybin services", YES),
        ["Gus Sample Sits with you, Integrates, Leads. Psilocybin facilitator, Oregon, no. DEMO-2.",
         "License of the organization Psilocybin service or healing center, Oregon, no. DEMO-1.",
         "License Gus Sample: Psilocybin facilitator, Oregon, no. DEMO-2 Checked by staff",
         AGE, "Psilocybin services (21 and over)"],
        {"kind": "organization", "roles": ["psilocybin-center"]},
        {"@type": "LocalBusiness", "priceRange": "$100 a course",
         "employee": [{"@type": "Person", "name": "Gus Sample", "jobTitle": "Psilocybin facilitator"}]},
        ["Example Street", "MedicalTherapy", "holder not said", "Prescribes"],
    ),
    Practice(
        practices.colorado_center,
        ("Psilocybin center, Hal Sample", "Denver, CO", "$1,200 to $1,500",
         "for 1 session at $900 to $1,200 each: Psilocybin services", YES),
        ["Hal Sample, LCSW Sits with you, Integrates, Leads. Clinical facilitator, Colorado, no. DEMO-2.",
         "Clinical social worker, Colorado, no. DEMO-3.",
         "Ida Sample Sits with you. Psilocybin facilitator, Colorado, no. DEMO-4.", AGE,
         "License of the organization Psilocybin service or healing center, Colorado, no. DEMO-1."],
        {"roles": ["psilocybin-center"], "treatments": ["psilocybin-services"]},
        {"@type": "LocalBusiness", "priceRange": "$1200–$1500 a course",
         "employee": [
             {"@type": "Person", "name": "Hal Sample, LCSW",
              "jobTitle": "Clinical facilitator, Clinical social worker"},
             {"@type": "Person", "name": "Ida Sample", "jobTitle": "Psilocybin facilitator"}]},
        ["For: ", HIDDEN, "Oregon", "MedicalTherapy", "Prescribes"],
    ),
    Practice(
        practices.clinic,
        ("Clinic, Ada Sample", "Denver, CO", "$100", "for 1 session: Ketamine infusion (IV)", YES),
        ["Ada Sample, MD Prescribes, Leads. Works in Clinic 1, Clinic 2, Clinic 3, Clinic 4. "
         "Doctor of medicine, Colorado, no. DEMO-1.", "Doctor of medicine, Wyoming, no. DEMO-7.",
         "Bea Sample Prescribes, Sits with you. Works in Clinic 1. Nurse anesthetist, Colorado, no. DEMO-2.",
         "Cal Sample Sits with you. Works in Clinic 2. Registered nurse, Colorado, no. DEMO-3.",
         "Dee Sample Integrates. Works in Clinic 3. Professional counselor, Colorado, no. DEMO-4.",
         "Eli Sample Integrates. Clinical social worker, Colorado, no. DEMO-5.",
         "Fay Sample Integrates. Peer specialist, Colorado, no. DEMO-6.",
         "4. Clinic 4 Cheyenne, WY."],
        {"kind": "organization", "roles": ["clinic"]},
        {"@type": "MedicalClinic", "description": "Clinic"},
        ["Example Street", "holder not said", "Works in Clinic 4.", "21 and over"],
    ),
    Practice(
        practices.both,
        ("Professional counselor and psilocybin facilitator", "Portland, OR", "$100",
         "for 1 session: Psilocybin services", YES),
        ["Bo Sample, LPC Sits with you, Integrates. Professional counselor, Oregon, no. DEMO-1.",
         "Psilocybin facilitator, Oregon, no. DEMO-2.", AGE, "Portland. For: Grief",
         "$140 a session in which no drug is given."],
        {"roles": ["professional-counselor", "psilocybin-facilitator"],
         "treatments": ["psilocybin-services", "integration-therapy"]},
        {"priceRange": "$100 a course; $140 a session without a drug",
         "description": "Professional counselor and psilocybin facilitator"},
        ["MedicalTherapy", "Clinical facilitator", "Example Street"],
    ),
    Practice(
        practices.associate,
        ("Associate Marriage and Family Therapist, California, no. DEMO-123, employed by Example Practice, "
         "supervised by Sam Super, Licensed Marriage and Family Therapist, California, 45",
         "Oakland, CA", "$120", "a session", YES),
        ["Associate Marriage and Family Therapist, California, no. DEMO-123.",
         "Employed by Example Practice. Supervised by Sam Super, Licensed Marriage and Family Therapist, "
         "California, 45.", "Associate, under supervision in Oakland, California"],
        {"roles": ["associate"], "costs": []},
        {"priceRange": "$120 a session without a drug", "jobTitle": None},
        ["Marriage and family therapist", "AMFT", "independent", *OF_DRUGS],
    ),
    Practice(
        practices.naturopath,
        ("Naturopathic doctor", "Portland, OR", "$100", "for 1 session: Ketamine injection (IM)", YES),
        ["Nan Sample, ND Prescribes, Sits with you, Integrates. Naturopathic doctor, Oregon, no. DEMO-1."],
        {"roles": ["naturopathic-doctor"], "treatments": ["ketamine-injection"]},
        {"@type": "MedicalBusiness"},
        ["Physician", "physician", "Doctor of medicine", "Dr."],
    ),
    Practice(
        practices.nurse_in_puerto_rico,
        ("Nurse practitioner", "San Juan, PR", "$80", "a session",
         "Accepting new patients. In Spanish, not in English"),
        ["Luz Sample Advanced practice nurse, Puerto Rico, no. DEMO-1.", "Languages Spanish Sees",
         "Accepting new patients In Spanish, not in English"],
        {"languages": ["spanish"], "fee": {"session": 80, "sliding_low": None, "sliding_high": None,
                                           "free_first_call": None}},
        {"knowsLanguage": ["Spanish"]},
        ["Languages English", '"English"', *OF_DRUGS],
    ),
    Practice(
        practices.facilitator_in_centers,
        ("Psilocybin facilitator", "Portland, OR", "$100", "for 1 session: Psilocybin services", YES),
        ["Jo Sample Sits with you, Integrates. "
         "Works in First Example Center, Second Example Center, Third Example Center. "
         "Psilocybin facilitator, Oregon, no. DEMO-1.", "Psilocybin facilitator, Colorado, no. DEMO-2.",
         "1. First Example Center 11 Example Street Portland, OR 97205",
         "3. Third Example Center 13 Example Street Denver, CO 80202", AGE],
        {"roles": ["psilocybin-facilitator"], "kind": "person"},
        {"@type": "LocalBusiness"},
        ["License of the organization", "Psilocybin service or healing center", "Prescribes", "For: "],
    ),
]  # fmt: skip


def text_of(html):
    """What a reader reads of a page's profile."""
    shown = html.split('<article class="profile">')[1].split("</article>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)).replace(" .", ".")


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_practice_is_submitted_without_a_complaint_and_shown_as_it_is_on_every_surface(client, row):
    document = row.make()
    assert problems(document) == []
    lead = clinicians.lead_of(document.you.people)
    preview = card_of_profile(profile_of_draft(document, is_demonstration=False), lead=lead)
    assert (preview.role, preview.town, preview.price, preview.price_for, preview.accepting) == row.card
    provider = practices.published(document)
    near = f"near={document.places.places[0].zip_code}&radius=5"
    results = client.get(f"/providers/?{near}")
    card = results.context["page"].cards[0]
    assert (card.role, card.town, card.price, card.price_for, card.accepting) == row.card
    page = client.get(provider.get_absolute_url()).content.decode()
    text, data = text_of(page), facts(client, provider)
    assert [sentence for sentence in row.page if sentence not in text] == []
    item = client.get(f"/api/v1/providers?{near}").json()["providers"][0]
    assert {name: item[name] for name in row.item} == row.item
    assert {name: data.get(name) for name in row.data} == row.data
    assert item["line"] == data["description"]
    assert card.role.startswith(item["line"])
    geojson = client.get(f"/api/v1/providers?{near}&format=geojson").content.decode()
    listed = results.content.decode().split('<li class="card"')[1].split("</ol>")[0]
    surfaces = [text, page.split('class="profile"')[1].split("Others near")[0], listed, geojson]
    surfaces += [json.dumps(item, ensure_ascii=False), json.dumps(data, ensure_ascii=False)]
    assert [(word, index) for word in row.never for index, said in enumerate(surfaces) if word in said] == []


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_license_stands_with_its_holder_title_and_state_on_the_page_and_in_the_interface(client, row):
    document = row.make()
    provider = practices.published(document)
    names = {person.key: person.name for person in document.you.people}
    held = sorted((names.get(one.holder, ""), one.state, one.number) for one in document.licenses.licenses)
    item = client.get("/api/v1/providers").json()["providers"][0]
    assert sorted((one["holder"], one["state"], one["number"]) for one in item["licenses"]) == held
    for person in item["people"]:
        assert {one["holder"] for one in person["licenses"]} == {person["name"].split(",")[0]}
    assert provider.facts.filter(basis="staff").count() == len(held)
    assert item["checked"] == ["license"]


def test_of_a_clinic_the_interface_says_who_works_at_the_place_that_was_found(client):
    practices.published(practices.clinic())
    query = {"near": "82001", "radius": "5"}
    (item,) = client.get("/api/v1/providers", query).json()["providers"]
    assert item["place"]["name"] == "Clinic 4"
    assert [(person["name"], len(person["works_in"])) for person in item["people"]] == [("Ada Sample, MD", 4)]


def test_a_facilitators_centers_stand_with_their_names_in_structured_data(client):
    provider = practices.published(practices.facilitator_in_centers())
    assert [place["name"] for place in facts(client, provider)["location"]] == [
        "First Example Center", "Second Example Center", "Third Example Center",
    ]  # fmt: skip


def test_whoever_asks_for_talk_alone_reads_the_fee_of_talk_on_the_card(client):
    practices.published(practices.both())
    cards = client.get("/providers/?near=97205&treatment=integration-therapy").context["page"].cards
    assert [(card.price, card.price_for) for card in cards] == [("$140", "a session")]


def test_a_license_of_a_team_that_has_ended_is_called_so_and_is_nobodys_title(client):
    document = practices.clinic()
    provider = practices.published(document)
    with factories.saying(provider) as said:
        said.licenses.licenses[2].expires_on = datetime.date(2020, 1, 1)
    page = client.get(provider.get_absolute_url()).content.decode()
    assert "Registered nurse, Colorado, no. DEMO-3. Expired January 1, 2020" in text_of(page)
    employees = {one["name"]: one.get("jobTitle") for one in facts(client, provider)["employee"]}
    assert (employees["Cal Sample"], employees["Bea Sample"]) == (None, "Nurse anesthetist")


def test_what_is_offered_stands_at_the_place_where_it_is_offered(client):
    document = practices.clinic()
    document.care.offers[0].where = ["p1"]
    document.care.offers.append(documents.OfferRow("integration-therapy", ["p4"]))
    document.cost.fee = 130
    provider = practices.published(document)
    for near, slugs, price in (
        ("80202", ["ketamine-infusion"], "$100"),
        ("82001", ["integration-therapy"], "$130"),
    ):
        query = {"near": near, "radius": "5", "treatment": slugs}
        (item,) = client.get("/api/v1/providers", query).json()["providers"]
        assert item["treatments"] == slugs
        (card,) = client.get("/providers/", query).context["page"].cards
        assert (card.price, len(card.treatments)) == (price, 1)
    places = [place.offers for place in profile_of_provider(provider).places]
    talk = "Preparation and integration therapy"
    assert places == [["Ketamine infusion (IV)"], [], [], [talk]]


def test_a_facilitator_is_found_at_each_center(client):
    practices.published(practices.facilitator_in_centers())
    for zip_code in ("97205", "80202"):
        query = {"near": zip_code, "radius": "5", "treatment": "psilocybin-services"}
        (item,) = client.get("/api/v1/providers", query).json()["providers"]
        assert item["place"]["zip_code"] == zip_code


def test_the_interface_describes_fee_people_and_licenses(client):
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert set(schemas["FeeOut"]["properties"]) == {
        "session", "sliding_low", "sliding_high", "free_first_call",
    }  # fmt: skip
    assert {"people", "licenses", "languages", "fee", "line"} <= set(schemas["ProviderOut"]["properties"])
