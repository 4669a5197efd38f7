"""The six taxonomies at once, as plain values, for forms and counts."""

import time
from dataclasses import dataclass

from django.db.models import Value

from providers.models import Access, Community, Condition, Language, PaymentOption, Treatment
from providers.models.taxonomy import Term
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


def read_vocabulary(*groups):
    """Return {parameter: (TermLine, …)} in the terms' order; all groups when none is named.

    Retired terms are left out: they stay where they stand, and are offered to nobody. Terms hardly ever
    change: they are kept in memory for a minute, unless this process changes one.
    """
    known = _known.get()
    return {group: known[group] for group in groups or TAXONOMIES}


def _read():
    """Read all terms; one query."""
    queries = [
        model.objects.filter(is_retired=False)
        .order_by()
        .annotate(taxonomy=Value(group))
        .values_list("taxonomy", "position", "name", "slug", "sentence", "bit")
        for group, model in TAXONOMIES.items()
    ]
    result = {group: [] for group in TAXONOMIES}
    for group, _position, name, slug, sentence, bit in sorted(queries[0].union(*queries[1:], all=True)):
        result[group].append(TermLine(slug, name, sentence, bit))
    return {group: tuple(terms) for group, terms in result.items()}


_known = Remembered(lambda: (Term.edits, time.monotonic() // KEPT_SECONDS), _read)
#: Tests that undo what they wrote forget what was read.
forget = _known.forget
