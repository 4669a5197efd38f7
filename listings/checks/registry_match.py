"""A listing beside what the NPI Registry has on its number, value by value."""

from django.utils.translation import gettext as _

from listings.checks import person_names
from listings.checks.result import LOOK, MATCHES, Result, row
from providers.document.telephone import without_extension
from providers.models.eligibility import ORGANIZATION_ROLES, Kind, Role, kind_of

#: Beginnings of the codes that a role's specialty has in the NUCC Health Care Provider Taxonomy.
TAXONOMIES = {
    Role.PSYCHIATRIST: ("2084",),
    Role.PHYSICIAN: ("20",),
    Role.NURSE_PRACTITIONER: ("363L", "364S"),
    Role.NURSE_ANESTHETIST: ("3675",),
    Role.PHYSICIAN_ASSISTANT: ("363A",),
    Role.PSYCHOLOGIST: ("103",),
    Role.CLINICAL_SOCIAL_WORKER: ("1041",),
    Role.MARRIAGE_AND_FAMILY_THERAPIST: ("106H",),
    Role.PROFESSIONAL_COUNSELOR: ("101Y",),
    Role.CLINIC: ("261Q", "193", "20", "363"),
    Role.GROUP_PRACTICE: ("193", "261Q", "20", "363", "10"),
    Role.HOSPITAL_PROGRAM: ("28", "27", "261Q"),
}
WORDS = {True: Kind.ORGANIZATION.label, False: Kind.PERSON.label}


def compare(document, record):
    """Return the Finding of a document against a RegistryRecord: what differs stands in its rows."""
    if not record.is_active:
        return Result("npi", LOOK, _("The registry has deactivated this number."))
    rows = [_kind(document, record), _name(document, record), _states(document, record)]
    rows += [_taxonomy(document, record), _phone(document, record)]
    rows = [line for line in rows if line]
    differing = [line[0] for line in rows if line[3] is False]
    if differing:
        detail = _("Differs from the registry: %s.") % ", ".join(differing).lower()
        return Result("npi", LOOK, detail, rows)
    detail = _("Name and state agree. Its data are self-reported: no license check.")
    return Result("npi", MATCHES, detail, rows)


def _kind(document, record):
    ours = document.you.role in ORGANIZATION_ROLES
    agrees = record.is_organization == (kind_of(document.you.role) == Kind.ORGANIZATION)
    return row(_("Kind"), WORDS[ours], WORDS[record.is_organization], agrees)


def _name(document, record):
    return row(_("Name"), document.you.legal_name, record.name, same_name(document.you.legal_name, record))


def _states(document, record):
    theirs = {item.state for item in record.taxonomies if item.state}
    theirs |= {record.practice.state} if record.practice else set()
    ours = {item.state for item in document.licenses.licenses if item.state}
    agrees = None if not theirs else not theirs.isdisjoint(ours)
    return row(_("State"), ", ".join(sorted(ours)), ", ".join(sorted(theirs)), agrees)


def _taxonomy(document, record):
    known = TAXONOMIES.get(document.you.role)
    theirs = [f"{item.description} ({item.code})" for item in record.taxonomies]
    if not theirs:
        return None
    agrees = any(item.code.startswith(known) for item in record.taxonomies) if known else None
    return row(_("Specialty"), dict(Role.choices).get(document.you.role, ""), "; ".join(theirs), agrees)


def _phone(document, record):
    """A telephone number may well differ: shown, never counted."""
    if not record.practice or not record.practice.phone:
        return None
    theirs = _digits(record.practice.phone)
    ours = [_digits(phone) for phone in document.places.phones]
    same = True if theirs in ours else None
    return row(_("Phone"), ", ".join(ours), theirs, same)


def _digits(phone):
    return "".join(c for c in without_extension(phone) if c.isdigit())[-10:]


def same_name(legal_name, record):
    """Whether names can be one, a former one too: short forms, suffixes and legal forms play no part."""
    names = [record.name, *(other.name for other in record.other_names)]
    return any(
        person_names.are_one(legal_name, name, is_organization=record.is_organization) for name in names
    )
