"""The six taxonomies at once, as plain values, for forms and counts."""

from dataclasses import dataclass

from django.db.models import Value

from providers.models import Access, Community, Condition, Language, PaymentOption, Treatment

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


def read(*groups):
    """Return {parameter: [TermLine]} in the terms' order; all groups when none is named. One query."""
    groups = groups or tuple(TAXONOMIES)
    queries = [
        TAXONOMIES[group]
        .objects.order_by()
        .annotate(taxonomy=Value(group))
        .values_list("taxonomy", "position", "name", "slug", "sentence", "bit")
        for group in groups
    ]
    result = {group: [] for group in groups}
    rows = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    for group, _position, name, slug, sentence, bit in sorted(rows):
        result[group].append(TermLine(slug, name, sentence, bit))
    return result
