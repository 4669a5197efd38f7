"""Words: the text of listings, searched the same way on both engines, and misspelt names.

Text is folded to ASCII words in Python when stored and when asked for, because the engines' own
tokenizers differ; `psychly.database.full_text` asks them.
"""

import bisect
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import get_language
from rapidfuzz import process
from rapidfuzz.distance import OSA

from providers.models.eligibility import Role
from providers.models.search_index import SearchText, Word
from providers.text_folding import fold

MAX_ALTERNATIVES = 5


def matching(groups):
    """Return a subquery of the providers whose text has a word of each group (see `understand`)."""
    return SearchText.objects.filter(body__words=groups).values("provider")


def understand(text):
    """Return the groups of alternative words that a text asks for; [] when it holds no word.

    A word that begins no word of any listing is taken as misspelt: its group holds the nearest words of
    names (one letter off up to five letters, else two). One query.
    """
    words = fold(text).split()
    return [_known_words().alternatives(word) for word in dict.fromkeys(words)] if words else []


def beginning_words(words):
    """Return the set of those folded words that are, or begin, a word of some listing. One query at most."""
    known = _known_words() if words else None
    return {word for word in words if known.holds(word)}


def words_of_listing(listing):
    """Return the (name words, all public words) of a `published_rows.Listing`, folded."""
    row = listing.provider
    places = listing.places
    name = fold(" ".join([row.display_name, row.lead_name, *(place.name for place in places)]))
    more = [
        _fold_again(row.credentials),
        _fold_again(_role(row.role, get_language())),
        fold(f"{row.approach} {row.first_visit} {row.about}"),
        *(_fold_again(place.city) for place in places),
        *dict.fromkeys(_fold_again(offer.name) for offer in listing.offers),
    ]
    return name, " ".join(part for part in [name, *more] if part)


#: For what many listings have in common.
_fold_again = lru_cache(maxsize=16_384)(fold)


@lru_cache
def _role(role, _language):
    return str(Role(role).label)


def words_of(name, body):
    """Return {(word, whether it is part of a name)} of what `of` returned."""
    words = {(word[:100], False) for word in body.split()}
    return words | {(word[:100], True) for word in name.split()}


def remember(words):
    """Add the Words that are not known yet; words are pairs as `words_of` returns them."""
    rows = [Word(word=word, is_name=is_name) for word, is_name in sorted(words)]
    Word.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5_000)


def forget(name):
    """Drop the words of a name that no listing uses any more; call it once its own text is gone."""
    gone = [word for word in set(fold(name).split()) if not matching([[word]]).exists()]
    Word.objects.filter(word__in=[word[:100] for word in gone]).delete()
    if first := Word.objects.order_by("pk").first():  # its new row has every process read all words again
        first.delete()
        remember({(first.word, first.is_name)})


@dataclass(frozen=True)
class KnownWords:
    """The words of all listings in memory: what stood in the table from the row `first` to the row `last`.

    Never changed, only replaced: the threads of a process share it.
    """

    first: tuple = (0, "", False)
    last: tuple = (0, "", False)
    words: list = field(default_factory=list)  # sorted
    names: list = field(default_factory=list)

    def refreshed(self):
        """Return these words with those added since; one query.

        Start over when the first or the last is another row: the table was emptied, or a word forgotten.
        """
        asked = Word.objects.filter(Q(pk=self.first[0]) | Q(pk__gte=self.last[0]))
        rows = list(asked.order_by("pk").values_list("pk", "word", "is_name"))
        if self.last[0] and not {self.first, self.last} <= {*rows[:2]}:
            return KnownWords().refreshed()
        if not rows or rows[-1] == self.last:
            return self
        new = [row for row in rows if row[0] > self.last[0]]
        return KnownWords(
            first=rows[0],
            last=rows[-1],
            words=sorted({*self.words, *(word for _pk, word, _is_name in new)}),
            names=[*self.names, *(word for _pk, word, is_name in new if is_name)],
        )

    def holds(self, word):
        """Whether it is, or begins, a known word."""
        index = bisect.bisect_left(self.words, word)
        return index < len(self.words) and self.words[index].startswith(word)

    def alternatives(self, word):
        """Return the words to look for in place of one: itself, unless it begins no known word."""
        if self.holds(word):
            return [word]
        allowed = 1 if len(word) <= 5 else 2
        near = process.extract(word, self.names, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        if len(word) < 3 or not near:
            return [word]
        best = min(distance for _name, distance, _index in near)
        names = sorted(name for name, distance, _index in near if distance == best)
        names.sort(key=lambda name: name[0] != word[0])
        return names[:MAX_ALTERNATIVES]


_known = KnownWords()


def _known_words():
    global _known
    _known = _known.refreshed()
    return _known
