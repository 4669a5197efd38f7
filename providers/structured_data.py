"""What search engines read of a profile: public facts only, and no claim that anything was checked."""

from providers.eligibility import Role
from psychly.json_ld import JsonLd

PHYSICIANS = {str(Role.PSYCHIATRIST.label), str(Role.PHYSICIAN.label)}


def of_profile(profile, url):
    """Return the JsonLd of a Profile. A place whose street is hidden has town and ZIP only."""
    return JsonLd(
        {
            "@type": _type(profile),
            "name": profile.name,
            "url": url,
            "description": profile.role,
            "availableService": [
                {"@type": "MedicalTherapy", "name": offer.treatment} for offer in profile.offers
            ],
            "location": [_place(place) for place in profile.places],
            "areaServed": [{"@type": "State", "name": name} for name in profile.telehealth_states],
            **_prices(profile),
        }
    )


def _type(profile):
    """schema.org knows physicians and clinics; anyone else is a business that offers care."""
    if profile.kind == "organization":
        return "MedicalClinic"
    return "Physician" if profile.role in PHYSICIANS else "MedicalBusiness"


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
        "address": address,
        **({"telephone": place.phone} if place.phone else {}),
    }


def _prices(profile):
    """The range of whole courses, in US dollars."""
    if not profile.costs:
        return {}
    low = min(cost.total_low for cost in profile.costs)
    high = max(cost.total_high for cost in profile.costs)
    return {"priceRange": f"${low}" if low == high else f"${low}–${high}"}
