"""A step of Get Listed: the forms of one part of the document, bound to what is stored or was posted."""

import datetime
import re
from dataclasses import dataclass, replace
from functools import partial

from django.forms import BooleanField, MultipleChoiceField
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from listings.steps import about_forms, cost_forms, fields, followed, forms, law_rules
from providers import vocabulary
from providers.document import schema as documents
from providers.document import telephone
from providers.document.choices import SAFETY_QUESTIONS
from providers.models import Photo
from providers.models.eligibility import ORGANIZATION_ROLES
from providers.models.photo import MOST_PREMISES
from providers.photos.keeping import keep_photo

MAX_ROWS = 20
ROW = re.compile(r"([a-z]{1,20})-([0-9]{1,3})-")  # the beginning of the name of a field in a row


@dataclass(frozen=True)
class Rows:
    """Rows of one kind in a step; without `add` the rows follow from other answers."""

    name: str
    form: type
    heading: str
    add: str = ""


TITLES = {
    "you": _("You"),
    "licenses": _("Licenses"),
    "places": _("Places and telehealth"),
    "care": _("Care offered"),
    "cost": _("Cost and payment"),
    "about": _("About you"),
    "review": _("Review and submit"),
}
FORMS = {
    "you": forms.YouForm,
    "licenses": forms.LicensesForm,
    "places": forms.PlacesForm,
    "care": forms.CareForm,
    "cost": cost_forms.CostForm,
    "about": about_forms.AboutForm,
    "review": forms.ReviewForm,
}
ROWS = {
    "you": [Rows("people", forms.PersonForm, _("Person"), _("Add a person"))],
    "licenses": [
        Rows("licenses", forms.LicenseForm, _("License"), _("Add another license")),
        Rows("trainings", forms.TrainingForm, _("Training"), _("Add a training")),
    ],
    "places": [Rows("places", forms.PlaceForm, _("Place"), _("Add another place"))],
    "care": [
        Rows("offers", forms.OfferForm, _("Treatment"), _("Add another treatment")),
    ],
    "cost": [
        Rows("costs", cost_forms.CostRowForm, _("Cost")),
        Rows("payments", cost_forms.PaymentForm, _("Ways to pay by treatment")),
    ],
    "about": [Rows("premises", about_forms.PremisesForm, _("Photo of the premises"))],
}
#: Rows of which the page shows an empty one to begin with.
BEGUN = frozenset({"licenses", "places", "offers"})
#: Rows that have a key, with the letter that it begins with.
KEYED = {"places": "p", "people": "c"}


class Step:
    """One step of a document. Build it with `stored` or `posted`."""

    max_rows = MAX_ROWS

    def __init__(self, name, document, data, files=None, by=None, public=None):
        self.name, self.document, self.data = name, document, data
        self.public = public  # what is public of the same listing, for an edit
        self.filled_in = {}  # by the name of a field on the page: what `part` put where nothing was typed
        self.form = FORMS[name](data, document=document)
        self.photo = about_forms.PhotoForm(data, files, by=by, prefix="photo") if name == "about" else None
        self.safety = forms.SafetyForm(data, prefix="safety", document=document) if name == "care" else None
        self.rows = {
            kind.name: [
                kind.form(data, prefix=f"{kind.name}-{index}", document=document)
                for index in self._indexes(kind.name)
            ]
            for kind in ROWS.get(name, ())
        }
        is_full = len(self.rows.get("premises", ())) >= MOST_PREMISES
        upload = partial(about_forms.PremisesUpload, data, files, by=by, prefix="room", is_full=is_full)
        self.room = upload() if name == "about" else None
        if payments := self.rows.get("payments"):
            refused = law_rules.payments_refused(document)
            for form in payments:
                form.leave_out(refused.get(form.slug, ()))

    @classmethod
    def stored(cls, name, document, *, blank=()):
        """The step as the document holds it; each name in `blank` gets one more, empty row."""
        part = getattr(document, name)
        if name == "review" and part.text_version != documents.TEXT_VERSION:
            part = documents.Review()  # other texts were agreed to
        data = data_of(part)
        if name == "cost":
            _add_rows(data, "costs", _cost_rows(document))
            _add_rows(data, "payments", law_rules.payment_rows(document))
        begun = BEGUN | ({"people"} if document.you.role in ORGANIZATION_ROLES else set())
        for kind in ROWS.get(name, ()):
            count = len(_indexes(data, kind.name))
            if kind.name in blank or (not count and kind.name in begun):
                data[f"{kind.name}-{count}-"] = ""
        return cls(name, document, data)

    @classmethod
    def posted(cls, name, document, data, files=None, by=None, public=None):
        """The step as it was posted; with files, `by` is who sends them.

        `public` is the document that an edit began from: a new place is never called as one in it was.
        """
        return cls(name, document, data, files, by, public)

    def offer_what_is_lawful(self):
        """Offer no condition of a treatment of which none may be named; what is ticked stays, to clear."""
        forms_ = self.rows.get("offers", ())
        if not forms_:
            return
        refused = law_rules.without_conditions(self.document, [form.offer for form in forms_])
        for form in forms_:
            if form.offer.treatment in refused:
                form.leave_out_conditions()

    def _indexes(self, name):
        return _indexes(self.data, name)

    @cached_property
    def part(self):
        """The part of the document that the forms hold; rows that are empty are left out."""
        values = typed_values(self.form)
        for name, forms_ in self.rows.items():
            rows = {form.prefix: row for form in forms_ if _is_written(row := typed_values(form))}
            self.filled_in |= followed.fill_empty(name, rows)
            values[name] = list(rows.values())
        if self.name == "cost":
            values["payments"] = [row for row in values["payments"] if row["options"]]
        if self.safety:
            values["safety"] = typed_values(self.safety)
        if self.name == "review":
            values["text_version"] = documents.TEXT_VERSION
        for kind in KEYED.keys() & values.keys():
            public = getattr(getattr(self.public, self.name), kind) if self.public else []
            _give_keys(values[kind], {row.key for row in public}, KEYED[kind])
        if self.name == "about":
            values["photo"] = self.document.about.photo
        return documents.read_part(self.name, values)

    def part_with_photo(self, *, by):
        """The part of step about, with the photo that was sent stored, or taken away if asked."""
        part = self.part
        if self.room:
            part = replace(part, premises=self._premises(part, by))
        if self.photo and self.photo.is_valid():
            if sent := self.photo.cleaned_data["file"]:
                return replace(part, photo=str(keep_photo(sent, by=by).pk))
            if self.photo.cleaned_data["without"]:
                return replace(part, photo="", photo_alt="")
            if kept := Photo.objects.filter(pk=self.photo.cleaned_data["kept"], by=by).unnamed().first():
                return replace(part, photo=str(kept.pk))
        return part

    def _premises(self, part, by):
        """The photos of the premises that the listing has or `by` has sent for it, and the one that came.

        A photo of another listing is none, whoever sent it: it is hidden and shown with that one.
        """
        said = [document.about.premises for document in (self.document, self.public) if document]
        known = {row.photo for rows in said for row in rows}
        known |= set(Photo.objects.filter(by=by).unnamed().by_keys([row.photo for row in part.premises]))
        rows = [row for row in part.premises if row.photo in known]
        if self.room.is_valid() and (sent := self.room.cleaned_data["file"]):
            rows.append(documents.PremisesRow(photo=str(keep_photo(sent, by=by).pk)))
        return rows

    @property
    def premises(self):
        """The photos of the premises on the page: each form with its Photo; of those that are gone, None."""
        rows = self.rows.get("premises", ())
        photos = Photo.objects.by_keys([form["photo"].value() or "" for form in rows])
        return [(form, photos.get(form["photo"].value())) for form in rows]

    def keep_photo(self, part, *, stored):
        """Have the page name the photo of a part that could not be saved, so that it is not sent again."""
        if self.photo and part.photo != stored:
            self.photo.data = {**self.photo.data.dict(), "photo-kept": part.photo}

    @property
    def questions_on_safety(self):
        """How many questions on safety practice there are."""
        return len(SAFETY_QUESTIONS)

    @property
    def all_forms(self):
        """Every form of the step in the order of the page."""
        rows = [form for forms_ in self.rows.values() for form in forms_]
        return [self.form, *rows, *filter(None, [self.safety, self.photo, self.room])]

    @property
    def groups(self):
        """The rows of the page by kind, each with its forms."""
        return [(kind, self.rows[kind.name]) for kind in ROWS.get(self.name, ())]

    @property
    def is_of_organization(self):
        """Whether others than who types hold the licenses and see people at the places."""
        return self.document.you.role in ORGANIZATION_ROLES

    @property
    def title(self):
        """The step's name."""
        return TITLES[self.name]

    def mark(self, problems):
        """Put the sentences of problems at their fields; what has no field here stands above them all."""
        for problem in problems:
            form, name = self._places.get(problem.path, (self.form, None))
            if problem.sentence not in form.errors.get(name, ()):
                form.add_error(name, problem.sentence)

    def say(self, problems, *, everything):
        """Put at the fields what is wrong with what was typed; with `everything` what is missing too."""
        there = [replace(problem, path=self._on_page(problem.path)) for problem in problems]
        shown = [p for p in there if everything or (not p.is_gap and self._has_value(p.path))]
        self.mark(p for p in shown if p.stops)
        self.warn(p for p in shown if not p.stops)

    def _on_page(self, path):
        """The name on the posted page of a field of the document, where empty rows are left out."""
        kind, _dash, rest = path.partition("-")
        index, _dash, name = rest.partition("-")
        written = [form for form in self.rows.get(kind, ()) if _is_written(typed_values(form))]
        return written[int(index)].add_prefix(name) if written and int(index) < len(written) else path

    def _has_value(self, path):
        form, name = self._places.get(path, (None, None))
        return form is not None and bool(form[name].data)

    def warn(self, problems):
        """Put the sentences of problems that do not stop at their fields; call it after `mark`."""
        for problem in problems:
            form, name = self._places.get(problem.path, (None, None))
            if form is None:
                continue
            field = form[name]
            sentence = f"{problem.sentence} {problem.aside}"
            field.warnings = [*getattr(field, "warnings", []), sentence]
            if not field.use_fieldset and len(field.warnings) == 1:
                ids = [field.aria_describedby, f"{field.auto_id}_warning"]
                field.field.widget.attrs["aria-describedby"] = " ".join(filter(None, ids))

    @cached_property
    def _places(self):
        """The form and the field's own name for each name of a field on the page."""
        return {form.add_prefix(name): (form, name) for form in self.all_forms for name in form.fields}

    def field_named(self, path):
        """The form field of a name on the page, or None."""
        form, name = self._places.get(path, (None, None))
        return form.fields[name] if form else None

    def errors(self):
        """What cannot be read, as pairs of the field's name on the page and a sentence."""
        return [
            (form.add_prefix(name), sentence)
            for form in self.all_forms
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]


def _indexes(data, name):
    """Row numbers that occur in form data, in order."""
    found = {int(m[2]) for key in data if (m := ROW.match(key)) and m[1] == name}
    return sorted(found)[:MAX_ROWS]


def _is_written(row):
    """Whether anything but the key of a row was filled in."""
    return any(row[name] for name in row if name != "key")


def typed_values(form):
    """Return the typed values of a form where the text could be read, the text itself where it could not."""
    form.full_clean()
    return {name: _value(form, name, field) for name, field in form.fields.items()}


def _value(form, name, field):
    if name in form.cleaned_data:
        value = form.cleaned_data[name]
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, PhoneNumber):
            return telephone.stored(value)
        plain = value is None or isinstance(value, (bool, int))
        return list(dict.fromkeys(value)) if isinstance(value, list) else value if plain else str(value)
    if isinstance(field, MultipleChoiceField):
        known = {str(key) for key, _label in field.choices}
        return list(dict.fromkeys(item for item in form.data.getlist(form.add_prefix(name)) if item in known))
    return form.data.get(form.add_prefix(name), "").replace("\0", "")[: fields.kept_of(field)]


def _give_keys(rows, public, letter):
    """Name the rows that have no name yet (or one twice), as none that is `public` is called.

    The same rows get the same names each time that they are saved.
    """
    taken = set()
    for row in rows:
        if row["key"] in taken or not _is_key(row["key"], letter):
            every = taken | public | {other["key"] for other in rows}
            row["key"] = next(f"{letter}{n}" for n in range(1, 1000) if f"{letter}{n}" not in every)
        taken.add(row["key"])


def _is_key(text, letter):
    """Whether a text is a key as rows have it: a letter and a number ("p1"), or "l17" of an old listing."""
    number = text[1:]
    return text[:1] in ("l", letter) and number.isascii() and number.isdigit() and len(number) <= 10


def data_of(part, prefix=""):
    """Return a part or a row of a document as form data."""
    data = MultiValueDict()
    for name, value in vars(part).items():
        if isinstance(value, list) and value and not isinstance(value[0], str):
            for index, row in enumerate(value):
                data.update(data_of(row, f"{prefix}{name}-{index}-"))
        elif hasattr(value, "__dataclass_fields__"):
            data.update(data_of(value, f"{prefix}{name}-"))
        elif isinstance(value, list):
            data.setlist(prefix + name, value)
        elif value is not None:
            data.setlist(prefix + name, _words(name, value))
    return data


#: Yes or no without a third answer: an unticked box is not sent.
SWITCHES = {
    name
    for form in vars(forms).values()
    if hasattr(form, "base_fields")
    for name, field in form.base_fields.items()
    if isinstance(field, BooleanField)
}


def _words(name, value):
    if isinstance(value, bool):
        return (["on"] if value else []) if name in SWITCHES else ["yes" if value else "no"]
    return [telephone.national(value) if name in telephone.FIELDS else str(value)]


def _add_rows(data, name, rows):
    """Have form data hold these rows of a kind, in the place of those that it held."""
    for key in [key for key in data if key.startswith(f"{name}-")]:
        del data[key]
    for index, row in enumerate(rows):
        data.update(data_of(row, f"{name}-{index}-"))


def _cost_rows(document):
    """One row for each drug treatment offered; rows of treatments no longer offered are left out."""
    stated = {row.treatment: row for row in document.cost.costs}
    slugs = vocabulary.drug_treatments(row.treatment for row in document.care.offers)
    return [stated.get(slug) or documents.CostRow(treatment=slug) for slug in slugs]
