"""What search engines read of a profile: public facts only, and no claim that anything was checked.

Types and the properties they may have are schema.org's (release 29). Google asks of every LocalBusiness for a
name and an `address` of its own, so whoever has no place is described as a person or an organization.
"""

from django.utils.translation import gettext as _

from providers.document.hours import DAYS
from providers.models.eligibility import ORGANIZATION_ROLES, Kind, Role
from psychly.web.json_ld import JsonLd

#: What schema.org calls each role that has a place. `availableService` belongs to the first two types alone.
#: A facilitator and a service center need no license to practice medicine: theirs says nothing of medicine.
TYPES = {
    **{role: "MedicalBusiness" for role in Role},
    **{role: "MedicalClinic" for role in ORGANIZATION_ROLES},
    Role.PSYCHIATRIST: "Physician",
    Role.PHYSICIAN: "Physician",
    Role.PSILOCYBIN_FACILITATOR: "LocalBusiness",
    Role.CLINICAL_FACILITATOR: "LocalBusiness",
    Role.PSILOCYBIN_CENTER: "LocalBusiness",
}
WITH_SERVICES = {"Physician", "MedicalClinic"}


def of_profile(profile, url):
    """Return the JsonLd of a Profile. A place whose street is hidden has town and ZIP only."""
    if profile.places:
        facts = _business(profile)
    elif profile.kind == Kind.PERSON:
        facts = {"@type": "Person", "jobTitle": profile.role, "makesOffer": _offers(profile)}
    else:
        areas = _areas(profile)
        facts = {"@type": "Organization", "areaServed": areas, "makesOffer": _offers(profile)}
        facts |= _employees(profile)
    if not profile.places:
        facts["telephone"] = profile.telehealth.phone
    about = {
        "name": profile.name,
        "url": url,
        "description": profile.line,
        "knowsLanguage": profile.languages,
    }
    facts = {**about, **facts}
    return JsonLd({name: value for name, value in facts.items() if value})


def _business(profile):
    """Somebody with places: the first is its address, and all are named where there are more."""
    kind = TYPES[profile.main_role]
    places = [_place(place) for place in profile.places]
    services = {"makesOffer": _offers(profile)}
    if kind in WITH_SERVICES:  # what no law calls medical treatment is a service and nothing more
        care = [offer for offer in profile.offers if offer.is_medical]
        services = {
            "availableService": [{"@type": "MedicalTherapy", "name": offer.treatment} for offer in care],
            "makesOffer": _offers(profile, without=care),
        }
    return {
        "@type": kind,
        "address": places[0]["address"],
        "telephone": places[0].get("telephone") or profile.telehealth.phone,
        "openingHoursSpecification": places[0].get("openingHoursSpecification"),
        "location": places if len(places) > 1 or profile.places[0].name else [],
        "areaServed": _areas(profile),
        **_employees(profile),
        **services,
        **_prices(profile),
    }


def _employees(profile):
    """The people of an organization, each with the titles of their licenses that have not ended."""
    if profile.kind == Kind.PERSON:
        return {}
    return {"employee": [_person(person) for person in profile.people if person.name]}


def _person(person):
    held = [line.type for line in person.licenses if not line.has_ended]
    titles = ", ".join(dict.fromkeys(held)) or ("" if person.licenses else person.words)
    return {"@type": "Person", "name": person.name, **({"jobTitle": titles} if titles else {})}


def _offers(profile, without=()):
    """What a person or any organization may offer; where a law sets the area, each offer says it."""
    areas = {} if profile.places else {"areaServed": _areas(profile)}
    return [
        {"@type": "Offer", "itemOffered": {"@type": "Service", "name": offer.treatment}, **areas}
        for offer in profile.offers
        if offer not in without
    ]


def _areas(profile):
    return [{"@type": "State", "name": name} for name in profile.telehealth_states]


def _place(place):
    """One practice location."""
    address = {
        "@type": "PostalAddress",
        "addressLocality": place.city,
        "addressRegion": place.state,
        "postalCode": place.zip_code,
        "addressCountry": "US",
    }
    if place.shows_street and place.street:
        address["streetAddress"] = place.street
    return {
        "@type": "Place",
        **({"name": place.name} if place.name else {}),
        "address": address,
        **({"telephone": place.phone} if place.phone else {}),
        **({"openingHoursSpecification": hours} if (hours := _hours(place)) else {}),
    }


def _hours(place):
    """Weekly hours, where the text that says them could be read."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{DAYS[row.day]}",
            "opens": f"{row.opens:%H:%M}",
            "closes": f"{row.closes:%H:%M}",
        }
        for row in place.openings
    ]


def _prices(profile):
    """The range of whole courses and of sessions without a drug, in US dollars, each with what it is for.

    A sum that leaves the drug out is no whole course.
    """
    costs = [cost for cost in profile.costs if not cost.medicine_billed_apart]
    said = []
    if costs:
        low, high = min(cost.total_low for cost in costs), max(cost.total_high for cost in costs)
        said.append(_("%s a course") % _range(low, high))
    if profile.fee and profile.fee.range:
        said.append(_("%s a session without a drug") % _range(*profile.fee.range))
    return {"priceRange": "; ".join(said)} if said else {}


def _range(low, high):
    return f"${low}" if low == high else f"${low}–${high}"
