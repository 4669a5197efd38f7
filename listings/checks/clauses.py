"""Sentences of a listing's texts, and whether what stands in them is denied in the same clause.

Patterns are written for lowered text: Python tries words that are blind to case several times as long.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from listings.checks import sieve

#: What of a pattern is no letter that could be lowered.
_SIGNS = re.compile(r"\\.|\(\?P<|[^\W\d_]")


def low(pattern):
    """Return a pattern for lowered text."""
    return _SIGNS.sub(lambda sign: sign[0] if len(sign[0]) > 1 else sign[0].lower(), pattern)


@dataclass(frozen=True)
class Tongue:
    """How a language denies: words that turn what follows into its contrary, and where clauses begin."""

    denials: re.Pattern
    clauses: re.Pattern


ENGLISH = Tongue(
    re.compile(
        r"\b(?:no(?! other| better| doubt| secret| wonder| question)|not(?! only| just| merely)"
        r"|never|cannot"
        r"|can['’]t(?! wait)|(?:do|does|is|are|was|did|would|wo)n['’]t|without|nor|nobody|neither"
        r"|nothing|hardly"
        r"|rarely|instead of|rather than|far from|beware|wary|distrust|avoid|anyone who|those who|lacks?"
        r"|awaits?|awaiting|pending|whether|unclear|unknown|uncertain|none)\b",
    ),
    re.compile(
        r"[;:—–]|\b(?:but|yet|because)\b"
        r"|(?:,| and| so)\s+(?:we|i|you|it|this|our|my|ketamine|they|that)\b",
    ),
)
SPANISH = Tongue(
    re.compile(
        r"\b(?:no(?! solo| sólo| hay mejor)|nunca|jamás|sin|ni|nadie|ning[uú]n\w{0,2}|tampoco|nada"
        r"|en (?:vez|lugar) de|desconf[ií]\w{1,4}|cuidado con|quien(?:es)? prome\w{1,5}|se desconoce)\b",
    ),
    re.compile(
        r"[;:—–]|\b(?:pero|porque|sino|aunque)\b|(?:,| y)\s+(?:nosotros|yo|la|el|nuestr[oa]s?)\b",
    ),
)


#: An end that takes back what came before: "some call it a miracle; we do not".
_TAKEN_BACK = re.compile(
    r"[;,:—–]\s*(?:but )?(?:we|i|nosotros|yo|no) (?:do not|don['’]t|would not|will not|are not|lo \w+"
    r"|lo hacemos)\W*$",
)


#: What makes a sentence say that nothing is known or found: "a cure has not been found".
_NOT_FOUND = re.compile(
    r"\b(?:has|have|had) (?:not|never|yet to) (?:yet )?(?:been|be) (?:found|shown|proven|established"
    r"|confirmed)\b"
    r"|\b(?:is|are) (?:not (?:yet )?known|unknown|unproven|a myth)\b|\bdoes not exist\b"
    r"|\bno se (?:ha|han) (?:encontrado|demostrado|probado|confirmado)\b|\bno existen?\W*$|\bes un mito\b",
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, and whether it is a question that the next one answers with no."""

    text: str
    is_denied: bool

    @cached_property
    def low(self):
        """The text in small letters; patterns and positions are of it."""
        return self.text.replace("İ", "I").lower()  # the small one of İ is two signs

    def denies(self, at, tongue=ENGLISH):
        """Whether what stands at a position is denied: the last denial before it is in the same clause."""
        if self.is_denied or self._is_taken_back:
            return True
        starts, ends, clauses = self._marks_in(tongue)
        before = bisect_right(ends, at)
        if not before:
            return False
        clause = bisect_right(clauses, at)
        return starts[before - 1] >= (clauses[clause - 1] if clause else 0)

    @cached_property
    def _is_taken_back(self):
        return bool(_TAKEN_BACK.search(self.low) or _NOT_FOUND.search(self.low))

    @cached_property
    def _marks(self):
        """Where the words of denial begin and end, and where clauses begin, in each language."""
        return {}

    def _marks_in(self, tongue):
        if tongue not in self._marks:
            spans = [hit.span() for hit in tongue.denials.finditer(self.low)]
            clauses = [hit.end() for hit in tongue.clauses.finditer(self.low)]
            self._marks[tongue] = [start for start, _end in spans], [end for _start, end in spans], clauses
        return self._marks[tongue]


@dataclass(frozen=True)
class Finder:
    """Answers whether a Sentence holds something; `needs` is what `sieve.needed` says of its pattern."""

    finds: Callable[[Sentence], bool]
    needs: frozenset | None = None

    def __call__(self, sentence):
        """Whether the Sentence holds it."""
        return self.finds(sentence)


def says(pattern, *, unless=None, tongue=ENGLISH, through=False):
    """Return a Finder: the pattern occurs undenied, in a sentence without the words of `unless`.

    With `through` a denial inside of what is found counts as well ("relief is rarely permanent").
    """
    needs = sieve.needed(low(pattern))
    pattern, unless = re.compile(low(pattern)), re.compile(low(unless)) if unless else None

    def finds(sentence):
        hits = pattern.finditer(sentence.low)
        is_said = any(not sentence.denies(hit.end() if through else hit.start(), tongue) for hit in hits)
        return is_said and not (unless and unless.search(sentence.low))

    return Finder(finds, needs)


_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_NO = re.compile(r"[^\w]{0,3}(?:no|not|nobody|never|we do not)\b", re.I)


def sentences(text):
    """Yield the Sentences of a text."""
    parts = [part for part in _ENDS.split(text) if part.strip()]
    for part, following in zip(parts, [*parts[1:], ""], strict=False):
        yield Sentence(part, part.endswith("?") and bool(_NO.match(following)))
