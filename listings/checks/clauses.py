"""Sentences of a listing's texts, and whether what stands in them is denied in the same clause."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field


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
        re.I,
    ),
    re.compile(
        r"[;:—–]|\b(?:but|yet|because)\b"
        r"|(?:,| and| so)\s+(?:we|i|you|it|this|our|my|ketamine|they|that)\b",
        re.I,
    ),
)
SPANISH = Tongue(
    re.compile(
        r"\b(?:no(?! solo| sólo| hay mejor)|nunca|jamás|sin|ni|nadie|ning[uú]n\w{0,2}|tampoco|nada"
        r"|en (?:vez|lugar) de|desconf[ií]\w{1,4}|cuidado con|quien(?:es)? prome\w{1,5}|se desconoce)\b",
        re.I,
    ),
    re.compile(
        r"[;:—–]|\b(?:pero|porque|sino|aunque)\b|(?:,| y)\s+(?:nosotros|yo|la|el|nuestr[oa]s?)\b", re.I
    ),
)


#: An end that takes back what came before: "some call it a miracle; we do not".
_TAKEN_BACK = re.compile(
    r"[;,:—–]\s*(?:but )?(?:we|i|nosotros|yo|no) (?:do not|don['’]t|would not|will not|are not|lo \w+"
    r"|lo hacemos)\W*$",
    re.I,
)


#: What makes a sentence say that nothing is known or found: "a cure has not been found".
_NOT_FOUND = re.compile(
    r"\b(?:has|have|had) (?:not|never|yet to) (?:yet )?(?:been|be) (?:found|shown|proven|established"
    r"|confirmed)\b"
    r"|\b(?:is|are) (?:not (?:yet )?known|unknown|unproven|a myth)\b|\bdoes not exist\b"
    r"|\bno se (?:ha|han) (?:encontrado|demostrado|probado|confirmado)\b|\bno existen?\W*$|\bes un mito\b",
    re.I,
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, and whether it is a question that the next one answers with no."""

    text: str
    is_denied: bool
    _known: dict = field(default_factory=dict, compare=False)

    def denies(self, at, tongue=ENGLISH):
        """Whether what stands at a position is denied: the last denial before it is in the same clause."""
        if self.is_denied or self._is_taken_back():
            return True
        starts, ends, clauses = self._marks(tongue)
        before = bisect_right(ends, at)
        if not before:
            return False
        clause = bisect_right(clauses, at)
        return starts[before - 1] >= (clauses[clause - 1] if clause else 0)

    def _is_taken_back(self):
        if "end" not in self._known:
            text = self.text
            self._known["end"] = bool(_TAKEN_BACK.search(text) or _NOT_FOUND.search(text))
        return self._known["end"]

    def _marks(self, tongue):
        """Where the words of denial begin and end, and where clauses begin."""
        if tongue not in self._known:
            spans = [hit.span() for hit in tongue.denials.finditer(self.text)]
            clauses = [hit.end() for hit in tongue.clauses.finditer(self.text)]
            self._known[tongue] = [start for start, _end in spans], [end for _start, end in spans], clauses
        return self._known[tongue]


def says(pattern, *, unless=None, tongue=ENGLISH, through=False):
    """Return a finder: the pattern occurs undenied, in a sentence without the words of `unless`.

    With `through` a denial inside of what is found counts as well ("relief is rarely permanent").
    """
    pattern, unless = re.compile(pattern, re.I), re.compile(unless, re.I) if unless else None

    def finds(sentence):
        if unless and unless.search(sentence.text):
            return False
        hits = pattern.finditer(sentence.text)
        return any(not sentence.denies(hit.end() if through else hit.start(), tongue) for hit in hits)

    return finds


_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_NO = re.compile(r"[^\w]{0,3}(?:no|not|nobody|never|we do not)\b", re.I)


def sentences(text):
    """Yield the Sentences of a text."""
    parts = [part for part in _ENDS.split(text) if part.strip()]
    for part, following in zip(parts, [*parts[1:], ""], strict=False):
        yield Sentence(part, part.endswith("?") and bool(_NO.match(following)))
