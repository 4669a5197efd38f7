"""Contact data in what therapists write: every disguised datum stops, every true sentence stays."""

from pathlib import Path

import pytest

from listings.checks import contact, streets
from listings.steps.rules import problems
from providers.document import schema as documents
from tests import factories

DATA = Path(__file__).parent / "data"
READERS = {
    "email": contact.holds_email,
    "link": contact.holds_link,
    "phone": contact.holds_phone,
    "address": streets.holds_address,
}


def _rows(name):
    return [line.split("\t", 1) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


TRIED = _rows("contact_sentences.tsv")
SIBLINGS = [(way, *rest.split("\t", 1)) for way, rest in _rows("contact_siblings.tsv")]


def _found(text):
    return [kind for kind, holds in READERS.items() if holds(text)]


@pytest.mark.parametrize(("way", "text"), TRIED)
def test_what_was_tried_on_the_site_is_judged_rightly(way, text):
    assert bool(_found(text)) == (way == "stops"), _found(text)


@pytest.mark.parametrize(("way", "kind", "text"), SIBLINGS)
def test_siblings_of_it_are_judged_rightly_too(way, kind, text):
    assert bool(_found(text)) == (way == "stops"), _found(text)


# --- A hidden street --------------------------------------------------------------------------------------

SAME = [
    ("1400 N Interstate 35", "We sit at 1400 North Interstate 35."),
    ("1400 N Interstate 35", "Our door: 1400 N. Interstate 35"),
    ("1400 N Interstate 35", "1400 I-35 North"),
    ("1400 N Interstate 35", "1400 IH 35"),
    ("1400 Highway 71 W", "Find 1400 Hwy 71 W"),
    ("1400 Highway 71 W", "1400 State Highway 71"),
    ("One Example Plaza", "We are in One Example Plz"),
    ("One Example Plaza", "We are in 1 Example Plaza"),
    ("221 Northeast Sample Boulevard", "221 NE Sample Blvd."),
    ("55 Fifth Avenue", "55 5th Ave"),
    ("55 5th Ave", "55 Fifth Avenue"),
    ("1400 Example Street", "The house is 1400 Example."),
    ("1400 Example Street", "1400, Example St"),
    ("77 County Road 12", "77 CR 12"),
    ("Rural Route 2", "Turn left at RR 2, please."),
    ("12 St. James's Court", "12 St James's Ct"),
    ("900 Farm to Market 1431", "900 FM 1431"),
    ("14 Sample Trail", "14 Sample Trl"),
    ("1400 Éxample Street", "1400 ＥＸＡＭＰＬＥ st"),
    ("1400 Example Street, Suite 200", "The house is 1400 Example."),
    ("1400 Example Street #200", "The house is 1400 Example."),
    ("1400 Example Street, 2nd Floor", "The house is 1400 Example."),
    ("Suite 5, 1400 Example Street", "The house is 1400 Example."),
    ("1400 Example Street", "Come to 1400-A Example St"),
    ("1400-A Example Street", "Come to 1400 Example"),
    ("1400 St. Charles Avenue", "The house is 1400 Saint Charles."),
    ("1400 Fort Sample Road", "The house is 1400 Ft. Sample."),
]
OTHER = [
    ("12 Sessions Lane", "Most need 12 sessions."),
    ("One Example Plaza", "In one example we saw sleep return."),
    ("1400 Example Street", "I have led 1400 evenings."),
    ("1400 Example Street", "An example: the street where you grew up."),
    ("2 Hope Way", "There are 2 ways to hope."),
    ("6 Weeks Court", "For 6 weeks we meet."),
    ("30 Oak Drive", "It is a 30 minute drive."),
    ("400 Main Street", "Main Street has 400 trees, they say."),
    ("1400 A Street", "I have led 1400 street fairs."),
    ("1400 Example Street, Suite 200", "I have led 1400 sessions in 200 weeks."),
]


def _said(street, text, *, shown=False):
    place = {**factories.document()["places"]["places"][0], "street": street, "shows_street": shown}
    parts = {"places": {"places": [place]}, "about": {"approach": text}}
    return [
        p.sentence
        for p in problems(documents.read_document(factories.document(**parts)))
        if p.path == "approach"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("street", "text"), SAME)
def test_a_hidden_street_is_known_in_other_words(street, text):
    assert len(_said(street, text)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("street", "text"), OTHER)
def test_what_only_sounds_like_a_hidden_street_stays(street, text):
    assert _said(street, text) == []


@pytest.mark.django_db
def test_the_name_of_a_place_may_sound_like_an_address_but_not_be_the_hidden_one():
    place = {**factories.document()["places"]["places"][0], "street": "360 Sample Way", "shows_street": False}
    for name, count in (("360 Wellness Way", 0), ("3 Rivers Circle", 0), ("360 Sample Wy", 1)):
        listing = documents.read_document(factories.document(places={"places": [{**place, "name": name}]}))
        assert len([p for p in problems(listing) if p.path == "places-0-name"]) == count, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["@Ease Therapy", "212-HEAL Therapy", "Mind.Health"])
def test_the_name_of_a_practice_may_look_like_contact_data(name):
    listing = documents.read_document(factories.document(you={"display_name": name}))
    assert [p for p in problems(listing) if p.path == "display_name"] == []
