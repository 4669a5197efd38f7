"""What a profile page shows, as plain values.

A `Profile` is built from a public Provider (`from_provider`) or from a listing document that is still
being written (`listings.document.schema`); the profile page, the preview in Get Listed and the moderator's
view render the same templates with it.
"""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from providers.models.care import Safety
from providers.models.eligibility import LicenseType, Role
from providers.models.photo import Photo
from providers.models.provider import CONFIRMATION_ASKED_DAYS, Fact, Provider
from providers.profile import law, ledger
from providers.profile.ledger import LedgerRow
from providers.states import USState


@dataclass(frozen=True)
class LicenseLine:
    """One license, as shown."""

    type: str
    state: str
    number: str
    expires_on: datetime.date
    board: str = ""
    supervised_by: str = ""


@dataclass(frozen=True)
class PracticeLine:
    """One practice location. `street` is empty where the street is hidden."""

    name: str
    street: str
    city: str
    state: str
    zip_code: str
    shows_street: bool
    phone: str
    hours: str
    access: list[str]
    offers: list[str]
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class OfferLine:
    """One treatment, where it is offered (town names, "Telehealth") and for which conditions."""

    treatment: str
    sentence: str
    where: list[str]
    conditions: list[str]
    age: str = ""  # the least age by law, in words
    is_medical: bool = False  # known to be medical treatment by this provider


@dataclass(frozen=True)
class CostPart:
    """One row of a cost table, US dollars."""

    name: str
    each_low: int
    each_high: int
    number: int

    @property
    def sum_low(self):
        """Number times the lower price."""
        return self.each_low * self.number

    @property
    def sum_high(self):
        """Number times the higher price."""
        return self.each_high * self.number


@dataclass(frozen=True)
class CostTable:
    """What the course of one treatment costs."""

    treatment: str
    parts: list[CostPart]
    sessions: int
    medicine_billed_apart: bool

    @property
    def total_low(self):
        """The whole course, US dollars, at the lower price."""
        return sum(part.sum_low for part in self.parts)

    @property
    def total_high(self):
        """The whole course, US dollars, at the higher price."""
        return sum(part.sum_high for part in self.parts)


@dataclass(frozen=True)
class SafetyAnswer:
    """One question about safety practice; `answer` None means "not stated"."""

    question: str
    answer: bool | None
    detail: str


@dataclass(frozen=True)
class TeamLine:
    """Someone who takes part in the care."""

    part: str
    name: str
    license: str


@dataclass(frozen=True)
class Profile:
    """Everything the profile page shows; an empty value reads "not stated"."""

    name: str  # display name with credentials
    kind: str  # "person" or "organization"
    role: str  # label
    is_demonstration: bool
    accepting: str  # code of Provider.Accepting
    accepting_label: str
    wait_weeks: int | None
    licenses: list[LicenseLine]
    places: list[PracticeLine]
    telehealth_states: list[str]  # names
    offers: list[OfferLine]
    costs: list[CostTable]
    safety: list[SafetyAnswer]
    team: list[TeamLine]
    trainings: list[str]
    ledger: list[LedgerRow]
    payment_options: list[str]
    languages: list[str]
    communities: list[str]
    ages: list[str]
    approach: str
    first_visit: str = ""
    about: str = ""
    pronouns: str = ""
    website: str = ""
    lead: str = ""
    sessions_guided: str = ""
    self_stated: list[str] = field(default_factory=list)  # attested: DEA, REMS, malpractice cover
    confirmed_on: datetime.date | None = None
    slug: str = ""
    photo: Photo | None = None  # only once its sizes are made
    photo_alt: str = ""

    @property
    def phone(self):
        """The first phone number for patients, or nothing."""
        return next((place.phone for place in self.places if place.phone), "")

    @property
    def dial(self):
        """The same number as a `tel:` link wants it."""
        return "+1" + "".join(c for c in self.phone if c.isdigit())[-10:]

    @property
    def hours(self):
        """The hours of the place whose phone number is shown."""
        return next((place.hours for place in self.places if place.phone), "")

    @property
    def checked(self):
        """The ledger rows that staff have checked (a registry match is not a check)."""
        return [row for row in self.ledger if row.basis == "staff"]

    @property
    def tally(self):
        """How much was checked, in one line with its marks."""
        return ledger.tally(self.ledger)

    @property
    def age_by_law(self):
        """The least age in words when the law sets one for all that is offered, or nothing."""
        ages = [offer.age for offer in self.offers]
        return ages[0] if ages and len(set(ages)) == 1 else ""

    @property
    def towns(self):
        """The towns of practice, each once."""
        return list(dict.fromkeys(f"{place.city}, {USState(place.state).label}" for place in self.places))

    @property
    def is_stale(self):
        """Whether the owner was asked to confirm and has not (90 days)."""
        return self.confirmed_on is not None and (
            timezone.localdate() - self.confirmed_on > datetime.timedelta(days=CONFIRMATION_ASKED_DAYS)
        )

    @property
    def boards(self):
        """The boards that license this provider, with the address of the look-up where staff used one."""
        links = [row for row in self.ledger if row.source_url and row.fact == str(Fact.Kind.LICENSE.label)]
        pages = {row.source_name: row.source_url for row in links}
        names = dict.fromkeys(line.board or _board_of(line) for line in self.licenses)
        return [{"name": name, "url": pages.get(name, "")} for name in names]


def profile_of_provider(provider, *, today=None):
    """Return the Profile of a stored provider (read with `for_profile()`).

    A hidden street is left out here, so that no template can show it.
    """
    places = list(provider.locations.all())
    known = _laws(provider)
    hides_street = any(not place.shows_street for place in places)
    return Profile(
        name=provider.name_with_credentials,
        kind=provider.kind,
        role=str(Role(provider.role).label),
        is_demonstration=provider.is_demonstration,
        accepting=provider.accepting,
        accepting_label=str(provider.get_accepting_display()),
        wait_weeks=provider.wait_weeks,
        licenses=[_license_line(row) for row in provider.licenses.all()],
        places=[_practice_line(place, provider) for place in places],
        telehealth_states=[str(USState(code).label) for code in provider.telehealth_states],
        offers=_offer_lines(provider, known),
        costs=[_cost_table(cost) for cost in provider.costs.all()],
        safety=_safety_answers(provider),
        team=[TeamLine(str(row.get_part_display()), row.name, row.license) for row in provider.team.all()],
        trainings=[ledger.training_text(t.program, t.hours, t.year) for t in provider.trainings.all()],
        ledger=ledger.ledger(
            ledger.statements_of(provider), provider.facts.all(), hides_street=hides_street, today=today
        ),
        payment_options=_payments(provider, known),
        languages=[term.name for term in provider.languages.all()],
        communities=[term.name for term in provider.communities.all()],
        ages=lawful_ages(provider.ages, known.values()),
        approach=provider.approach,
        first_visit=provider.first_visit,
        about=provider.about,
        pronouns=provider.pronouns,
        website=provider.website,
        lead=", ".join(part for part in [provider.lead_name, provider.lead_license] if part),
        sessions_guided=str(provider.get_sessions_guided_display()) if provider.sessions_guided else "",
        self_stated=attested(
            provider.holds_dea_registration, provider.is_rems_certified, provider.has_malpractice_cover
        ),
        confirmed_on=provider.confirmed_on,
        slug=provider.slug,
        photo=ready(provider.photo),
        photo_alt=provider.photo_alt,
    )


def ready(photo):
    """The photo if pages can show it already, else None."""
    return photo if photo and photo.is_ready else None


def attested(holds_dea_registration, is_rems_certified, has_malpractice_cover):
    """Return sentences for what a provider attests to; None is not stated and left out."""
    sentences = [
        (holds_dea_registration, _("Holds a DEA registration"), _("Holds no DEA registration")),
        (is_rems_certified, _("REMS-certified setting for esketamine"), _("Not REMS-certified")),
        (has_malpractice_cover, _("Has malpractice cover"), _("Has no malpractice cover")),
    ]
    return [yes if answer else no for answer, yes, no in sentences if answer is not None]


def _board_of(line):
    """Words for a license's board where its name was not given."""
    return _("the %(state)s licensing board for %(type)s") % {"state": line.state, "type": line.type}


def _license_line(row):
    """A license in words: its type without the explanation in brackets, its state spelled out."""
    return LicenseLine(
        type=str(LicenseType(row.type).label).partition(" (")[0],
        state=str(USState(row.state).label),
        number=row.number,
        expires_on=row.expires_on,
        board=row.board,
        supervised_by=row.supervised_by,
    )


def _practice_line(place, provider):
    """A practice location; where the street is hidden, neither street nor suite leaves the database."""
    street = ", ".join(part for part in [place.street, place.suite] if part)
    return PracticeLine(
        name=place.name,
        street=street if place.shows_street else "",
        city=place.city,
        state=place.state,
        zip_code=place.zip_code,
        shows_street=place.shows_street,
        phone=place.phone.as_national if place.phone else "",
        hours=place.hours,
        access=[term.name for term in place.access.all()],
        offers=[row.treatment.name for row in provider.offers.all() if row.location_id == place.pk],
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _states_of(row, provider):
    """The states in which an offer is made."""
    return [row.location.state] if row.location else provider.telehealth_states


def _laws(provider):
    """What the law says of each pair of treatment and state that is offered, None where nothing is known."""
    rows = [(row.treatment.slug, _states_of(row, provider)) for row in provider.offers.all()]
    pairs = [(slug, state) for slug, states in rows for state in states]
    known = law.laws({slug for slug, _state in pairs}, {state for _slug, state in pairs}) if pairs else {}
    return {pair: known.get(pair) for pair in pairs}


def lawful_ages(codes, notices):
    """Return the labels of age groups, without those to whom nothing that is offered may be given."""
    refused = law.refused_by_all(codes, notices, law.Notice.refuses_age)
    return [
        str(Provider.AgeGroup(code).label)
        for code in codes
        if code in Provider.AgeGroup.values and code not in refused
    ]


def _payments(provider, known):
    """The ways to pay that can be true of something that is offered."""
    terms = provider.payment_options.all()
    slugs = [term.slug for term in terms]
    refused = law.refused_by_all(slugs, known.values(), law.Notice.refuses_payment)
    return [term.name for term in terms if term.slug not in refused]


def _offer_lines(provider, known):
    """One line a treatment: the towns it is offered in, or telehealth, and for which conditions."""
    rows = {}
    for row in provider.offers.all():
        rows.setdefault(row.treatment, []).append(row)
    return [_offer_line(treatment, offers, provider, known) for treatment, offers in rows.items()]


def _offer_line(treatment, offers, provider, known):
    states = [state for row in offers for state in _states_of(row, provider)]
    limits = law.limits_of_offer(treatment.slug, states, provider.role, known)
    age, is_medical, may_name_conditions = limits
    where = [row.location.city if row.location else _("Telehealth") for row in offers]
    conditions = [term.name for row in offers for term in row.conditions.all()] if may_name_conditions else []
    return OfferLine(
        treatment.name,
        treatment.sentence,
        list(dict.fromkeys(where)),
        list(dict.fromkeys(conditions)),
        age,
        is_medical,
    )


def _cost_table(cost):
    """The parts of a course, each with its price and number."""
    parts = [CostPart(_("Intake"), cost.intake, cost.intake, 1)] if cost.intake is not None else []
    session = _("Session") if cost.medicine_billed_apart else _("Session, medicine included")
    parts.append(CostPart(session, cost.session_low, cost.session_high, cost.sessions))
    if cost.integration is not None and cost.integration_sessions:
        parts.append(
            CostPart(_("Integration session"), cost.integration, cost.integration, cost.integration_sessions)
        )
    return CostTable(cost.treatment.name, parts, cost.sessions, cost.medicine_billed_apart)


def _safety_answers(provider):
    """All questions in their order; without a row each is "not stated"."""
    try:
        safety = provider.safety
    except Safety.DoesNotExist:
        safety = Safety()
    return [
        SafetyAnswer(str(label), getattr(safety, name), getattr(safety, f"{name}_detail"))
        for name, label in Safety.QUESTIONS.items()
    ]
