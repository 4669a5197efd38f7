"""The names at the start of an entry of a reference list, in the order and with the joints of each style."""

import re

from articles.bibliography.csl_types import Name
from articles.bibliography.formats import people
from articles.bibliography.formats.people import ORGANIZATION, SUFFIX

ET_AL = re.compile(
    r"[\s,;]{0,5}(?:\bet\s{1,3}al\b\.?|\band\s{1,3}others\b|…|\.\.\.)[\s.,]{0,9}$", re.IGNORECASE
)
INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[\s-]?){1,5}\.?")
JOINT = re.compile(r"\s{0,3}[,;]?\s{1,3}(?:&|and|und|et)\s{1,3}|\s{0,3}[;,]\s{0,3}", re.IGNORECASE)


def is_cut(text: str) -> bool:
    """Whether a list of names says that there are more ("et al.")."""
    return bool(ET_AL.search(text) or re.search(r"…|\.\.\.|\bet al\b", text))


def vancouver(text: str) -> list[Name]:
    """Return the names of "Roe RQ, van der Made PJ Jr; Made Study Group"; [] when they are none."""
    pieces = [
        piece.strip(" .") for piece in re.split(r"[,;]|\band\b|&", ET_AL.sub("", text)) if piece.strip(" .")
    ]
    if len(pieces) == 1 and ORGANIZATION.search(pieces[0]):
        return [{"literal": pieces[0]}]
    names: list[Name] = []
    for piece in pieces:
        if name := people.initialled(piece):
            names.append(name)
        elif names and re.fullmatch(SUFFIX, piece):
            names[-1]["suffix"] = people.SUFFIXES.get(piece, piece)
        elif ORGANIZATION.search(piece):
            names.append({"literal": piece})
        else:
            return []
    return names


def apa(text: str) -> list[Name]:
    """Return the names of "Doe, J. Q., Roe, R., & Poe, E." or of an organization; [] when they are none."""
    bare = ET_AL.sub("", text).strip(" .") + "."
    bare = re.sub(r"\s{0,3}\((?:Eds?|Trans|Hosts?|Directors?)\.?\)", "", bare, flags=re.IGNORECASE)
    if ORGANIZATION.search(bare) and not re.search(r",\s*(?:[A-Z]\.[\s-]?)+", bare):
        return [
            {"literal": part.strip(" .")} for part in re.split(r"\s{1,3}&\s{1,3}", bare) if part.strip(" .")
        ]
    parts = [part.strip() for part in re.split(r",|&|\band\b|…|\.\.\.", bare) if part.strip(" .")]
    parts = [re.sub(r"^the\s+(?=[A-Z])", "", part) for part in parts]
    names: list[Name] = []
    while parts:
        part = parts.pop(0)
        if parts and INITIALS.fullmatch(parts[0]) and not INITIALS.fullmatch(part):
            given = re.sub(r"(?<=[A-Z])(?=[A-Z])", ". ", parts.pop(0).rstrip("."))
            names.append({"family": part, "given": f"{given}."})
        elif names and re.fullmatch(rf"{SUFFIX}\.?", part) and "family" in names[-1]:
            names[-1]["suffix"] = people.SUFFIXES.get(part.rstrip("."), part)
        elif name := people.initialled(part.rstrip(".") if part[-2:-1].islower() else part):
            names.append(name)
        elif ORGANIZATION.search(part):
            names.append({"literal": part.strip(".")})
        elif len(words := part.strip(".").split()) in (2, 3) and len(words[-1]) > 1:
            names.append({"family": words[-1], "given": " ".join(words[:-1])})
        else:
            names.append({"literal": part.strip(".")})
    return names


def inverted_first(text: str) -> list[Name]:
    """Return the names of "Roe, Rita Q., and Dan Doe", as MLA and Chicago write them; [] for none."""
    bare = ET_AL.sub("", text).strip(" .,")
    family, comma, rest = bare.partition(",")
    if not comma:
        return [{"literal": bare}] if ORGANIZATION.search(bare) or len(bare.split()) == 1 else in_order(bare)
    given, *others = [piece.strip(" ,.") for piece in JOINT.split(rest) if piece.strip(" ,.")]
    names = [{"family": family.strip(), "given": _dotted(given)}]
    for piece in others:
        if re.fullmatch(SUFFIX, piece):
            names[-1]["suffix"] = people.SUFFIXES.get(piece, piece)
        elif found := in_order(piece):
            names += found
        else:
            return []
    return names


def in_order(text: str) -> list[Name]:
    """Return the names of "M. Alpert, E. R. Pouget, and Zechariah Zhu Jr."; [] when they are none."""
    names: list[Name] = []
    for piece in JOINT.split(ET_AL.sub("", text).strip(" .,")):
        words = re.sub(r"(?<=[A-Z]\.)(?=[A-Z])", " ", piece.strip(" ,")).split()
        if words and re.fullmatch(rf"{SUFFIX}\.?", words[-1]):
            if len(words) == 1 and names:
                names[-1]["suffix"] = people.SUFFIXES.get(words[0].rstrip("."), words[0])
                continue
            words = words[:-1]
        if len(words) == 1 or ORGANIZATION.search(piece):
            names.append({"literal": piece.strip()})
            continue
        if not 2 <= len(words) <= 6 or not all(re.fullmatch(r"[^\W\d_][\w.’'-]*", word) for word in words):
            return []
        first = next(
            (at for at, word in enumerate(words[1:-1], start=1) if word[:1].islower()), len(words) - 1
        )
        names.append({"family": " ".join(words[first:]), "given": _dotted(" ".join(words[:first]))})
    return names


def _dotted(given: str) -> str:
    return re.sub(r"\b([A-Z])(?=\s|$)", r"\1.", given)


def are_plausible(names: list[Name]) -> bool:
    """Whether names can be names: no initials for a family, no figures, no sentence."""
    return bool(names) and all(_is_plausible(name) for name in names)


def _is_plausible(name: Name) -> bool:
    literal = str(name.get("literal") or "")
    if literal:
        return len(literal.split()) <= 12 and not re.search(r"\d{3}|[:?!]|\bet al\b", literal)
    family, given = str(name.get("family") or ""), str(name.get("given") or "")
    is_name = bool(family) and len(family.split()) <= 4 and not re.search(r"[\d:?!/(]", family + given)
    return is_name and not re.fullmatch(r"[A-Z]{1,3}\.?|(?:[A-Z]\.\s?)+", family)
