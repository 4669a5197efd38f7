"""What a profile page shows, as plain values.

A `Profile` is built from a public Provider (`from_provider`) or from a listing document that is still
being written (`listings.document`); the profile page, the preview in Get Listed and the moderator's
view render the same templates with it.
"""

import datetime
from dataclasses import dataclass, field


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
class LedgerRow:
    """How one fact is known. `basis` is `staff`, `registry` or `self-stated`."""

    fact: str
    value: str
    basis: str
    source_name: str = ""
    source_url: str = ""
    checked_on: datetime.date | None = None
    expires_on: datetime.date | None = None


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

    @property
    def phone(self):
        """The first phone number for patients, or nothing."""
        return next((place.phone for place in self.places if place.phone), "")

    @property
    def checked(self):
        """The ledger rows that staff have checked (a registry match is not a check)."""
        return [row for row in self.ledger if row.basis == "staff"]
