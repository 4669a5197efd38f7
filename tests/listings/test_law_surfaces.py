"""What the law excludes is found nowhere, even when it stands in a listing that was public before the law."""

import json

import pytest

from listings.steps.rules import stopping
from providers.document import schema as documents
from providers.models import LegalStatus
from providers.profile.building import profile_of_draft
from tests import factories
from tests.listings.test_law import PSILOCYBIN, listing, published

pytestmark = pytest.mark.django_db


def found(client, query):
    """The items of the interface that a search finds."""
    return client.get(f"/api/v1/providers?{query}").json()["providers"]


def facts(client, provider):
    """The structured data of a profile."""
    html = client.get(provider.get_absolute_url()).content.decode()
    return json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])


def test_an_offer_where_it_is_not_lawful_is_found_by_no_filter_word_or_page(client):
    document = listing(PSILOCYBIN, "TX", "clinic")
    document.care.offers.append(documents.OfferRow("esketamine", ["p1"], ["depression"]))
    provider = published(document)
    assert found(client, f"treatment={PSILOCYBIN}") == found(client, "q=psilocybin") == []
    (item,) = found(client, "near=78701")
    assert item["treatments"] == ["esketamine"]
    assert [cost["treatment"] for cost in item["costs"]] == []
    assert "silocybin" not in json.dumps(facts(client, provider))
    profile = profile_of_draft(document, is_demonstration=False)
    assert [offer.treatment for offer in profile.offers] == ["Esketamine nasal spray (Spravato)"]
    assert profile.places[0].offers == ["Esketamine nasal spray (Spravato)"]


def test_a_place_at_which_nothing_that_is_offered_is_lawful_is_not_found(client):
    published(listing(PSILOCYBIN, "TX", "psilocybin-center"))
    assert found(client, "") == []


def test_conditions_that_nobody_may_name_are_no_hit(client):
    published(listing(PSILOCYBIN, "OR", "psilocybin-center", offer={"conditions": ["ptsd"]}))
    published(listing("ketamine-infusion", "TX", "clinic", offer={"conditions": ["ptsd"]}))
    assert [item["treatments"] for item in found(client, "condition=ptsd")] == [["ketamine-infusion"]]
    assert found(client, f"condition=ptsd&treatment={PSILOCYBIN}") == []


def test_what_goes_by_telehealth_is_found_only_in_states_whose_rule_allows_it(client):
    rule = LegalStatus.objects.get(subject__startswith="Prescribing")
    LegalStatus.objects.create(
        subject=rule.subject, state="NM", status="not-lawful", summary="", known_on=rule.known_on
    )
    where = {"where": [documents.TELEHEALTH]}
    document = listing("ketamine-oral", "TX", "psychiatrist", offer=where, telehealth_states=["TX", "NM"])
    document.licenses.licenses.append(
        documents.LicenseRow(state="NM", type="MD", board="Board", number="DEMO-2")
    )
    document.licenses.licenses[1].expires_on = document.licenses.licenses[0].expires_on
    published(document)
    remote = "telehealth=1&treatment=ketamine-oral&near="
    factories.zip_code("87501", state="NM", city="Santa Fe")
    assert len(found(client, f"{remote}78701")) == 1
    assert found(client, f"{remote}87501") == []


def test_what_no_license_of_the_listing_allows_in_a_state_is_found_and_shown_nowhere(client):
    document = listing("ketamine-infusion", "TX", "clinic", license="LCSW")
    document.care.offers.append(documents.OfferRow("integration-therapy", ["p1"]))
    provider = published(document)
    assert found(client, "treatment=ketamine-infusion") == found(client, "q=infusion") == []
    (item,) = found(client, "near=78701")
    assert item["treatments"] == ["integration-therapy"]
    assert "infusion" not in json.dumps(facts(client, provider))
    profile = profile_of_draft(document, is_demonstration=False)
    assert [offer.treatment for offer in profile.offers] == ["Preparation and integration therapy"]


def test_the_price_of_an_offer_that_the_law_excludes_is_not_shown(client):
    document = listing(PSILOCYBIN, "TX", "clinic")
    document.care.offers.append(documents.OfferRow("esketamine", ["p1"], ["depression"]))
    document.cost.payments = [documents.PaymentRow(PSILOCYBIN, ["self-pay"])]
    provider = published(document)
    assert profile_of_draft(document, is_demonstration=False).costs == []
    assert "priceRange" not in facts(client, provider)
    main = client.get(provider.get_absolute_url()).content.decode().partition("<main")[2]
    assert "Psilocybin" not in main.partition("</main>")[0]


def test_a_profile_names_no_state_for_telehealth_in_which_nothing_is_lawful_remotely(client):
    where = {"where": [documents.TELEHEALTH]}
    document = listing("ketamine-oral", "TX", "psychiatrist", offer=where, telehealth_states=["TX", "PR"])
    provider = published(document)
    profile = profile_of_draft(document, is_demonstration=False)
    assert profile.telehealth_states == ["Texas"]
    assert "Puerto Rico" not in json.dumps(facts(client, provider))


def test_a_profile_says_telehealth_only_of_what_may_be_given_remotely(client):
    where = {"where": ["p1", documents.TELEHEALTH]}
    document = listing("esketamine", "TX", "psychiatrist", offer=where, telehealth_states=["TX"])
    published(document)
    (offer,) = profile_of_draft(document, is_demonstration=False).offers
    assert offer.where == ["Austin"]


def test_the_rule_on_telehealth_says_which_licenses_may_prescribe_by_it(client):
    where = {"where": ["p1", documents.TELEHEALTH]}
    document = listing("ketamine-oral", "TX", "clinic", license="CRNA", offer=where, telehealth_states=["TX"])
    (problem,) = [p for p in stopping(document) if p.path == "offers-0-where"]
    assert "by telehealth" in problem.sentence
    assert "Advanced practice nurse" in problem.sentence
    published(document)
    assert found(client, "telehealth=1&treatment=ketamine-oral&near=78701") == []
    assert [item["treatments"] for item in found(client, "near=78701")] == [["ketamine-oral"]]
    (offer,) = profile_of_draft(document, is_demonstration=False).offers
    assert offer.where == ["Austin"]
