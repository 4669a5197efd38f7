"""A listing as a Profile: one way for what is public and for what is still being written.

An answer that is missing or unreadable is left empty. A hidden street is left out here, so that no template
can show it.
"""

import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from providers import vocabulary
from providers.document.choices import SAFETY_QUESTIONS, Accepting, AgeGroup, Part, SessionsGuided
from providers.document.hours import read_hours
from providers.document.schema import TELEHEALTH, whole
from providers.document.telephone import link, national
from providers.local_days import states_of
from providers.models import Fact, Location, Photo
from providers.models.eligibility import Role, kind_of
from providers.models.provider import rows_where
from providers.profile import clinicians, law, ledger, ways_to_pay
from providers.profile.lawful import Limits
from providers.profile.profile import (
    CostPart,
    CostTable,
    Fee,
    LicenseLine,
    OfferLine,
    PaymentLine,
    PersonLine,
    PracticeLine,
    Profile,
    SafetyAnswer,
    Telephone,
)
from providers.states import USState


@dataclass(frozen=True)
class Surroundings:
    """What a profile shows beside what the listing says: where it stands, what was checked, its photo.

    `points` holds (latitude, longitude, whether that is the street) in degrees by the key of a place.
    """

    is_demonstration: bool = False
    slug: str = ""
    confirmed_on: datetime.date | None = None
    facts: tuple = ()
    points: dict | None = None
    photo: Photo | None = None
    premises: tuple = ()  # pairs of a Photo and its caption


def profile_of_provider(provider, *, today=None):
    """Return the Profile of a stored provider; four statements, five with a photo."""
    locations = rows_where(Location, "provider_id", provider.pk)
    around = Surroundings(
        is_demonstration=provider.is_demonstration,
        slug=provider.slug,
        confirmed_on=provider.confirmed_on,
        facts=tuple(rows_where(Fact, "provider_id", provider.pk)),
        points={row.key: (row.latitude, row.longitude, row.is_exact) for row in locations},
        photo=provider.photo,
        premises=_premises_of(provider),
    )
    return build_profile(provider.listing, around, today=today)


def profile_of_draft(document, *, is_demonstration):
    """Return the Profile of a document as the public would see it, were it published now."""
    photo = Photo.objects.named(document.about)
    rows = document.about.premises
    known = Photo.objects.by_keys([row.photo for row in rows])
    premises = tuple((known[row.photo], row.caption) for row in rows if row.photo in known)
    around = Surroundings(is_demonstration=is_demonstration, photo=photo, premises=premises)
    return build_profile(document, around)


def _premises_of(provider):
    """The photos of its premises with their words; most listings have none, and nothing is asked then."""
    if not provider.listing.about.premises:
        return ()
    return tuple((row.photo, row.caption) for row in provider.premises.select_related("photo"))


def build_profile(document, around, *, today=None):
    """Return the Profile of a Document and its Surroundings."""
    hides_street = any(not place.shows_street for place in document.places.places)
    statements, limits = ledger.statements_of(document), Limits(today, only_of=document)
    document = limits.lawful(document)
    known, states = {pair: limits.notice(*pair) for pair in document.offered_in}, states_of(document)
    return Profile(
        is_demonstration=around.is_demonstration,
        slug=around.slug,
        confirmed_on=around.confirmed_on,
        photo=around.photo if around.photo and around.photo.is_ready else None,
        premises=[(photo, caption) for photo, caption in around.premises if photo.is_ready],
        ledger=ledger.ledger(statements, around.facts, hides_street=hides_street, states=states, today=today),
        **_you(document),
        **_licenses(document.licenses),
        **_people(document),
        **_places(document, around.points or {}),
        **_care(document, known, limits.refused_ages(document)[0]),
        **_cost(document.cost),
        **_payments(document, known),
        texts=document.about,
    )


def label(choices, code):
    """The label of a code of TextChoices, or nothing."""
    try:
        return str(choices(code).label)
    except ValueError:  # asking `values` first would list all of them each time
        return ""


def _names(group, slugs):
    return [term.name for term in vocabulary.terms_of(group, slugs)]


# --- What each part gives to the profile ------------------------------------------------------------


def _you(document):
    you, licenses = document.you, document.licenses.licenses
    known = [role for role in you.roles if role in Role]
    roles = clinicians.roles_now(known, licenses)
    associate = clinicians.associate_line(roles, licenses)
    labels = dict(Role.choices)
    return {
        "name": ", ".join(filter(None, [you.display_name, you.credentials])),
        "kind": str(kind_of(you.role)),
        "role": clinicians.role_line(roles, labels),
        "line": clinicians.role_line(roles, labels, associate),
        "associate": associate,
        "main_role": roles[0] if roles else "",
        "pronouns": you.pronouns,
    }


def _people(document):
    """Everybody who takes part, where they work, and the licenses that belong to nobody of them."""
    several = len(document.places.places) > 1
    return {
        "people": [
            PersonLine(
                without_doctor(person.full_name),
                [label(Part, part) for part in person.parts],
                [place.name or place.city for place in person.places if several],
                [_license(row) for row in person.licenses],
                person.words,
            )
            for person in clinicians.clinicians(document)
        ],
        "own_licenses": [_license(row) for row in clinicians.held_by_organization(document)],
        "without_holder": [_license(row) for row in clinicians.without_holder(document)],
    }


def without_doctor(name):
    """A person's name without "Dr." before it: the degree after it says more."""
    return re.sub(r"^\s*Dr\.?\s+", "", name)


def _licenses(part):
    return {
        "licenses": [_license(row) for row in part.licenses],
        "trainings": [
            ledger.training_text(row.program, whole(row.hours), whole(row.year)) for row in part.trainings
        ],
        "sessions_guided": label(SessionsGuided, part.sessions_guided),
        "self_stated": _attested(part),
    }


def _license(row):
    """A license in words: its type without the explanation in brackets, its state spelled out."""
    return LicenseLine(
        type=ledger.license_title(row.type, row.title),
        state=label(USState, row.state),
        number=row.number,
        expires_on=row.expires_on if isinstance(row.expires_on, datetime.date) else None,
        board=row.board,
        supervised_by=row.supervised_by,
        supervisor_license=row.supervisor_license,
        employer=row.employer,
        associate=ledger.associate_words(row),
        has_ended=clinicians.has_ended(row),
    )


def _attested(part):
    """Sentences for what a provider attests to; None is not stated and left out."""
    sentences = [
        (part.holds_dea_registration, _("Holds a DEA registration"), _("Holds no DEA registration")),
        (part.is_rems_certified, _("REMS-certified setting for esketamine"), _("Not REMS-certified")),
        (part.has_malpractice_cover, _("Has malpractice cover"), _("Has no malpractice cover")),
    ]
    return [yes if answer else no for answer, yes, no in sentences if answer is not None]


def _places(document, points):
    part = document.places
    return {
        "places": [_place(row, document, points) for row in part.places if row.state in USState],
        "telehealth_states": [label(USState, code) for code in part.telehealth_states if code in USState],
        "telehealth": Telephone(national(part.telehealth_phone), link(part.telehealth_phone)),
    }


def _place(place, document, points):
    latitude, longitude, is_exact = points.get(place.key, (None, None, False))
    street = ", ".join(filter(None, [place.street, place.suite]))
    return PracticeLine(
        name=place.name,
        street=street if place.shows_street else "",
        city=place.city,
        state=place.state,
        zip_code=place.zip_code,
        shows_street=place.shows_street,
        phone=national(place.phone),
        hours=place.hours,
        access=_names("access", place.access),
        offers=_names("treatment", [o.treatment for o in document.care.offers if place.key in o.where]),
        latitude=latitude,
        longitude=longitude,
        is_exact=is_exact,
        dial=link(place.phone),
        openings=tuple(read_hours(place.hours)),
    )


def _care(document, known, refused_ages):
    care = document.care
    return {
        "offers": _offers(document, known),
        "gives_drug": bool(list(vocabulary.drug_treatments(offer.treatment for offer in care.offers))),
        "safety": [
            SafetyAnswer(str(question), getattr(care.safety, name), getattr(care.safety, f"{name}_detail"))
            for name, question in SAFETY_QUESTIONS.items()
        ],
        "ages": [
            label(AgeGroup, code) for code in care.ages if code in AgeGroup and code not in refused_ages
        ],
        "languages": [*([] if care.without_english else [_("English")]), *_names("language", care.languages)],
        "communities": _names("community", care.communities),
        "only_in": _names("language", care.languages) if care.without_english else [],
        "accepting": care.accepting,
        "accepting_label": label(Accepting, care.accepting),
        "wait_weeks": whole(care.wait_weeks),
    }


def _offers(document, known):
    """One line a treatment: the towns it is offered in, or telehealth, for which conditions, its limits."""
    lines = []
    for term in vocabulary.terms_of("treatment", [offer.treatment for offer in document.care.offers]):
        rows = [offer for offer in document.care.offers if offer.treatment == term.slug]
        keys = [key for row in rows for key in row.where]
        where = [place.city for place in document.places.places if place.key in keys]
        where += [_("Telehealth")] if TELEHEALTH in keys else []
        states = dict.fromkeys(state for row in rows for state in document.states_of(row))
        age, is_medical, may_name = law.limits_of_offer(term.slug, list(states), document.you.roles, known)
        slugs = [slug for row in rows for slug in row.conditions] if may_name else []
        conditions = _names("condition", slugs)
        lines.append(
            OfferLine(term.name, term.sentence, list(dict.fromkeys(where)), conditions, age, is_medical)
        )
    return lines


def _cost(part):
    rows = {row.treatment: row for row in part.costs}
    terms = vocabulary.terms_of("treatment", rows)
    fee = Fee(whole(part.fee), whole(part.sliding_low), whole(part.sliding_high), part.free_first_call)
    tables = [table for term in terms if (table := _cost_table(term.name, rows[term.slug]))]
    return {"costs": tables, "fee": fee}


def _payments(document, known):
    """How to pay: once where all that is offered has one answer, else by treatment.

    What was said of several treatments and is known of none of them is named as unclear.
    """
    stated, shared = ways_to_pay.of_document(document), document.cost.payment_options
    possible = {slug: _possible(stated[slug], slug, known) for slug in stated}
    terms = vocabulary.terms_of("treatment", possible)
    if len(set(map(tuple, possible.values()))) <= 1:
        one, lines = next(iter(possible.values()), shared), []
    else:
        one = []
        lines = [PaymentLine(term.name, _names("payment", possible[term.slug])) for term in terms]
    refused = law.refused_by_all(shared, known.values(), law.Notice.refuses_payment)
    is_known = {slug for slugs in possible.values() for slug in slugs} | set(refused)
    unclear = [slug for slug in shared if stated and slug not in is_known]
    return {
        "payment_options": _names("payment", one),
        "payments": lines,
        "payments_unclear": _names("payment", unclear),
    }


def _possible(ways, slug, known):
    """Ways to pay for a treatment that can be true in some state where it is offered, in their order."""
    notices = [notice for (treatment, _state), notice in known.items() if treatment == slug]
    lawful = [ways.lawful(notice) for notice in notices or [None]]
    return [way for way in ways.said if any(way in some for some in lawful)]


def _cost_table(treatment, row):
    """The parts of a course, each with its price and number; None while price or number is missing."""
    low, sessions = whole(row.session_low), whole(row.sessions)
    if low is None or not sessions:
        return None
    high = max(low, whole(row.session_high) or low)
    session = _("Session") if row.medicine_billed_apart else _("Session, medicine included")
    parts = [
        (_("Intake"), row.intake, row.intake, 1),
        (session, low, high, sessions),
        (_("Integration session"), row.integration, row.integration, row.integration_sessions),
    ]
    return CostTable(
        treatment=treatment,
        parts=[
            CostPart(name, lower, upper, number)
            for name, lower, upper, number in parts
            if whole(lower) is not None and whole(number)
        ],
        sessions=sessions,
        medicine_billed_apart=row.medicine_billed_apart,
        session_low=low,
        session_high=high,
    )
