"""The free texts of a listing, and what `claims.RULES` finds in each."""

from dataclasses import fields, is_dataclass

from listings.checks import claims
from listings.steps.fields import SHORT, length_of
from listings.steps.forms import LIMITS
from providers.document import telephone
from providers.document.choices import SAFETY_QUESTIONS

#: Fields that hold a code, a choice or contact data by their nature; every other text is read for wording.
CODED = frozenset(
    [
        "role",
        "holder",
        "npi",
        "state",
        "type",
        "number",
        "expires_on",
        "key",
        "zip_code",
        *telephone.FIELDS,
        "treatment",
        "accepting",
        "sessions_guided",
        "website",
        "photo",
        "year",
        "text_version",
    ]
)
#: Fields that are written in sentences: the language of each is told.
PROSE = frozenset({"approach", "first_visit", "about", *(f"{name}_detail" for name in SAFETY_QUESTIONS)})
#: Fields of an address; those of names that no therapist chose ("Miracle Mile").
ADDRESS_FIELDS = frozenset({"street", "suite", "city"})
PLACE_NAMES = frozenset({"street", "city"})
#: Names, which may sound like an address ("360 Wellness Way").
NAME_FIELDS = frozenset({"display_name", "legal_name", "name", "employer"})
#: Fields that hold a license in words: "Psychologist, TX 36412" is no town.
LICENSE_FIELDS = frozenset({"license", "supervised_by", "supervisor_license", "board", "title"})


def findings(document):
    """Yield each text that breaks rules on wording: the step, the field's name, the text, the Rules."""
    for step, path, text in texts(document):
        name = path.rpartition("-")[2]
        leave_out = frozenset()
        if name in ADDRESS_FIELDS | LICENSE_FIELDS | NAME_FIELDS:
            leave_out = {"address"} | (claims.WORDING if name in PLACE_NAMES else frozenset())
        yield step, path, text, claims.findings(text, role=document.you.role, leave_out=leave_out)


def texts(document):
    """Every text that was written freely: the step, the field's name on its page, the text.

    A text that is longer than its field takes is not read: it cannot be submitted before it is shorter.
    """
    for part in fields(document):
        for path, value in _leaves(getattr(document, part.name)):
            name = path.rpartition("-")[2]
            if isinstance(value, str) and name not in CODED and length_of(value) <= LIMITS.get(name, SHORT):
                yield part.name, path, value


def _leaves(part, prefix=""):
    """The single values of a part, each with the name of its field."""
    for name, value in vars(part).items():
        if isinstance(value, list):
            for index, row in enumerate(value):
                if is_dataclass(row):
                    yield from _leaves(row, f"{prefix}{name}-{index}-")
        elif is_dataclass(value):
            yield from _leaves(value, f"{prefix}{name}-")
        else:
            yield f"{prefix}{name}", value
