"""The NPI Registry (NPPES) of the Centers for Medicare & Medicaid Services, read by number.

Its data are self-reported: a match says that a listing agrees with what the provider told the registry,
and is no license check. Shapes follow version 2.1 of the registry's public API.
"""

import json
import time
from dataclasses import dataclass

from django.conf import settings

from psychly.web import outside

SECONDS = 15  # for the whole of a question
VERSION = "2.1"


class RegistryUnreachable(Exception):
    """The registry did not answer, or not in the shape that is known: nothing was checked."""


class NotInRegistry(Exception):
    """The registry answered that it has no such number."""


@dataclass(frozen=True)
class Taxonomy:
    """One specialty that the registry has on record, with the license it was stated with."""

    code: str
    description: str
    state: str
    license: str
    is_primary: bool


@dataclass(frozen=True)
class PracticeAddress:
    """The practice address on record."""

    street: str
    suite: str
    city: str
    state: str
    zip_code: str
    phone: str


@dataclass(frozen=True)
class OtherName:
    """Another name on record: `code` is the registry's number for its kind, `kind` its word."""

    code: str
    kind: str
    name: str

    @property
    def is_in_use(self):
        """Whether somebody works, or does business, under it: the others are former ones, or anything."""
        return self.code in ("2", "3")


@dataclass(frozen=True)
class RegistryRecord:
    """What the registry has on one number. `is_active` is False for a deactivated number."""

    npi: str
    is_organization: bool
    name: str
    credentials: str
    is_active: bool
    taxonomies: tuple[Taxonomy, ...]
    practice: PracticeAddress | None
    updated_on: str
    other_names: tuple[OtherName, ...] = ()


def fetch(npi):
    """Return the RegistryRecord of a ten-digit number.

    Raises NotInRegistry when there is none, RegistryUnreachable when nothing can be said. Call it from a
    task, never inside a request.
    """
    try:
        answer = outside.ask(
            settings.NPI_REGISTRY_URL,
            params={"version": VERSION, "number": npi},
            until=time.monotonic() + SECONDS,
        )
        if answer.status != 200:
            raise RegistryUnreachable(f"The registry answered with status {answer.status}.")
        body = json.loads(answer.body)
    except (outside.NoAnswer, ValueError) as error:
        raise RegistryUnreachable(str(error)) from error
    # The registry reports what it cannot look up with status 200 and a list of errors.
    if not isinstance(body, dict) or "Errors" in body or not isinstance(body.get("results"), list):
        raise RegistryUnreachable("The registry answered in a shape that is not known.")
    for result in body["results"]:
        if isinstance(result, dict) and str(result.get("number")) == npi:
            return _record(npi, result)
    raise NotInRegistry(npi)


def _record(npi, result):
    basic = _mapping(result.get("basic"))
    is_organization = result.get("enumeration_type") == "NPI-2"
    addresses = [_mapping(row) for row in _rows(result, "addresses")]
    practice = next((row for row in addresses if row.get("address_purpose") == "LOCATION"), None)
    return RegistryRecord(
        npi=npi,
        is_organization=is_organization,
        name=_name(basic, suffix="name_suffix"),
        credentials=_text(basic, "credential"),
        is_active=_text(basic, "status") in ("A", ""),
        taxonomies=tuple(_taxonomy(_mapping(row)) for row in _rows(result, "taxonomies")),
        practice=_address(practice) if practice else None,
        updated_on=_text(basic, "last_updated"),
        other_names=tuple(
            OtherName(_text(row, "code"), _text(row, "type"), name)
            for row in map(_mapping, _rows(result, "other_names"))
            if (name := _name(row, suffix="suffix"))
        ),
    )


def _name(row, *, suffix):
    """The name of an organization, or of a person in the order in which it is spoken."""
    parts = ("first_name", "middle_name", "last_name", suffix)
    return _text(row, "organization_name") or " ".join(filter(None, (_text(row, key) for key in parts)))


def _taxonomy(row):
    return Taxonomy(
        code=_text(row, "code"),
        description=_text(row, "desc"),
        state=_text(row, "state"),
        license=_text(row, "license"),
        is_primary=row.get("primary") is True,
    )


def _address(row):
    return PracticeAddress(
        street=_text(row, "address_1"),
        suite=_text(row, "address_2"),
        city=_text(row, "city"),
        state=_text(row, "state"),
        zip_code=_text(row, "postal_code")[:5],
        phone=_text(row, "telephone_number"),
    )


def _rows(result, name):
    rows = result.get(name)
    return rows if isinstance(rows, list) else []


def _mapping(value):
    return value if isinstance(value, dict) else {}


def _text(row, name):
    value = row.get(name)
    return "" if value in (None, "--") else " ".join(str(value).split())
