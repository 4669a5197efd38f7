"""People and organizations in APA 7 form: initials, particles, suffixes, lists (APA 7, 9.7 to 9.12)."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from articles.bibliography.apa.rich_text import curl_quotes
from articles.bibliography.csl_types import Name

NAMES = ("literal", "family", "given")
NO_SPACE_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
TRAILING_SUFFIX = re.compile(r"(?<=[\s,])(?P<suffix>Jr|Sr|Jnr|Snr|II|III|IV)\.?$")
NICKNAME = re.compile(r"\([^()]*\)|\"[^\"]*\"|“[^“”]*”|(?<!\w)'[^']*'")
PARTICLE = re.compile(r"[a-zà-ÿ’']+")


def initials(given: str) -> str:
    """Return "J.-P. M." for "Jean-Paul Marie"; run-together capitals ("JP") are separate initials.

    Nicknames in parentheses or quotes are left out; "Yu." is an initial of two letters.
    """
    given = NICKNAME.sub(" ", given).strip() or given
    words: list[str] = []
    for word in re.sub(r"\.(?=[^\s.-])", ". ", given).split():
        if words and PARTICLE.fullmatch(word):  # "Maria do Socorro": a small word inside has no initial
            words.append(curl_quotes(word))
            continue
        parts = [part for part in re.split(r"[-‐‑–]", word) if part.strip(".")]
        syllables = [_initial(part) for at, part in enumerate(parts) if at == 0 or not _is_small(part)]
        if syllables:
            words.append("-".join(syllables))
    return " ".join(words)


def _is_small(part: str) -> bool:
    """Whether the second part of a hyphenated name is written small ("Lee-ann" is L.; APA 7, 9.8)."""
    return len(part) > 1 and part[0].islower()


def _initial(part: str) -> str:
    """Return the initial or initials of one word, each with a period."""
    bare = part.rstrip(".")
    if 2 <= len(bare) <= 3 and bare.isalpha() and bare.isupper() and bare.isascii():
        return " ".join(f"{letter}." for letter in bare)
    if part.endswith(".") and len(bare) == 2 and bare.istitle():
        return part
    letters = [c for c in bare if c.isalpha()]
    if not letters:
        return bare
    return f"{letters[0].upper()}."


def _initials_of(person: Name, given: str) -> str:
    """Return the initials, as the bearer writes the name: "hooks, b.", and "LIMA, A." for "LIMA, ANA"."""
    family = person.get("family", "")
    if len(given) > 2 and given.isupper() and family.isupper() and re.search(r"[AEIOUY]", given):
        given = given.title()
    if re.fullmatch(r"[A-Z]{4,5}", given) and not family.isupper():  # "Penninx, BWJH"
        given = " ".join(given)
    found = initials(given)
    if (
        given.islower()
        and family[:1].islower()
        and " " not in family
        and "non-dropping-particle" not in person
    ):
        found = found.lower()
    return found


def family_name(person: Name) -> str:
    """Return the family name with the particle that belongs to it ("van der Berg", "d’Alembert")."""
    particle, family = person.get("non-dropping-particle", ""), person.get("family", "")
    joint = "" if not particle or particle[-1] in "'’-" else " "
    return curl_quotes(f"{particle}{joint}{family}")


def given_and_particle(person: Name) -> tuple[str, str]:
    """Return given names and the particle that is dropped behind them ("Alfred", "de")."""
    given, particle = str(person.get("given", "")).strip(), str(person.get("dropping-particle", ""))
    if not particle:
        given, particle = without_particle(given)
    return given, re.sub(r"'$", "’", curl_quotes(particle))


def without_particle(given: str) -> tuple[str, str]:
    """Return given names and the small words behind them as the particle that they are, or ""."""
    words = given.split()
    count = next(
        (n for n, word in enumerate(reversed(words)) if not PARTICLE.fullmatch(word)), len(words) - 1
    )
    return (" ".join(words[:-count]), " ".join(words[-count:])) if count > 0 else (given, "")


def is_written_together(person: Name) -> bool:
    """Whether family and given names are written without a space or initials (Chinese, Japanese, Korean)."""
    letters = [c for c in f"{person.get('family', '')}{person.get('given', '')}" if c.isalpha()]
    return bool(letters) and all(unicodedata.name(c, "").startswith(NO_SPACE_SCRIPTS) for c in letters)


def named(people: Iterable[Any]) -> list[Name]:
    """Return the people of a CSL list who have a name; a suffix in the name is taken apart from it."""
    kept = [
        person
        for person in people
        if isinstance(person, dict) and any(str(person.get(name) or "").strip() for name in NAMES)
    ]
    return [_with_suffix(person) for person in kept]


def _with_suffix(person: Name) -> Name:
    """Return "John, Jr." and "Smith Jr." as the name and the suffix "Jr."."""
    if person.get("literal") or person.get("suffix"):
        return person
    for part in ("given", "family"):
        name = str(person.get(part, ""))
        match = TRAILING_SUFFIX.search(name)
        if match and (bare := name[: match.start()].rstrip(", ")):
            suffix = match["suffix"] if match["suffix"].isupper() else f"{match['suffix']}."
            return {**person, part: bare, "suffix": suffix}
    return person


def inverted(person: Name) -> str:
    """Return "King, M. L., Jr." or an organization's name as it is."""
    if person.get("literal"):
        return curl_quotes(str(person["literal"]).strip())
    if is_written_together(person):
        return person.get("family", "") + person.get("given", "")
    if not person.get("family"):
        return curl_quotes(str(person.get("given", "")).strip())
    given, particle = given_and_particle(person)
    first = " ".join(filter(None, [_initials_of(person, given), particle]))
    parts = [family_name(person), first, person.get("suffix", "")]
    return ", ".join(part for part in parts if part)


def straight(person: Name) -> str:
    """Return "M. L. King Jr.", as editors of a book are named after "In"."""
    if person.get("literal") or is_written_together(person) or not person.get("family"):
        return inverted(person)
    given, particle = given_and_particle(person)
    parts = [_initials_of(person, given), particle, family_name(person), person.get("suffix", "")]
    return " ".join(filter(None, parts))


def author_list(people: list[Name]) -> str:
    """Return the authors of an entry: up to 20 in full, from 21 the first 19, an ellipsis and the last."""
    names = [inverted(person) for person in people]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    if len(names) == 2 and all(person.get("literal") for person in people):
        return " & ".join(names)
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def editor_list(people: list[Name]) -> str:
    """Return "A. One, B. Two, & C. Three"; two are joined by "&" alone; from 21 as in `author_list`."""
    names = [straight(person) for person in people]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    if len(names) < 3:
        return " & ".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"
