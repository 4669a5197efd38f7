"""A telephone number keeps its extension from the form to the paper."""

import json

import pytest
from phonenumber_field.phonenumber import to_python

from listings.models.submission_key import keys_of
from listings.steps.rules import stopping
from listings.steps.step import Step
from providers.document import telephone
from providers.document.schema import read_document, to_json
from providers.models import Provider
from tests import factories
from tests.listings.practices import by_telehealth_alone, published, therapist_at_home


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("(512) 555-0143", "+15125550143", "(512) 555-0143"),
        ("512-555-0143 x12", "+15125550143;ext=12", "(512) 555-0143 ext. 12"),
        ("512.555.0143, ext. 0042", "+15125550143;ext=0042", "(512) 555-0143 ext. 0042"),
        ("+1 512 555 0143 extension 7", "+15125550143;ext=7", "(512) 555-0143 ext. 7"),
        ("tel:+1-512-555-0143;ext=12", "+15125550143;ext=12", "(512) 555-0143 ext. 12"),
    ],
)
def test_a_number_as_typed_as_kept_as_shown_and_as_dialed(typed, kept, shown):
    assert telephone.stored(to_python(typed, region="US")) == kept
    assert telephone.national(kept) == shown
    assert telephone.stored(to_python(shown, region="US")) == kept
    assert telephone.link(kept) == f"tel:{kept}"
    assert telephone.without_extension(kept) == "+15125550143"


@pytest.mark.parametrize("text", ["", "12", "call us"])
def test_what_is_no_number_is_shown_and_no_link(text):
    assert telephone.national(text) == text
    assert telephone.link(text) == ""


def test_the_quick_way_to_write_a_number_is_that_of_the_library():
    for phone in ("+15125550143", "+12125550100", "+16715550199"):
        assert telephone.national(phone) == to_python(phone).as_national


@pytest.mark.django_db
def test_an_extension_that_is_typed_stays_in_the_document_the_api_and_the_index(client):
    place = {
        "key": "p1", "street": "1400 Example Street", "city": "Austin", "state": "TX", "zip_code": "78701",
        "phone": "+15125550143;ext=12", "shows_street": True,
    }  # fmt: skip
    sent = factories.submission(places={"places": [place]})
    document = read_document(sent.document)
    posted = Step.stored("places", document)
    assert posted.part.places[0].phone == "+15125550143;ext=12"
    provider = factories.approve(sent, by=factories.moderator())
    assert Provider.objects.get().locations.get().phone == "+15125550143"
    (item,) = client.get("/api/v1/providers?near=78701").json()["providers"]
    assert item["place"]["phone"] == "+15125550143;ext=12"
    assert "(512) 555-0143 ext. 12" in client.get(provider.get_absolute_url()).content.decode()
    assert "(512) 555-0143 ext. 12" in client.get("/providers/?near=78701").content.decode()


# --- Telehealth -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_works_by_telehealth_alone_has_a_telephone_wherever_they_are_found(client):
    number = "(512) 555-0188 ext. 4"
    provider = published(by_telehealth_alone())
    page = client.get(provider.get_absolute_url()).content.decode()
    assert page.count(f'<a href="tel:+15125550188;ext=4">{number}</a>') == 2  # beside the name, under Where
    assert number in page.split('id="ledger"')[1].split("</section>")[0]
    assert json.loads(page.split('ld+json">')[1].split("</script>")[0])["telephone"] == number
    (item,) = client.get("/api/v1/providers?telehealth=1").json()["providers"]
    assert (item["place"], item["telehealth_phone"]) == (None, "+15125550188;ext=4")
    found = client.get("/providers/?q=Kai+Sample").content.decode()
    assert number in found.split('class="on-paper"')[1]
    assert client.get("/api/v1/providers", {"q": "512 555 0188"}).json()["total"] == 1


@pytest.mark.django_db
def test_a_number_for_telehealth_is_kept_as_typed_and_needs_a_state():
    document = by_telehealth_alone()
    step = Step.stored("places", document)
    assert step.form["telehealth_phone"].value() == "(512) 555-0188 ext. 4"
    assert step.part.telehealth_phone == "+15125550188;ext=4"
    assert stopping(document) == []
    assert ("phone", "5125550188") in [(str(kind), value) for kind, value in keys_of(to_json(document))]
    document.places.telehealth_states = []
    assert "telehealth_phone" in [problem.path for problem in stopping(document)]


@pytest.mark.django_db
def test_a_home_office_without_a_telephone_shows_none_anywhere(client):
    provider = published(therapist_at_home())
    page = client.get(provider.get_absolute_url()).content.decode()
    assert page.count("tel:+1") == 0
    assert "<p>\n" not in page.split('class="places"')[1].split("Access to")[0].replace(" ", "")[-40:]
    assert "telephone" not in page.split('ld+json">')[1].split("</script>")[0]
    (item,) = client.get("/api/v1/providers?near=78701").json()["providers"]
    assert (item["place"]["phone"], item["telehealth_phone"]) == ("", "")
