"""Who may be listed and what each role may offer (reference: the vocabulary's "Who may be listed")."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.models.taxonomy import Treatment


class Kind(models.TextChoices):
    """A listing is about a person or an organization."""

    PERSON = "person", _("A person")
    ORGANIZATION = "organization", _("An organization")


class Role(models.TextChoices):
    """What a provider is."""

    PSYCHIATRIST = "psychiatrist", _("Psychiatrist")
    PHYSICIAN = "physician", _("Physician")
    NURSE_PRACTITIONER = "nurse-practitioner", _("Nurse practitioner")
    NURSE_ANESTHETIST = "nurse-anesthetist", _("Nurse anesthetist")
    PHYSICIAN_ASSISTANT = "physician-assistant", _("Physician assistant")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    CLINICAL_SOCIAL_WORKER = "clinical-social-worker", _("Clinical social worker")
    MARRIAGE_AND_FAMILY_THERAPIST = "marriage-and-family-therapist", _("Marriage and family therapist")
    PROFESSIONAL_COUNSELOR = "professional-counselor", _("Professional counselor")
    ASSOCIATE = "associate", _("Associate, under supervision")
    NATUROPATHIC_DOCTOR = "naturopathic-doctor", _("Naturopathic doctor")
    PSILOCYBIN_FACILITATOR = "psilocybin-facilitator", _("Psilocybin facilitator")
    CLINICAL_FACILITATOR = "clinical-facilitator", _("Clinical facilitator")
    CLINIC = "clinic", _("Clinic")
    GROUP_PRACTICE = "group-practice", _("Group practice")
    HOSPITAL_PROGRAM = "hospital-program", _("Hospital program")
    PSILOCYBIN_CENTER = "psilocybin-center", _("Psilocybin center")
    TRIAL_SITE = "trial-site", _("Clinical trial site")


class LicenseType(models.TextChoices):
    """Licenses a listing can rest on."""

    MD = "MD", _("Doctor of medicine (MD)")
    DO = "DO", _("Doctor of osteopathic medicine (DO)")
    APRN = "APRN", _("Advanced practice nurse (APRN or NP)")
    CRNA = "CRNA", _("Nurse anesthetist (CRNA)")
    PA = "PA", _("Physician assistant (PA; physician associate in some states)")
    ND = "ND", _("Naturopathic doctor (ND or NMD)")
    PSYCHOLOGIST = "PSYCHOLOGIST", _("Psychologist (PhD or PsyD)")
    LCSW = "LCSW", _("Clinical social worker (independent; LCSW or LICSW in most states)")
    LMFT = "LMFT", _("Marriage and family therapist (independent; LMFT in most states)")
    LPC = "LPC", _("Professional counselor (independent; LPC, LMHC or LPCC in most states)")
    ASSOCIATE = "ASSOCIATE", _("Associate, intern, resident or candidate (under supervision)")
    RN = "RN", _("Registered nurse (RN)")
    CHAPLAIN = "CHAPLAIN", _("Chaplain (board certified)")
    PEER = "PEER", _("Peer specialist (certified)")
    PSILOCYBIN_FACILITATOR = "PSILOCYBIN_FACILITATOR", _("Psilocybin facilitator")
    CLINICAL_FACILITATOR = "CLINICAL_FACILITATOR", _("Clinical facilitator (Colorado, with a health license)")
    PSILOCYBIN_CENTER = "PSILOCYBIN_CENTER", _("Psilocybin service or healing center")
    TRIAL = "TRIAL", _("ClinicalTrials.gov number of a recruiting study")


PHYSICIAN = frozenset({LicenseType.MD, LicenseType.DO})
PRESCRIBER = PHYSICIAN | {LicenseType.APRN, LicenseType.CRNA, LicenseType.PA}
THERAPIST = frozenset({LicenseType.PSYCHOLOGIST, LicenseType.LCSW, LicenseType.LMFT, LicenseType.LPC})

#: License types of which a role needs at least one, active, in each state of practice.
ACCEPTED_LICENSES = {
    Role.PSYCHIATRIST: PHYSICIAN,
    Role.PHYSICIAN: PHYSICIAN,
    Role.NURSE_PRACTITIONER: frozenset({LicenseType.APRN}),
    Role.NURSE_ANESTHETIST: frozenset({LicenseType.CRNA}),
    Role.PHYSICIAN_ASSISTANT: frozenset({LicenseType.PA}),
    Role.PSYCHOLOGIST: frozenset({LicenseType.PSYCHOLOGIST}),
    Role.CLINICAL_SOCIAL_WORKER: frozenset({LicenseType.LCSW}),
    Role.MARRIAGE_AND_FAMILY_THERAPIST: frozenset({LicenseType.LMFT}),
    Role.PROFESSIONAL_COUNSELOR: frozenset({LicenseType.LPC}),
    Role.ASSOCIATE: frozenset({LicenseType.ASSOCIATE}),
    Role.NATUROPATHIC_DOCTOR: frozenset({LicenseType.ND}),
    Role.PSILOCYBIN_FACILITATOR: frozenset({LicenseType.PSILOCYBIN_FACILITATOR}),
    Role.CLINICAL_FACILITATOR: frozenset({LicenseType.CLINICAL_FACILITATOR}),
    Role.CLINIC: PRESCRIBER | THERAPIST,
    Role.GROUP_PRACTICE: PRESCRIBER | THERAPIST,
    Role.HOSPITAL_PROGRAM: PRESCRIBER | THERAPIST,
    Role.PSILOCYBIN_CENTER: frozenset({LicenseType.PSILOCYBIN_CENTER}),
    Role.TRIAL_SITE: frozenset({LicenseType.TRIAL}),
}
#: The states whose program gives a license for psilocybin services; Colorado's clinical facilitators also
#: hold a health license there (4 CCR 755-1).
PROGRAM_STATES = {
    LicenseType.PSILOCYBIN_FACILITATOR: frozenset({"OR", "CO"}),
    LicenseType.PSILOCYBIN_CENTER: frozenset({"OR", "CO"}),
    LicenseType.CLINICAL_FACILITATOR: frozenset({"CO"}),
}
#: Licenses that an organization holds itself; every other is a person's.
ORGANIZATION_LICENSES = frozenset({LicenseType.PSILOCYBIN_CENTER, LicenseType.TRIAL})
#: States whose law lets naturopathic doctors prescribe ketamine (OAR 850-060-0223: injectable ketamine, only
#: not for general anesthesia); of others it is not known, so there they are no prescribers here.
NATUROPATHS_PRESCRIBE = frozenset({"OR"})
#: Who gives support and no therapy: the only part that they take.
INTEGRATE_ONLY = frozenset({LicenseType.CHAPLAIN, LicenseType.PEER})
ORGANIZATION_ROLES = frozenset(
    {Role.CLINIC, Role.GROUP_PRACTICE, Role.HOSPITAL_PROGRAM, Role.PSILOCYBIN_CENTER, Role.TRIAL_SITE}
)
PRESCRIBING_ROLES = frozenset(
    {
        Role.PSYCHIATRIST,
        Role.PHYSICIAN,
        Role.NURSE_PRACTITIONER,
        Role.NURSE_ANESTHETIST,
        Role.PHYSICIAN_ASSISTANT,
    }
)
THERAPIST_ROLES = frozenset(
    {
        Role.PSYCHOLOGIST,
        Role.CLINICAL_SOCIAL_WORKER,
        Role.MARRIAGE_AND_FAMILY_THERAPIST,
        Role.PROFESSIONAL_COUNSELOR,
    }
)
CARE_ORGANIZATIONS = frozenset({Role.CLINIC, Role.GROUP_PRACTICE, Role.HOSPITAL_PROGRAM})

_P = Treatment.Practice
#: Roles that may offer a treatment, by the treatment's `practice`.
MAY_OFFER = {
    _P.PRESCRIBER: PRESCRIBING_ROLES | CARE_ORGANIZATIONS | {Role.NATUROPATHIC_DOCTOR},
    _P.PRESCRIBER_WITH_THERAPIST: PRESCRIBING_ROLES | THERAPIST_ROLES | CARE_ORGANIZATIONS,
    _P.FACILITATOR: frozenset(
        {Role.PSILOCYBIN_FACILITATOR, Role.CLINICAL_FACILITATOR, Role.PSILOCYBIN_CENTER}
    ),
    _P.THERAPIST: PRESCRIBING_ROLES | THERAPIST_ROLES | CARE_ORGANIZATIONS | {Role.ASSOCIATE},
    _P.SITE: CARE_ORGANIZATIONS | {Role.TRIAL_SITE},
}


def kind_of(role):
    """Return the kind of listing a role belongs to."""
    return Kind.ORGANIZATION if role in ORGANIZATION_ROLES else Kind.PERSON


def accepted_licenses(roles):
    """Return the license types that these roles rest on."""
    return frozenset().union(*(ACCEPTED_LICENSES.get(role, frozenset()) for role in roles))


def roles_offering(treatment, roles):
    """Return those of these roles that may offer a Treatment."""
    return [role for role in roles if role in MAY_OFFER[treatment.practice]]


def may_offer(roles, treatment):
    """Whether somebody in these roles may offer a Treatment."""
    return bool(roles_offering(treatment, roles))
