"""Which language a text is in, as far as the rules on wording need to know: English, Spanish, or another."""

import re

ENGLISH, SPANISH, OTHER = "en", "es", ""
LEAST_WORDS = 6  # a shorter text is a name or a heading, and is taken for English
_WORD = re.compile(r"[^\W\d_]+")
_EN = """the a an and or of to in for with is are was we i you it our my your this that at on as by be not no
have has do from will can who what when they if but so all any more than their me us he she"""
_ES = """el la los las un una y o de del a en para con es son fue que se su sus mi mis nos nuestro nuestra al
por no lo como más pero si está usted le te yo este esta muy también hay sin sobre ofrecemos"""
_COMMON = {ENGLISH: frozenset(_EN.split()), SPANISH: frozenset(_ES.split())}
_NOT_SPANISH = re.compile("[ãõçêâœß]", re.I)
_SHARE = 0.12  # of the words of a text that are common ones of its language, at least


def language_of(text):
    """Return ENGLISH, SPANISH, or OTHER for a text that the rules cannot read."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < LEAST_WORDS:
        return ENGLISH if text.isascii() or _is_latin(text) else OTHER
    shares = {name: sum(word in common for word in words) / len(words) for name, common in _COMMON.items()}
    if _NOT_SPANISH.search(text):
        shares[SPANISH] = 0
    name, share = max(shares.items(), key=lambda pair: pair[1])
    return name if share >= _SHARE else OTHER


def _is_latin(text):
    """Whether every letter is of the Latin alphabet (with its accents)."""
    return all(ord(letter) < 0x250 for letter in text if letter.isalpha())
