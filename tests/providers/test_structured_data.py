"""What a profile says to search engines: of each role only what schema.org allows there."""

import json
import re

import pytest

from providers.models.eligibility import ORGANIZATION_ROLES, Role
from tests import factories

pytestmark = pytest.mark.django_db

THING = {"name", "url", "description"}
ORGANIZATION = THING | {"knowsLanguage", "address", "telephone", "location", "areaServed", "makesOffer"}
BUSINESS = ORGANIZATION | {"priceRange", "openingHoursSpecification"}
#: Type → the properties that schema.org's vocabulary (release 29) gives it, of those that profiles use.
ALLOWED = {
    "Person": THING | {"knowsLanguage", "jobTitle", "address", "telephone", "makesOffer"},
    "Organization": ORGANIZATION,
    "LocalBusiness": BUSINESS,
    "MedicalBusiness": BUSINESS,
    "MedicalClinic": BUSINESS | {"availableService"},
    "Physician": BUSINESS | {"availableService"},
    "Place": THING | {"address", "telephone", "openingHoursSpecification"},
    "OpeningHoursSpecification": THING | {"dayOfWeek", "opens", "closes"},
    "PostalAddress": {
        "addressLocality",
        "addressRegion",
        "postalCode",
        "addressCountry",
        "streetAddress",
    },
    "MedicalTherapy": THING,
    "Service": THING | {"areaServed"},
    "Offer": THING | {"itemOffered", "areaServed"},
    "State": THING,
}
#: Role → its type with a place.
TYPES = {
    Role.PSYCHIATRIST: "Physician",
    Role.PHYSICIAN: "Physician",
    Role.NURSE_PRACTITIONER: "MedicalBusiness",
    Role.NURSE_ANESTHETIST: "MedicalBusiness",
    Role.PHYSICIAN_ASSISTANT: "MedicalBusiness",
    Role.PSYCHOLOGIST: "MedicalBusiness",
    Role.CLINICAL_SOCIAL_WORKER: "MedicalBusiness",
    Role.MARRIAGE_AND_FAMILY_THERAPIST: "MedicalBusiness",
    Role.PROFESSIONAL_COUNSELOR: "MedicalBusiness",
    Role.ASSOCIATE: "MedicalBusiness",
    Role.NATUROPATHIC_DOCTOR: "MedicalBusiness",
    Role.PSILOCYBIN_FACILITATOR: "LocalBusiness",
    Role.CLINICAL_FACILITATOR: "LocalBusiness",
    Role.CLINIC: "MedicalClinic",
    Role.GROUP_PRACTICE: "MedicalClinic",
    Role.HOSPITAL_PROGRAM: "MedicalClinic",
    Role.PSILOCYBIN_CENTER: "LocalBusiness",
    Role.TRIAL_SITE: "MedicalClinic",
}
#: What Google's guide for local businesses asks for.
GOOGLE = {"name", "address"}


def said(client, provider):
    """What the profile's page says."""
    page = client.get(f"/providers/{provider.slug}/").content.decode()
    return json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def misfits(thing):
    """Properties that their type does not have, wherever they stand; empty values are none of a fact's."""
    found = []
    for name, value in thing.items():
        if not name.startswith("@") and name not in ALLOWED[thing["@type"]]:
            found.append((thing["@type"], name))
        if value in ("", None, [], {}):
            found.append((name, "empty"))
        for one in value if isinstance(value, list) else [value]:
            found += misfits(one) if isinstance(one, dict) else []
    return found


@pytest.mark.parametrize("role", Role)
def test_each_role_with_a_place_says_only_what_its_type_allows(client, role):
    provider = factories.listed_provider(role=role, telehealth=("TX",), place={"hours": "Mon-Fri 9-5"})
    factories.cost(provider)
    data = said(client, provider)
    assert [row["opens"] for row in data["openingHoursSpecification"]] == ["09:00"] * 5
    assert data["@type"] == TYPES[role]
    assert misfits(data) == []
    assert data.keys() >= GOOGLE
    assert data["address"]["streetAddress"] == "1400 Example Street"
    treatments = [service["name"] for service in data.get("availableService", [])]
    treatments += [offer["itemOffered"]["name"] for offer in data.get("makesOffer", [])]
    assert len(treatments) == 2


@pytest.mark.parametrize("role", Role)
def test_each_role_without_a_place_claims_no_business_on_a_street(client, role):
    provider = factories.listed_provider(role=role, place=False, telehealth=("TX",))
    factories.cost(provider)
    data = said(client, provider)
    assert data["@type"] == ("Organization" if role in ORGANIZATION_ROLES else "Person")
    assert misfits(data) == []
    assert "Texas" in json.dumps(data)
    assert "integration therapy" in json.dumps(data["makesOffer"])


def test_the_address_is_that_of_the_first_place_and_a_hidden_street_stays_hidden(client):
    provider = factories.listed_provider(place={"shows_street": False})
    data = said(client, provider)
    assert "streetAddress" not in data["address"]
    assert data["address"]["postalCode"] == "78701"
    assert "location" not in data
    factories.location(provider, city="Waco")
    assert [place["address"]["addressLocality"] for place in said(client, provider)["location"]] == [
        "Austin",
        "Waco",
    ]
