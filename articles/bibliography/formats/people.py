"""Names of people and organizations as databases write them, as CSL names."""

import re

from articles.bibliography.csl_types import Name

SUFFIX = r"(?:Jr|Sr|Jnr|Snr|2nd|3rd|4th|II|III|IV)"
SUFFIXES = {"Jr": "Jr.", "Jnr": "Jr.", "Sr": "Sr.", "Snr": "Sr.", "2nd": "II", "3rd": "III", "4th": "IV"}
#: "RQ", "P.J.", "A-J", "Ö": initials that stand behind a family name, in one piece.
INITIALS = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ]\.?-?){1,5}")
#: "A. Author-One", "J. A. van Roe": initials before a family name.
BEFORE = re.compile(
    rf"^(?P<initials>(?:[^\W\d_a-z]\.[\s-]?)+)\s*(?P<family>(?:[a-z][\w’']*\s)*[^\W\d_a-z][\w’'-]*)"
    rf"(?:,?\s(?P<suffix>{SUFFIX})\.?)?$"
)
ORGANIZATION = re.compile(
    r"\b(academy|administration|agency|alliance|association|board|bureau|cent(?:er|re)s?|college|commission|"
    r"committee|consortium|council|department|division|federation|foundation|government|group|inc|initiative|"
    r"institut\w*|investigators|ministry|national|network|office|organi[sz]ation|panel|program(?:me)?|project|"
    r"service|society|study|team|trust|union|universit\w*)\b|\bU\.S\.|&",
    re.IGNORECASE,
)
TITLES = re.compile(r"^(?:(?:Rev|Dr|Prof|Professor|Sir|Mr|Mrs|Ms)\.?\s+)+(?=\S)")
DEGREE = r"(?:Ph\.?\s?D|M\.?\s?D|Psy\.?\s?D|M\.?\s?A|M\.?\s?Sc|B\.?\s?Sc|M\.?P\.?H|D\.?O|R\.?N|LCSW)\.?"
DEGREES = re.compile(rf"(?:,\s{{0,3}}{DEGREE}){{1,6}}$|(?<=[a-z.])\s{{1,3}}(?:Ph\.?D|PsyD)\.?$")

#: "M. A.", "MD": a degree, or the initials of somebody: what stands behind a family name alone is the latter.
LETTERS = re.compile(r"(?P<family>[^,]{1,200}),\s{0,3}(?P<letters>(?:M\.?\s?[DA]|D\.?\s?O|R\.?\s?N)\.?)")


def several(text: str) -> list[str]:
    """Return the names in one field; several stand there when each could stand alone ("A, B; C, D")."""
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    if len(pieces) > 1 and ",," not in text and not text.rstrip().endswith(","):
        alone = [re.fullmatch(r"[^,]+,[^,]+(,[^,]+)?", piece) or initialled(piece) for piece in pieces]
        if all(alone):
            return pieces
    return [text.strip()]


def person(text: str) -> Name:
    """Return "Family, Given, Suffix" or "Family GH" as a CSL name; everything else is an organization.

    A comma that belongs to an organization is doubled, and one at the end says that it is one.
    """
    text = " ".join(text.split())
    if ",," in text:
        return {"literal": text.replace(",,", ",").strip()}
    bare = text.rstrip(",").strip()
    if "," not in bare:
        return {"literal": bare} if text.endswith(",") else (initialled(bare) or {"literal": bare})
    bare = tidied(bare)
    if "," not in bare:
        return initialled(bare) or {"literal": bare}
    parts = [tidied(part.strip()) for part in bare.split(",")]
    if len(parts) > 2 and re.fullmatch(rf"{SUFFIX}\.?", parts[1]):
        parts[1], parts[2] = parts[2], parts[1]
    if len(parts) == 2 and re.fullmatch(rf"{SUFFIX}\.?", parts[1]):
        parts = [parts[0], "", parts[1]]
    name = dict(zip(("family", "given", "suffix"), parts, strict=False))
    if len(parts) > 3:
        name["suffix"] = ", ".join(parts[2:])
    return {part: value for part, value in name.items() if value}


def tidied(text: str) -> str:
    """Return a name without the degrees and forms of address that are no part of it.

    "Frye, M. A." and "Frye, MA" keep their initials; "Rita Roe, M.D." loses a degree.
    """
    bare = TITLES.sub("", text).strip()
    alone = LETTERS.fullmatch(bare)
    if alone and (" " in alone["letters"] or " " not in alone["family"].strip()):
        initials = " ".join(f"{letter}." for letter in re.sub(r"[.\s]", "", alone["letters"]))
        return f"{alone['family']}, {initials}"
    return DEGREES.sub("", bare).strip()


def initialled(text: str) -> Name | None:
    """Return "Roe RQ", "van der Holt P.J. Jr" or "R. Roe" as a CSL name; None for anything else."""
    if ORGANIZATION.search(text):
        return None
    *words, last = [""] if not text.strip() else text.split()
    suffix = last.rstrip(".") if re.fullmatch(rf"{SUFFIX}\.?", last) and len(words) > 1 else ""
    words = words if suffix else [*words, last]
    count = next((n for n, word in enumerate(reversed(words)) if not INITIALS.fullmatch(word)), 0)
    if 0 < count <= 4 and all(re.search(r"[a-zß-ÿ]", word) for word in words[:-count]):
        family, letters = " ".join(words[:-count]), "".join(words[-count:])
    elif match := BEFORE.match(text):
        family, letters, suffix = match["family"].strip(), match["initials"], match["suffix"] or ""
    else:
        return None
    if not re.search(r"[^\W\d_a-z]", family) or re.search(r"\d", family):
        return None
    letters = re.sub(r"[.\s]", "", letters)
    given = " ".join(f"{letter}." if letter != "-" else "-" for letter in letters).replace(" - ", "-")
    return {"family": family, "given": given} | ({"suffix": SUFFIXES.get(suffix, suffix)} if suffix else {})


def is_doubtful(text: str) -> bool:
    """Whether a name without a comma may be a person's ("Rita Roe") or an organization's."""
    words = text.split()
    looks_like_one = 2 <= len(words) <= 3 and all(re.fullmatch(r"[A-Z][a-z’'.-]+", word) for word in words)
    return looks_like_one and not ORGANIZATION.search(text)


def without_capitals(names: list[Name]) -> list[Name]:
    """Return names with "ROE" as "Roe" where all family names stand in capitals, and "MCROE" as "McRoe"."""
    families = [name["family"] for name in names if name.get("family")]
    if not families or not all(family.isupper() and len(family) > 3 for family in families):
        return names
    return [{**name, "family": _small(name["family"])} if name.get("family") else name for name in names]


def _small(family: str) -> str:
    return re.sub(r"\bMc([a-z])", lambda match: f"Mc{match[1].upper()}", family.title())
