"""The NPI Registry's client, against a local server that speaks its shapes."""

import copy

import pytest

from listings.checks import npi as registry
from listings.checks.npi import NotInRegistry, RegistryUnreachable, fetch
from psychly.web import outside
from tests.outside import serving, slow_json, talking, was_met

# The shape of version 2.1; the person and the number are invented (the check digit is right).
PERSON = {
    "result_count": 1,
    "results": [
        {
            "created_epoch": "1148515200000",
            "enumeration_type": "NPI-1",
            "last_updated_epoch": "1672531200000",
            "number": "1234567893",
            "addresses": [
                {"address_purpose": "MAILING", "address_1": "PO BOX 1", "city": "AUSTIN", "state": "TX"},
                {
                    "address_purpose": "LOCATION",
                    "address_1": "1400 EXAMPLE ST",
                    "address_2": "STE 210",
                    "city": "AUSTIN",
                    "state": "TX",
                    "postal_code": "787040000",
                    "telephone_number": "512-555-0143",
                },
            ],
            "basic": {
                "first_name": "EXAMPLE",
                "middle_name": "--",
                "last_name": "PERSON",
                "credential": "M.D.",
                "last_updated": "2023-01-01",
                "status": "A",
            },
            "taxonomies": [
                {
                    "code": "2084P0800X",
                    "desc": "Psychiatry & Neurology, Psychiatry",
                    "state": "TX",
                    "license": "DEMO0143",
                    "primary": True,
                }
            ],
        }
    ],
}


def ask(settings, answer, npi="1234567893"):
    with serving(lambda path: answer) as (url, asked):
        settings.NPI_REGISTRY_URL = url
        try:
            return fetch(npi)
        finally:
            assert all(f"number={npi}" in path and "version=2.1" in path for path in asked)


def test_a_person_is_read_with_license_and_practice_address(settings):
    record = ask(settings, (200, PERSON))
    assert (record.name, record.credentials, record.is_active) == ("EXAMPLE PERSON", "M.D.", True)
    assert record.practice.zip_code == "78704"
    assert [(t.state, t.license, t.is_primary) for t in record.taxonomies] == [("TX", "DEMO0143", True)]


def test_an_organization_is_read_by_its_name(settings):
    body = copy.deepcopy(PERSON)
    body["results"][0] |= {
        "enumeration_type": "NPI-2",
        "basic": {"organization_name": "EXAMPLE CLINIC", "status": "A"},
    }
    record = ask(settings, (200, body))
    assert record.is_organization
    assert record.name == "EXAMPLE CLINIC"


def test_an_unknown_number_is_not_in_the_registry(settings):
    with pytest.raises(NotInRegistry):
        ask(settings, (200, {"result_count": 0, "results": []}))


def test_a_record_of_another_number_is_no_match(settings):
    with pytest.raises(NotInRegistry):
        ask(settings, (200, PERSON), npi="1111111112")


@pytest.mark.parametrize(
    "answer",
    [
        (500, "broken"),
        (200, "<html>maintenance</html>"),
        (200, {"Errors": [{"description": "Invalid", "field": "number", "number": "06"}]}),
        (200, []),
        (404, {}),
    ],
)
def test_what_cannot_be_read_counts_as_not_checked(settings, answer):
    with pytest.raises(RegistryUnreachable):
        ask(settings, answer)


def test_fields_that_are_missing_or_of_another_type_do_no_harm(settings):
    body = {"results": [{"number": "1234567893", "basic": None, "addresses": "none", "taxonomies": [None]}]}
    record = ask(settings, (200, body))
    assert record.name == ""
    assert record.practice is None


def test_a_server_that_is_not_there_is_unreachable(settings):
    settings.NPI_REGISTRY_URL = "http://127.0.0.1:9/"
    with pytest.raises(RegistryUnreachable):
        fetch("1234567893")


def test_a_registry_that_answers_byte_by_byte_is_given_up_on(settings, monkeypatch):
    monkeypatch.setattr(registry, "SECONDS", 0.5)
    with talking(slow_json) as (port, met):
        settings.NPI_REGISTRY_URL = f"http://127.0.0.1:{port}/"
        with pytest.raises(RegistryUnreachable) as refusal:
            fetch("1234567893")
        assert isinstance(refusal.value.__cause__, outside.TooSlow)
        assert was_met(met)


def test_an_answer_without_end_is_not_read_to_its_end(settings, monkeypatch):
    monkeypatch.setattr(outside, "MOST", 1000)
    with pytest.raises(RegistryUnreachable, match="too long"):
        ask(settings, (200, " " * 2000 + "{}"))
