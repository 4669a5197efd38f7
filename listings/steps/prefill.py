"""Filling in a listing from the NPI Registry's record, where nothing was written yet.

The registry's data are self-reported, often in capitals and sometimes old: what comes of them is a draft
for the therapist to read. Nothing that was typed is replaced.
"""

from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from listings.checks import board_names, specialties
from listings.checks.agreement import PO_BOX
from listings.checks.npi import OtherName, PracticeAddress, RegistryRecord, Taxonomy
from listings.steps.capitals import readable, without_suite
from providers.document import schema as documents
from providers.models.eligibility import Kind, accepted_licenses, kind_of
from providers.states import USState
from providers.text_folding import fold


def to_json(record):
    """Return a RegistryRecord as JSON data."""
    return asdict(record)


def from_json(data):
    """Return the RegistryRecord of JSON data."""
    rows = tuple(Taxonomy(**row) for row in data["taxonomies"])
    practice = PracticeAddress(**data["practice"]) if data["practice"] else None
    others = tuple(OtherName(**row) for row in data.get("other_names", ()))
    return RegistryRecord(**{**data, "taxonomies": rows, "practice": practice, "other_names": others})


def fill(document, record):
    """Return {step: part} of the parts that the record adds something to."""
    you = _you(document, record)
    parts = {
        "you": you,
        "licenses": _licenses(document, record, you.roles),
        "places": _places(document, record),
    }
    return {step: part for step, part in parts.items() if part != getattr(document, step)}


def _you(document, record):
    you = document.you
    name = readable(record.name, is_name=not record.is_organization)
    in_use = next((row.name for row in record.other_names if row.is_in_use), "")
    shown = readable(in_use, is_name=not record.is_organization) or name
    return replace(
        you,
        role=you.role or specialties.role_of(record),
        legal_name=you.legal_name or name[:120],
        display_name=you.display_name or shown[:120],
        credentials=you.credentials or record.credentials.replace(".", "")[:60],
        npi=you.npi or record.npi,
    )


def _licenses(document, record, roles):
    """Add the licenses that the record names and the document does not, each with what follows from it."""
    rows = list(document.licenses.licenses)
    known = {(row.state, _plain(row.number)) for row in rows}
    for row in record.taxonomies:
        key = (row.state, _plain(row.license))
        if row.license and row.state in USState.values and key not in known:
            known.add(key)
            kind = _type(row, record, roles)
            board = board_names.board_of(row.state, kind)
            rows.append(
                documents.LicenseRow(state=row.state, type=kind, board=board, number=row.license[:40])
            )
    return replace(document.licenses, licenses=rows)


def _type(row, record, roles):
    """The license type that the specialty suggests, the only one of the role, or that of the credentials."""
    accepted = accepted_licenses(roles)
    if suggested := specialties.license_of(row.code):
        return suggested
    if len(accepted) == 1:
        return str(next(iter(accepted)))
    words = record.credentials.replace(".", "").upper().replace(",", " ").split()
    return next((str(code) for code in accepted if code in words), "")


def _plain(number):
    return "".join(c for c in number.upper() if c.isalnum()).lstrip("0")


def _places(document, record):
    """Add the practice address where there is no place yet, its street hidden at first."""
    at = record.practice
    if document.places.places or not at or at.state not in USState.values:
        return document.places
    digits = "".join(c for c in at.phone if c.isdigit())[-10:]
    place = documents.PlaceRow(
        key="p1",
        **_street(at),
        city=readable(at.city)[:80],
        state=at.state,
        zip_code=at.zip_code,
        phone=f"+1{digits}" if len(digits) == 10 else "",
    )
    return replace(document.places, places=[place])


def _street(at):
    """Name, street and suite of a practice address; a box for mail is no street."""
    first, second = readable(at.street), readable(at.suite)
    name = ""
    if not _has_number(first) and second[:1].isdigit():  # the house by its name, the street below
        name, first, second = first, second, ""
    street, suite = without_suite(first)
    suite = ", ".join(filter(None, [suite, second]))
    street = "" if PO_BOX.match(street) else street
    return {"name": name, "street": street, "suite": suite}


def _has_number(text):
    return any(c.isdigit() for c in text)


def doubts(document, record):
    """Return sentences on why the record may be about somebody else: the therapist reads them first."""
    found, role, name = [], document.you.role, document.you.legal_name
    is_organization = kind_of(role) == Kind.ORGANIZATION
    if role and is_organization and not record.is_organization:
        found.append(_("This number belongs to a person, and you are listing an organization."))
    elif role and not is_organization and record.is_organization:
        found.append(_("This number belongs to an organization, and you are listing a person."))
    on_record = " ".join([record.name, *(row.name for row in record.other_names)])
    if name and not set(fold(name).split()) & set(fold(on_record).split()):
        found.append(_("The name on record is another one than the legal name above."))
    if not record.is_active:
        found.append(_("The registry has deactivated this number."))
    return found
