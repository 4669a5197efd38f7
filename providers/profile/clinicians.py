"""Who takes part in the care of a listing: each person with their licenses, parts and places.

A solo listing is about one person: the licenses, parts and places that name nobody are theirs. Of a team's
license that names nobody it is said that its holder is not known; nobody is guessed.
"""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from providers import vocabulary
from providers.document.choices import Part
from providers.document.schema import Document, LicenseRow, PlaceRow
from providers.local_days import end_of_day, today_in
from providers.models.eligibility import (
    ACCEPTED_LICENSES,
    NATUROPATHS_PRESCRIBE,
    ORGANIZATION_LICENSES,
    PRESCRIBER,
    Kind,
    LicenseType,
    Role,
    kind_of,
)
from providers.profile import ledger


@dataclass
class Clinician:
    """One person. `path` is the beginning of their fields' names in step you, "" of who is listed alone."""

    key: str
    name: str
    credentials: str = ""
    parts: list[str] = field(default_factory=list)
    words: str = ""  # a license in words, where none is entered
    licenses: list[LicenseRow] = field(default_factory=list)
    places: list[PlaceRow] = field(default_factory=list)
    path: str = ""

    @property
    def full_name(self):
        """The name with what stands after it."""
        return ", ".join(filter(None, [self.name, self.credentials]))

    @property
    def may_prescribe(self):
        """Whether a license of theirs allows to prescribe."""
        return any(
            row.type in PRESCRIBER or (row.type == LicenseType.ND and row.state in NATUROPATHS_PRESCRIBE)
            for row in self.licenses
        )


def is_solo(document):
    """Whether a Document is about one person."""
    return kind_of(document.you.role) == Kind.PERSON


def clinicians(document: Document) -> list[Clinician]:
    """Return the Clinicians of a Document: who is listed alone first, then the people as they stand."""
    you, places = document.you, document.places.places
    found = [
        Clinician(
            row.key, row.name, row.credentials, row.parts, row.license, path=f"people-{index}-",
            places=[place for place in places if row.key in place.people],
        )
        for index, row in enumerate(you.people)
    ]  # fmt: skip
    if is_solo(document):
        own = document.care.own_parts
        found.insert(0, Clinician("", you.display_name, you.credentials, own, places=list(places)))
    by_key = {person.key: person for person in found}
    for row in document.licenses.licenses:
        if row.type not in ORGANIZATION_LICENSES and row.holder in by_key:
            by_key[row.holder].licenses.append(row)
    return found


def held_by_organization(document):
    """Return the licenses that the organization holds itself."""
    return [row for row in document.licenses.licenses if row.type in ORGANIZATION_LICENSES]


def is_without_holder(document, row):
    """Whether a LicenseRow of a Document is somebody's and does not say whose."""
    if row.type in ORGANIZATION_LICENSES or (not row.holder and is_solo(document)):
        return False
    return document.person(row.holder) is None


def without_holder(document):
    """Return the licenses of which nobody said whose they are."""
    return [row for row in document.licenses.licenses if is_without_holder(document, row)]


def role_ends(roles, licenses):
    """Return {role: when no license carries it any more, seconds since 1970}, of somebody in several roles.

    Who has one role keeps it: its license stands on the page, with its last day.
    """
    ends = {}
    for role in roles if len(roles) > 1 else ():
        held = [row for row in licenses if not row.holder and row.type in ACCEPTED_LICENSES.get(role, ())]
        if held and all(isinstance(row.expires_on, datetime.date) for row in held):
            ends[role] = int(max(end_of_day(row.expires_on, row.state) for row in held).timestamp())
    return ends


def roles_held(roles, ends, now):
    """Return those of some roles that a license carries at a moment; all of them where none does."""
    return [role for role in roles if role not in ends or ends[role] > now] or list(roles)


def roles_now(roles, licenses):
    """Return those of somebody's roles that one of their licenses carries now; all where none does."""
    return roles_held(roles, role_ends(roles, licenses), timezone.now().timestamp())


def associate_line(roles, licenses):
    """What must stand wherever whoever is listed can be reached and practices under supervision, else "".

    It is of their own licenses, which name no holder: a team's associates stand among its people. One that
    has ended is left out while another goes on.
    """
    own = [row for row in licenses if not row.holder] if Role.ASSOCIATE in roles else []
    supervised = [row for row in own if ledger.associate_words(row)]
    held = [row for row in supervised if not has_ended(row)] or supervised
    return "; ".join(map(ledger.associate_words, held))


def has_ended(row):
    """Whether the last day of a license is over where it was issued."""
    return isinstance(row.expires_on, datetime.date) and row.expires_on < today_in(row.state)


def role_line(roles, labels, associate=""):
    """Roles in one phrase by their labels; in the place of an associate's what their law wants."""
    names = [str(labels[role]) for role in roles if not (associate and role == Role.ASSOCIATE)]
    return "; ".join(filter(None, [vocabulary.in_one_phrase(names), associate]))


def lead_of(people):
    """The name of who leads among the people of a document or of an index, or nothing."""
    return next((row.name for row in people if Part.LEADS in row.parts), "")
