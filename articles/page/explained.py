"""Words of the glossary with the works that they rest on, for a page."""

from dataclasses import dataclass

from articles.models import Reference
from articles.text.glossary import GlossaryWord


@dataclass(frozen=True)
class Explained:
    """A word and the work its sentence rests on, None for plain language."""

    word: GlossaryWord
    work: Reference | None


def with_sources(words):
    """Return these words as `Explained`; one query, none for words that rest on no work."""
    keys = {word.source for word in words if word.source}
    works = Reference.objects.with_keys(keys).in_bulk(field_name="key") if keys else {}
    return [Explained(word, works.get(word.source)) for word in words]
