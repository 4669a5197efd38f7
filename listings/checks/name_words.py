"""The words that names are made of: common names, short forms, titles, credentials.

A name that is common in itself is not a misspelling of another that is one letter away: Maria is not Mario.
A short form may stand for several names. The words stand in `listings/checks/data/`.
"""

import re
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent / "data"


def _lines(name):
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_SECTIONS = defaultdict(set)
_section = ""
for _line in _lines("name_words.txt"):
    if _heading := re.fullmatch(r"\[(.+)\]", _line):
        _section = _heading[1]
    else:
        _SECTIONS[_section].update(_line.split())


def words(section):
    """Return the words of one section of `name_words.txt`."""
    return frozenset(_SECTIONS[section])


SHORT_FORMS = {
    whole: frozenset(short.split())
    for whole, _colon, short in (line.partition(":") for line in _lines("short_given_names.txt"))
}
WHOLE = defaultdict(set)
for _name, _forms in SHORT_FORMS.items():
    for _form in _forms:
        WHOLE[_form].add(_name)
COMMON_GIVEN_NAMES = words("given names") | SHORT_FORMS.keys() | WHOLE.keys()
COMMON_SURNAMES = words("surnames")


def other_forms(name):
    """Return the folded given names that one may stand for or be called by, with itself."""
    wholes = WHOLE.get(name, ())
    shared = (form for whole in wholes for form in SHORT_FORMS[whole])
    return {name, *wholes, *SHORT_FORMS.get(name, ()), *shared}


def may_be_one(name, other):
    """Whether two folded given names can be one person's: one short for the other, or both for a third."""
    return other in other_forms(name)
