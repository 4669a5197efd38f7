"""Sentences of a listing's texts, and whether what stands in them is denied in the same clause.

Patterns are written for lowered text: Python tries words that are blind to case several times as long.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from listings.checks import openings

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
        r"|can['’]t(?! wait)|(?:do|does|is|are|was|did|would|wo)n['’]t|nor|nobody|neither"
        r"|without(?! (?:a |any )?(?:doubt|question|fail))"
        r"|nothing|hardly"
        r"|rarely|instead of|rather than|far from|beware|wary|distrust|avoid|anyone who|those who|lacks?"
        r"|awaits?|awaiting|pending|whether|unclear|unknown|uncertain|none|questionable|debated|disputed"
        r"|(?<!no )(?<!without )(?<!beyond )(?<!without a )(?<!beyond a )doubt\w*|skeptical|sceptical"
        r"|suspicious"
        r"|(?:careful|cautious) (?:of|with|about)|watch out|forbid\w*|prohibit\w*|bans?|banned"
        r"|too (?:early|soon)"
        r"|if (?:an?|any|another|some|your|the|other) (?:\w+ )?(?:clinic|provider|doctor|therapist"
        r"|facilitator|site"
        r"|website|ad|person|company|program|friend|one|body)s?|if (?:some|any)(?:one|body)"
        r"|(?:clinics|retreats|centers|places|shops|sellers|influencers|practices|websites|sites|ads"
        r"|people|others|providers|companies|doctors) (?:who |that |may "
        r"|might |will"
        r" )*(?:say|claim|promise|call|tell|advertise|boast|swear)|(?:may|might|will) (?:read|hear|see)"
        r"|(?:look|hop|search|wait)ing for (?=an? (?:\w+ )?(?:cure|guarantee|miracle|quick fix))"
        r"|(?:hope|want|wish|need|seek|expect|ask)s? (?:to find |for |of )?(?=an? (?:\w+ )?(?:cure|miracle"
        r"|guarantee)))\b",
    ),
    re.compile(
        r"[;:—–]|\b(?:but|yet|because)\b"
        r"|(?:,| and| so)\s+(?:we|i|you|it|this|our|my|ketamine|they|that)\b",
    ),
)
SPANISH = Tongue(
    re.compile(
        r"\b(?:no(?! solo| sólo| hay mejor)|nunca|jamás|sin(?! (?:duda|lugar a dudas|falta))|ni|nadie"
        r"|ning[uú]n\w{0,2}|tampoco|nada"
        r"|en (?:vez|lugar) de|desconf[ií]\w{1,4}|cuidado con|quien(?:es)? (?:le |te |les )?prome\w{1,5}"
        r"|se desconoce"
        r"|dud(?:o|amos)|proh[ií]b\w+|es (?:falso|mentira) que|demasiado pronto"
        r"|(?:algun[oa]s|otr[oa]s|hay) (?:\w+ )?(?:que )?(?:dicen?|promete\w*|afirma\w*|anuncia\w*"
        r"|asegura\w*)"
        r"|si (?:alguien|un[oa]?|otr[oa]|alg[uú]n\w*) (?:(?!de\b)\w+ ){0,2}?(?:le |te |les )?(?:ofrece"
        r"|promete|dice"
        r"|asegura|garantiza|vende|anuncia|afirma))\b",
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
#: What denies that which stands before it: "to call it a miracle would be a lie".
_DENIED_BEHIND = re.compile(
    r"\b(?:is|are|was|were|would be) (?:simply |just |plainly )?(?:false|untrue|not true|dishonest|a lie|lies"
    r"|misleading|nonsense|exaggerated|still (?:being )?(?:studied|debated|open|unclear)"
    r"|something (?:that )?(?:no ?one|nobody|we cannot|no \w+)"
    r"|(?:not )?what (?:we|nobody|no ?one) (?:do not|don['’]t|cannot|can['’]t)|not what"
    r"|a word (?:that )?(?:we|i) (?:do not|don['’]t|never|avoid))\b|\b(?:has|have) no place\b"
    r"|\b(?:ser[ií]a|es|son) (?:simplemente )?(?:fals[oa]s?|mentira|mentir|engañ\w+|deshonest\w+"
    r"|algo que nadie)\b",
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

    def holds(self, pattern):
        """Whether a pattern occurs anywhere; looked for once."""
        if pattern not in self._held:
            self._held[pattern] = bool(pattern.search(self.low))
        return self._held[pattern]

    def denies(self, at, tongue=ENGLISH):
        """Whether what stands at a position is denied: the last denial before it is in the same clause."""
        if self.is_denied or self._is_taken_back or at < self._last_denied_behind:
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
    def _last_denied_behind(self):
        """Up to where a later part of the sentence denies what was said."""
        return max((hit.start() for hit in _DENIED_BEHIND.finditer(self.low)), default=-1)

    @cached_property
    def _held(self):
        """Patterns that were looked for, and whether they occur."""
        return {}

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
    """Answers whether a Sentence holds something, anywhere or, for a pattern with `openings`, at one word."""

    finds: Callable[[Sentence], bool]
    finds_at: Callable[[Sentence, int], bool] | None = None
    openings: frozenset | None = None


def says(pattern, *, unless=None, tongue=ENGLISH, through=False):
    """Return a Finder: the pattern occurs undenied, in a sentence without the words of `unless`.

    With `through` a denial inside of what is found counts as well ("relief is rarely permanent").
    """
    begins = openings.openings(low(pattern))
    pattern, unless = re.compile(low(pattern)), re.compile(low(unless)) if unless else None

    def holds(sentence, hit):
        is_denied = sentence.denies(hit.end() if through else hit.start(), tongue)
        return not is_denied and not (unless and sentence.holds(unless))

    def finds(sentence):
        return any(holds(sentence, hit) for hit in pattern.finditer(sentence.low))

    def finds_at(sentence, place):
        hit = pattern.match(sentence.low, place)
        return hit is not None and holds(sentence, hit)

    return Finder(finds, finds_at, begins)


_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_NO = re.compile(
    r"[^\w]{0,3}(?:(?:sadly|unfortunately|honestly|frankly|lamentablemente),? )?(?:no|not|nobody|never"
    r"|hardly|rarely"
    r"|we do not|we don['’]t|we cannot|i do not|it does not|it depends|for some|sometimes|nunca|nadie"
    r"|depende|a veces)\b",
    re.I,
)


def sentences(text):
    """Yield the Sentences of a text."""
    parts = [part for part in _ENDS.split(text) if part.strip()]
    for part, following in zip(parts, [*parts[1:], ""], strict=False):
        yield Sentence(part, part.endswith("?") and bool(_NO.match(following)))
