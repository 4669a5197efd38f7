"""What of a listing the public may find: what it says, without what the law excludes.

A document may be older than a row of law. Index, profile and interface read it through here, so that what is
not lawful stands nowhere, whoever wrote it and when.
"""

import datetime
from dataclasses import replace

from django.db import DEFAULT_DB_ALIAS, connections

from providers import vocabulary
from providers.document.choices import AgeGroup
from providers.document.schema import TELEHEALTH
from providers.local_days import today_in
from providers.models import LegalStatus
from providers.models.eligibility import accepted_licenses, roles_offering
from providers.models.legal import TELEHEALTH_PRESCRIBING
from providers.profile import ways_to_pay
from providers.profile.law import Notice, refused_by_all, row_holding


def last_day_under(held, carriers):
    """The last day of what one of these license types carries, None without one.

    `held` is {license type: its last day} of a state; a listing without any there is stopped for that.
    """
    if not held:
        return datetime.date.max
    return max((day for type, day in held.items() if type in carriers), default=None)


def _rows_about(document):
    """The rows of law that can say anything of a Document.

    Written out: the ORM takes several times as long to word this as to ask it. A Treatment that came
    within the last minute may not be known yet, here as in what is asked of the vocabulary below.
    """
    known = vocabulary.treatments_by_slug()
    offered = [known[offer.treatment] for offer in document.care.offers if offer.treatment in known]
    treatments = {treatment.pk: treatment for treatment in offered}
    states = {place.state for place in document.places.places} | {*document.places.telehealth_states}
    table = connections[DEFAULT_DB_ALIAS].ops.quote_name(LegalStatus._meta.db_table)
    # The table's name is the model's; values are parameters. No treatment has the key 0.
    sql = f"""
        SELECT * FROM {table}
        WHERE (treatment_id IN (0{", %s" * len(treatments)}) OR (treatment_id IS NULL AND subject = %s))
          AND state IN (''{", %s" * len(states)})
    """  # noqa: S608
    for row in LegalStatus.objects.raw(sql, [*treatments, TELEHEALTH_PRESCRIBING, *states]):
        if row.treatment_id:
            row.treatment = treatments[row.treatment_id]
        yield row


class Limits:
    """What the law limits, read once for many listings, on a day or today in each state; one query.

    For one Document (`only_of`) the rows that can say anything of it are read, and no others.
    """

    def __init__(self, today=None, *, only_of=None):
        if only_of is None:
            rows = LegalStatus.objects.select_related("treatment")
            rows = rows.filter(subject__in=["", TELEHEALTH_PRESCRIBING])
        else:
            rows = _rows_about(only_of)
        self._known = {(row.treatment.slug if row.treatment else row.subject, row.state): row for row in rows}
        self._today = today  # without one, the day of each state

    def notice(self, name, state):
        """The Notice on a treatment (its slug) or a subject in a state; None where nothing is known."""
        row = row_holding(state, lambda code: self._known.get((name, code)))
        return row and Notice(row, state, self._today)

    def today_in(self, state):
        """The day that it is about in a state."""
        return self._today or today_in(state)

    def carriers(self, treatment, state, roles, *, remotely=False):
        """The license types that carry a Treatment in a state, for somebody in these roles.

        None where it may not be found. They are those that its row of law names, or else those on which the
        roles rest that may offer it: of a counselor and facilitator, only the counselor's carries therapy.
        It may be found where its row says so, or where it gives no drug and has none. What a prescriber sends
        home rests on the rule for prescribing by telehealth as well.
        """
        if remotely and not treatment.may_be_remote:
            return None
        asked = [treatment.slug, *([TELEHEALTH_PRESCRIBING] if remotely and treatment.is_prescribed else [])]
        notices = [self.notice(name, state) for name in asked]
        if notices == [None] and not treatment.is_drug_treatment:
            notices = []
        if not all(notice and notice.is_open for notice in notices):
            return None
        named = [frozenset(notice.row.licenses) for notice in notices if notice.row.licenses]
        if named:
            return frozenset.intersection(*named)
        return accepted_licenses(roles_offering(treatment, roles) or roles)

    def carried(self, document):
        """Yield (state, license types that carry it) of each offer of a Document that may be found there."""
        known = vocabulary.treatments_by_slug()
        for offer in document.care.offers:
            for key in offer.where if offer.treatment in known else []:
                place, remotely = document.place(key), key == TELEHEALTH
                states = document.places.telehealth_states if remotely else [place.state] if place else []
                for state in states:
                    treatment, roles = known[offer.treatment], document.you.roles
                    if carriers := self.carriers(treatment, state, roles, remotely=remotely):
                        yield state, carriers

    def names_conditions(self, treatment, state, roles):
        """Whether somebody in these roles may name conditions that a Treatment is offered for in a state."""
        notice = self.notice(treatment.slug, state)
        return treatment.takes_conditions if notice is None else not notice.refuses_conditions(roles)

    def refused_ages(self, document):
        """Return (age groups of a Document to whom it offers nothing by law, the least age in words)."""
        notices = [self.notice(*pair) for pair in document.offered_in]
        groups = [group for group in document.care.ages if group in AgeGroup.values]
        refused = refused_by_all(groups, notices, Notice.refuses_age)
        return refused, notices[0].age_words if refused else ""

    def left_out(self, document):
        """Return {treatment: (its Ways, those of them that the law leaves out wherever it is offered)}."""
        found = {}
        for slug, ways in ways_to_pay.of_document(document).items():
            notices = [self.notice(*pair) for pair in document.offered_in if pair[0] == slug]
            lawful = {way for notice in notices for way in ways.lawful(notice)}
            if out := [way for way in ways.said if notices and way not in lawful]:
                found[slug] = ways, out
        return found

    def lawful(self, document):
        """Return a Document without what the law excludes: offers where they are made, and their prices.

        An offer ends with the last of the licenses that carry it, in each state.
        The states of telehealth go, too, in which nothing of what is offered so may be.
        """
        offers = [replace(offer, where=self._where(document, offer)) for offer in document.care.offers]
        offers = [offer for offer in offers if offer.where]
        offered = {offer.treatment for offer in offers}
        costs = [row for row in document.cost.costs if row.treatment in offered]
        return replace(
            document,
            care=replace(document.care, offers=offers),
            cost=replace(document.cost, costs=costs),
            places=replace(document.places, telehealth_states=self._remote_states(document)),
        )

    def _remote_states(self, document):
        """The states in which something is offered by telehealth and may be; all, where nothing is."""
        states = document.places.telehealth_states
        known, rows = vocabulary.treatments_by_slug(), document.care.offers
        slugs = [row.treatment for row in rows if TELEHEALTH in row.where and row.treatment in known]
        return [
            state
            for state in states
            if not slugs or any(self._allows(document, known[slug], state, True) for slug in slugs)
        ]

    def _where(self, document, offer):
        """The places of an OfferRow (or TELEHEALTH) at which it is lawful; of what is not known, all."""
        treatment = vocabulary.treatments_by_slug().get(offer.treatment)
        if treatment is None:
            return offer.where
        places = {key: document.place(key) for key in offer.where}
        remote = [s for s in document.places.telehealth_states if self._allows(document, treatment, s, True)]
        return [
            key
            for key, place in places.items()
            if (remote if key == TELEHEALTH else place and self._allows(document, treatment, place.state))
        ]

    def _allows(self, document, treatment, state, remotely=False):
        carriers = self.carriers(treatment, state, document.you.roles, remotely=remotely)
        if carriers is None:
            return False
        last_day = last_day_under(document.licensed_until(state), carriers)
        return last_day is not None and last_day >= self.today_in(state)
