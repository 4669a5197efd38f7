"""Filling in from the NPI Registry: asked by a task, read by the therapist, nothing typed is replaced."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from listings.checks import npi
from listings.models import RegistryLookup, Submission
from listings.steps import prefill
from listings.steps.from_registry import ask_registry
from providers.document import schema as documents
from tests import factories
from tests.listings.test_npi import PERSON
from tests.listings.test_pages import post, step, therapist  # noqa: F401
from tests.mailbox import run_tasks
from tests.outside import serving

pytestmark = pytest.mark.django_db
NPI = "1234567893"
RECORD = copy.deepcopy(PERSON)


@pytest.fixture
def registry(settings):
    """A registry on this machine; its answer can be changed."""
    answers = {"now": (200, RECORD)}
    with serving(lambda path: answers["now"]) as (url, asked):
        settings.NPI_REGISTRY_URL = url
        answers["asked"] = asked
        yield answers


def page(client):
    return client.get(step("you")).content.decode()


def look_up(client, **you):
    return post(client, "you", **{"npi": NPI, "role": "psychiatrist", **you, "action": "look-up"})


def test_the_page_waits_for_the_answer_and_then_shows_it(client, therapist, registry):  # noqa: F811
    assert look_up(client)["Location"] == step("you") + "#registry"
    waiting = page(client)
    assert "We are asking the registry." in waiting
    assert 'data-hx-trigger="every 2s"' in waiting
    assert "Look whether the answer is here" in waiting  # without script
    assert registry["asked"] == []  # never inside a request
    run_tasks()
    shown = page(client)
    assert "EXAMPLE PERSON" in shown
    assert "1400 EXAMPLE ST" in shown
    assert 'id="registry"' in shown
    assert "every 2s" not in shown


def test_what_is_empty_is_filled_and_what_was_typed_stays(client, therapist, registry):  # noqa: F811
    look_up(client, display_name="Dr. Robin")
    run_tasks()
    answer = post(client, "you", npi=NPI, role="psychiatrist", display_name="Dr. Robin", action="use-record")
    assert answer["Location"] == step("you") + "#registry"
    document = Submission.objects.get().typed
    assert (document.you.legal_name, document.you.display_name) == ("Example Person", "Dr. Robin")
    assert document.you.credentials == "MD"
    [license_row] = document.licenses.licenses
    assert (license_row.state, license_row.type, license_row.number) == ("TX", "MD", "DEMO0143")
    [place] = document.places.places
    assert (place.street, place.city, place.zip_code, place.phone) == (
        "1400 Example St",
        "Austin",
        "78704",
        "+15125550143",
    )
    assert not place.shows_street
    post(client, "you", npi=NPI, role="psychiatrist", action="use-record")
    assert len(Submission.objects.get().typed.licenses.licenses) == 1


def test_a_registry_that_cannot_be_reached_is_said_and_nothing_is_lost(client, therapist, registry):  # noqa: F811
    registry["now"] = (503, "down")
    look_up(client, legal_name="Robin Legal")
    run_tasks()
    shown = page(client)
    assert "The registry could not be reached. Nothing is lost" in shown
    assert 'value="Robin Legal"' in shown
    # The task is tried again by itself, and the page shows what comes of it.
    registry["now"] = (200, RECORD)
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    run_tasks()
    assert "EXAMPLE PERSON" in page(client)


def test_a_number_that_the_registry_does_not_know_is_said(client, therapist, registry):  # noqa: F811
    registry["now"] = (200, {"result_count": 0, "results": []})
    look_up(client)
    run_tasks()
    assert "The registry has no such number." in page(client)


@pytest.mark.parametrize(("number", "sentence"), [("", "Enter the NPI"), ("1234567890", "typing error")])
def test_a_number_that_cannot_be_one_is_not_asked_for(client, therapist, registry, number, sentence):  # noqa: F811
    shown = look_up(client, npi=number, legal_name="Robin Legal").content.decode()
    assert sentence in shown
    assert 'value="Robin Legal"' in shown
    assert not RegistryLookup.objects.exists()


def test_an_answer_to_another_number_is_not_shown(client, therapist, registry):  # noqa: F811
    look_up(client)
    run_tasks()
    post(client, "you", npi="1987654321"[:9] + "0", role="psychiatrist")
    assert "EXAMPLE PERSON" not in page(client)
    assert "Fill in what is still empty" not in page(client)


def test_a_late_answer_to_an_old_question_is_dropped(therapist):  # noqa: F811
    old = ask_registry(NPI, by=therapist)
    ask_registry("1111111112", by=therapist)
    old.answer(RegistryLookup.State.FOUND, {"x": 1})
    assert RegistryLookup.objects.get().state == "asked"


@pytest.mark.parametrize("role", ["", "clinic", "psychiatrist"])
def test_a_record_fills_any_document_and_comes_back_from_the_database_equal(role):
    record = npi._record(NPI, RECORD["results"][0])
    assert prefill.from_json(prefill.to_json(record)) == record
    document = documents.Document()
    document.you.role = role
    assert set(prefill.fill(document, record)) == {"you", "licenses", "places"}
    full = documents.read_document(factories.document(you={"credentials": "MD"}))
    assert "places" not in prefill.fill(full, record)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("EXAMPLE PERSON", "Example Person"),
        ("Anna McTest", "Anna McTest"),
        ("ST. MARY'S CARE", "St. Mary's Care"),
    ],
)
def test_capitals_become_words(written, shown):
    assert prefill.readable(written) == shown


@pytest.mark.parametrize(
    ("you", "change", "sentence"),
    [
        ({"role": "clinic"}, {}, "belongs to a person, and you are listing an organization"),
        ({}, {"enumeration_type": "NPI-2"}, "belongs to an organization, and you are listing a person"),
        ({"legal_name": "Kim Other"}, {}, "another one than the legal name above"),
        ({}, {"basic": {**RECORD["results"][0]["basic"], "status": "D"}}, "has deactivated this number"),
    ],
)
def test_a_record_that_does_not_fit_is_doubted_before_it_is_used(
    client,
    therapist,  # noqa: F811
    registry,
    you,
    change,
    sentence,
):
    record = copy.deepcopy(RECORD)
    record["results"][0].update(change)
    registry["now"] = (200, record)
    look_up(client, **you)
    run_tasks()
    assert sentence in page(client)


def test_a_record_that_fits_is_not_doubted(client, therapist, registry):  # noqa: F811
    look_up(client, legal_name="Person, Example Q.")
    run_tasks()
    assert "Look twice" not in page(client)


def test_a_slow_registry_is_said_and_nothing_is_lost(client, therapist, registry):  # noqa: F811
    look_up(client, legal_name="Robin Legal")
    RegistryLookup.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    shown = page(client)
    assert "The registry takes longer than usual. Nothing is lost" in shown
    assert 'value="Robin Legal"' in shown
