"""What a specialty in the NPI Registry suggests: a role, and the kind of license. It proves neither.

The codes are chosen by their holder and checked by nobody (NUCC Health Care Provider Taxonomy 25.0; which
role a code suggests is ours). None of them names a facilitator, an associate or a psilocybin center.
"""

from providers.models.eligibility import LicenseType, Role

#: Beginnings of codes, of which the longest that fits counts: the role, and the license where it is one kind.
_KNOWN = {
    "20": (Role.PHYSICIAN, ""),
    "2084F0202": (Role.PSYCHIATRIST, ""),
    "2084P0015": (Role.PSYCHIATRIST, ""),
    "2084P08": (Role.PSYCHIATRIST, ""),
    "363L": (Role.NURSE_PRACTITIONER, LicenseType.APRN),
    "363A": (Role.PHYSICIAN_ASSISTANT, LicenseType.PA),
    "367500000": (Role.NURSE_ANESTHETIST, LicenseType.CRNA),
    "103G": (Role.PSYCHOLOGIST, LicenseType.PSYCHOLOGIST),
    "103T": (Role.PSYCHOLOGIST, LicenseType.PSYCHOLOGIST),
    "1041C": (Role.CLINICAL_SOCIAL_WORKER, LicenseType.LCSW),
    "106H": (Role.MARRIAGE_AND_FAMILY_THERAPIST, LicenseType.LMFT),
    "101YM0800": (Role.PROFESSIONAL_COUNSELOR, LicenseType.LPC),
    "101YP2500": (Role.PROFESSIONAL_COUNSELOR, LicenseType.LPC),
    "175F": (Role.NATUROPATHIC_DOCTOR, LicenseType.ND),
    "163W": ("", LicenseType.RN),
    "261QR1100": (Role.TRIAL_SITE, ""),
    "261Q": (Role.CLINIC, ""),
    "251S": (Role.CLINIC, ""),
    "193": (Role.GROUP_PRACTICE, ""),
    **dict.fromkeys(["273R", "28"], (Role.HOSPITAL_PROGRAM, "")),
}
_ORGANIZATIONS = frozenset({Role.TRIAL_SITE, Role.CLINIC, Role.GROUP_PRACTICE, Role.HOSPITAL_PROGRAM})


def role_of(record):
    """Return the role that the specialties of a RegistryRecord suggest, the main one first, or "".

    Whether it is a person or an organization comes from the number itself, never from a specialty.
    """
    for row in sorted(record.taxonomies, key=lambda row: not row.is_primary):
        role = _meant(row.code)[0]
        if role and (role in _ORGANIZATIONS) == record.is_organization:
            return str(role)
    return ""


def license_of(code):
    """Return the license type that a specialty's code suggests, or "" where it may be several."""
    return str(_meant(code)[1])


def _meant(code):
    fitting = [known for known in _KNOWN if code.startswith(known)]
    return _KNOWN[max(fitting, key=len)] if fitting else ("", "")
