"""The offers of a listing as the index holds them: at a place or remotely in a state, as lawful there."""

from collections import namedtuple

from providers.document.schema import TELEHEALTH
from providers.profile import ways_to_pay
from providers.profile.lawful import Limits


class OfferRow(namedtuple("OfferRow", "location_id state bit name may_be_remote conditions payments")):
    """A treatment offered at one place, or remotely in one state.

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

        `where` holds (primary key, state) by the key of a place.
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
                    is_lawful, names_conditions = self._law(
                        treatment, state, role, held.get(state, frozenset()), location is None
                    )
                    if is_lawful:
                        payments = self._payments(treatment.slug, state, ways[treatment.slug])
                        stated = conditions if names_conditions else 0, payments
                        first = treatment.bit, treatment.name, treatment.may_be_remote
                        offers.append(OfferRow(location, state, *first, *stated))
        return offers, asked - {offer.location_id for offer in offers} - {None}

    def _payments(self, slug, state, ways):
        """The mask of those Ways that can pay for a treatment in a state."""
        key = slug, state, ways
        if key not in self._paid:
            lawful = ways.lawful(self._limits.notice(slug, state))
            self._paid[key] = self._terms.mask("payment", lawful)
        return self._paid[key]

    def _law(self, treatment, state, role, types, remotely):
        """What the law says of a treatment in a state, given by a role that holds license types there.

        Whether it may be found, and whether with conditions.
        """
        key = treatment.slug, state, role, types, remotely
        if key not in self._known:
            is_lawful = self._limits.allows(treatment, state, types, remotely=remotely)
            self._known[key] = is_lawful, self._limits.names_conditions(treatment, state, role)
        return self._known[key]


def _held(document):
    """{state: license types held there} of a document (JSON data)."""
    held = {}
    for row in document["licenses"]["licenses"]:
        held.setdefault(row["state"], set()).add(row["type"])
    return {state: frozenset(types) for state, types in held.items()}


def _ways(document):
    """{treatment: Ways} of a document (JSON data); an old one says nothing by treatment."""
    cost = document["cost"]
    apart = {row["treatment"]: row["options"] for row in cost.get("payments", ())}
    offered = [row["treatment"] for row in document["care"]["offers"]]
    return ways_to_pay.by_treatment(offered, cost["payment_options"], apart)
