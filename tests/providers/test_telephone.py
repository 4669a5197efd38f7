"""A telephone number keeps its extension from the form to the paper."""

import pytest
from phonenumber_field.phonenumber import to_python

from listings.steps.step import Step
from providers.document import telephone
from providers.document.schema import read_document
from providers.models import Provider
from tests import factories


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
