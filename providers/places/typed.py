"""What a visitor typed, read once: every reader of a place works with the same words."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property

from providers.places.known_names import names
from providers.places.spelling import PARTS_OF_A_NAME, WHOLE_COUNTRY, squash_words, state_of_words
from providers.text_folding import fold

DOT_IN_SHORT_FORM = re.compile(r"(?<=\b[A-Za-z])\.\s?(?=[A-Za-z]\b)")  # N.Y.C., D. C.
MOST_WORDS_OF_A_STATE = 4
LETTERS_LIKE_DIGITS = str.maketrans("oil", "011")


@dataclass(frozen=True)
class Typed:
    """A text as it was typed and as it is compared.

    `text` is what sentences repeat: one line, without control characters. `parts` are the folded words
    between its commas, without a country at the end and without what stands in parentheses.
    """

    text: str
    parts: tuple[tuple[str, ...], ...] = ()
    memory: dict = field(default_factory=dict, compare=False, repr=False)  # of one look-up

    @property
    def known(self):
        """The Names of the gazetteer, asked for once in a look-up."""
        if "names" not in self.memory:
            self.memory["names"] = names()
        return self.memory["names"]

    @cached_property
    def words(self):
        """All words, in their order."""
        return tuple(word for part in self.parts for word in part)

    @cached_property
    def squashed(self):
        """The whole as names are compared: no spaces, short words spelled out."""
        return squash_words(self.words)

    @cached_property
    def state(self):
        """The state that was typed behind a name, with or without a comma, or ""."""
        return self.states_behind[0][1] if self.states_behind else ""

    @cached_property
    def states_behind(self):
        """(number of words, state) for each way to read the last words as a state, the longest first."""
        if len(self.parts) > 1:
            last = self.parts[-1]
            return ((len(last), state),) if (state := state_of_words(last)) else ()
        counts = range(min(MOST_WORDS_OF_A_STATE, len(self.words) - 1), 0, -1)
        return tuple((count, state) for count in counts if (state := state_of_words(self.words[-count:])))

    @cached_property
    def zip(self):
        """The five digits of the ZIP code at the end, before a state or the four digits after it, or ""."""
        at = self._zip_at
        return self.words[at].translate(LETTERS_LIKE_DIGITS)[:5] if at is not None else ""

    @cached_property
    def before_zip(self):
        """The Typed of what stands before the ZIP code."""
        return self._without_last(len(self.words) - (self._zip_at or 0))

    @property
    def state_behind_zip(self):
        """The state that stands behind the ZIP code, or ""."""
        return state_of_words(self.words[-1:]) if self.zip else ""

    @property
    def is_digits(self):
        """Whether nothing but digits was typed."""
        return bool(self.words) and all(word.isdigit() for word in self.words)

    def with_words(self, words, *behind):
        """Return the same text with other words, in one part and one for each of `behind`."""
        parts = tuple(tuple(part) for part in (words, *behind) if part)
        return replace(self, parts=parts)

    def with_parts(self, parts):
        """Return the same text with other parts."""
        return replace(self, parts=tuple(tuple(part) for part in parts))

    @cached_property
    def _zip_at(self):
        words = self.words
        at = len(words) - 1
        if at > 0 and len(words[at]) == 2 and words[at].isalpha():
            at -= 1
        if at > 0 and re.fullmatch("[0-9]{4}", words[at]) and re.fullmatch("[0-9]{5}", words[at - 1]):
            return at - 1
        if at >= 0 and re.fullmatch("[0-9]{5}(?:[0-9]{4})?", words[at]):
            return at
        is_mistyped = len(words) == 1 and re.fullmatch("[0-9oil]{5}", words[0])
        return 0 if is_mistyped and sum(map(str.isdigit, words[0])) >= 3 else None

    def _without_last(self, count):
        """Return the Typed without its last words."""
        parts = []
        for part in reversed(self.parts):
            kept, count = part[: max(len(part) - count, 0)], max(count - len(part), 0)
            parts.insert(0, kept)
        return self.with_parts(part for part in parts if part)


def clean_text(text):
    """Return a text as it may be shown and stored: NFKC, without lone surrogates and NUL, stripped."""
    text = str(text or "").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", text).replace("\0", " ").strip()


def read_typed(text):
    """Return the Typed of a text; each piece of it is folded once."""
    text = clean_text(text)
    plain = DOT_IN_SHORT_FORM.sub("", text)
    plain = PARTS_OF_A_NAME.sub(" ", plain) if PARTS_OF_A_NAME.sub("", plain).strip(" ,") else plain
    parts = [part for piece in plain.split(",") if (part := tuple(fold(piece).split()))]
    if len(parts) > 1 and "".join(parts[-1]) in WHOLE_COUNTRY:
        parts.pop()
    elif parts:
        parts[-1] = _without_country(parts[-1])
    return Typed(text, tuple(parts))


def _without_country(words):
    """Return words without a country behind them ("78701 USA"); no name ends with "America" for nothing."""
    for count in (4, 2, 1):
        last = "".join(words[-count:])
        if len(words) > count and last in WHOLE_COUNTRY and last != "america":
            return words[:-count]
    return words
