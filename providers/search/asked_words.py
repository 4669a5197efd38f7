"""What was typed into "Name or words", read as words: without titles and credentials, numbers as dialed.

Nothing is left out in silence: `AskedWords.left_out` is said on the page.
"""

import re
from dataclasses import dataclass

from providers.text_folding import fold

#: Before a name.
TITLES = {
    "doctor", "dr", "dra", "madam", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "rev", "sir", "sr",
    "sra", "srta",
}  # fmt: skip
#: Behind a name; a listing says them in its own way, or not at all.
CREDENTIALS = {
    "anp", "aprn", "arnp", "bc", "cadc", "cns", "crna", "csw", "dnp", "do", "dsw", "edd", "esq", "facp",
    "fapa", "fnp", "ii", "iii", "iv", "jd", "jr", "junior", "lac", "lcpc", "lcsw", "lcswc", "licsw",
    "lisw", "lmft", "lmhc", "lmsw", "lpc", "lpcc", "lpcs", "lsw", "ma", "mba", "md", "med", "mft", "mha",
    "mph", "ms", "msn", "msw", "nd", "np", "pa", "pac", "pharmd", "phd", "pmhnp", "psyd", "rn", "rph",
    "senior", "sr",
}  # fmt: skip
#: M.D., Ph.D., L.C.S.W.; the dots are dropped where that makes a credential.
DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]{1,4}\.\s?){1,5}[^\W\d_]{1,2}(?![^\W_])\.?")
#: Ten digits of a number of the United States as people write them: 1 behind +, brackets, dots, dashes.
NUMBER = re.compile(
    r"(?<![\w])(?:\+?1[\s.\-‐‑–/]*)?\(?([2-9]\d\d)\)?[\s.\-‐‑–/]*(\d{3})[\s.\-‐‑–/]*(\d{4})(?!\d)"
)
LOCAL_NUMBER = re.compile(r"(?<![\w\-‐‑–.])(\d{3})[\s.\-‐‑–](\d{4})(?![\d\w])")
EXTENSION = re.compile(r"(?<=\d)[\s,;]*(?:ext|extension|x|#)\.?\s*\d{1,6}\b", re.IGNORECASE)
BEFORE_A_NUMBER = re.compile(
    r"\b(?:tel|telephone|phone|ph|call|fax|tty|cell|mobile)\b[\s.:#]*(?=[+(\d])", re.IGNORECASE
)
LOCAL_DIGITS = 7


@dataclass(frozen=True)
class AskedWords:
    """The folded words to look for, each once, in order; and what was typed and is not looked for."""

    words: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def read_words(text):
    """Return the AskedWords of a text. A title or credential that stands alone is looked for."""
    text = DOTTED.sub(_without_dots, BEFORE_A_NUMBER.sub("", EXTENSION.sub("", str(text))))
    text = LOCAL_NUMBER.sub(r" \1\2 ", NUMBER.sub(r" \1\2\3 ", text))
    typed = [(piece, fold(piece).split()) for piece in re.split(r"[\s,;/()]+", text) if piece.strip(".")]
    kept, left_out = [], []
    for piece, words in typed:
        if set(words) <= TITLES or ((kept or left_out) and _are_credentials(piece, words)):
            left_out.append(piece.strip("."))
        else:
            kept += words
    if not kept:
        kept, left_out = [word for _piece, words in typed for word in words], []
    return AskedWords(tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(left_out)))


def number_words(phone):
    """Return a stored telephone number as the words that find it: all ten digits, and the last seven."""
    digits = re.sub(r"\D", "", phone.partition("x")[0].partition(";")[0])[-10:]
    return f"{digits} {digits[-LOCAL_DIGITS:]}" if len(digits) == 10 else digits


def is_number(word):
    """Whether a folded word is a telephone number: it is never a name that was misspelt."""
    return word.isdigit() and len(word) >= LOCAL_DIGITS


def _are_credentials(piece, words):
    """Whether a piece of text behind a name is credentials ("PMHNP-BC"); "Do" and "Ma" are last names."""
    return set(words) <= CREDENTIALS and not (
        len(piece) == 2 and piece.istitle() and piece not in ("Jr", "Sr")
    )


def _without_dots(match):
    plain = re.sub(r"[.\s]", "", match[0])
    return plain if match.start() and fold(plain) in CREDENTIALS else match[0]
