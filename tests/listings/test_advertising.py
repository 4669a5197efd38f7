"""A submission that is advertising is called out at the top of its page; honest ones never are."""

import csv
import re
from pathlib import Path

import pytest

from listings.checks import advertising
from listings.demonstration import samples
from providers.document import schema as documents
from tests import factories
from tests.listings import claim_sentences, queue_of_sixty, unseen_sentences, varied_sentences
from tests.listings.test_needs_eyes import PLAIN, eyes, page_of
from tests.mailbox import run_tasks

DATA = Path(__file__).parent / "data"
SOFA = (
    "Our showroom has sofas, tables and beds for every room of your house. Prices are low all year, and we "
    "deliver on Saturdays in the county. Come and see the new colors of the spring, from green to gold. "
    "The shop is open until nine, and parking is free behind the building."
)
STUFFED = ("best ketamine clinic " * 4).strip() + " in Austin, in Texas, and now."
SPAM = [
    ("Play at our online casino and win the jackpot tonight.", "online casino"),
    ("Payday loans in minutes. Bad credit is fine.", "Payday loans"),
    ("Bitcoin and forex signals that double your money.", "Bitcoin"),
    ("We sell backlinks and guest posts with high domain authority.", "backlinks"),
    ("Rank first on Google with our SEO packages.", "Rank first on Google"),
    ("Cheap Viagra and Cialis, shipped worldwide.", "Viagra"),
    ("Apuestas deportivas y casino en línea con bono.", "Apuestas deportivas"),
    ("Good news. Buy real followers today.", "Buy real followers"),
    ("Female escorts at night. Call now.", "Female escorts"),
    (SOFA, "nothing in its texts is about care"),
    (STUFFED, "“best ketamine clinic” stands 4 times in one text"),
]
LINKS = "See one.example.com and two-shops.com and www.three.example and https://four.example/x for more."
HONEST = [
    "I help people who lose money in online casinos or with sports betting, and their families.",
    "Addiction to slot machines is treated here.",
    "Debts after bitcoin losses weigh on the mind: we talk about that, too.",
    "Payment plans and CareCredit loans can be arranged. Student loans are no reason to wait.",
    "We listen first. We listen last. We listen in between, and then we write down what we will do.",
    "Casino workers, farmers, veterans and students come here. Evening visits are possible.",
    "We talk first, and listen. Nothing is given at a first visit.",
    "You need an adult escort who drives you home; a friend who escorts you is enough.",
    "We take cash, checks, cards and Bitcoin.",
    "Read more at https://www.practice.example.com/first-visit and at www.peers.example.org.",
]


def said_of(**about):
    """The reasons that are found in a listing of these texts."""
    said = documents.Document()
    for name, value in about.items():
        setattr(said.about, name, value)
    return [why for _step, _path, _said, why in advertising.found_in(said)]


@pytest.mark.parametrize(("text", "reason"), SPAM)
@pytest.mark.django_db
def test_advertising_is_the_first_thing_that_the_page_shows(client, staff, text, reason):
    row = factories.submission(you=PLAIN, about={"approach": text, "first_visit": "", "about": ""})
    run_tasks()
    (first, place), *_more = eyes(page_of(client, row))
    assert "It may be advertising" in first
    assert reason in first
    assert place == "check-claims"


def test_many_addresses_and_a_website_that_sells_are_called_out():
    assert any("web addresses stand in one text" in why for why in said_of(approach=LINKS))
    assert said_of(website="https://best-online-casino.example/") == [
        "It may be advertising for something else: “online casino”."
    ]


@pytest.mark.parametrize("text", HONEST)
def test_who_treats_what_others_sell_or_speaks_of_money_is_not_called_out(text):
    assert said_of(approach=text) == []


def test_hours_that_are_the_same_on_every_day_are_not_called_out():
    said = documents.Document()
    hours = "Monday 9 to 5, Tuesday 9 to 5, Wednesday 9 to 5, Thursday 9 to 5, Friday 9 to 5"
    said.places.places = [documents.PlaceRow(hours=hours)]
    assert advertising.found_in(said) == []
    said.places.places[0].hours = "Best online casino, always open"
    assert len(advertising.found_in(said)) == 1


@pytest.mark.django_db
def test_no_listing_of_the_demonstration_and_none_of_the_tests_is_called_out():
    everyone = [sample.document() for sample in (*samples.samples(), *samples.waiting())]
    assert len(everyone) > 40
    for document in (*everyone, factories.document()):
        assert advertising.found_in(documents.read_document(document)) == []
    assert said_of(approach=queue_of_sixty.TEXT) == []


def test_no_sentence_that_the_tests_of_wording_know_is_called_out():
    known = [
        text
        for module in (claim_sentences, unseen_sentences, varied_sentences)
        for name, value in vars(module).items()
        if not name.startswith("__")
        for text in _texts(value)
    ]
    for name in ("contact_sentences.tsv", "contact_siblings.tsv"):
        known += [cell for row in csv.reader((DATA / name).open(), delimiter="\t") for cell in row]
    assert len(known) > 500
    called = [text for text in known if re.search(r"\s", text) and said_of(approach=text[:1500])]
    assert called == []


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.items():
            yield from _texts(one)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _texts(one)
