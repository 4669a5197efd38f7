"""Terms of a vocabulary as staff keep them in admin."""

import pytest

from providers import vocabulary
from providers.models import Language, LegalStatus, Treatment
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/providers/language/add/"


def test_the_term_for_which_the_search_has_no_room_is_refused_in_words(client):
    factories.enter_desk(client, factories.user(is_staff=True, is_superuser=True))
    for number in range(63 - Language.objects.count()):
        Language.objects.create(slug=f"tongue-{number}", name=f"Tongue {number}")
    assert Language.objects.count() == 63
    fields = {"slug": "tongue-64", "name": "Tongue 64", "sentence": "", "position": "0"}
    page = client.post(ADD, fields)
    assert page.status_code == 200
    assert "There are 63 already, and the search can hold no more." in page.content.decode()
    assert Language.objects.count() == 63
    term = Language.objects.last()
    address = f"/admin/providers/language/{term.pk}/change/"
    assert client.post(address, {**fields, "name": "Renamed"}).status_code == 302
    term.refresh_from_db()
    assert term.name == "Renamed"


def test_an_acronym_keeps_its_capitals_inside_a_sentence(client):
    term = Treatment.objects.create(
        slug="mdma-therapy", name="MDMA-assisted therapy", practice="prescriber", is_drug_treatment=True
    )
    LegalStatus.objects.create(treatment=term, status="lawful", summary="It is.", known_on="2026-11-01")
    vocabulary.forget()
    page = client.get("/providers/", {"treatment": "mdma-therapy"}).content.decode()
    assert "Nobody offers MDMA-assisted therapy" in page
    assert "mDMA" not in page
    assert (
        "Nobody offers esketamine" in client.get("/providers/", {"treatment": "esketamine"}).content.decode()
    )
