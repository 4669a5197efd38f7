"""Names and addresses in capitals, as registries keep them, in the case that people write them in."""

import re

#: Of a person's name and of every other text: what is written in capitals wherever it stands. VI is a name.
_IN_NAMES = frozenset({"II", "III", "IV", "VII", "VIII"})
_IN_STREETS = frozenset({"NE", "NW", "SE", "SW", "US", "FM", "MLK", "JFK"})
_CAPITALS = _IN_NAMES | _IN_STREETS | {"LLC", "LLP", "LP", "PLLC", "PC", "PA", "MD"}
#: Of these only the first word of a text has a capital.
_SMALL = frozenset({"and", "of", "the", "for", "at", "in", "on", "by", "with"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
#: What a room, or the part of a house with its rooms, is called.
_ROOMS = frozenset(
    ["ste", "suite", "unit", "apt", "apartment", "rm", "room", "fl", "floor", "bldg", "building"]
)


def readable(text, *, is_name=False):
    """Words in capitals as people write them; mixed case is left as it is. `is_name`: of a person."""
    if not text.isupper():
        return text
    first = _WORD.search(text)
    return _WORD.sub(lambda word: _word(word[0], word.start() == first.start(), is_name), text)


def _word(word, is_first, is_name):
    plain = word.lower()
    if is_name and plain in ("jr", "sr"):
        return f"{plain.capitalize()}."
    if word in (_IN_NAMES if is_name else _CAPITALS):
        return word
    if plain in _SMALL and not is_first and not is_name:
        return plain
    if plain.startswith("mc") and len(plain) > 4:
        return f"Mc{plain[2:].capitalize()}"
    if plain[1:2] == "'":  # O'Brien, D'Angelo
        return f"{plain[0].upper()}'{plain[2:].capitalize()}"
    return plain if plain[:1].isdigit() else plain.capitalize()


def without_suite(street):
    """Return a street and the suite that stood behind it: ("200 W 38th St", "Ste 402")."""
    words = street.split()
    at = next((at for at in range(1, len(words)) if _is_room(words[at], words[at + 1 : at + 2])), len(words))
    return " ".join(words[:at]).rstrip(","), " ".join(words[at:])


def _is_room(word, following):
    """Whether a suite begins with a word: "Unit 4" does, the road of "12 Unit Road" does not."""
    if word.startswith("#"):
        return True
    number = "".join(following).strip("#.,")
    is_number = len(number) == 1 or any(c.isdigit() for c in number)
    return word.strip(".,").lower() in _ROOMS and is_number
