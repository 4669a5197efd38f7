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
from providers.profile.clinicians import roles_now
from providers.search.asked_words import is_number, number_words, read_words
from providers.text_folding import fold, fold_spellings

MAX_ALTERNATIVES = 5
#: Short words that belong to the name behind them: "O Brien", "de la Cruz".
PARTICLES = {
    "al", "d", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "les", "mac", "mc",
    "o", "st", "ten", "ter", "van", "von",
}  # fmt: skip
SHORTEST_PART = 3  # letters of a part of a name that was typed as one word ("annemarie")
MOST_INITIALS = 3  # "JR" is J. R.
MOST_PARTS = 4  # "van der Berg" has three


def matching(groups):
    """Return a subquery of the providers whose text has a word of each group (see `understand`)."""
    return SearchText.objects.filter(body__words=groups).values("provider")


def understand(text):
    """Return the groups of alternative words that a text asks for; [] when it holds no word.

    Words that are one in some listing are joined ("O Brien", "Anne Marie"), and one that is several is
    parted ("Annemarie"). A word that begins no word of any listing is taken as misspelt: its group holds the
    nearest words of names (one letter off up to five letters, else two). One query.
    """
    words = read_words(text).words
    if not words:
        return []
    known = _known_words()
    return [group for word in _joined(words, known) for group in known.groups(word)]


def _joined(words, known):
    """Return the words with those neighbors joined of which one is unknown and that together are known."""
    joined = []
    for word in words:
        if joined and not (known.holds(joined[-1]) and known.holds(word)) and known.holds(joined[-1] + word):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def beginning_words(words):
    """Return the set of those folded words that are, or begin, a word of some listing. One query at most."""
    known = _known_words() if words else None
    return {word for word in words if known.holds(word)}


def words_of_listing(listing):
    """Return the (name words, all public words) of a `published_rows.Listing`, folded."""
    row = listing.provider
    places = listing.places
    roles = roles_now(row.roles, listing.licenses)
    called = [
        row.display_name,
        *(person.name for person in listing.people),
        *(place.name for place in places),
    ]
    name = fold_spellings(" ".join(called))
    more = [
        _fold_again(row.credentials),
        *(_fold_again(_role(role, get_language())) for role in roles),
        fold(f"{row.approach} {row.first_visit} {row.about}"),
        *(_fold_again(place.city) for place in places),
        *(number_words(phone) for phone in listing.phones),
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
    words = {(word[:100], False) for word in body.split() if not is_number(word)}
    return words | {(word[:100], True) for word in name.split()}


def remember(words):
    """Add the Words that are not known yet; words are pairs as `words_of` returns them."""
    rows = [Word(word=word, is_name=is_name) for word, is_name in sorted(words)]
    Word.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5_000)


def forget(name):
    """Drop the words of a name that no listing uses any more; call it once its own text is gone."""
    gone = [word for word in set(fold_spellings(name).split()) if not matching([[word]]).exists()]
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
    name_set: frozenset = frozenset()

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
        new_names = [word for _pk, word, is_name in new if is_name]
        return KnownWords(
            first=rows[0],
            last=rows[-1],
            words=sorted({*self.words, *(word for _pk, word, _is_name in new)}),
            names=[*self.names, *new_names],
            name_set=self.name_set.union(new_names),
        )

    def holds(self, word):
        """Whether it is, or begins, a known word."""
        index = bisect.bisect_left(self.words, word)
        return index < len(self.words) and self.words[index].startswith(word)

    def groups(self, word):
        """Return the groups of alternatives for one word: several when it is a name typed without a gap."""
        if self.holds(word) or is_number(word):
            return [[word]]
        parts = (
            list(word) if len(word) <= MOST_INITIALS and self.name_set.issuperset(word) else self._parts(word)
        )
        return [[part] for part in parts] or [self.alternatives(word)]

    def _parts(self, word, most=MOST_PARTS):
        """Return the words of names that make up one word, the first as long as can be; [] for none."""
        if most < 2:
            return []
        for end in range(len(word) - 1, 0, -1):
            first, rest = word[:end], word[end:]
            if not (len(first) >= SHORTEST_PART or first in PARTICLES) or not self._is_word(first):
                continue
            if len(rest) >= SHORTEST_PART and self._is_word(rest):
                return [first, rest]
            if parts := self._parts(rest, most - 1):
                return [first, *parts]
        return []

    def _is_word(self, word):
        """Whether it is a whole word of a name, not only its beginning."""
        return word in self.name_set

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
