"""The offers of a listing as the index holds them: at a place or remotely in a state, as lawful there."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from providers.document.schema import TELEHEALTH, Json
from providers.models.taxonomy import Treatment
from providers.profile import ways_to_pay
from providers.profile.lawful import Limits, last_day_under

Held = dict[str, datetime.date]  # license types, each with its last day


class OfferRow(NamedTuple):
    """A treatment offered at one place, or remotely in one state, until the last day of what licenses it.

    With masks of what it is offered for and how it can be paid, without what the law excludes there.
    """

    location_id: int | None
    state: str
    bit: int
    name: str
    may_be_remote: bool
    conditions: int
    payments: int
    last_day: datetime.date

    @property
    def is_remote(self) -> bool:
        """Whether it is offered by telehealth, and may be."""
        return bool(self.location_id is None and self.may_be_remote)


class Offers:
    """Makes OfferRows of documents (JSON data); what the law says of a pair is worked out once for all."""

    def __init__(self, terms: Any) -> None:
        self._terms, self._limits = terms, Limits()
        self._known: dict[tuple[str, str, tuple[str, ...], bool], _Law] = {}
        self._paid: dict[tuple[str, str, ways_to_pay.Ways], int] = {}

    def rows(
        self, document: Json, roles: tuple[str, ...], where: Mapping[str, tuple[int, str]]
    ) -> tuple[list[OfferRow], set[int | None]]:
        """Return (the OfferRows in the order of the vocabulary, keys of places where the law excludes all).

        `where` holds (primary key, state) by the key of a place. What no license carries any more is left
        out.
        """
        offers: list[OfferRow] = []
        asked: set[int | None] = set()
        remote: list[tuple[int | None, str]] = [
            (None, state) for state in dict.fromkeys(document["places"]["telehealth_states"])
        ]
        ways, held = _ways(document), _held(document)
        for row in self._terms.in_order(document["care"]["offers"]):
            treatment = self._terms.treatments[row["treatment"]]
            conditions = self._terms.mask("condition", row["conditions"])
            for key in dict.fromkeys(row["where"]):
                for location, state in remote if key == TELEHEALTH else filter(None, [where.get(key)]):
                    asked.add(location)
                    law = self._law(treatment, state, roles, location is None)
                    last_day = law.last_day(held.get(state))
                    if last_day:
                        payments = self._payments(treatment.slug, state, ways[treatment.slug])
                        stated = conditions if law.names_conditions else 0, payments
                        first = treatment.bit, treatment.name, treatment.may_be_remote
                        offers.append(OfferRow(location, state, *first, *stated, last_day))
        return offers, asked - {offer.location_id for offer in offers} - {None}

    def _payments(self, slug: str, state: str, ways: ways_to_pay.Ways) -> int:
        """The mask of those Ways that can pay for a treatment in a state."""
        key = slug, state, ways
        if key not in self._paid:
            lawful = ways.lawful(self._limits.notice(slug, state))
            self._paid[key] = self._terms.mask("payment", lawful)
        return self._paid[key]

    def _law(self, treatment: Treatment, state: str, roles: tuple[str, ...], remotely: bool) -> "_Law":
        """What the law says of a treatment in a state, given by somebody in these roles."""
        key = treatment.slug, state, roles, remotely
        if key not in self._known:
            self._known[key] = _Law(
                self._limits.carriers(treatment, state, roles, remotely=remotely),
                self._limits.names_conditions(treatment, state, roles),
                self._limits.today_in(state),
            )
        return self._known[key]


class _Law(NamedTuple):
    """The license types that carry an offer (None: it is not lawful), and whether conditions are named."""

    carriers: frozenset[str] | None
    names_conditions: bool
    today: datetime.date

    def last_day(self, held: Held | None) -> datetime.date | None:
        """The last day of an offer under licenses `held` ({type: last day}); None where there is none."""
        if self.carriers is None:
            return None
        last_day = last_day_under(held, self.carriers)
        return last_day if last_day and last_day >= self.today else None


def _held(document: Json) -> dict[str, Held]:
    """{state: {license type: its last day}} of a document (JSON data)."""
    held: dict[str, Held] = {}
    for row in document["licenses"]["licenses"]:
        types = held.setdefault(row["state"], {})
        day = _date(row["expires_on"]) if row["expires_on"] else datetime.date.max
        types[row["type"]] = max(day, types.get(row["type"], day))
    return held


_date = lru_cache(maxsize=4096)(datetime.date.fromisoformat)


def _ways(document: Json) -> dict[str, ways_to_pay.Ways]:
    """{treatment: Ways} of a document (JSON data); an old one says nothing by treatment."""
    cost = document["cost"]
    apart = {row["treatment"]: row["options"] for row in cost.get("payments", ())}
    offered = [row["treatment"] for row in document["care"]["offers"]]
    return ways_to_pay.by_treatment(offered, cost["payment_options"], apart)
