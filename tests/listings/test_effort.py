"""How much a first listing asks for, counted by the rules themselves."""

import copy
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from listings.steps.rules import stopping
from providers.document import schema as documents
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE_DIR, "docs", "measurements.md")
#: How an answer of a kind is left out; of yes, no and numbers nothing stays (of a box: not ticked).
EMPTY = {str: "", list: []}
#: What no therapist types: names inside the document, and what the page fills in.
GIVEN = ("key", "text_version", "treatment")


def therapist():
    """A therapist without a drug treatment, by telehealth alone."""
    row = {"state": "TX", "type": "LCSW", "board": "Board", "number": "DEMO-1"}
    row["expires_on"] = (timezone.localdate() + timedelta(days=365)).isoformat()
    offer = {"treatment": "integration-therapy", "where": ["telehealth"], "conditions": ["grief"]}
    document = factories.document(
        you={"role": "clinical-social-worker"},
        licenses={"licenses": [row], "has_malpractice_cover": True},
        places={"places": [], "telehealth_states": ["TX"]},
        care={"offers": [offer], "own_parts": [], "accepting": "yes"},
        cost={"costs": []},
    )
    del document["licenses"]["holds_dea_registration"]
    return document


def psychiatrist():
    """A psychiatrist with one place and one drug treatment, who leaves out what may be left out."""
    return factories.document(cost={"costs": []})


def answers(part, path=()):
    """Every answer in a document, by its path; a list of words is one answer."""
    items = part.items() if isinstance(part, dict) else enumerate(part)
    for name, value in items:
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield from answers(value, (*path, name))
        elif value and not (name in GIVEN and path[:2] != ("care", "offers")):
            yield (*path, name)


def required(document):
    """The paths of the answers without which a document may not be submitted."""
    assert stopping(documents.read_document(document)) == []
    found = []
    for path in answers(document):
        tried = copy.deepcopy(document)
        part = tried
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = EMPTY.get(type(part[path[-1]]), None if path[0] != "review" else False)
        if stopping(documents.read_document(tried)):
            found.append(path)
    return found


@pytest.mark.parametrize("who", [therapist, psychiatrist])
def test_the_number_of_required_answers_is_the_one_in_the_document_of_measurements(who):
    count = len(required(who()))
    line = next(line for line in PAGE.read_text().splitlines() if f"Required answers, {who.__name__}" in line)
    assert re.search(rf"\| {count}\b", line), (count, line)
