"""A listing, while it is written, proposed and public, as one typed, versioned document.

The document holds what was typed. A value that cannot be read yet (half a date, a ZIP code of four
digits) stays as its text, so that nothing is lost between visits; `listings.steps.rules` says what is wrong
with it. Slugs of the vocabulary stand for its terms, keys for places (`p1`, `l17`) and people (`c1`). Whoever
a solo listing is about has no key: what names nobody there is theirs.
"""

import datetime
import hashlib
import json
import types
import typing
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import cache

from providers.document import first_schema

SCHEMA = 2
STEPS = ("you", "licenses", "places", "care", "cost", "about", "review")
#: Version of the consent, accuracy and conduct texts of the last step.
TEXT_VERSION = "2026-11"
#: Where an offer is made remotely; no place has this key.
TELEHEALTH = "telehealth"

Day = datetime.date | str | None  # a date, or text that is not one yet
Number = int | str | None  # a whole number, or text that is not one yet
Answer = bool | None  # None: not stated


@dataclass
class PersonRow:
    """Somebody who takes part in the care; `key` names them inside the document."""

    key: str = ""
    name: str = ""
    credentials: str = ""
    parts: list[str] = field(default_factory=list)
    license: str = ""  # in words, where none of theirs is entered


@dataclass
class You:
    """Who is listed: one person or an organization, in one or several roles, with the people beside them."""

    role: str = ""
    also: list[str] = field(default_factory=list)
    legal_name: str = ""
    display_name: str = ""
    credentials: str = ""
    pronouns: str = ""
    npi: str = ""
    people: list[PersonRow] = field(default_factory=list)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, the first of them the main one."""
        return tuple(dict.fromkeys(filter(None, [self.role, *self.also])))


@dataclass
class LicenseRow:
    """One license: its state and its title as in the register, and the key of the person who holds it.

    Whoever practices under supervision names the supervisor, the supervisor's license and the employer.
    """

    holder: str = ""
    state: str = ""
    type: str = ""
    title: str = ""
    board: str = ""
    number: str = ""
    expires_on: Day = None
    supervised_by: str = ""
    supervisor_license: str = ""
    employer: str = ""


@dataclass
class TrainingRow:
    """Training in this care."""

    program: str = ""
    hours: Number = None
    year: Number = None


@dataclass
class Licenses:
    """Licenses, what is attested, training."""

    licenses: list[LicenseRow] = field(default_factory=list)
    holds_dea_registration: Answer = None
    is_rems_certified: Answer = None
    has_malpractice_cover: Answer = None
    trainings: list[TrainingRow] = field(default_factory=list)
    sessions_guided: str = ""


@dataclass
class PlaceRow:
    """One practice location; `key` names it inside the document, `people` who of the people works there."""

    key: str = ""
    name: str = ""
    street: str = ""
    suite: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""
    shows_street: bool = False
    phone: str = ""
    hours: str = ""
    access: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


@dataclass
class Places:
    """Where the provider practices, in premises and remotely."""

    places: list[PlaceRow] = field(default_factory=list)
    telehealth_states: list[str] = field(default_factory=list)
    telehealth_phone: str = ""

    @property
    def phones(self) -> list[str]:
        """Every telephone number, as it is stored."""
        return [phone for phone in [*(row.phone for row in self.places), self.telehealth_phone] if phone]


@dataclass
class OfferRow:
    """A treatment, the keys of the places where it is offered (or TELEHEALTH), and for which conditions."""

    treatment: str = ""
    where: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)


@dataclass
class SafetyAnswers:
    """Safety practice: yes, no or not stated, with words (the questions of `choices.SAFETY_QUESTIONS`)."""

    screening: Answer = None
    screening_detail: str = ""
    vital_signs: Answer = None
    vital_signs_detail: str = ""
    life_support: Answer = None
    life_support_detail: str = ""
    emergency_plan: Answer = None
    emergency_plan_detail: str = ""
    not_treated: Answer = None
    not_treated_detail: str = ""
    ride_home: Answer = None
    ride_home_detail: str = ""
    aftercare: Answer = None
    aftercare_detail: str = ""


@dataclass
class Care:
    """What is offered, how safely and to whom, and what of it whoever is listed alone does themselves."""

    offers: list[OfferRow] = field(default_factory=list)
    own_parts: list[str] = field(default_factory=list)
    safety: SafetyAnswers = field(default_factory=SafetyAnswers)
    ages: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)  # besides English
    without_english: bool = False
    communities: list[str] = field(default_factory=list)
    accepting: str = ""
    wait_weeks: Number = None


@dataclass
class CostRow:
    """What the course of one treatment costs, in whole US dollars."""

    treatment: str = ""
    intake: Number = None
    session_low: Number = None
    session_high: Number = None
    sessions: Number = None
    integration: Number = None
    integration_sessions: Number = None
    medicine_billed_apart: bool = False

    @property
    def is_stated(self) -> bool:
        """Whether anything but the treatment was filled in."""
        return self != CostRow(treatment=self.treatment)


@dataclass
class PaymentRow:
    """How one treatment can be paid for, where that is not as for the rest; no option: as for the rest."""

    treatment: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def is_stated(self) -> bool:
        """Whether anything but the treatment was filled in."""
        return bool(self.options)


@dataclass
class Cost:
    """Cost of each drug treatment, the fee of other sessions; how to pay, and what differs by treatment."""

    costs: list[CostRow] = field(default_factory=list)
    fee: Number = None  # of a session in which no drug is given, US dollars
    sliding_low: Number = None
    sliding_high: Number = None
    free_first_call: Answer = None
    payment_options: list[str] = field(default_factory=list)
    payments: list[PaymentRow] = field(default_factory=list)


@dataclass
class PremisesRow:
    """A photo of the premises, by the key of its row (`providers.models.Photo`), and what it shows."""

    photo: str = ""
    caption: str = ""


@dataclass
class About:
    """Texts, website, and photos by the keys of their rows (`providers.models.Photo`)."""

    approach: str = ""
    first_visit: str = ""
    about: str = ""
    website: str = ""
    photo: str = ""
    photo_alt: str = ""
    premises: list[PremisesRow] = field(default_factory=list)


@dataclass
class Review:
    """What was agreed to; `text_version` names the texts that were shown."""

    consents: bool = False
    is_accurate: bool = False
    follows_conduct: bool = False
    text_version: str = ""


@dataclass
class Document:
    """A whole listing: one part a step."""

    you: You = field(default_factory=You)
    licenses: Licenses = field(default_factory=Licenses)
    places: Places = field(default_factory=Places)
    care: Care = field(default_factory=Care)
    cost: Cost = field(default_factory=Cost)
    about: About = field(default_factory=About)
    review: Review = field(default_factory=Review)

    def states_of(self, offer: OfferRow) -> list[str]:
        """The states in which an OfferRow is offered: those of its places, those of telehealth."""
        places = [self.place(key) for key in offer.where if key != TELEHEALTH]
        states = {place.state for place in places if place}
        if TELEHEALTH in offer.where:
            states |= set(self.places.telehealth_states)
        return sorted(states - {""})

    def license_types_in(self, state: str) -> frozenset[str]:
        """The types of the licenses that the listing holds in a state."""
        return frozenset(self.licensed_until(state))

    def licensed_until(self, state: str) -> dict[str, datetime.date]:
        """The types of license held in a state, each with its last day; one that names no day ends never."""
        held: dict[str, datetime.date] = {}
        for row in self.licenses.licenses:
            if row.state == state and row.type:
                day = row.expires_on if isinstance(row.expires_on, datetime.date) else datetime.date.max
                held[row.type] = max(day, held.get(row.type, day))
        return held

    @property
    def offered_in(self) -> list[tuple[str, str]]:
        """Pairs of a treatment's slug and a state in which it is offered, each once."""
        pairs = [(offer.treatment, state) for offer in self.care.offers for state in self.states_of(offer)]
        return list(dict.fromkeys(pairs))

    def place(self, key: str) -> PlaceRow | None:
        """The place with this key, or None."""
        return next((place for place in self.places.places if place.key == key), None)

    def person(self, key: str) -> PersonRow | None:
        """The person with this key, or None."""
        return next((row for row in self.you.people if row.key == key), None)


#: One part of a document.
Part = You | Licenses | Places | Care | Cost | About | Review
Kind = typing.TypeVar("Kind")
#: What JSON can hold.
Json = typing.Any


def read_document(data: Json) -> Document:
    """Return the Document that JSON data holds; what does not fit the schema is left out."""
    return _read(Document, first_schema.upgraded(data))


def read_part(step: str, data: Json) -> Part:
    """Return one part of a document from its JSON data."""
    return _read(_hints(Document)[step], data)


def to_json(document: Document | Part) -> dict[str, typing.Any]:
    """Return a document (or a part) as JSON data."""
    return typing.cast(dict[str, typing.Any], _plain(asdict(document)))


def fingerprint(document: Document | Part) -> str:
    """SHA-256 of a document or part, as canonical JSON (sorted keys, no spaces)."""
    text = json.dumps(
        {"schema": SCHEMA, **to_json(document)}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: typing.Any) -> Json:
    """Dates become ISO text; everything else is JSON already."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _read(kind: type[Kind], data: Json) -> Kind:
    """Build a dataclass from JSON data, field by field; wrong types become the field's default."""
    data = data if isinstance(data, dict) else {}
    hints = _hints(typing.cast(typing.Any, kind))
    names = [item.name for item in fields(kind) if item.name in data]  # type: ignore[arg-type]
    values = {name: _cast(hints[name], data[name]) for name in names}
    return kind(**{name: value for name, value in values.items() if value is not _MISFIT})


@cache
def _hints(kind: typing.Any) -> dict[str, typing.Any]:
    """The types of a dataclass's fields; working them out takes longer than reading a row."""
    return typing.get_type_hints(kind)


_MISFIT = object()


def _cast(hint: typing.Any, value: Json) -> typing.Any:
    """Return JSON data as the type that a field asks for, or _MISFIT."""
    if is_dataclass(hint):
        return _read(typing.cast(type, hint), value)
    if typing.get_origin(hint) is list:
        (inner,) = typing.get_args(hint)
        cast = [_cast(inner, item) for item in value] if isinstance(value, list) else []
        return [item for item in cast if item is not _MISFIT]
    if hint == Day and isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    allowed = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return value if type(value) in allowed else _MISFIT


def whole(value: typing.Any) -> int | None:
    """A whole number, or None for what is not one (yet)."""
    return value if isinstance(value, int) else None
