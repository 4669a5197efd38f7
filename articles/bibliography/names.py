"""People and organizations in APA 7 form: initials, particles, suffixes, lists (APA 7, 9.7 to 9.12)."""

import re
import unicodedata

from articles.bibliography.richtext import curl_quotes

NO_SPACE_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
TRAILING_PARTICLE = re.compile(r"^(?P<given>.*?\S)\s+(?P<particle>[a-zà-ÿ’']+(?:\s+[a-zà-ÿ’']+)*)$")


def initials(given):
    """Return "J.-P. M." for "Jean-Paul Marie"; run-together capitals ("JP") are separate initials."""
    words = []
    for word in re.sub(r"\.(?=[^\s.-])", ". ", given).split():
        syllables = [_initial(part) for part in re.split(r"[-‐‑]", word) if part.strip(".")]
        if syllables:
            words.append("-".join(syllables))
    return " ".join(words)


def _initial(part):
    """Return the initial or initials of one word, each with a period."""
    bare = part.rstrip(".")
    if 2 <= len(bare) <= 3 and bare.isalpha() and bare.isupper() and bare.isascii():
        return " ".join(f"{letter}." for letter in bare)
    letters = [c for c in bare if c.isalpha()]
    if not letters:
        return bare
    return f"{letters[0].upper()}."


def family_name(person):
    """Return the family name with the particle that belongs to it ("van der Berg", "d’Alembert")."""
    particle, family = person.get("non-dropping-particle", ""), person.get("family", "")
    joint = "" if not particle or particle[-1] in "'’-" else " "
    return curl_quotes(f"{particle}{joint}{family}")


def given_and_particle(person):
    """Return given names and the particle that is dropped behind them ("Alfred", "de")."""
    given, particle = person.get("given", "").strip(), person.get("dropping-particle", "")
    if not particle and (match := TRAILING_PARTICLE.match(given)):
        given, particle = match["given"], match["particle"]
    return given, particle


def is_written_together(person):
    """Whether family and given names are written without a space or initials (Chinese, Japanese, Korean)."""
    letters = [c for c in person.get("family", "") + person.get("given", "") if c.isalpha()]
    return bool(letters) and all(unicodedata.name(c, "").startswith(NO_SPACE_SCRIPTS) for c in letters)


def inverted(person):
    """Return "King, M. L., Jr." or an organization's name as it is."""
    if "literal" in person:
        return curl_quotes(person["literal"].strip())
    if is_written_together(person):
        return person.get("family", "") + person.get("given", "")
    given, particle = given_and_particle(person)
    first = " ".join(filter(None, [initials(given), particle]))
    parts = [family_name(person), first, person.get("suffix", "")]
    return ", ".join(part for part in parts if part)


def straight(person):
    """Return "R. B. Roe", as editors of a book are named after "In"."""
    if "literal" in person or is_written_together(person):
        return inverted(person)
    given, particle = given_and_particle(person)
    name = " ".join(filter(None, [initials(given), particle, family_name(person)]))
    return ", ".join(filter(None, [name, person.get("suffix", "")]))


def author_list(people):
    """Return the authors of an entry: up to 20 in full, from 21 the first 19, an ellipsis and the last."""
    names = [inverted(person) for person in people]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    if len(names) == 2 and all("literal" in person for person in people):
        return " & ".join(names)
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def editor_list(people):
    """Return "A. One, B. Two, & C. Three"; two are joined by "&" alone."""
    names = [straight(person) for person in people]
    if len(names) < 3:
        return " & ".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"
