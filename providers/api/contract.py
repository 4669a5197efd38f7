"""What the read-only API asks and answers, name by name: what no name stands for here stays out."""

from typing import Literal

from ninja import Field, Schema


class SearchQuery(Schema):
    """The parameters of a search; a wrong value is answered with status 400 and a sentence for its name."""

    near: str = Field("", description="ZIP code, city with or without state, state, or `latitude,longitude`.")
    radius: str = Field("", description="Miles: 5, 10, 25, 50 (default), 100 or 250.")
    treatment: list[str] = Field([], description="Slugs; any of them.")
    condition: list[str] = Field([], description="Slugs; any of them.")
    payment: list[str] = Field([], description="Slugs; any of them.")
    language: list[str] = Field([], description="Slugs; any of them.")
    community: list[str] = Field([], description="Slugs; any of them.")
    access: list[str] = Field([], description="Slugs; any of them.")
    telehealth: str = Field("", description="1: remote offers of providers licensed in the state of `near`.")
    accepting: str = Field("", description="1: only those who take new patients.")
    q: str = Field("", description="Name or words.")
    sort: str = Field("", description="`distance`, `name` or `updated`.")
    page: str = Field("", description="From 1; 20 providers a page.")
    day: str = Field("", description="Date that keeps the order of equal distances stable, like 2026-11-24.")
    format: str = Field("", description="`geojson` for a FeatureCollection.")


class NearOut(Schema):
    """What `near` was understood as, and where distances start."""

    understood_as: str
    state: str | None
    precision: Literal["point", "zip", "city", "area", "state"] = Field(
        description="`point`: coordinates to a thousandth of a degree. `zip`, `city`, `area` (a county, or "
        "coordinates that are coarser): the middle of it. `state`: no point, all of it was searched."
    )
    latitude: float | None
    longitude: float | None
    remark: str = Field(description="A sentence when it is a guess, or stands only near what was asked for.")


class OpeningOut(Schema):
    """Open on one day of the week, in the time of the place."""

    day: str
    opens: str
    closes: str


class PlaceOut(Schema):
    """One practice location. `street` is null where the provider hides it."""

    name: str
    street: str | None
    city: str
    state: str
    zip_code: str
    phone: str = Field(description="E.164, with `;ext=` behind it where there is an extension (RFC 3966).")
    hours: str = Field(description="As the provider wrote them.")
    openings: list[OpeningOut] = Field(description="The same as data, where all of it could be read.")
    latitude: float
    longitude: float
    precision: Literal["street", "zip"] = Field(
        description="Of the point: the street's, or its ZIP's middle."
    )


class CostOut(Schema):
    """The whole course of one treatment, US dollars. Medicine is not in it where it is billed apart."""

    treatment: str
    total_low: int
    total_high: int
    sessions: int
    session_low: int
    session_high: int
    medicine_billed_apart: bool


class PaymentOut(Schema):
    """How one treatment can be paid for, by slugs; nothing where that is not stated or not known."""

    treatment: str
    options: list[str]


class FeeOut(Schema):
    """What one session costs in which no drug is given, US dollars; null where it is not stated."""

    session: int | None
    sliding_low: int | None
    sliding_high: int | None
    free_first_call: bool | None


class LicenseOut(Schema):
    """One license, also one that has ended. An associate's names supervisor and employer."""

    title: str
    state: str
    number: str
    expires_on: str | None
    holder: str = Field(description="Who of a team holds it; empty: whoever is listed, or it is not said.")
    supervised_by: str
    supervisor_license: str
    employer: str


class PersonOut(Schema):
    """Somebody who takes part in the care, beside whoever is listed."""

    name: str
    parts: list[str]
    works_in: list[str] = Field(description="Names (or towns) of the places, where that is said.")
    licenses: list[LicenseOut]
    license_in_words: str


class PremisesOut(Schema):
    """A photo of the premises, and what it shows."""

    url: str
    caption: str


class ProviderOut(Schema):
    """One provider, at the place that was found; `checked` names the facts that staff checked.

    Every other fact is self-stated or matched in a registry. What it offers elsewhere stands on its page.
    """

    url: str
    name: str
    kind: str
    role: str
    roles: list[str] = Field(description="All of them that a license carries now.")
    line: str = Field(
        description="The same in words; of an associate what must stand in every advertisement."
    )
    people: list[PersonOut] = Field(description="Of a team; at a `place` only who is said to work there.")
    licenses: list[LicenseOut]
    languages: list[str] = Field(description="Slugs, and `english` unless care is not offered in it.")
    is_demonstration: bool
    accepting: str
    wait_weeks: int | None
    distance_miles: float | None = Field(
        description="Tenths between exact points, else whole ones from 1; null within the ZIP code of `near`."
    )
    distance: str = Field(description="The same in words, as exact as the points are: `about 2 miles`.")
    place: PlaceOut | None = Field(description="The nearest that fits; null for one found by telehealth.")
    treatments: list[str] = Field(description="Slugs of what is offered at `place`, or by telehealth.")
    by_telehealth: bool = Field(description="Whether `treatments` are remote, also when there is a `place`.")
    costs: list[CostOut] = Field(description="Of these treatments, where stated.")
    fee: FeeOut | None
    payments: list[PaymentOut] = Field(description="Of these treatments, without what the law excludes.")
    telehealth_states: list[str] = Field(description="Where a remote offer is made under a license now.")
    telehealth_phone: str = Field(description="E.164 as in `place`; empty where there is none of its own.")
    premises: list[PremisesOut] = Field(description="Photos of the premises.")
    checked: list[str]
    last_confirmed: str


class PageOut(Schema):
    """One page of results. `widened_to` is set when nothing lay within the radius that was asked for."""

    total: int
    page: int
    pages: int
    radius_miles: int | None
    widened_to: int | None
    next: str | None
    near: NearOut | None
    providers: list[ProviderOut]


class ErrorOut(Schema):
    """What was wrong, by parameter."""

    errors: dict[str, list[str]]
