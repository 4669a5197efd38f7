"""A document as a Profile, so that the review page and the moderator see what the public would see."""

import datetime

from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import to_python

from listings.document.schema import TELEHEALTH
from providers.models import (
    Access,
    Community,
    Condition,
    Language,
    PaymentOption,
    Photo,
    Provider,
    Safety,
    TeamMember,
    Treatment,
)
from providers.models.eligibility import LicenseType, Role, kind_of
from providers.profile import law, ledger
from providers.profile import profile as profiles
from providers.results import cards
from providers.states import USState


class _Words:
    """The vocabulary, to turn slugs into names; a slug that nobody knows is left out."""

    def __init__(self):
        self.known = {}

    def __call__(self, model, slugs):
        if model not in self.known:
            self.known[model] = {term.slug: term for term in model.objects.all()}
        return [self.known[model][slug] for slug in slugs if slug in self.known[model]]

    def names(self, model, slugs):
        """Names of terms."""
        return [term.name for term in self(model, slugs)]


def label(choices, code):
    """The label of a code of TextChoices, or nothing."""
    return str(choices(code).label) if code in choices.values else ""


def whole(value):
    """A whole number, or None for what is not one (yet)."""
    return value if isinstance(value, int) else None


def to_profile(document, *, is_demonstration=False, facts=(), today=None):
    """Return the Profile of a document; an answer that is missing or unreadable is left empty."""
    words, known = _Words(), _laws(document)
    hides_street = any(not place.shows_street for place in document.places.places)
    return profiles.Profile(
        is_demonstration=is_demonstration,
        ledger=ledger.ledger(statements(document), facts, hides_street=hides_street, today=today),
        **_of_you(document.you),
        **_of_licenses(document.licenses),
        **_of_places(document, words),
        **_of_care(document, words, known),
        **_of_cost(document.cost, words, known),
        **_of_about(document.about),
    )


def photo_of(about):
    """The Photo that a document names, or None."""
    return Photo.objects.filter(pk=about.photo or None).first()


def to_card(document, profile):
    """Return the card by which a search would show a document; `profile` is its Profile."""
    return cards.from_profile(profile, lead=document.you.lead_name)


# --- What each step gives to the profile ------------------------------------------------------------


def _of_you(you):
    return {
        "name": ", ".join(filter(None, [you.display_name, you.credentials])),
        "kind": str(kind_of(you.role)),
        "role": label(Role, you.role),
        "pronouns": you.pronouns,
        "lead": ", ".join(filter(None, [you.lead_name, you.lead_license])),
    }


def _of_licenses(part):
    return {
        "licenses": [_license(row) for row in part.licenses],
        "trainings": [
            ledger.training_text(row.program, whole(row.hours), whole(row.year)) for row in part.trainings
        ],
        "sessions_guided": label(Provider.SessionsGuided, part.sessions_guided),
        "self_stated": profiles.attested(
            part.holds_dea_registration, part.is_rems_certified, part.has_malpractice_cover
        ),
    }


def _of_places(document, words):
    part = document.places
    return {
        "places": [_place(row, document, words) for row in part.places if row.state in USState.values],
        "telehealth_states": [
            USState(code).label for code in part.telehealth_states if code in USState.values
        ],
    }


def _of_care(document, words, known):
    care = document.care
    return {
        "offers": _offers(document, words, known),
        "team": [
            profiles.TeamLine(label(TeamMember.Part, row.part), row.name, row.license) for row in care.team
        ],
        "safety": [
            profiles.SafetyAnswer(
                str(question), getattr(care.safety, name), getattr(care.safety, f"{name}_detail")
            )
            for name, question in Safety.QUESTIONS.items()
        ],
        "ages": profiles.lawful_ages(care.ages, known.values()),
        "languages": words.names(Language, care.languages),
        "communities": words.names(Community, care.communities),
        "accepting": care.accepting,
        "accepting_label": label(Provider.Accepting, care.accepting),
        "wait_weeks": whole(care.wait_weeks),
    }


def _of_cost(part, words, known):
    refused = law.refused_by_all(part.payment_options, known.values(), law.Notice.refuses_payment)
    stated = [slug for slug in part.payment_options if slug not in refused]
    return {
        "costs": [table for row in part.costs if (table := _cost(row, words))],
        "payment_options": words.names(PaymentOption, stated),
    }


def _of_about(part):
    return {
        "approach": part.approach,
        "first_visit": part.first_visit,
        "about": part.about,
        "website": part.website,
        "photo": profiles.ready(photo_of(part)),
        "photo_alt": part.photo_alt,
    }


def national(phone):
    """A stored telephone number as people write it."""
    number = to_python(phone, region="US")
    return number.as_national if number and number.is_valid() else phone


def _license(row):
    return profiles.LicenseLine(
        type=label(LicenseType, row.type).partition(" (")[0],
        state=label(USState, row.state),
        number=row.number,
        expires_on=row.expires_on if isinstance(row.expires_on, datetime.date) else None,
        board=row.board,
        supervised_by=row.supervised_by,
    )


def _place(place, document, words):
    street = ", ".join(filter(None, [place.street, place.suite]))
    return profiles.PracticeLine(
        name=place.name,
        street=street if place.shows_street else "",
        city=place.city,
        state=place.state,
        zip_code=place.zip_code,
        shows_street=place.shows_street,
        phone=national(place.phone),
        hours=place.hours,
        access=words.names(Access, place.access),
        offers=words.names(Treatment, [o.treatment for o in document.care.offers if place.key in o.where]),
    )


def _laws(document):
    """What the law says of each pair of treatment and state that is offered, None where nothing is known."""
    pairs = document.offered_in
    known = law.laws({slug for slug, _state in pairs}, {state for _slug, state in pairs}) if pairs else {}
    return {pair: known.get(pair) for pair in pairs}


def _offers(document, words, known):
    lines = []
    for offer in document.care.offers:
        for treatment in words(Treatment, [offer.treatment]):
            states, role = document.states_of(offer), document.you.role
            age, is_medical, may_name = law.limits_of_offer(treatment.slug, states, role, known)
            places = [document.place(key) for key in offer.where if key != TELEHEALTH]
            where = [place.city for place in places if place]
            where += [_("Telehealth")] if TELEHEALTH in offer.where else []
            lines.append(
                profiles.OfferLine(
                    treatment.name,
                    treatment.sentence,
                    list(dict.fromkeys(where)),
                    words.names(Condition, offer.conditions) if may_name else [],
                    age,
                    is_medical,
                )
            )
    return lines


def _cost(row, words):
    """A cost table, or None while the price or the number of sessions is missing."""
    low, sessions = whole(row.session_low), whole(row.sessions)
    if low is None or not sessions:
        return None
    high = max(low, whole(row.session_high) or low)
    parts = [(_("Intake"), row.intake, row.intake, 1), (_("Session"), low, high, sessions)]
    parts.append((_("Integration session"), row.integration, row.integration, row.integration_sessions))
    return next(
        (
            profiles.CostTable(
                treatment=term.name,
                parts=[
                    profiles.CostPart(name, lower, upper, count)
                    for name, lower, upper, count in parts
                    if isinstance(lower, int) and isinstance(count, int) and count
                ],
                sessions=sessions,
                medicine_billed_apart=row.medicine_billed_apart,
            )
            for term in words(Treatment, [row.treatment])
        ),
        None,
    )


def statements(document):
    """What the document states, for the ledger."""
    found = [
        ledger.license_statement(row.type, row.state, row.number)
        for row in document.licenses.licenses
        if row.type in LicenseType.values and row.state in USState.values
    ]
    if document.you.npi:
        found.append(ledger.npi_statement(document.you.npi))
    found += [
        ledger.training_statement(t.program, whole(t.hours), whole(t.year))
        for t in document.licenses.trainings
    ]
    found += [
        ledger.address_statement(p.street, p.suite, p.city, p.state, p.zip_code, shows_street=p.shows_street)
        for p in document.places.places
    ]
    phones = dict.fromkeys(national(p.phone) for p in document.places.places if p.phone)
    return found + [ledger.phone_statement(phone) for phone in phones]
