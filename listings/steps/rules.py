"""What a listing must say before it can be submitted (reference: the fields of a listing, the vocabulary).

`problems(document)` names each answer that is missing or cannot be right, at its field. A problem that
does not stop a submission is shown to the therapist and to the moderator.
"""

import datetime
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.checks import agreement, streets, texts
from listings.steps import law_rules, people_rules
from listings.steps.forms import LIMITS
from listings.steps.step import Step
from providers import vocabulary
from providers.document.schema import STEPS, TELEHEALTH
from providers.local_days import today_in
from providers.models.eligibility import (
    ACCEPTED_LICENSES,
    ORGANIZATION_ROLES,
    PRESCRIBING_ROLES,
    PROGRAM_STATES,
    Role,
    accepted_licenses,
    may_offer,
)
from providers.models.photo import MOST_PREMISES
from providers.states import USState

#: What may follow a warning.
LOOKED_AT = people_rules.LOOKED_AT
LEFT_OUT = gettext_lazy("You may submit without it.")
KEPT = gettext_lazy("If it is, leave it and go on; a moderator sees both.")


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `path` is the field's name on the step's page.

    `aside` follows the sentence where the therapist reads a warning: what happens if it stays. What `asks`
    is a question: whoever goes on after reading it says that the answer is right.
    """

    step: str
    path: str
    sentence: str
    stops: bool = True
    aside: str = ""
    is_gap: bool = False  # something is missing beside what stands in the field
    asks: bool = False


class _Check:
    """The document under check, with what several rules need."""

    def __init__(self, document, today, before):
        self.document = document
        self.offered_before = set(before.offered_in) if before else set()
        rows = before.licenses.licenses if before else []
        self.public_licenses = {(row.state, row.type, row.number) for row in rows}
        self.public_places = {place.key for place in before.places.places} if before else set()
        self.today = today  # None: as it is in each state
        self.found = []

    def say(self, step, path, sentence, *, stops=True, aside="", is_gap=False):
        """Note a problem."""
        self.found.append(Problem(step, path, sentence, stops, "" if stops else aside, is_gap))

    def compare(self, step, row, mismatch):
        """Note two fields that do not agree, at the one of them that is asked about."""
        path = f"{row}-{mismatch.name}"
        aside = "" if mismatch.stops else KEPT
        self.found.append(
            Problem(step, path, mismatch.sentence, mismatch.stops, aside, asks=not mismatch.stops)
        )

    def today_in(self, state):
        """The date that it is in a state."""
        return self.today or today_in(state)

    @cached_property
    def offered(self):
        """Slugs of the treatments offered."""
        return {offer.treatment for offer in self.document.care.offers}

    @cached_property
    def licensed_states(self):
        """States with an active license that the role can rest on."""
        accepted = accepted_licenses(self.document.you.roles)
        return {
            row.state
            for row in self.document.licenses.licenses
            if row.type in accepted
            and isinstance(row.expires_on, datetime.date)
            and row.expires_on >= self.today_in(row.state)
        }


def problems(document, today=None, *, before=None):
    """Return the Problems of a document, in the order of the steps; none that stops: it may be submitted.

    `before` is the document of the listing as it is public: what it offers already is no new offer.
    """
    check = _Check(document, today, before)
    for rule in RULES:
        rule(check)
    unreadable = [
        Problem(step, path, str(sentence))
        for step in STEPS
        for path, sentence in Step.stored(step, document).errors()
    ]
    # A rule says why an answer cannot stand ("offered by prescribers"); the form only that it cannot.
    known = {(p.step, p.path) for p in check.found if p.stops}
    found = check.found + [p for p in unreadable if (p.step, p.path) not in known]
    return sorted(found, key=lambda p: STEPS.index(p.step))


def stopping(document, today=None, *, before=None):
    """The problems that stop a submission."""
    return [problem for problem in problems(document, today, before=before) if problem.stops]


def broken_law(document, today=None):
    """Return the Problems of a public listing that the law does not allow; what it offers is not new."""
    check = _Check(document, today, document)
    law_rules.check_law(check)
    return check.found


def newly_unlawful(document, current):
    """Return the Problems that the law would have with a document and has not with what is public now.

    What `current` does not offer is a new offer.
    """
    check = _Check(document, None, current)
    law_rules.check_law(check)
    known = {_subject(problem, current) for problem in broken_law(current)}
    return [problem for problem in check.found if _subject(problem, document) not in known]


def _subject(problem, document):
    """A problem by what it is about; an offer by its treatment, since its number may have changed."""
    name, _dash, rest = problem.path.partition("-")
    number, _dash, field = rest.partition("-")
    if name == "offers":
        return name, document.care.offers[int(number)].treatment, field, problem.sentence
    return name, problem.sentence


def _you(check):
    you = check.document.you
    if not you.role:
        check.say("you", "role", _("Choose what you are listing."))
    if not you.legal_name:
        check.say("you", "legal_name", _("Enter the name on the license."))
    if not you.display_name:
        check.say("you", "display_name", _("Enter the name that patients will read."))
    if you.also and (you.role in ORGANIZATION_ROLES or ORGANIZATION_ROLES & set(you.also)):
        check.say("you", "also", _("Only a person has several roles. Clear these."))


def _licenses(check):
    part, roles = check.document.licenses, check.document.you.roles
    held = {row.type for row in part.licenses}
    if not part.licenses:
        check.say("licenses", "licenses-0-state", _("Add at least one license."))
    for role in roles if part.licenses else ():
        if role in Role.values and not held & ACCEPTED_LICENSES[role]:
            check.say("licenses", "licenses-0-type", _needed(role, len(roles) > 1))
    for index, row in enumerate(part.licenses):
        _license(check, index, row)
    if Role.CLINICAL_FACILITATOR in roles and all(row.type in PROGRAM_STATES for row in part.licenses):
        sentence = _("A clinical facilitator also holds a health license in Colorado. Add it.")
        check.say("licenses", "licenses-0-type", sentence, stops=False, aside=LOOKED_AT)
    if part.has_malpractice_cover is None:
        check.say("licenses", "has_malpractice_cover", _("Say whether you have malpractice cover."))
    if PRESCRIBING_ROLES.intersection(roles) and part.holds_dea_registration is None:
        check.say("licenses", "holds_dea_registration", _("Say whether you hold a DEA registration."))
    if "esketamine" in check.offered and not part.is_rems_certified:
        check.say(
            "licenses",
            "is_rems_certified",
            _("Esketamine is given only in a REMS-certified setting. Confirm yours, or remove the offer."),
        )
    for index, row in enumerate(part.trainings):
        if not row.program:
            check.say("licenses", f"trainings-{index}-program", _("Enter the name of the program."))


def _needed(role, is_one_of_several):
    """The sentence on a role without a license that it rests on."""
    names = ", ".join(sorted(ACCEPTED_LICENSES[role]))
    if is_one_of_several:
        return _("As %(role)s you need one of these licenses: %(names)s.") % {
            "role": str(Role(role).label).lower(),
            "names": names,
        }
    return _("For your role we need one of these licenses: %s.") % names


def _license(check, index, row):
    for name, sentence in (
        ("state", _("Choose the state of this license.")),
        ("type", _("Choose the type of this license.")),
        ("board", _("Enter the board that issued this license.")),
        ("number", _("Enter the license number.")),
        ("expires_on", _("Enter the date on which this license expires.")),
    ):
        if not getattr(row, name):
            check.say("licenses", f"licenses-{index}-{name}", sentence)
    if row.state and row.state not in PROGRAM_STATES.get(row.type, {row.state}):
        given = get_text_list(sorted(str(USState(code).label) for code in PROGRAM_STATES[row.type]), _("and"))
        sentence = _("This license is given only in %s.") % given
        check.say("licenses", f"licenses-{index}-state", sentence)
    if isinstance(row.expires_on, datetime.date) and row.expires_on < check.today_in(row.state):
        check.say("licenses", f"licenses-{index}-expires_on", _("This license has expired."))
    if mismatch := agreement.of_license(row):
        check.compare("licenses", f"licenses-{index}", mismatch)


def _places(check):
    part = check.document.places
    if not part.places and not part.telehealth_states:
        check.say("places", "places-0-city", _("Add a place, or choose states for telehealth."))
    zips = agreement.zips_of([check.document])
    for index, place in enumerate(part.places):
        for name, sentence in (
            ("street", _("Enter the street. You can hide it from the public.")),
            ("city", _("Enter the city.")),
            ("state", _("Choose the state.")),
            ("zip_code", _("Enter the ZIP code.")),
            ("phone", _("Enter a phone number for patients.")),
        ):
            if name == "phone" and not place.shows_street:
                continue  # a home office: patients write through the listing
            if not getattr(place, name):
                check.say("places", f"places-{index}-{name}", sentence)
        if agreement.PO_BOX.match(place.street):
            check.say(
                "places", f"places-{index}-street", _("A PO box is no place of treatment: enter the street.")
            )
        if mismatch := agreement.of_place(place, zips):
            check.compare("places", f"places-{index}", mismatch)
        elif place.zip_code and place.zip_code not in zips:
            check.say("places", f"places-{index}-zip_code", _unknown_zip(place.zip_code))
        if place.state and place.state not in check.licensed_states:
            check.say("places", f"places-{index}-state", _needs_license(place.state))


def _telehealth(check):
    part = check.document.places
    for state in part.telehealth_states:
        if state not in check.licensed_states:
            check.say("places", "telehealth_states", _needs_license(state))
    if part.telehealth_phone and not part.telehealth_states:
        sentence = _("Choose the states of telehealth, or clear this: it is shown beside them.")
        check.say("places", "telehealth_phone", sentence)


def _unknown_zip(code):
    """What is said of a ZIP code without a point: one that cannot be, or that the table lacks."""
    is_zip = agreement.ZIP.fullmatch(code)
    return _("We do not know this ZIP code.") if is_zip else _("Enter five digits, like 78704.")


def _needs_license(code):
    name = USState(code).label if code in USState.values else code
    return _("You have no active license for your role in %s. Add it under Licenses.") % name


def _care(check):
    care = check.document.care
    if not care.offers:
        check.say("care", "offers-0-treatment", _("Add at least one treatment."))
    seen = set()
    for index, offer in enumerate(care.offers):
        if offer.treatment in seen:
            check.say("care", f"offers-{index}-treatment", _("This treatment is here twice. Remove one."))
        seen.add(offer.treatment)
        _offer(check, index, offer)
    if care.without_english and not care.languages:
        check.say("care", "languages", _("Not in English: tick the languages in which you offer care."))
    if not care.accepting:
        check.say("care", "accepting", _("Say whether you take new patients."))


def _offer(check, index, offer):
    treatment, path = vocabulary.treatments_by_slug().get(offer.treatment), f"offers-{index}-"
    if treatment is None:
        check.say("care", f"{path}treatment", _("Choose a treatment."))
        return
    roles = check.document.you.roles
    if set(roles) & set(Role.values) and not may_offer(roles, treatment):
        who = treatment.get_practice_display()
        check.say("care", f"{path}treatment", _("This is offered by %s, not by your role.") % who)
    if not offer.where:
        check.say("care", f"{path}where", _("Choose where you offer it."))
    if TELEHEALTH in offer.where:
        if not treatment.may_be_remote:
            check.say("care", f"{path}where", _("This treatment cannot be offered by telehealth."))
        elif not check.document.places.telehealth_states:
            check.say("care", f"{path}where", _("Choose your telehealth states under Places first."))
    if treatment.is_drug_treatment and treatment.takes_conditions and not offer.conditions:
        check.say("care", f"{path}conditions", _("Choose what you offer it for."))


def _cost(check):
    cost = check.document.cost
    stated = {row.treatment: row for row in cost.costs}
    for index, slug in enumerate(vocabulary.drug_treatments(check.offered)):
        row = stated.get(slug)
        if row is None or not row.is_stated:
            check.say(
                "cost",
                f"costs-{index}-session_low",
                _("Not stated. Most patients look for the cost first."),
                stops=False,
                aside=LEFT_OUT,
            )
            continue
        for name, sentence in (
            ("session_low", _("Enter the price of one session.")),
            ("sessions", _("Enter the usual number of sessions.")),
        ):
            if getattr(row, name) is None:
                check.say("cost", f"costs-{index}-{name}", sentence)
        prices = [row.session_low, row.session_high]
        if all(isinstance(price, int) for price in prices) and prices[1] < prices[0]:
            check.say("cost", f"costs-{index}-session_high", _("This is lower than the price before it."))
    scale = [cost.sliding_low, cost.sliding_high]
    if all(isinstance(price, int) for price in scale) and scale[1] < scale[0]:
        check.say("cost", "sliding_high", _("This is lower than the price before it."))
    if not cost.payment_options:
        check.say("cost", "payment_options", _("Choose at least one way to pay."))


def _about(check):
    about = check.document.about
    if not about.approach:
        check.say("about", "approach", _("Describe how you work."))
    if about.photo and not about.photo_alt:
        check.say("about", "photo_alt", _("Say in a few words what the photo shows."))
    for index in range(MOST_PREMISES, len(about.premises)):
        sentence = _("A listing has at most %d photos of its premises. Remove one first.")
        check.say("about", f"premises-{index}-caption", sentence % MOST_PREMISES)
    for index, row in enumerate(about.premises):
        if not row.caption:
            check.say("about", f"premises-{index}-caption", _("Say in a few words what the photo shows."))


def _wording(check):
    """What `claims.RULES` finds in each text: contact data and unlawful offers stop, wording warns."""
    rows = check.document.places.places
    hidden = streets.HiddenStreets(
        row.street for row in rows if not row.shows_street and len(row.street) <= LIMITS["street"]
    )
    for step, path, text, found in texts.findings(check.document):
        for rule in found:
            check.say(step, path, str(rule.reason), stops=rule.stops, aside=LOOKED_AT)
        is_address = path.rpartition("-")[2] in texts.ADDRESS_FIELDS
        is_said = any(rule.name == "address" for rule in found)
        if not is_said and not is_address and hidden.stand_in(text):
            check.say(step, path, _("This names a street that you hide. Leave it out."))


def _review(check):
    review = check.document.review
    for name, sentence in (
        ("consents", _("Agree that we publish the listing.")),
        ("is_accurate", _("Confirm that the listing is accurate.")),
        ("follows_conduct", _("Agree to the code of conduct.")),
    ):
        if not getattr(review, name):
            check.say("review", name, sentence)


RULES = (
    _you,
    _licenses,
    _places,
    _telehealth,
    _care,
    people_rules.check_people,
    law_rules.check_law,
    _cost,
    _about,
    _review,
    _wording,
)
