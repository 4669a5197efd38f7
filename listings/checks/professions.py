"""What somebody does, in words that a role, a license in words and a row of the exclusion list share.

The list's words are those of its columns GENERAL and SPECIALTY ("PHYSICIAN (MD)", "NURSE/NURSES AIDE").
"""

import re

from providers.models.eligibility import ORGANIZATION_ROLES, Role

_ROLES = {
    Role.PSYCHIATRIST: {"psychiatrist"},
    Role.PHYSICIAN: {"physician"},
    Role.NURSE_PRACTITIONER: {"nurse"},
    Role.NURSE_ANESTHETIST: {"nurse"},
    Role.PHYSICIAN_ASSISTANT: {"physician assistant"},
    Role.PSYCHOLOGIST: {"psychologist"},
    Role.CLINICAL_SOCIAL_WORKER: {"social worker", "counselor"},
    Role.MARRIAGE_AND_FAMILY_THERAPIST: {"counselor"},
    Role.PROFESSIONAL_COUNSELOR: {"counselor"},
    **{role: {"organization"} for role in ORGANIZATION_ROLES},
}
_WORDS = [
    ("physician assistant", re.compile(r"physicians?'?s? assist|\bpa(?:-c)?\b", re.I)),
    ("psychiatrist", re.compile(r"psychiatr", re.I)),
    (
        "physician",
        re.compile(
            r"physician(?!s?'?s? assist)|osteopath|psychiatr|surgeon|medical doctor|\bm\.?d\b|\bd\.?o\b", re.I
        ),
    ),
    (
        "nurse",
        re.compile(r"\bnurs(?:e|es|ing)\b(?! home)|anesthetist|\b(?:aprn|arnp|np|crna|rn|pmhnp|fnp)\b", re.I),
    ),
    ("psychologist", re.compile(r"psycholog|\bpsy\.?d\b|\bph\.?d\b", re.I)),
    ("social worker", re.compile(r"social work|\bl[ic]*sw\b", re.I)),
    (
        "counselor",
        re.compile(r"counsel|marriage|psychotherap|mental health|\b(?:lmft|mft|lpcc?|lmhc|lcpc)\b", re.I),
    ),
]
_CARE = re.compile(r"clinic|hospital|medical|practice|psych|mental|counsel|treatment|group|wellness", re.I)


def of_role(role):
    """Return what a role does; nothing for a role that the list has no word for."""
    return frozenset(_ROLES.get(role, ()))


def of_words(text):
    """Return what a license in words says that somebody is."""
    return frozenset(name for name, words in _WORDS if words.search(text))


def of_entry(entry):
    """Return what a row of the exclusion list says that somebody is."""
    if entry.is_business:
        return frozenset({"organization"} if _CARE.search(f"{entry.general} {entry.specialty}") else ())
    return of_words(f"{entry.general} {entry.specialty}")
