"""What is known of a practice that is invited, as a document that its draft begins with.

Only what somebody may look up: name, address, website, and for a clinician the places of the clinic as its
public listing shows them. Role, licenses, telephone and everything else is asked.
"""

import re
from dataclasses import replace

from providers.document import schema as documents
from providers.models import Place
from providers.states import USState

#: "1400 Example Street, Suite 2, Austin, TX 78701" from its end.
ADDRESS = re.compile(
    r"(?P<street>[^,]{1,120}?) ?, ?(?:(?P<suite>[^,]{1,60}?) ?, ?)?(?P<city>[^,]{1,60}?) ?,? "
    r"(?P<state>[A-Za-z]{2}) (?P<zip_code>\d{5})(?:-\d{4})?"
)


class NotAnAddress(ValueError):
    """What was given is no US address of a street; the message says what is wrong."""


def place_of(text):
    """Return the PlaceRow of an address in one line.

    Raises NotAnAddress where the parts cannot be told apart, or where ZIP code and state disagree.
    """
    found = ADDRESS.fullmatch(" ".join(text.split()))
    if not found:
        raise NotAnAddress("no address like “1400 Example Street, Austin, TX 78701”")
    parts = {name: value or "" for name, value in found.groupdict().items()}
    parts["state"] = parts["state"].upper()
    if parts["state"] not in USState.values:
        raise NotAnAddress(f"no state is called {parts['state']}")
    known = Place.objects.filter(kind=Place.Kind.ZIP, name=parts["zip_code"]).first()
    if known is None:
        raise NotAnAddress(f"no ZIP code is {parts['zip_code']}")
    if known.state != parts["state"]:
        raise NotAnAddress(f"ZIP code {parts['zip_code']} is in {known.state}, not in {parts['state']}")
    limits = {"street": 120, "suite": 40, "city": 80}
    if name := next((name for name, most in limits.items() if len(parts[name]) > most), ""):
        raise NotAnAddress(f"{name} of more than {limits[name]} characters")
    return documents.PlaceRow(key="p1", **parts)


def document_of_practice(name, *, place=None, website=""):
    """Return the document of a practice of which this is known, as JSON: the parts that say something."""
    said = documents.Document()
    said.you.display_name = name
    if place:
        said.places.places = [place]
    said.about.website = website
    return _written(said)


def document_of_clinician(name, clinic):
    """Return the document of somebody who works at a clinic: the name, and the clinic's public places."""
    said = documents.Document()
    said.you.display_name = name
    said.places.places = [
        replace(place, key=f"p{number}", people=[])
        for number, place in enumerate(clinic.listing.places.places, 1)
        if place.shows_street
    ]
    return _written(said)


def _written(said):
    empty = documents.to_json(documents.Document())
    return {step: part for step, part in documents.to_json(said).items() if part != empty[step]}
