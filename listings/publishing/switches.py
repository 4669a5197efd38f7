"""Switches of a public listing: a few small facts, each changed by itself and public when it is pressed.

They are among the facts of `small_changes.INSTANT`; a press goes through its door and is recorded like any
other small change. It counts as no confirmation, since nobody read the rest of the listing. A switch carries
what it showed (`seen`): when somebody else changed it meanwhile, nothing is changed, and that is said.
"""

from copy import deepcopy
from dataclasses import dataclass, replace

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from listings.document import in_words
from listings.models.refusals import AlreadyDecided, Conflict
from listings.models.small_change import InstantChange
from listings.models.submission import Submission
from listings.publishing import small_changes, tables
from listings.steps import rules
from listings.steps.cost_forms import CostForm, CostRowForm
from listings.steps.forms import CareForm, PlaceForm, PlacesForm
from listings.steps.part_form import PartForm
from listings.steps.step import data_of, typed_values
from providers import vocabulary
from providers.document import schema as documents
from providers.document.telephone import national
from providers.search.reindex import lock_provider

#: Newest small changes of all listings on one page that are read to say since when a fact is public.
CHANGES_READ = 200


class AcceptingForm(PartForm):
    """New patients, and the usual wait."""

    accepting = CareForm.base_fields["accepting"]
    wait_weeks = CareForm.base_fields["wait_weeks"]


class DeskForm(PartForm):
    """How a place is reached, and when."""

    phone = PlaceForm.base_fields["phone"]
    hours = PlaceForm.base_fields["hours"]


class TelehealthForm(PartForm):
    """How whoever is seen by telehealth calls."""

    telehealth_phone = PlacesForm.base_fields["telehealth_phone"]


class FeeForm(PartForm):
    """What a session costs in which no drug is given."""

    fee = CostForm.base_fields["fee"]
    sliding_low = CostForm.base_fields["sliding_low"]
    sliding_high = CostForm.base_fields["sliding_high"]
    free_first_call = CostForm.base_fields["free_first_call"]


#: The form of each kind of switch; a kind that is no key of a place or a treatment holds these fields alone.
FORMS = {
    "accepting": AcceptingForm,
    "place": DeskForm,
    "telehealth": TelehealthForm,
    "cost": CostRowForm,
    "fee": FeeForm,
}
#: The part of the document that holds the fields of a switch that stands alone.
PARTS = {"accepting": "care", "telehealth": "places", "fee": "cost"}


@dataclass
class Switch:
    """One switch: its name in the form, its heading, the form with what is public, and the last change of it.

    `undoes` says what a press on "Undo" brings back, "" where nothing can be.
    """

    name: str
    title: str
    form: forms.Form
    words: str
    seen: str
    since: object = None
    undoes: str = ""


def switches_of(provider, changes, *, reader=None):
    """Return the Switches of a provider; `changes` are its newest InstantChanges, the newest first."""
    said, reader = provider.listing, reader or in_words.Reader()
    return [_switch(provider, said, name, changes, reader) for name in _names(said)]


def changes_of(providers):
    """Return {provider's key: its newest InstantChanges}, in one query for all of them."""
    rows = InstantChange.objects.filter(provider__in=providers).order_by("-at", "-pk")[:CHANGES_READ]
    found = {}
    for row in rows:
        found.setdefault(row.provider_id, []).append(row)
    return found


def press(provider, name, data, *, by):
    """Publish what was typed into a switch; return its form, bound, when something is wrong with it.

    Raises PermissionDenied for who does not write the listing, LookupError for a switch that it does not have
    (any more), Conflict when somebody else changed the fact meanwhile.
    """
    if not provider.may_be_written_by(by):
        raise PermissionDenied
    with transaction.atomic():
        lock_provider(provider)
        current = tables.stored_document(provider.pk)
        if name not in _names(current):
            raise LookupError(name)
        form = _form(name, current, provider.slug, data)
        if not form.is_valid():
            return form
        proposed = _with(current, name, typed_values(form))
        if data.get("seen") != _seen(current, name):
            if _value(proposed, name) == _value(current, name):
                return None
            raise Conflict(sentence=_("Somebody else has changed it meanwhile. Look at what is public now."))
        live = tables.published_form(small_changes.with_small_facts(current, proposed, current))
        _say_problems(form, current, live)
        if form.errors:
            return form
        _publish(provider, current, live, by)
    return None


def undo(provider, name, *, by):
    """Bring back what the last change of a switch replaced.

    Raises PermissionDenied, and AlreadyDecided when there is nothing (any more) to be undone.
    """
    if not provider.may_be_written_by(by):
        raise PermissionDenied
    with transaction.atomic():
        lock_provider(provider)
        current = tables.stored_document(provider.pk)
        change = _last(name, current, provider.instant_changes.order_by("-at", "-pk")[:CHANGES_READ])
        if change is None:
            raise AlreadyDecided(sentence=_("It was changed again since, so there is nothing to undo."))
        proposed = _with(current, name, _before(change, name))
        live = tables.published_form(small_changes.with_small_facts(current, proposed, current))
        if _new_problems(current, live):
            raise AlreadyDecided(sentence=_("What stood before is not possible any more. Change it instead."))
        _publish(provider, current, live, by)


def _publish(provider, current, live, by):
    """Publish, and let an open edit go on from it where it says nothing else of the fact."""
    small_changes.publish_document(provider, current, live, by=by, confirms=False)
    edit = (
        Submission.objects.select_for_update()
        .filter(provider=provider, state__in=Submission.EDITABLE)
        .first()
    )
    if edit is None:
        return
    base, proposed = documents.read_document(edit.base_document), edit.typed
    for name in _names(current):
        was, now = _value(current, name), _value(live, name)
        if was != now and _value(base, name) == _value(proposed, name) is not None:
            base, proposed = _with(base, name, vars(now)), _with(proposed, name, vars(now))
    edit.base_document = small_changes.without_review(base)
    edit.document = {
        **edit.document,
        **{step: part for step, part in documents.to_json(proposed).items() if step in edit.document},
    }
    edit.document_version += 1
    edit.save(update_fields=["base_document", "document", "document_version"])


# --- Which switches there are, and what each holds ----------------------------------------------------


def _names(said):
    """The names of the switches of a document, in the order of the page."""
    offered = dict.fromkeys(offer.treatment for offer in said.care.offers)
    costs = list(vocabulary.drug_treatments(offered))
    takes_fee = len(costs) < len(offered) or _value(said, "fee") != documents.Cost()
    return [
        "accepting",
        *(f"place-{place.key}" for place in said.places.places),
        *(["telehealth"] if said.places.telehealth_states else []),
        *(f"cost-{slug}" for slug in costs),
        *(["fee"] if takes_fee else []),
    ]


def _value(said, name):
    """What a document says of a switch, as a part or a row that holds nothing else; None without it."""
    kind, _dash, key = name.partition("-")
    if kind in PARTS:
        part = getattr(said, PARTS[kind])
        return type(part)(**{field: getattr(part, field) for field in FORMS[kind].base_fields})
    if kind == "place":
        place = said.place(key)
        return place and documents.PlaceRow(phone=place.phone, hours=place.hours)
    stated = {row.treatment: row for row in said.cost.costs}
    return stated.get(key) or documents.CostRow(treatment=key)


def _with(said, name, values):
    """Return a document that says these values of a switch, and otherwise the same."""
    said, (kind, _dash, key) = deepcopy(said), name.partition("-")
    if kind in PARTS:
        part, fields = getattr(said, PARTS[kind]), FORMS[kind].base_fields
        setattr(said, PARTS[kind], replace(part, **{field: values[field] for field in fields}))
    elif kind == "place":
        place = said.place(key)
        place.phone, place.hours = values["phone"], values["hours"]
    else:
        row = documents.CostRow(**{**values, "treatment": key})
        others = [other for other in said.cost.costs if other.treatment != key]
        said.cost = replace(said.cost, costs=[*others, row] if row.is_stated else others)
    return said


def _form(name, said, slug, data=None):
    """The form of a switch, with what was posted or what a document says."""
    form = FORMS[name.partition("-")[0]]
    return form(
        data_of(_value(said, name)) if data is None else data, document=said, auto_id=f"{slug}-{name}-%s"
    )


def _seen(said, name):
    """The fingerprint of what a document says of a switch."""
    return documents.fingerprint(_value(said, name))


def _title(name, said):
    kind, _dash, key = name.partition("-")
    if kind == "accepting":
        return _("New patients")
    if kind == "place":
        place = said.place(key)
        return _("Telephone and hours, %s") % (place.name or place.city)
    if kind == "telehealth":
        return _("Telephone for telehealth")
    if kind == "fee":
        return _("Fee for a session in which no drug is given")
    return _("Cost, %s") % vocabulary.treatments_by_slug()[key].name


def _words(value, name, reader):
    """A value in words, as the public reads it."""
    if name.startswith("cost"):  # the heading names the treatment
        return reader.row(replace(value, treatment="")).lstrip(", ") if value.is_stated else _("not stated")
    if name.startswith("place"):
        said = [national(value.phone) if value.phone else "", value.hours]
        return ", ".join(filter(None, said)) or _("not stated")
    if name == "telehealth":
        return national(value.telehealth_phone) or _("not stated")
    if name == "fee":
        return reader.fee(value) or _("not stated")
    weeks = value.wait_weeks
    said = reader.names.get(value.accepting, "")
    return _("%(said)s, usual wait %(n)s weeks") % {"said": said, "n": weeks} if weeks else said


def _switch(provider, said, name, changes, reader):
    value = _value(said, name)
    last = next((row for row in changes if _before(row, name) != _after(row, name)), None)
    can_undo = last and _last(name, said, changes)
    return Switch(
        name=name,
        title=_title(name, said),
        form=_form(name, said, provider.slug),
        words=_words(value, name, reader),
        seen=_seen(said, name),
        since=last.at if last else provider.published_at if name == "accepting" else None,
        undoes=_words(_part(last.said_before, name), name, reader) if can_undo else "",
    )


# --- What was changed before --------------------------------------------------------------------------


def _part(said, name):
    """What a small change kept of a switch, before or after; None where nothing was kept."""
    return _value(said, name) if said else None


def _before(change, name):
    value = _part(change.said_before, name)
    return vars(value) if value else None


def _after(change, name):
    value = _part(change.said_after, name)
    return vars(value) if value else None


def _last(name, said, changes):
    """The newest change of a switch if it still stands and can be put back, else None."""
    for row in changes:
        if _before(row, name) != _after(row, name):
            stands = row.reverted_at is None and _after(row, name) == vars(_value(said, name))
            return row if stands and _before(row, name) is not None else None
    return None


def _say_problems(form, current, live):
    """Put at the form what would stop the listing as it would be."""
    for problem in _new_problems(current, live):
        where = problem.path.rpartition("-")[2]
        form.add_error(where if where in form.fields else None, problem.sentence)


def _new_problems(current, live):
    """What would stop the listing as it would be, and does not stop it as it is."""
    known = {(problem.path, problem.sentence) for problem in rules.stopping(current, before=current)}
    found = rules.stopping(live, before=current)
    return [problem for problem in found if (problem.path, problem.sentence) not in known]
