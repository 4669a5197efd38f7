"""A list of practices to invite, as a CSV file: read line by line, and each line invited at most once ever.

The columns are name, e-mail, and, where known, address ("1400 Example Street, Austin, TX 78701") and website.
A line that cannot be read whole is named with its number and its fault, and nobody is invited by it.
"""

import csv
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms import URLField

from listings.access import inviting, known_practice
from listings.models import Invitation, InvitedAddress, NotInvited, Submission
from providers.models import Provider
from psychly.accounts import mail_domains
from psychly.models import User

#: The header of a column → what it holds.
COLUMNS = {
    "name": "name",
    "address": "place",
    "e-mail": "email",
    "email": "email",
    "website": "website",
}
NAME_LENGTH, WEBSITE_LENGTH = 120, 200


class NoSuchList(ValueError):
    """The file is no such list; the message says what is missing."""


class Came(Enum):
    """What came of a line, in the words of the report."""

    INVITED = "invited"
    BEFORE = "invited before"
    REFUSED = "want no invitations"
    LISTED = "have a listing or a draft already"
    BAD = "cannot be read"


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, what came of it, and what is wrong with one that cannot be read."""

    number: int
    came: Came
    fault: str = ""


def invite_all(file, *, is_trial=False):
    """Yield a Line for each practice of an open text file; with `is_trial` nobody is invited.

    Raises NoSuchList where the header lacks a column.
    """
    reader = csv.reader(file, strict=True)
    first_seen = {}
    try:
        columns = _columns(next(reader, []))
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _invite(reader.line_num, columns, row, first_seen, is_trial)
    except csv.Error as error:
        raise NoSuchList(f"line {reader.line_num}: {error}") from error
    except UnicodeDecodeError as error:
        raise NoSuchList("The file is not written in UTF-8.") from error


def _columns(header):
    names = [COLUMNS.get(cell.strip().strip("\ufeff").lower(), "") for cell in header]
    if missing := [name for name in ("name", "email") if name not in names]:
        raise NoSuchList(f"The first line must name the columns; it lacks: {', '.join(missing)}.")
    return names


def _invite(number, columns, row, first_seen, is_trial):
    if len(row) > len(columns):
        return Line(number, Came.BAD, "more cells than the first line names")
    cells = {name: " ".join(cell.split()) for name, cell in zip(columns, row, strict=False) if name}
    try:
        email, document = _read(cells)
    except ValueError as error:
        return Line(number, Came.BAD, str(error))
    if email in first_seen:
        return Line(number, Came.BAD, f"the same e-mail address as line {first_seen[email]}")
    first_seen[email] = number
    return Line(number, _send(email, document, is_trial))


def _read(cells):
    """Return the e-mail address and the document of a line; raises ValueError, which says what is wrong."""
    name, email = cells.get("name", ""), cells.get("email", "").lower()
    if not 0 < len(name) <= NAME_LENGTH:
        raise ValueError("no name" if not name else f"a name of more than {NAME_LENGTH} characters")
    try:
        validate_email(email)
    except ValidationError:
        raise ValueError("no e-mail address") from None
    if meant := mail_domains.meant(email):
        raise ValueError(f"a likely typing error in the e-mail address (…@{meant.partition('@')[2]}?)")
    place = known_practice.place_of(cells["place"]) if cells.get("place") else None
    field = URLField(required=False, assume_scheme="https", max_length=WEBSITE_LENGTH)
    try:
        website = field.clean(cells.get("website", ""))
    except ValidationError:
        raise ValueError("the website is no web address") from None
    return email, known_practice.document_of_practice(name, place=place, website=website)


def _send(email, document, is_trial):
    known = InvitedAddress.objects.known(email)
    if known and known.refused_at:
        return Came.REFUSED
    if known or Invitation.objects.filter(address=email).exists():
        return Came.BEFORE
    if _writes_already(email):
        return Came.LISTED
    if not is_trial:
        try:
            inviting.invite_to_be_listed(email, document)
        except NotInvited:  # this moment elsewhere
            return Came.BEFORE
    return Came.INVITED


def _writes_already(email):
    user = User.objects.filter(email=email).first()
    return bool(user) and (
        Provider.objects.written_by(user).exists() or Submission.objects.written_by(user).open().exists()
    )
