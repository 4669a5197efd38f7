"""Claims: what is warned about, what passes."""

import pytest

from listings import document as documents
from listings.checks.claims import findings
from listings.rules import problems
from tests import factories


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine cures depression.",
        "Results guaranteed.",
        "We use FDA-approved ketamine for depression.",
        "A miracle for many.",
        "It has no side effects.",
        "We offer MDMA sessions.",
        "Completely safe and risk-free.",
        "There is no waiting list. We guarantee relief.",
    ],
)
def test_a_claim_is_found(text):
    assert findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "There is no cure, and we say so.",
        "Esketamine is FDA-approved for treatment-resistant depression.",
        "We cannot guarantee an outcome.",
        "Ketamine is not FDA-approved for depression.",
        "Integration after an ayahuasca experience.",
        "We monitor blood pressure the whole time.",
        "A secure, curated space.",
    ],
)
def test_an_honest_sentence_passes(text):
    assert findings(text) == []


@pytest.mark.django_db
def test_wording_warns_and_contact_data_stop():
    listing = documents.read(factories.document(about={"approach": "Results guaranteed."}))
    assert [(p.path, p.stops) for p in problems(listing)] == [("approach", False)]
    for text in (
        "Call 512-555-0143.",
        "Write to me@mail.example",
        "See www.example.com",
        "https://a.example",
    ):
        listing = documents.read(factories.document(about={"approach": text}))
        assert [(p.path, p.stops) for p in problems(listing)] == [("approach", True)]
