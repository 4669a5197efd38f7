"""Text in the one form in which it is compared: lower-case ASCII words."""

import re
import unicodedata

APOSTROPHES = str.maketrans("", "", "'’‘ʻʼ`´")


def fold(text):
    """Return the text as lower-case ASCII words [a-z0-9]+ joined by a space; accents are dropped."""
    plain = unicodedata.normalize("NFKD", str(text).casefold().translate(APOSTROPHES))
    return " ".join(re.findall("[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))
