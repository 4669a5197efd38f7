"""The six taxonomies at once, as plain values, for forms and counts."""

import time
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Value
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from providers.models import Access, Community, Condition, Language, LegalStatus, PaymentOption, Treatment
from providers.models.legal import TELEHEALTH_PRESCRIBING
from providers.models.taxonomy import Term
from providers.text_folding import fold
from psychly.web.remembered import Remembered

KEPT_SECONDS = 60
#: Parameter of a search → its taxonomy.
TAXONOMIES = {
    "treatment": Treatment,
    "condition": Condition,
    "payment": PaymentOption,
    "language": Language,
    "community": Community,
    "access": Access,
}


@dataclass(frozen=True)
class TermLine:
    """One term: its slug, name, plain sentence and bit."""

    slug: str
    name: str
    sentence: str
    bit: int
    is_retired: bool = False


def read_vocabulary(*groups):
    """Return {parameter: (TermLine, …)} in the terms' order; all groups when none is named.

    Retired terms are left out: they stay where they stand, and are offered to nobody. Terms hardly ever
    change: they are kept in memory for a minute, unless this process changes one.
    """
    known = _known.get()
    return {
        group: tuple(term for term in known[group] if not term.is_retired) for group in groups or TAXONOMIES
    }


def read_all_terms(group):
    """Return the TermLines of a group in their order, the retired among them."""
    return _known.get()[group]


def _read():
    """Read all terms; one query."""
    queries = [
        model.objects.order_by()
        .annotate(taxonomy=Value(group))
        .values_list("taxonomy", "position", "name", "slug", "sentence", "bit", "is_retired")
        for group, model in TAXONOMIES.items()
    ]
    result = {group: [] for group in TAXONOMIES}
    for group, _position, name, *rest in sorted(queries[0].union(*queries[1:], all=True)):
        slug, sentence, bit, is_retired = rest
        result[group].append(TermLine(slug, name, sentence, bit, bool(is_retired)))
    return {group: tuple(terms) for group, terms in result.items()}


def _version():
    return Term.edits, time.monotonic() // KEPT_SECONDS


def treatments_by_slug():
    """Return {slug: Treatment} in the order of the vocabulary, the retired among them; kept for a minute.

    `has_law` says whether it may be offered at all: what gives a drug needs a row of law.
    """
    return _treatments.get()


def _read_treatments():
    terms = Treatment.objects.annotate(
        has_law=Exists(LegalStatus.objects.filter(treatment=OuterRef("pk"))) | Q(is_drug_treatment=False)
    )
    return {term.slug: term for term in terms}


def substances():
    """Return {folded word: subject} of what law names and nobody can be listed for; kept for a minute."""
    return _substances.get()


def _read_substances():
    rows = LegalStatus.objects.exclude(subject__in=["", TELEHEALTH_PRESCRIBING])
    subjects = rows.values_list("subject", flat=True).order_by("subject").distinct()
    return {word: subject for subject in subjects for word in fold(subject).split()}


def drug_treatments(slugs):
    """Return those of these treatments in which a drug is given, in the order of the vocabulary."""
    offered = set(slugs)
    return [slug for slug, term in treatments_by_slug().items() if term.is_drug_treatment and slug in offered]


def terms_of(group, slugs):
    """Return the TermLines of these slugs in the order of the vocabulary; what nobody knows is left out."""
    return [term for term in read_all_terms(group) if term.slug in slugs]


_known = Remembered(_version, _read)
_treatments = Remembered(_version, _read_treatments)
_substances = Remembered(_version, _read_substances)


def forget():
    """Read all terms anew; for tests that undo what they wrote."""
    _known.forget()
    _treatments.forget()
    _substances.forget()


def inside_a_sentence(name):
    """Return the name of a term as it stands inside a sentence: a small first letter, but not of "MDMA"."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def in_one_phrase(names):
    """Return names as one phrase, "" of none: "Professional counselor and psilocybin facilitator"."""
    first, *others = names or [""]
    if not others:
        return first
    return get_text_list([first, *map(inside_a_sentence, others)], _("and"))
