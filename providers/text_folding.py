"""Text in the one form in which it is compared: lower-case ASCII words."""

import re
import unicodedata

APOSTROPHES = str.maketrans("", "", "'’‘ʻʼ`´")


def fold(text):
    """Return the text as lower-case ASCII words [a-z0-9]+ joined by a space; accents are dropped."""
    plain = str(text).casefold().translate(APOSTROPHES)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(re.findall("[a-z0-9]+", plain))
