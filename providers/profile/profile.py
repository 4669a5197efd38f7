"""What a profile page shows, as plain values.

`providers.profile.building` makes a `Profile`; the profile page, the preview in Get Listed and the
moderator's view render the same templates with it.
"""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext as _

from providers.document.hours import Opening, in_words, is_open
from providers.document.schema import About
from providers.local_days import today_in
from providers.models.photo import Photo
from providers.models.provider import CONFIRMATION_ASKED_DAYS, Fact
from providers.profile import ledger
from providers.profile.ledger import LedgerRow
from providers.states import USState


def dollars(low, high):
    """A price in US dollars, or from which to which."""
    if low == high:
        return f"${low:,}"
    return _("$%(low)s to $%(high)s") % {"low": f"{low:,}", "high": f"{high:,}"}


@dataclass(frozen=True)
class LicenseLine:
    """One license, as shown."""

    type: str  # the title, written out
    state: str
    number: str
    expires_on: datetime.date
    board: str = ""
    supervised_by: str = ""
    supervisor_license: str = ""
    employer: str = ""
    associate: str = ""  # the whole line of somebody under supervision
    has_ended: bool = False


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
    is_exact: bool = False  # the point is that of the street
    dial: str = ""  # the `tel:` address of the phone number
    openings: tuple[Opening, ...] = ()  # the hours, where they could be read

    @property
    def directions(self):
        """The `geo:` address (RFC 5870) that a phone's own map opens; "" without a street to go to."""
        if not self.street:
            return ""
        where = f"{self.street}, {self.city}, {self.state} {self.zip_code}"
        return (
            f"geo:{self.latitude},{self.longitude}?q={quote(where)}"
            if self.is_exact
            else f"geo:0,0?q={quote(where)}"
        )

    @cached_property
    def weekly_hours(self):
        """The hours in words, a line for days that have the same; as typed where they are no data."""
        return in_words(self.openings) or ([self.hours] if self.hours else [])

    @cached_property
    def open_now(self):
        """Whether it is open at this moment there, in words; "" where that is not known."""
        answer = is_open(self.openings, self.state, timezone.now()) if self.openings else None
        return {True: _("Open now"), False: _("Closed now"), None: ""}[answer]


@dataclass(frozen=True)
class Telephone:
    """A telephone number as people write it, and its `tel:` address; both "" where none is stated."""

    phone: str = ""
    dial: str = ""


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

    @property
    def each(self):
        """Its price, in words."""
        return dollars(self.each_low, self.each_high)

    @property
    def sum(self):
        """Number times the price, in words."""
        return dollars(self.sum_low, self.sum_high)


@dataclass(frozen=True)
class CostTable:
    """What the course of one treatment costs."""

    treatment: str
    parts: list[CostPart]
    sessions: int
    medicine_billed_apart: bool
    session_low: int
    session_high: int

    @property
    def total_low(self):
        """The whole course, US dollars, at the lower price."""
        return sum(part.sum_low for part in self.parts)

    @property
    def total_high(self):
        """The whole course, US dollars, at the higher price."""
        return sum(part.sum_high for part in self.parts)

    @property
    def total(self):
        """The whole course, in words."""
        return dollars(self.total_low, self.total_high)


@dataclass(frozen=True)
class Fee:
    """What a session costs in which no drug is given, US dollars: the fee, a sliding scale, a first call."""

    session: int | None
    low: int | None
    high: int | None
    free_first_call: bool | None

    @property
    def range(self):
        """[lowest, highest] of the prices that are stated; nothing where none is."""
        prices = [price for price in (self.session, self.low, self.high) if price is not None]
        return [min(prices), max(prices)] if prices else []


NO_FEE = Fee(None, None, None, None)


@dataclass(frozen=True)
class PaymentLine:
    """How one treatment can be paid for."""

    treatment: str
    options: list[str]


@dataclass(frozen=True)
class SafetyAnswer:
    """One question about safety practice; `answer` None means "not stated"."""

    question: str
    answer: bool | None
    detail: str


@dataclass(frozen=True)
class PersonLine:
    """Somebody who takes part in the care: which parts, where ("" of nobody told), with which licenses."""

    name: str  # with what stands after it
    parts: list[str]
    places: list[str]
    licenses: list[LicenseLine]
    words: str = ""  # a license in words, where none is entered


@dataclass(frozen=True)
class Profile:
    """Everything the profile page shows; an empty value reads "not stated"."""

    name: str  # display name with credentials
    kind: str  # "person" or "organization"
    role: str  # labels of all roles that a license carries
    is_demonstration: bool
    accepting: str  # code of Accepting
    accepting_label: str
    wait_weeks: int | None
    licenses: list[LicenseLine]
    places: list[PracticeLine]
    telehealth_states: list[str]  # names
    telehealth: Telephone
    offers: list[OfferLine]
    costs: list[CostTable]
    safety: list[SafetyAnswer]
    people: list[PersonLine]
    trainings: list[str]
    ledger: list[LedgerRow]
    payment_options: list[str]  # of all that is offered, where that is one answer
    languages: list[str]
    communities: list[str]
    ages: list[str]
    texts: About
    payments: list[PaymentLine] = field(default_factory=list)  # by treatment, where that differs
    payments_unclear: list[str] = field(default_factory=list)  # named, and known of no treatment
    line: str = ""  # the roles; in the place of an associate's what must stand where they can be reached
    associate: str = ""  # that alone
    main_role: str = ""  # code of Role
    only_in: list[str] = field(default_factory=list)  # the languages of care that is not offered in English
    pronouns: str = ""
    own_licenses: list[LicenseLine] = field(default_factory=list)  # the organization's
    without_holder: list[LicenseLine] = field(default_factory=list)
    sessions_guided: str = ""
    self_stated: list[str] = field(default_factory=list)  # attested: DEA, REMS, malpractice cover
    confirmed_on: datetime.date | None = None
    slug: str = ""
    photo: Photo | None = None  # only once its sizes are made
    premises: list[tuple[Photo, str]] = field(default_factory=list)  # each with its caption
    gives_drug: bool = False
    fee: Fee | None = None

    @property
    def shows_safety(self):
        """Whether safety practice is a question here: a drug is given, or something is answered."""
        return self.gives_drug or any(row.answer is not None or row.detail for row in self.safety)

    @property
    def called(self):
        """What has the phone number beside the name: the first place with one, else telehealth, or None."""
        return next((at for at in [*self.places, self.telehealth] if at.phone), None)

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

    @cached_property
    def towns(self):
        """The towns of practice, each once."""
        return list(dict.fromkeys(f"{place.city}, {USState(place.state).label}" for place in self.places))

    @cached_property
    def is_stale(self):
        """Whether the owner was asked to confirm and has not (90 days)."""
        today = today_in(*(place.state for place in self.places))
        return self.confirmed_on is not None and (
            today - self.confirmed_on > datetime.timedelta(days=CONFIRMATION_ASKED_DAYS)
        )

    @property
    def boards(self):
        """The boards that license this provider, with the address of the look-up where staff used one."""
        links = [row for row in self.ledger if row.source_url and row.fact == str(Fact.Kind.LICENSE.label)]
        pages = {row.source_name: row.source_url for row in links}
        names = dict.fromkeys(line.board or _board_of(line) for line in self.licenses)
        return [{"name": name, "url": pages.get(name, "")} for name in names]


def _board_of(line):
    """Words for a license's board where its name was not given."""
    return _("the %(state)s licensing board for %(type)s") % {"state": line.state, "type": line.type}
