"""The offers of a listing as the index holds them: at a place or remotely in a state, as lawful there."""

import datetime
from collections import namedtuple
from functools import lru_cache

from providers.document.schema import TELEHEALTH
from providers.profile import ways_to_pay
from providers.profile.lawful import Limits, last_day_under

_COLUMNS = "location_id state bit name may_be_remote conditions payments last_day"


class OfferRow(namedtuple("OfferRow", _COLUMNS)):
    """A treatment offered at one place, or remotely in one state, until the last day of what licenses it.

    With masks of what it is offered for and how it can be paid, without what the law excludes there.
    """

    __slots__ = ()

    @property
    def is_remote(self):
        """Whether it is offered by telehealth, and may be."""
        return bool(self.location_id is None and self.may_be_remote)


class Offers:
    """Makes OfferRows of documents (JSON data); what the law says of a pair is worked out once for all."""

    def __init__(self, terms):
        self._terms, self._limits, self._known, self._paid = terms, Limits(), {}, {}

    def rows(self, document, role, where):
        """Return (the OfferRows in the order of the vocabulary, keys of places where the law excludes all).

        `where` holds (primary key, state) by the key of a place. What no license carries any more is left
        out.
        """
        offers, asked = [], set()
        remote = [(None, state) for state in dict.fromkeys(document["places"]["telehealth_states"])]
        ways, held = _ways(document), _held(document)
        for row in self._terms.in_order(document["care"]["offers"]):
            treatment = self._terms.treatments[row["treatment"]]
            conditions = self._terms.mask("condition", row["conditions"])
            for key in dict.fromkeys(row["where"]):
                for location, state in remote if key == TELEHEALTH else [where[key]] if key in where else []:
                    asked.add(location)
                    law = self._law(treatment, state, role, location is None)
                    last_day = law.last_day(held.get(state))
                    if last_day:
                        payments = self._payments(treatment.slug, state, ways[treatment.slug])
                        stated = conditions if law.names_conditions else 0, payments
                        first = treatment.bit, treatment.name, treatment.may_be_remote
                        offers.append(OfferRow(location, state, *first, *stated, last_day))
        return offers, asked - {offer.location_id for offer in offers} - {None}

    def _payments(self, slug, state, ways):
        """The mask of those Ways that can pay for a treatment in a state."""
        key = slug, state, ways
        if key not in self._paid:
            lawful = ways.lawful(self._limits.notice(slug, state))
            self._paid[key] = self._terms.mask("payment", lawful)
        return self._paid[key]

    def _law(self, treatment, state, role, remotely):
        """What the law says of a treatment in a state, given by a role."""
        key = treatment.slug, state, role, remotely
        if key not in self._known:
            self._known[key] = _Law(
                self._limits.carriers(treatment, state, role, remotely=remotely),
                self._limits.names_conditions(treatment, state, role),
                self._limits.today_in(state),
            )
        return self._known[key]


class _Law(namedtuple("_Law", "carriers names_conditions today")):
    """The license types that carry an offer (None: it is not lawful), and whether conditions are named."""

    __slots__ = ()

    def last_day(self, held):
        """The last day of an offer under licenses `held` ({type: last day}); None where there is none."""
        if self.carriers is None:
            return None
        last_day = last_day_under(held, self.carriers)
        return last_day if last_day and last_day >= self.today else None


def _held(document):
    """{state: {license type: its last day}} of a document (JSON data)."""
    held = {}
    for row in document["licenses"]["licenses"]:
        types = held.setdefault(row["state"], {})
        day = _date(row["expires_on"]) if row["expires_on"] else datetime.date.max
        types[row["type"]] = max(day, types.get(row["type"], day))
    return held


_date = lru_cache(maxsize=4096)(datetime.date.fromisoformat)


def _ways(document):
    """{treatment: Ways} of a document (JSON data); an old one says nothing by treatment."""
    cost = document["cost"]
    apart = {row["treatment"]: row["options"] for row in cost.get("payments", ())}
    offered = [row["treatment"] for row in document["care"]["offers"]]
    return ways_to_pay.by_treatment(offered, cost["payment_options"], apart)
