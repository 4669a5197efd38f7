"""Filling in from the NPI Registry: asked by a task, read by the therapist, nothing typed is replaced."""

import copy
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from listings.checks import agreement, board_names, npi
from listings.models import RegistryLookup, Submission
from listings.steps import capitals, prefill
from listings.steps.forms import LIMITS
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
    assert license_row.board == "Texas Medical Board"
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
        ("CENTER FOR MIND AND BODY, PLLC", "Center for Mind and Body, PLLC"),
        ("THE CLINIC AT 38TH ST", "The Clinic at 38th St"),
        ("1200 NW US HWY 290", "1200 NW US Hwy 290"),
        ("MCALLEN", "McAllen"),
        ("2300 MLK BLVD", "2300 MLK Blvd"),
        ("WINSTON-SALEM", "Winston-Salem"),
        ("JANE DOE MD PA", "Jane Doe MD PA"),
        ("", ""),
    ],
)
def test_capitals_become_words(written, shown):
    assert capitals.readable(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ANNA MCTEST", "Anna McTest"),
        ("SEAN O'TEST", "Sean O'Test"),
        ("ANNA TEST-SAMPLE", "Anna Test-Sample"),
        ("SAM TEST JR", "Sam Test Jr."),
        ("SAM TEST III", "Sam Test III"),
        ("SAM TEST VIII", "Sam Test VIII"),
        ("VI TEST", "Vi Test"),
        ("NE DO", "Ne Do"),  # names, no direction and no degree
        ("MACK TEST", "Mack Test"),
    ],
)
def test_a_name_in_capitals_is_written_as_its_bearer_would(written, shown):
    assert capitals.readable(written, is_name=True) == shown


ADDRESS = {"address_purpose": "LOCATION", "city": "AUSTIN", "state": "TX", "postal_code": "787040000"}


@pytest.mark.parametrize(
    ("first", "second", "filled"),
    [
        ("200 W 38TH ST STE 402", "", ("", "200 W 38th St", "Ste 402")),
        ("200 W 38TH ST", "STE 402", ("", "200 W 38th St", "Ste 402")),
        ("200 W 38TH ST, SUITE B-2", "", ("", "200 W 38th St", "Suite B-2")),
        ("200 W 38TH ST #402", "", ("", "200 W 38th St", "#402")),
        ("200 W 38TH ST BLDG 3 STE 402", "", ("", "200 W 38th St", "Bldg 3 Ste 402")),
        ("EXAMPLE HOUSE", "1 SAMPLE RD", ("Example House", "1 Sample Rd", "")),
        ("PO BOX 12", "", ("", "", "")),
        ("12 UNIT ROAD", "", ("", "12 Unit Road", "")),
        ("7 STERLING FLATS", "", ("", "7 Sterling Flats", "")),
    ],
)
def test_an_address_of_the_registry_is_taken_apart(first, second, filled):
    result = RECORD["results"][0] | {"addresses": [ADDRESS | {"address_1": first, "address_2": second}]}
    [place] = prefill.fill(documents.Document(), npi._record(NPI, result))["places"].places
    assert (place.name, place.street, place.suite) == filled
    assert place.zip_code == "78704"


@pytest.mark.parametrize(
    ("kind", "code", "role", "license_type"),
    [
        ("NPI-1", "2084P0800X", "psychiatrist", "MD"),
        ("NPI-1", "207Q00000X", "physician", "MD"),
        ("NPI-1", "363LP0808X", "nurse-practitioner", "APRN"),
        ("NPI-1", "1041C0700X", "clinical-social-worker", "LCSW"),
        ("NPI-1", "103TC0700X", "psychologist", "PSYCHOLOGIST"),
        ("NPI-1", "101YM0800X", "professional-counselor", "LPC"),
        ("NPI-1", "101YA0400X", "", ""),  # counselors of addiction have a license of their own
        ("NPI-1", "163W00000X", "", "RN"),
        ("NPI-1", "261QM0801X", "", ""),  # whether it is a person is told by the number
        ("NPI-2", "261QM0801X", "clinic", "MD"),  # its credentials spell it
        ("NPI-2", "1041C0700X", "", "LCSW"),
        ("NPI-1", "390200000X", "", ""),
        ("NPI-1", "", "", ""),
    ],
)
def test_a_specialty_suggests_role_and_license_and_proves_neither(kind, code, role, license_type):
    row = {"code": code, "desc": "Any", "state": "TX", "license": "DEMO0143", "primary": True}
    result = copy.deepcopy(RECORD["results"][0]) | {"enumeration_type": kind, "taxonomies": [row]}
    record = npi._record(NPI, result)
    filled = prefill.fill(documents.Document(), record)
    assert filled["you"].role == role
    assert filled["licenses"].licenses[0].type == license_type
    typed = documents.Document()
    typed.you.role = "clinical-facilitator"
    assert prefill.fill(typed, record)["you"].role == "clinical-facilitator"


@pytest.mark.parametrize(
    ("state", "license_type", "board"),
    [
        ("TX", "MD", "Texas Medical Board"),
        ("KS", "LCSW", "Kansas Behavioral Sciences Regulatory Board"),
        ("GA", "LPC", ""),  # its register names no board
        ("TX", "", ""),
    ],
)
def test_a_board_follows_from_state_and_license_where_one_is_known(state, license_type, board):
    assert board_names.board_of(state, license_type) == board


def test_every_board_that_is_filled_in_agrees_with_the_check_of_boards():
    for state, boards in board_names._BOARDS.items():
        for name, types in boards.items():
            for kind in types:
                row = documents.LicenseRow(state=state, type=kind, board=name)
                assert agreement.of_license(row) is None, name
                assert len(name) <= LIMITS["board"]


def test_other_names_on_record_are_shown_used_and_no_reason_for_doubt(client, therapist, registry):  # noqa: F811
    record = copy.deepcopy(RECORD)
    record["results"][0]["basic"] |= {"name_suffix": "JR"}
    record["results"][0]["other_names"] = [
        {
            "code": "1",
            "type": "Former Name",
            "first_name": "EXAMPLE",
            "last_name": "FORMERLY",
            "suffix": "--",
        },
        {"code": "2", "type": "Professional Name", "first_name": "SAM", "last_name": "PERSON"},
        {"code": "5", "type": "Other Name"},
    ]
    registry["now"] = (200, record)
    look_up(client, legal_name="Formerly")
    run_tasks()
    shown = page(client)
    assert "EXAMPLE FORMERLY (Former Name)" in shown
    assert "Look twice" not in shown
    post(client, "you", npi=NPI, role="", action="use-record")
    you = Submission.objects.get().typed.you
    assert (you.legal_name, you.display_name) == ("Example Person Jr.", "Sam Person")
    assert you.role == "psychiatrist"


def test_an_organization_is_listed_under_the_name_that_it_does_business_as():
    basic = {"organization_name": "SAMPLE HOLDINGS LLC", "status": "A"}
    names = [{"code": "3", "type": "Doing Business As", "organization_name": "THE SAMPLE CLINIC"}]
    result = {"enumeration_type": "NPI-2", "basic": basic, "other_names": names}
    record = npi._record(NPI, result)
    you = prefill.fill(documents.Document(), record)["you"]
    assert (you.legal_name, you.display_name) == ("Sample Holdings LLC", "The Sample Clinic")
    assert prefill.from_json(json.loads(json.dumps(prefill.to_json(record)))) == record
    old = {name: value for name, value in prefill.to_json(record).items() if name != "other_names"}
    assert prefill.from_json(old).other_names == ()


def test_the_npi_is_asked_for_first_and_filled_in_answers_follow(client, therapist):  # noqa: F811
    shown = page(client)
    places = [
        shown.index(part) for part in ('name="npi"', 'id="registry"', 'name="role"', 'name="legal_name"')
    ]
    assert places == sorted(places)


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
