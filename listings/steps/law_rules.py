"""What the law limits in a listing: where, by whom, for whom and how it is paid, each said at its field.

The limits are rows of `LegalStatus`; `providers.profile.law` says which row holds. What is not lawful stops
a submission however old the row is; a drug of which nothing is known cannot be offered either.
"""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from listings.steps import fields
from providers import vocabulary
from providers.document.choices import AgeGroup
from providers.document.schema import TELEHEALTH, PaymentRow
from providers.models.eligibility import accepted_licenses, roles_offering
from providers.models.legal import TELEHEALTH_PRESCRIBING
from providers.profile import law
from providers.profile.lawful import Limits
from providers.states import USState


def check_law(check):
    """Say each limit of the law that a document breaks; `check` is the check of `rules.problems`."""
    document, limits = check.document, Limits(check.today)
    known = {pair: notice for pair in document.offered_in if (notice := limits.notice(*pair))}
    for index, offer in enumerate(document.care.offers):
        if treatment := vocabulary.treatments_by_slug().get(offer.treatment):
            _offer(check, f"offers-{index}-", offer, treatment, known)
            _remote(check, f"offers-{index}-where", offer, treatment, limits)
    _ages(check, limits)
    _payments(check, limits)


def _offer(check, path, offer, treatment, known):
    """One treatment, in every state where it is offered."""
    roles = check.document.you.roles
    for state in check.document.states_of(offer):
        notice = known.get((offer.treatment, state))
        words = {"treatment": treatment.name, "state": _name(state)}
        if notice is None:
            if treatment.is_drug_treatment:
                sentence = _(
                    "We have no row of law on %(treatment)s in %(state)s, so it cannot be offered there."
                )
                check.say("care", f"{path}where", sentence % words)
            else:
                _role_without_license(check, f"{path}where", treatment, state)
            continue
        is_new = (offer.treatment, state) not in check.offered_before
        if notice.forbids:
            check.say("care", f"{path}where", notice.lead)
        elif is_new and notice.forbids_new:
            sentence = _("%s Until our staff have, it cannot be offered anew.") % notice.ending
            check.say("care", f"{path}where", sentence)
        elif (types := check.document.license_types_in(state)) and notice.refuses_licenses(types):
            words["licenses"] = notice.license_words
            sentence = _("In %(state)s this needs a license as %(licenses)s, and yours there is another.")
            check.say("care", f"{path}where", sentence % words)
    _conditions(check, path, offer, treatment, known, roles)


def _role_without_license(check, path, treatment, state):
    """Where no row of law names licenses, those count on which a role rests that may offer the treatment."""
    carriers = accepted_licenses(roles_offering(treatment, check.document.you.roles))
    types = check.document.license_types_in(state)
    if types and carriers and not types & carriers:
        words = {"treatment": treatment.name, "state": _name(state)}
        sentence = _("In %(state)s no license that you hold is one for %(treatment)s. Take it away there.")
        check.say("care", path, sentence % words)


def _conditions(check, path, offer, treatment, known, roles):
    """Conditions may be named only where the law lets these roles treat them."""
    notices = [known.get((offer.treatment, state)) for state in check.document.states_of(offer)]
    if offer.conditions and _takes_none(treatment, notices, roles):
        names = [
            name for slug, name in fields.terms("condition", offer.conditions) if slug in offer.conditions
        ]
        sentence = _("This service is not treatment of a disease. Clear these: %s.") % ", ".join(names)
        check.say("care", f"{path}conditions", sentence)


def _takes_none(treatment, notices, roles):
    """Whether no condition may be named of a treatment in the states of these Notices (None: no row)."""
    known = [notice for notice in notices if notice]
    return any(notice.refuses_conditions(roles) for notice in known) or not (
        known or treatment.takes_conditions
    )


def without_conditions(document, offers):
    """Return the slugs among OfferRows of a Document of which no condition may be named; one query."""
    limits, treatments = Limits(), vocabulary.treatments_by_slug()
    return {
        offer.treatment
        for offer in offers
        if offer.treatment in treatments
        and _takes_none(
            treatments[offer.treatment],
            [limits.notice(offer.treatment, state) for state in document.states_of(offer)],
            document.you.roles,
        )
    }


def _remote(check, path, offer, treatment, limits):
    """What a prescriber sends home rests on the rule for prescribing by telehealth."""
    if TELEHEALTH not in offer.where or not treatment.is_prescribed or not treatment.may_be_remote:
        return
    states = [state for state in check.document.places.telehealth_states if state in USState.values]
    for state in states:
        notice = limits.notice(TELEHEALTH_PRESCRIBING, state)
        if notice is None:
            sentence = _("We have no row of law on prescribing by telehealth in %s.") % _name(state)
            check.say("care", path, sentence)
        elif notice.forbids:
            check.say("care", path, notice.lead)
        elif (types := check.document.license_types_in(state)) and notice.refuses_licenses(types):
            words = {"state": _name(state), "licenses": notice.license_words}
            sentence = _(
                "In %(state)s prescribing by telehealth needs a license as %(licenses)s,"
                " and yours there is another."
            )
            check.say("care", path, sentence % words)
        elif notice.forbids_new and (offer.treatment, state) not in check.offered_before:
            sentence = _("%s Until our staff have, it cannot be offered anew by telehealth.") % notice.ending
            check.say("care", path, sentence)


def _ages(check, limits):
    """An age group is refused when everything that is offered is for older people."""
    refused, least = limits.refused_ages(check.document)
    for group in refused:
        words = {"ages": AgeGroup(group).label, "least": least}
        sentence = _("By law what you offer is for people of %(least)s: take away “%(ages)s”.") % words
        check.say("care", "ages", sentence)


def _payments(check, limits):
    """A way to pay is refused where it is said of a treatment for which it cannot be true.

    What is said of several treatments, and is not known to pay for one of them, is asked about there.
    """
    names = {term.slug: term.name for term in vocabulary.read_all_terms("payment")}
    rows = {row.treatment: index for index, row in enumerate(payment_rows(check.document))}
    for slug, (ways, out) in limits.left_out(check.document).items():
        if treatment := vocabulary.treatments_by_slug().get(slug):
            said = get_text_list([names.get(way, way) for way in out], _("and"))
            path = f"payments-{rows[slug]}-options" if slug in rows else "payment_options"
            check.say("cost", path, _unpaid(ways) % {"ways": said, "treatment": treatment.name})


def _unpaid(ways):
    """The sentence on Ways that do not pay for a treatment."""
    if ways.is_own:
        return _("By law these cannot pay for %(treatment)s: %(ways)s. Take them away.")
    return _("Ticked for everything, not known to pay for %(treatment)s: %(ways)s. Tick here what does.")


def payment_rows(document):
    """Return a PaymentRow for each treatment offered where there are several, or where one has its own."""
    stated = {row.treatment: row for row in document.cost.payments if row.is_stated}
    offered = {offer.treatment for offer in document.care.offers}
    known = [slug for slug in vocabulary.treatments_by_slug() if slug in offered]
    return [stated.get(slug) or PaymentRow(slug) for slug in known if len(known) > 1 or slug in stated]


def payments_refused(document):
    """Return {treatment: ways to pay that the law excludes wherever a Document offers it}; one query."""
    limits, names = Limits(), [term.slug for term in vocabulary.read_all_terms("payment")]
    notices = {}
    for slug, state in document.offered_in:
        notices.setdefault(slug, []).append(limits.notice(slug, state))
    return {
        slug: law.refused_by_all(names, those, law.Notice.refuses_payment) for slug, those in notices.items()
    }


def _name(state):
    return USState(state).label if state in USState.values else state
