"""A document in lines of words, for the people who decide on it."""

import datetime
import difflib
from copy import copy
from dataclasses import dataclass, fields, is_dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from listings.steps.step import FORMS, ROWS, TITLES
from providers.document import telephone
from providers.document.choices import SAFETY_QUESTIONS, Accepting, AgeGroup, Part, SessionsGuided
from providers.document.schema import TELEHEALTH, CostRow, Document, TrainingRow, whole
from providers.models import (
    Access,
    Community,
    Condition,
    Language,
    PaymentOption,
    Treatment,
)
from providers.models.eligibility import LicenseType, Role
from providers.profile import clinicians, ledger

CHOICES = [Role, LicenseType, Accepting, AgeGroup, SessionsGuided, Part]
TERMS = [Access, Community, Condition, Language, PaymentOption, Treatment]
#: Fields that hold a slug or a code, not words.
CODED = {"role", "type", "treatment", "accepting", "sessions_guided", "holder"}
#: What a yes and a no in a row mean.
SWITCHES = {
    "shows_street": (gettext_lazy("street shown to the public"), gettext_lazy("street hidden")),
    "medicine_billed_apart": (
        gettext_lazy("medicine billed apart"),
        gettext_lazy("medicine not billed apart"),
    ),
}
#: What a tick of a step says that says nothing while it is not there.
TICKS = {"without_english": gettext_lazy("not in English")}


#: Fields that no form shows under their own name.
OTHER_LABELS = {
    "photo": gettext_lazy("Photo"),
    "text_version": gettext_lazy("Version of the texts"),
    "safety": gettext_lazy("Safety practice"),
}


def labels():
    """Return {path: label} of every field of a document, and of every field of a place."""
    names = {
        (part.name, item.name): label(part.name, item.name)
        for part in fields(Document)
        for item in fields(getattr(Document(), part.name))
    }
    form = ROWS["places"][0].form
    return names | {("places", "places", n): str(f.label) for n, f in form.base_fields.items()}


def label(step, name):
    """The words of a field or of a kind of rows; of one that there is no more, the step's."""
    form = FORMS[step].base_fields
    rows = {kind.name: kind.heading for kind in ROWS.get(step, ())}
    return str(form[name].label if name in form else OTHER_LABELS.get(name) or rows.get(name, TITLES[step]))


def label_of_path(step, path):
    """The words of a field by its name on the page of its step, like `people-0-name`."""
    first, *rest = path.split("-")
    if len(rest) == 2:
        form = next((kind.form for kind in ROWS.get(step, ()) if kind.name == first), None)
        field = form and form.base_fields.get(rest[1])
        return f"{label(step, first)}, {field.label}" if field and field.label else label(step, first)
    if rest:
        question = SAFETY_QUESTIONS.get(rest[0].removesuffix("_detail"))
        return str(question or label(step, first))
    return label(step, first)


@dataclass(frozen=True)
class Line:
    """One line of a comparison; `look` is same, added or removed."""

    text: str
    look: str = "same"


@dataclass(frozen=True)
class Field:
    """One field of a document: its label, what is public, what is proposed, line by line."""

    label: str
    public: list
    proposed: list
    is_changed: bool
    is_text: bool = False
    name: str = ""

    @property
    def is_reordered(self):
        """Whether the same lines stand in another order."""
        before, after = ([line.text for line in lines] for lines in (self.public, self.proposed))
        return self.is_changed and not self.is_text and before != after and sorted(before) == sorted(after)


@dataclass(frozen=True)
class Section:
    """The fields of one step."""

    step: str
    title: str
    fields: list

    @property
    def changed(self):
        """Fields that differ from what is public."""
        return [field for field in self.fields if field.is_changed]

    @property
    def stated(self):
        """Fields that say something."""
        return [field for field in self.fields if field.proposed]

    @property
    def unstated(self):
        """Fields that were left empty."""
        return [field for field in self.fields if not field.proposed]

    @property
    def unchanged(self):
        """Fields that are as they are in public."""
        return [field for field in self.fields if not field.is_changed]


class Reader:
    """Turns values of documents into lines; reads the vocabulary once."""

    own_name = ""  # of whoever is listed beside others

    def __init__(self):
        self.names = {TELEHEALTH: _("Telehealth")}
        for choices in CHOICES:
            self.names.update({value: str(label) for value, label in choices.choices})
        for model in TERMS:
            self.names.update({term.slug: term.name for term in model.objects.all()})

    def about(self, document):
        """Return a Reader that knows a document's places and people by their keys, as they are called there.

        Who of a solo listing holds a license that names nobody is said only where there are others.
        """
        reader, you = copy(self), document.you
        reader.names = self.names | {place.key: place.city for place in document.places.places}
        reader.names |= {person.key: person.name for person in you.people}
        reader.own_name = you.display_name if you.people and clinicians.is_solo(document) else ""
        return reader

    def sections(self, proposed, public=None):
        """Return a Section for each step of a document, beside the public one if there is one."""
        readers = self.about(proposed), self.about(public or proposed)
        return [
            Section(part.name, str(TITLES[part.name]), _fields(readers, part.name, proposed, public))
            for part in fields(Document)
            if part.name != "review"
        ]

    def lines(self, value, name=""):
        """A value of a document as lines of text; nothing stated gives no line."""
        if isinstance(value, list):
            return [self.row(item) for item in value]
        if is_dataclass(value):
            return self._safety(value)
        if name in TICKS:
            return [str(TICKS[name])] if value else []
        if isinstance(value, bool):
            return [_("Yes") if value else _("No")]
        if value in (None, ""):
            return []
        if name in telephone.FIELDS:
            return [telephone.national(value)]
        return [self.names.get(value, value) if name in CODED else str(value)]

    def row(self, item):
        """One item of a list as a line."""
        if isinstance(item, str):
            return self.names.get(item, item)
        if isinstance(item, CostRow):
            return self._cost(item)
        if isinstance(item, TrainingRow):
            return ledger.training_text(item.program, whole(item.hours), whole(item.year))
        parts = [self._part(part.name, getattr(item, part.name)) for part in fields(item)]
        return ", ".join(filter(None, parts))

    def _part(self, name, value):
        """One value of a row in words; nothing for what is empty."""
        if name == "holder":
            return self.names.get(value, "") if value else self.own_name
        if name in ("key", "photo") or value in (None, "", []):
            return ""
        if isinstance(value, bool):
            return str(SWITCHES[name][not value])
        if isinstance(value, list):
            return " + ".join(self.names.get(entry, entry) for entry in value)
        if isinstance(value, datetime.date):
            return date_format(value, "F j, Y")
        if name in telephone.FIELDS:
            return telephone.national(value)
        return self.names.get(value, value) if name in CODED else str(value)

    def _cost(self, row):
        """The cost of one treatment, worded as on the profile."""
        low, high = money(row.session_low), money(row.session_high)
        if low and high and low != high:
            low = _("%(low)s to %(high)s") % {"low": low, "high": high}
        times, after = whole(row.sessions) or 0, whole(row.integration_sessions) or 0
        parts = [
            (_("intake %s"), money(row.intake)),
            (_("session %s"), low or high),
            (ngettext("%s session", "%s sessions", times), row.sessions),
            (_("integration session %s"), money(row.integration)),
            (ngettext("%s integration session", "%s integration sessions", after), row.integration_sessions),
        ]
        said = [text % value for text, value in parts if value not in (None, "", 0)]
        if row.is_stated:
            said.append(str(SWITCHES["medicine_billed_apart"][not row.medicine_billed_apart]))
        return ", ".join([self.names.get(row.treatment, row.treatment), *said])

    def fee(self, cost):
        """What a session costs in which no drug is given."""
        low, high = money(cost.sliding_low), money(cost.sliding_high)
        said = [money(cost.fee)]
        if low and high:
            said.append(_("sliding scale %(low)s to %(high)s") % {"low": low, "high": high})
        elif low or high:
            said.append((_("sliding scale from %s") if low else _("sliding scale up to %s")) % (low or high))
        if cost.free_first_call is not None:
            said.append(_("first call free") if cost.free_first_call else _("first call not free"))
        return ", ".join(filter(None, said))

    def _safety(self, answers):
        lines = []
        for name, question in SAFETY_QUESTIONS.items():
            value, detail = getattr(answers, name), getattr(answers, f"{name}_detail")
            if value is not None or detail:
                said = {True: _("yes"), False: _("no"), None: _("not stated")}[value]
                lines.append(f"{question}: {said}{', ' if detail else ''}{detail}")
        return lines


def _fields(readers, step, proposed, public):
    new, old = getattr(proposed, step), getattr(public, step) if public else None
    return [
        _field(
            readers, step, item.name, getattr(new, item.name), getattr(old, item.name) if public else None,
            is_edit=public is not None,
        )
        for item in fields(new)
        if item.name != "photo"  # a picture, shown as one
    ]  # fmt: skip


def _field(readers, step, name, new, old, *, is_edit):
    """One field, each side in the words of its own document: a key may stand for somebody else there."""
    reader, before = readers
    proposed, current = reader.lines(new, name), before.lines(old, name) if is_edit else []
    is_changed = is_edit and (new != old or proposed != current)
    if is_changed and isinstance(new, str) and name not in CODED:
        removed, added = by_word(old, new)
        return Field(label(step, name), removed, added, True, is_text=True, name=name)
    return Field(
        label(step, name),
        [Line(text, "same" if text in proposed else "removed") for text in current],
        [Line(text, "same" if not is_edit or text in current else "added") for text in proposed],
        is_changed,
        name=name,
    )


def money(amount):
    """Whole US dollars as a price; what is no number (yet) as it was typed, nothing for nothing."""
    return f"${amount:,}" if isinstance(amount, int) else amount or ""


def by_word(old, new):
    """Compare two texts word by word; return the pieces of the old one and of the new one as Lines."""
    before, after = old.split(), new.split()
    removed, added = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = tag == "equal"
        if b > a:
            removed.append(Line(" ".join(before[a:b]), "same" if same else "removed"))
        if d > c:
            added.append(Line(" ".join(after[c:d]), "same" if same else "added"))
    return removed, added
