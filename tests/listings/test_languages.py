"""Care that is not offered in English: said by whoever offers it, shown wherever they are found."""

import json

import pytest

from listings.document.in_words import Reader
from listings.publishing import small_changes
from listings.steps.rules import stopping
from listings.steps.step import Step
from providers.document import schema as documents
from providers.profile.building import profile_of_draft, profile_of_provider
from providers.results.cards import card_of_profile
from tests.listings.practices import associate, nurse_in_puerto_rico, published

pytestmark = pytest.mark.django_db
CARD = "Accepting new patients. In Spanish, not in English"


def languages_in(client, provider):
    """What structured data and interface say of the languages."""
    page = client.get(provider.get_absolute_url()).content.decode()
    data = json.loads(page.split('ld+json">')[1].split("</script>")[0])
    (item,) = client.get("/api/v1/providers").json()["providers"]
    return data["knowsLanguage"], item["languages"]


def test_a_practice_in_spanish_alone_says_so_on_card_page_and_in_data(client):
    provider = published(nurse_in_puerto_rico())
    profile = profile_of_provider(provider)
    assert profile.languages == ["Spanish"]
    assert card_of_profile(profile).accepting == CARD
    (card,) = client.get("/providers/?near=00901").context["page"].cards
    assert card.accepting == CARD
    assert "<dd>Spanish</dd>" in client.get(provider.get_absolute_url()).content.decode()
    assert languages_in(client, provider) == (["Spanish"], ["spanish"])


def test_who_says_nothing_of_it_offers_care_in_english(client):
    document = associate()
    document.care.languages = ["spanish"]
    provider = published(document)
    assert "<dd>English, Spanish</dd>" in client.get(provider.get_absolute_url()).content.decode()
    assert languages_in(client, provider) == (["English", "Spanish"], ["english", "spanish"])


def test_a_practice_without_english_names_its_languages():
    document = nurse_in_puerto_rico()
    assert stopping(document) == []
    document.care.languages = []
    assert [problem.path for problem in stopping(document)] == ["languages"]
    assert profile_of_draft(document, is_demonstration=False).languages == []


def test_english_is_taken_out_with_a_tick_and_that_is_a_small_fact():
    document = nurse_in_puerto_rico()
    step = Step.stored("care", document)
    assert "without_english" in step.form.fields
    assert step.part.without_english
    step.data.pop("without_english")
    step = Step.posted("care", document, step.data)
    assert not step.part.without_english
    assert ("care", "without_english") in small_changes.INSTANT
    said = next(section for section in Reader().sections(document) if section.step == "care")
    assert "not in English" in [line.text for field in said.stated for line in field.proposed]
    empty = Reader().sections(documents.Document())
    assert "without_english" not in [field.name for section in empty for field in section.stated]
