"""What a listing must say of its people: who takes which part, whose each license is, who works where.

Each person needs a license that is entered, or one in words; who prescribes needs one that allows it. What
was public before without a holder stays possible: whoever edits it is asked, staff see a mark.
"""

import datetime
import re

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.checks import agreement
from providers import vocabulary
from providers.document.choices import Part
from providers.models import Treatment
from providers.models.eligibility import INTEGRATE_ONLY, LicenseType
from providers.profile import clinicians, ledger

#: What is asked of the people, by part.
WHO = {
    Part.PRESCRIBES: gettext_lazy("who prescribes"),
    Part.IN_THE_ROOM: gettext_lazy("who sits with the patient"),
    Part.INTEGRATES: gettext_lazy("who talks it through afterwards (integration)"),
}
#: Licenses in words: those that allow to prescribe, and those that do not.
PRESCRIBERS = re.compile(
    r"\b(?:M\.?D|D\.?O|APRN|CRNA|NP|ARNP|CNP|PMHNP|FNP|DNP|P\.?A)\b"
    r"|\bphysicians?\b|practitioner|anesthetist|osteopath|medical doctor",
    re.I,
)
#: A title before a name; it says nothing that the degree after it does not say.
DOCTOR = re.compile(r"\s*(?:dr|doctor)\b\.?\s", re.I)
_NO_PRESCRIBER = gettext_lazy("Who prescribes needs a license as MD, DO, APRN or NP, PA, or CRNA.")
LOOKED_AT = gettext_lazy("You may submit with it; a moderator will look.")


def check_people(check):
    """Say what is missing of the people of a document; `check` is the check of `rules.problems`."""
    document = check.document
    people, is_solo = clinicians.clinicians(document), clinicians.is_solo(document)
    if not document.you.people and document.you.role and not is_solo:
        check.say("you", "people-0-name", _("An organization names the people who take part in the care."))
    elif not is_solo and not clinicians.lead_of(document.you.people):
        sentence = _("An organization needs a named, licensed lead: tick “Leads” for one of its people.")
        check.say("you", "people-0-parts", sentence, is_gap=True)
    for person in people:
        if person.path:
            _person(check, person)
    _unlicensed(check, people)
    _names(check, is_solo)
    _parts(check, people, is_solo)
    for index, row in enumerate(document.licenses.licenses):
        _holder(check, index, row)
        _supervision(check, index, row)
    _places(check, people, is_solo)


def _person(check, person):
    """One person: a name, a part, and a license that allows it."""
    if not person.name:
        check.say("you", f"{person.path}name", _("Enter the name."))
    if not person.parts:
        check.say("you", f"{person.path}parts", _("Tick what this person does."))
    if Part.PRESCRIBES in person.parts and not _prescribes(person):
        if person.licenses:  # said where they are entered
            check.say("licenses", "licenses-0-holder", f"{person.name}: {_NO_PRESCRIBER}", is_gap=True)
        elif person.words:
            check.say("you", f"{person.path}license", _NO_PRESCRIBER)
    types = {row.type for row in person.licenses}
    if types and types <= INTEGRATE_ONLY and set(person.parts) - {Part.INTEGRATES}:
        words = get_text_list([ledger.license_title(code) for code in types], _("and"))
        check.say("you", f"{person.path}parts", _("%s: only integration may be ticked.") % words)
    elsewhere = agreement.of_license_in_words(person.words, check.document)
    if person.words and not person.licenses and elsewhere:
        check.say("you", f"{person.path}license", elsewhere, stops=False, aside=LOOKED_AT)


def _unlicensed(check, people):
    """Who has no license yet: said in the step after the people, where licenses name their holders."""
    names = [one.name for one in people if one.path and one.name and not (one.licenses or one.words)]
    if names:
        sentence = _("Enter a license of each of these people here, or in words under You: %s.")
        check.say("licenses", "licenses-0-holder", sentence % get_text_list(names, _("and")), is_gap=True)


def _prescribes(person):
    """Whether a license that is entered, or else the one in words, allows to prescribe."""
    return person.may_prescribe or (not person.licenses and bool(PRESCRIBERS.search(person.words)))


def _names(check, is_solo):
    """Names stand without "Dr."; a practice may be called so."""
    you = check.document.you
    names = [(f"people-{index}-name", row.name) for index, row in enumerate(you.people)]
    names += [("display_name", you.display_name)] if is_solo else []
    for path, name in names:
        if DOCTOR.match(name):
            check.say("you", path, _("Leave out “Dr.”: the degree stands after the name."))


def _parts(check, people, is_solo):
    """For a drug treatment: who prescribes, who is in the room, who integrates; one person may do several.

    Psilocybin services are not prescribed: there the facilitator is in the room.
    """
    known = vocabulary.treatments_by_slug()
    given = [known[slug] for slug in vocabulary.drug_treatments(check.offered)]
    needed = [Part.IN_THE_ROOM, Part.INTEGRATES] if given else []
    if any(treatment.practice != Treatment.Practice.FACILITATOR for treatment in given):
        needed.insert(0, Part.PRESCRIBES)
    stated = {part for person in people for part in person.parts}
    missing = get_text_list([str(WHO[need]) for need in needed if need not in stated], _("and"))
    if missing and is_solo:
        sentence = _("Missing: %s. Tick what you do, or add under You who does it.")
        check.say("care", "own_parts", sentence % missing, is_gap=True)
    elif missing and check.document.you.people:
        sentence = _("Name people for each part of the care. Missing: %s. One person may do several.")
        check.say("you", "people-0-parts", sentence % missing, is_gap=True)
    own = people[0] if is_solo and given else None
    if own and Part.PRESCRIBES in own.parts and own.licenses and not own.may_prescribe:
        check.say("care", "own_parts", _NO_PRESCRIBER)


def _holder(check, index, row):
    """Whose a license is; one that was public without a holder may stay so."""
    if not clinicians.is_without_holder(check.document, row) or not check.document.you.people:
        return
    was_public = (row.state, row.type, row.number) in check.public_licenses
    sentence = _("Say whose license this is.")
    check.say("licenses", f"licenses-{index}-holder", sentence, stops=not was_public, aside=LOOKED_AT)


def _supervision(check, index, row):
    """An associate names title, supervisor, the supervisor's license and the employer."""
    if row.type != LicenseType.ASSOCIATE:
        return
    for name, sentence in (
        ("title", _("Enter the full title, as it stands in the register.")),
        ("supervised_by", _("Enter who supervises this person.")),
        ("supervisor_license", _("Enter the license of the supervisor: title, state and number.")),
        ("employer", _("Enter the employer: the practice where this person works.")),
    ):
        if not getattr(row, name):
            check.say("licenses", f"licenses-{index}-{name}", sentence)


def _places(check, people, is_solo):
    """Of a team in several places: who works where, and with a license of that state."""
    places = check.document.places.places
    for index, place in enumerate(places):
        if not is_solo and len(places) > 1 and check.document.you.people and not place.people:
            was_public = place.key in check.public_places
            sentence = _("Tick who works here.")
            check.say("places", f"places-{index}-people", sentence, stops=not was_public, aside=LOOKED_AT)
        unlicensed = [
            person.name
            for person in people
            if place.key in {at.key for at in person.places}
            and place.state
            and person.path
            and person.licenses
            and not any(_counts(check, row, place.state) for row in person.licenses)
        ]
        if unlicensed:
            words = {"names": get_text_list(unlicensed, _("and")), "state": agreement.state_name(place.state)}
            sentence = _("No license in %(state)s is entered for %(names)s.") % words
            check.say("places", f"places-{index}-people", sentence, stops=False, aside=LOOKED_AT)


def _counts(check, row, state):
    """Whether a license is of a state and has not expired."""
    ends = row.expires_on if isinstance(row.expires_on, datetime.date) else None
    return row.state == state and (ends is None or ends >= check.today_in(state))
