"""What of a work in CSL-JSON can be stored, and what of it cannot, by name."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from articles.bibliography.formats import csl
from articles.bibliography.formats.parsed import Unused
from articles.models.contributor import Contributor


def fitted(item, model):
    """Return (columns, contributors, unused fields) of a CSL-JSON dict that `model` (Reference) can hold.

    Raises ValueError with a sentence when the item is no work: no mapping, or without a title.
    """
    columns, people = csl.to_fields(item)
    unused: list[Unused] = []
    columns = {name: _without_nulls(name, value, unused) for name, value in columns.items()}
    if not columns["title"]:
        raise ValueError(gettext("A work needs a title."))
    longest = model._meta.get_field("title").max_length
    if len(columns["title"]) > longest:
        unused.append(Unused("title", columns["title"], _too_long(longest)))
        columns["title"] = columns["title"][: longest - 1] + "…"
    work = model(key="key", **columns)
    work.tidy()
    try:
        work.clean_fields(exclude=["key"])
    except ValidationError as refusal:
        for name, messages in refusal.message_dict.items():
            unused.append(Unused(name, str(columns.pop(name, "")), " ".join(messages)))
    try:
        model(key="key", **columns).clean()
    except ValidationError as refusal:
        for name, messages in refusal.message_dict.items():
            unused.append(Unused(name, str(columns.pop(name, "")), " ".join(messages)))
    if columns.get("month") is None:
        columns.pop("day", None)
    return columns, [person for person in people if _fits(person, unused)], unused


def _without_nulls(name, value, unused):
    """Return a value without the character that no database keeps in a text."""
    if isinstance(value, str) and "\0" in value:
        value = value.replace("\0", "")
        unused.append(Unused(name, value, gettext("It held a null character, which was taken out.")))
    return value


def _fits(person, unused):
    """Whether a contributor can be kept; one that cannot is named."""
    person.update({name: value.replace("\0", "") for name, value in person.items() if isinstance(value, str)})
    try:
        Contributor(**person).clean_fields(exclude=["reference"])
        is_named = person.get("family") or person.get("literal")
        problem = "" if is_named else gettext("It is no name.")
    except ValidationError as refusal:
        problem = " ".join(refusal.messages)
    if problem:
        name = " ".join(str(value) for part, value in person.items() if part not in ("role", "position"))
        unused.append(Unused(person["role"], name, problem))
    return not problem


def _too_long(longest):
    return gettext("It is longer than %d characters.") % longest
