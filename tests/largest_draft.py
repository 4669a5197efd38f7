"""The largest draft that the steps of Get Listed keep, filled with one text."""

import dataclasses
import datetime
import itertools
import typing
from collections import Counter

from listings.checks import claims
from listings.steps.fields import SHORT
from listings.steps.forms import LIMITS
from listings.steps.step import MAX_ROWS
from providers.document import schema as documents

_numbers = itertools.count(1)
#: Values of fields that are no free text, as a draft with many rows has them.
CHOSEN = {
    "role": "clinic",
    "state": "TX",
    "type": "MD",
    "zip_code": "78701",
    "phone": "+15125550143",
    "part": "prescribes",
    "treatment": "ketamine-infusion",
    "key": "",
    "photo": "",
    "text_version": documents.TEXT_VERSION,
}
LISTS = {"where": [documents.TELEHEALTH], "conditions": ["depression", "ptsd"], "telehealth_states": ["TX"]}


def filled(unit, *, times=1):
    """A Document with every row and every text as long as its field takes, `times` over."""
    return _filled(documents.Document, unit, times)


def asking_every_rule():
    """A short text on which each pattern of the rules on wording is tried: words that begin as they do."""
    needs = [finder.openings for rule in claims.RULES for finder in rule.finders if finder.openings]
    chosen = []
    while needs:
        most, _times = Counter(pair for pairs in needs for pair in pairs).most_common(1)[0]
        chosen.append(most)
        needs = [pairs for pairs in needs if most not in pairs]
    return " ".join(chosen) + " "


def kept(document):
    """The number of characters of the largest text of each field: {name: characters}."""
    found = {}
    for name, value in _texts(documents.to_json(document)):
        found[name] = max(found.get(name, 0), len(value))
    return found


def _filled(kind, unit, times):
    hints = typing.get_type_hints(kind)
    return kind(**{f.name: _value(f.name, hints[f.name], unit, times) for f in dataclasses.fields(kind)})


def _value(name, hint, unit, times):
    if dataclasses.is_dataclass(hint):
        return _filled(hint, unit, times)
    if typing.get_origin(hint) is list:
        (inner,) = typing.get_args(hint)
        if dataclasses.is_dataclass(inner):
            return [_filled(inner, unit, times) for _row in range(MAX_ROWS)]
        return LISTS.get(name, [])
    if name in CHOSEN:
        return CHOSEN[name]
    if hint is bool or hint == documents.Answer:
        return False
    if hint == documents.Day:
        return datetime.date.today() + datetime.timedelta(days=300)
    if hint == documents.Number:
        return 1
    limit = LIMITS.get(name, SHORT) * times
    number = f"{next(_numbers)} "  # no two texts are the same
    return (number + unit * limit)[:limit].strip()


def _texts(value, name=""):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, name)
    elif isinstance(value, str):
        yield name, value
