"""Whether a name or NPI of a listing is on the exclusion list of the HHS Office of Inspector General.

The list names people without saying which of several people of one name is meant. So a likeness is shown
with what the list says, for a moderator to compare; nothing here decides.
"""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from listings.checks.findings import Finding, row
from listings.models.exclusion import BEGINNING, Exclusion, ExclusionList
from providers.eligibility import Kind, kind_of
from providers.folding import fold

ALIKE = 87  # of 100, as rapidfuzz counts the same words in any order
MOST = 10
SEARCH = "https://exclusions.oig.hhs.gov/"


def check(document):
    """Return the Finding: unchecked before any list was imported, else look or pass."""
    newest = ExclusionList.objects.first()
    if newest is None:
        return Finding("exclusions", "unchecked", _("No exclusion list has been imported."))
    day = date_format(newest.imported_at, "F j, Y")
    found = sorted(matches(document), key=lambda pair: -pair[0])[:MOST]
    if not found:
        return Finding("exclusions", "pass", _("Nobody alike is on the list imported on %s.") % day)
    rows = [
        row(_why(score), "", _said(entry), False if score > 100 else None, SEARCH) for score, entry in found
    ]
    detail = _("Somebody alike is on the list imported on %s. Compare before you decide.") % day
    return Finding("exclusions", "look", detail, rows)


def matches(document):
    """Yield (likeness out of 100, Exclusion) for entries like a name or the NPI of a document."""
    npi, names = document.you.npi, _names(document)
    query = Q(npi=npi) if npi else Q(pk=None)
    for name, is_business in names:
        query |= _block(name, is_business)
    states = {row.state for row in document.licenses.licenses}
    for entry in Exclusion.objects.filter(query):
        score = max((_score(name, b, entry) for name, b in names if b == entry.is_business), default=0)
        if npi and entry.npi == npi:
            yield 101, entry
        elif score >= ALIKE:
            yield score - (0 if entry.state in states else 0.5), entry


def _names(document):
    """Folded names to compare, each with whether it is a business."""
    you = document.you
    is_business = kind_of(you.role) == Kind.ORGANIZATION
    names = [(you.legal_name, is_business), (you.display_name, is_business), (you.lead_name, False)]
    names += [(member.name, False) for member in document.care.team]
    return list(dict.fromkeys((fold(name), b) for name, b in names if fold(name)))


def _block(name, is_business):
    """Rows worth comparing: the same beginning of the last name, or the same first name.

    A misspelt beginning of the last name is found by the first name, and the other way round.
    """
    words = name.split()
    if is_business:
        return Q(is_business=True) & _begins(name[:4])
    query = Q(is_business=False) & _begins(words[-1][:BEGINNING])
    return query | Q(is_business=False, given_name=words[0]) if len(words) > 1 else query


def _begins(letters):
    """Rows whose last or business name begins so: by the index, unless the letters are too few for it."""
    query = Q(surname__startswith=letters)
    return query & Q(beginning=letters[:BEGINNING]) if len(letters) >= BEGINNING else query


def _score(name, is_business, entry):
    """Likeness of a folded name and an entry: a middle name plays no part for people."""
    if is_business:
        return fuzz.token_sort_ratio(name, entry.surname)
    words = name.split()
    return fuzz.ratio(f"{words[0]} {words[-1]}", f"{entry.given_name} {entry.surname}")


def _why(score):
    if score > 100:
        return _("Same NPI")
    return _("Same name") if score >= 99.5 else _("Similar name")


def _said(entry):
    """What the list says about an entry, in a line."""
    where = ", ".join(filter(None, [entry.city, entry.state]))
    parts = [entry.name, entry.specialty or entry.general, where]
    since = _("excluded %(day)s (%(basis)s)") % {
        "day": date_format(entry.excluded_on, "F j, Y"),
        "basis": entry.basis,
    }
    return "; ".join(filter(None, [*parts, since]))
