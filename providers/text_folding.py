"""Text in the one form in which it is compared: lower-case ASCII words."""

import re
import unicodedata

APOSTROPHES = str.maketrans("", "", "'’‘ʻʼ`´")
#: Letters that are no letter with an accent: taking accents away would drop them.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
#: How the same letters are written on a keyboard without them: Müller is Mueller, Søndergaard Soendergaard.
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def fold(text):
    """Return the text as lower-case ASCII words [a-z0-9]+ joined by a space; accents are dropped."""
    plain = str(text).casefold().translate(APOSTROPHES)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(LETTERS))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall("[a-z0-9]+", plain))


def fold_spellings(text):
    """Return the folded words of a name, then those that other people write otherwise (ue for ü)."""
    words = fold(text)
    if str(text).isascii():
        return words
    composed = unicodedata.normalize("NFC", str(text).casefold())
    others = fold(composed.translate(SPELLED_OUT)).split()
    return " ".join([words, *dict.fromkeys(other for other in others if other not in words.split())])
