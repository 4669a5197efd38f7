"""Names as BibTeX writes them: "von Last, Jr., First", "First von Last", "{Organization}", with "and"."""

import re

from articles.bibliography.csl_types import Name
from articles.bibliography.formats.latex import decoded, encoded
from articles.bibliography.formats.people import ORGANIZATION, SUFFIX, SUFFIXES, several, tidied
from articles.bibliography.formats.people import person as database_person

AND, COMMA, BLANK = (
    re.compile(rf"\\.|[{{}}]|{at}", re.IGNORECASE) for at in (r"(?<=\s)and(?=\s)", ",", r"\s+|~")
)
OTHERS = re.compile(r"\{*others\}*|\{*et\s+al\.?\}*", re.IGNORECASE)
AMPERSAND = re.compile(r"\s\\?&\s")


def written(person: Name) -> str:
    """Return "van der Berg, Jr., Anna", or an organization in braces so that it is not taken apart."""
    if "literal" in person:
        return f"{{{encoded(person['literal'])}}}"
    family = " ".join(filter(None, [person.get("non-dropping-particle"), person.get("family")]))
    given = " ".join(filter(None, [person.get("given"), person.get("dropping-particle")]))
    if suffix := person.get("suffix"):
        return ", ".join(_part(part) for part in (family, suffix, given))
    return f"{_part(family)}, {_part(given)}"


def _part(text: str) -> str:
    """Return one part of a name, in braces when it holds what would take it apart."""
    code = encoded(text)
    return f"{{{code}}}" if re.search(r",|\band\b", code, re.IGNORECASE) else code


def people(code: str) -> list[Name]:
    """Return the CSL names of a field; "and others" is no name (see `is_cut`)."""
    codes = [name.strip() for name in split(code, AND) if name.strip()]
    names: list[Name] = []
    for name in codes:
        if not OTHERS.fullmatch(name):
            names += _several(name)
    return [name for name in names if name]


def is_cut(code: str) -> bool:
    """Whether the field says that there are more names than it has ("and others")."""
    return bool(OTHERS.fullmatch(split(code, AND)[-1].strip()))


def _several(code: str) -> list[Name]:
    """Return the names of one piece between two "and"; some programs put several there."""
    if is_braced(code):
        return [person(code)]
    plain = decoded(code)
    if len(pieces := several(plain)) > 1:
        return [database_person(piece) for piece in pieces]
    parts = [part.strip() for part in plain.split(",")]
    is_list = len(parts) > 2 and not any(re.fullmatch(rf"{SUFFIX}\.?", part) for part in parts)
    if is_list and all(len(part.split()) > 1 for part in parts):
        return [person(encoded(part)) for part in parts]
    pair = [part for part in AMPERSAND.split(code) if len(part.split()) > 1]
    if len(pair) == 2 and "," not in code and not ORGANIZATION.search(plain.replace("&", "")):
        return [person(part) for part in pair]
    return [person(code)]


def person(code: str) -> Name:
    """Return a CSL name from "von Last, Jr., First", "First von Last" or "{Organization}"."""
    code = code.strip()
    if is_braced(code):
        return {"literal": decoded(code)}
    parts = [decoded(part) for part in split(code, COMMA)]
    if len(parts) > 1 and not any(parts[1:]):
        parts = parts[:1]
    if len(parts) == 2 and re.fullmatch(rf"{SUFFIX}\.?", parts[1]):
        return {**_in_order(code.rpartition(",")[0]), "suffix": parts[1]}
    if len(parts) == 1:
        return _in_order(code.rstrip(", "))
    family, suffix, given = (parts[0], parts[1], parts[2]) if len(parts) > 2 else (parts[0], "", parts[1])
    if not suffix and (match := re.search(rf"\s({SUFFIX})\.?$", family)):
        family, suffix = family[: match.start()], SUFFIXES.get(match[1], match[1])
    return {part: said for part, said in (("family", family), ("given", given), ("suffix", suffix)) if said}


def _in_order(code: str) -> Name:
    """Return "First von Last Jr." as a CSL name; what names an organization is one."""
    words = [word for word in (decoded(word) for word in split(code, BLANK)) if word]
    if not words or (len(words) > 1 and ORGANIZATION.search(decoded(code))):
        return {"literal": decoded(code)} if words else {}
    suffix = ""
    if len(words) > 2 and re.fullmatch(rf"{SUFFIX}\.?", words[-1]):
        suffix = words.pop().rstrip(".")
    first = next((at for at, word in enumerate(words[:-1]) if word[:1].islower()), len(words) - 1)
    name = {"family": " ".join(words[first:]), "given": tidied(" ".join(words[:first]))}
    name["suffix"] = SUFFIXES.get(suffix, suffix)
    return {part: value for part, value in name.items() if value}


def split(text: str, separator: re.Pattern[str]) -> list[str]:
    """Split at a separator (AND, COMMA, BLANK) outside of braces."""
    pieces, depth, start = [], 0, 0
    for match in separator.finditer(text):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth == 0 and not match[0].startswith("\\"):
            pieces.append(text[start : match.start()])
            start = match.end()
    return [*pieces, text[start:]]


def is_braced(text: str) -> bool:
    """Whether one pair of braces holds the whole text."""
    if not text.startswith("{"):
        return False
    depth = 0
    for match in re.finditer(r"\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end() == len(text)
    return False
