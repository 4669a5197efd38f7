"""A step that was written in two windows at once: what each changed alone is kept, the rest is asked about.

The page of a step carries what it was made from (`base`), so that it is known who changed what. Everything
is compared as form data, field by field; of rows that were added or removed, all of their kind together.
"""

from dataclasses import dataclass, replace

from django.core import signing
from django.utils.translation import gettext as _

from listings.document import in_words
from listings.steps.step import ROW, Step, data_of
from providers.document import schema as documents

_SALT = "listings.steps.base"
#: Before the name of a field: whose answer is taken.
TAKE = "take-"
THEIRS = "theirs"
#: What tells which row of its kind a row is, wherever it stands; a license has no such field.
NAMES = ("key", "treatment", "photo")


@dataclass(frozen=True)
class Clash:
    """A field that both windows changed, each to something else; `path` is its name on the page."""

    path: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Meeting:
    """What comes of two windows: the part with the changes of both, what clashes, what came from elsewhere.

    Where it clashes, the part says what was typed in this window.
    """

    part: documents.Part
    clashes: list
    came: list


def base_of(part):
    """Return a part as the page of its step carries it along."""
    return signing.dumps(documents.to_json(part), salt=_SALT, compress=True)


def meet(submission, posted, part):
    """Return the Meeting of `part`, as a Step was posted, with what is stored of it now.

    Without knowing what the page was made from, every difference is a clash.
    """
    stored, base = getattr(submission.typed, posted.name), _base(posted)
    mine, theirs, before = data_of(part), data_of(stored), data_of(base) if base else None
    merged, clashes, came = mine.copy(), [], []
    reader = in_words.Reader().about(submission.typed)
    for unit in _units(mine, theirs, before):
        ours, other, old = (_values(side or {}, unit) for side in (mine, theirs, before))
        if ours == other or (base and other == old):
            continue
        label = in_words.label_of_path(posted.name, unit)
        if base and ours == old:
            _put(merged, unit, theirs)
            came.append(label)
        elif unit != "photo":  # what was sent here stands in the place of the other
            words = [_words(reader, posted, side, unit) for side in (part, stored)]
            clashes.append(Clash(unit, label, *words))
    both = Step.posted(posted.name, submission.typed, merged, public=posted.public).part
    if posted.name == "about":
        both = replace(both, photo=part.photo)
    return Meeting(both, clashes, list(dict.fromkeys(came)))


def taken(data, name, document):
    """Return posted data with the answers of the other window wherever they were chosen."""
    units = [key.removeprefix(TAKE) for key in data if key.startswith(TAKE) and data[key] == THEIRS]
    if units:
        data, theirs = data.copy(), data_of(getattr(document, name))
        for unit in units:
            _put(data, unit, theirs)
    return data


def _base(posted):
    """The part that a page was made from, or None when it does not say, or not truly."""
    try:
        part = documents.read_part(posted.name, signing.loads(posted.data.get("base", ""), salt=_SALT))
    except signing.BadSignature:
        return None
    return part if documents.fingerprint(part) == posted.data.get("seen") else None


def _units(mine, theirs, before):
    """The names of what is compared: single fields, and kinds of rows that are not the same everywhere."""
    sides = [side for side in (mine, theirs, before) if side is not None]
    names = list(dict.fromkeys(name for side in sides for name in side if not name.endswith("-key")))
    kinds = {_kind(name) for name in names} - {""}
    apart = {kind for kind in kinds if len({_shape(side, kind) for side in sides}) > 1}
    apart |= {kind for kind in kinds - apart if before and _changed_a_row_twice(kind, mine, theirs, before)}
    return list(dict.fromkeys(kind if (kind := _kind(name)) in apart else name for name in names))


def _kind(name):
    """The kind of the row that a field stands in, or ""."""
    found = ROW.match(name)
    return found[1] if found else ""


def _shape(side, kind):
    """Which rows of a kind there are: their numbers, and their names where they have any."""
    return tuple((row, *(side.get(f"{kind}-{row}-{name}") for name in NAMES)) for row in _rows(side, kind))


def _changed_a_row_twice(kind, mine, theirs, before):
    """Whether both windows changed a row without a name: it may be another license in one of them."""
    for row in _rows(before, kind):
        if not any(f"{kind}-{row}-{name}" in before for name in NAMES):
            here, there, old = (_row(side, kind, row) for side in (mine, theirs, before))
            if old not in (here, there) and here != there:
                return True
    return False


def _rows(side, kind):
    return sorted({ROW.match(name)[2] for name in side if _kind(name) == kind})


def _row(side, kind, row):
    prefix = f"{kind}-{row}-"
    return {name: values for name in side if name.startswith(prefix) and any(values := side.getlist(name))}


def _values(side, unit):
    return {key: side.getlist(key) for key in side if unit in (key, _kind(key))}


def _put(data, unit, theirs):
    """Have form data say of a unit what another says."""
    for key in [key for key in data if unit in (key, _kind(key))]:
        del data[key]
    for key, values in _values(theirs, unit).items():
        data.setlist(key, values)


def _words(reader, posted, part, unit):
    """What a part says of a unit, as its writer reads it."""
    rows = getattr(part, unit, None)
    if isinstance(rows, list) and rows and not isinstance(rows[0], str):
        return "; ".join(reader.lines(rows, unit))
    field = posted.field_named(unit)
    labels = _labels(getattr(field, "choices", ()))
    said = (str(labels.get(value, value)) for value in data_of(part).getlist(unit) if value)
    return ", ".join(said) or _("nothing")


def _labels(choices):
    """The words of choices, those in groups too, by their values."""
    found = {}
    for value, label in choices:
        pairs = label if isinstance(label, (list, tuple)) else [(value, label)]
        found |= {str(key): words for key, words in pairs}
    return found
