"""Filling in a listing from the NPI Registry's record, where nothing was written yet.

The registry's data are self-reported, often in capitals and sometimes old: what comes of them is a draft
for the therapist to read. Nothing that was typed is replaced.
"""

from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from listings.checks.npi import PracticeAddress, RegistryRecord, Taxonomy
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
    return RegistryRecord(**{**data, "taxonomies": rows, "practice": practice})


def fill(document, record):
    """Return {step: part} of the parts that the record adds something to."""
    parts = {
        "you": _you(document, record),
        "licenses": _licenses(document, record),
        "places": _places(document, record),
    }
    return {step: part for step, part in parts.items() if part != getattr(document, step)}


def _you(document, record):
    you = document.you
    name = readable(record.name)
    return replace(
        you,
        legal_name=you.legal_name or name[:120],
        display_name=you.display_name or name[:120],
        credentials=you.credentials or record.credentials.replace(".", "")[:60],
        npi=you.npi or record.npi,
    )


def _licenses(document, record):
    """Add the licenses that the record names and the document does not; their type where only one can be."""
    rows = list(document.licenses.licenses)
    accepted = accepted_licenses(document.you.roles)
    kind = str(next(iter(accepted))) if len(accepted) == 1 else _type(record, accepted)
    known = {(row.state, _plain(row.number)) for row in rows}
    for row in record.taxonomies:
        key = (row.state, _plain(row.license))
        if row.license and row.state in USState.values and key not in known:
            known.add(key)
            rows.append(documents.LicenseRow(state=row.state, type=kind, number=row.license[:40]))
    return replace(document.licenses, licenses=rows)


def _type(record, accepted):
    """The license type that the credentials spell, if the role may rest on it."""
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
        street=readable(at.street)[:120],
        suite=readable(at.suite)[:40],
        city=readable(at.city)[:80],
        state=at.state,
        zip_code=at.zip_code,
        phone=f"+1{digits}" if len(digits) == 10 else "",
    )
    return replace(document.places, places=[place])


def readable(text):
    """Words in capitals as people write them; mixed case is left as it is."""
    return text.title().replace("'S ", "'s ") if text.isupper() else text


def doubts(document, record):
    """Return sentences on why the record may be about somebody else: the therapist reads them first."""
    found, role, name = [], document.you.role, document.you.legal_name
    is_organization = kind_of(role) == Kind.ORGANIZATION
    if role and is_organization and not record.is_organization:
        found.append(_("This number belongs to a person, and you are listing an organization."))
    elif role and not is_organization and record.is_organization:
        found.append(_("This number belongs to an organization, and you are listing a person."))
    if name and not set(fold(name).split()) & set(fold(record.name).split()):
        found.append(_("The name on record is another one than the legal name above."))
    if not record.is_active:
        found.append(_("The registry has deactivated this number."))
    return found
