"""A reference list as plain text, such as one copied from a page: what can be guessed of each entry.

DOIs and PMIDs are found; the rest is read the way APA writes it, and is no more than a guess.
"""

import re
from collections.abc import Iterator

from articles.bibliography import identifiers
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats.parsed import ParsedWork

NUMBER = re.compile(r"^\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])\s+")
DOI = re.compile(rf"(?:https?://\S*?|doi:?\s*|\b){identifiers.DOI.pattern}", re.IGNORECASE)
PMID = re.compile(rf"(?:https?://\S*?)?(?:{identifiers.PMID.pattern})/?", re.IGNORECASE)
URL = re.compile(r"https?://\S+")
YEAR = re.compile(
    r"\(\s*(?:(?P<year>1[4-9]\d\d|20\d\d)[a-z]?(?:,[^)]*)?"
    r"|(?P<words>n\.\s?d\.|in press)(?:-[a-z])?)\s*\)\.?\s*",
    re.IGNORECASE,
)
#: The way of medical journals: "Doe JQ, Roe R, et al. Title. Journal. 2021;12(3):101-15."
#: Each part has a greatest length, so that no text is tried with every title and every journal it could hold.
MEDICAL = re.compile(
    r"^(?P<authors>[^.]{1,2500}?)(?P<cut>,? et al)?\. (?P<title>.{1,600}?[.?!]) "
    r"(?P<journal>[^.?!]{1,200}(?:\.[^.?!]{1,100}){0,3})\.? "
    r"(?P<year>1[4-9]\d\d|20\d\d)[^;:]{0,12};\s?(?P<volume>\w{1,6})(?:\((?P<issue>[^)]{1,20})\))?"
    r":\s?(?P<pages>[A-Za-z]?\d+(?:\s?[–—-]\s?[A-Za-z]?\d+)?)\.?"
)
MEDICAL_NAME = re.compile(r"^(?P<family>.+?)\s(?P<initials>[A-Z]{1,4})(?:\s(?P<suffix>Jr|Sr|II|III))?$")
EDITION = re.compile(r"\((?P<edition>[^()]{1,30}? ed\.[^()]{0,20})\)")
ORGANIZATION = re.compile(
    r"\b(academy|administration|agency|alliance|association|board|bureau|cent(?:er|re)s?|college|commission|committee|"
    r"consortium|council|department|division|federation|foundation|government|group|inc|institutes?|ministry|"
    r"network|office|organi[sz]ation|program|service|society|union|university)\b|\bU\.S\.",
    re.IGNORECASE,
)
SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$")
TAIL = re.compile(
    r"(?<!\d)(?P<volume>\d{1,4})(?:\((?P<issue>[^)]{1,20})\))?,\s*"
    r"(?:Article\s+(?P<article>\w+)|(?P<pages>[A-Za-z]?\d+(?:\s?[–—-]\s?[A-Za-z]?\d+)?))\.?\s*$"
)
INITIALS = re.compile(r"^(?:[A-Z]\.[\s-]?)+$")
NAMED = 80  # characters by which an entry that cannot be read is named
LONGEST = 3000  # characters of one entry


def loads(text: str) -> list[ParsedWork]:
    """Return a `Found` for each entry: one line each, or lines between numbers or empty lines."""
    return [_found(line, " ".join(entry.split())[:LONGEST]) for line, entry in _entries(text)]


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, entry). An entry goes on over lines when the list is numbered or has empty lines."""
    lines = text.splitlines()
    numbered = sum(bool(NUMBER.match(line)) for line in lines) > 1
    spaced = any(not line.strip() for line in lines)
    start = 0
    parts: list[str] = []
    for number, line in enumerate(lines, start=1):
        begins = NUMBER.match(line) if numbered else not (spaced and parts)
        if parts and (begins or not line.strip()):
            yield start, " ".join(parts)
            parts = []
        if line.strip():
            start = start if parts else number
            parts.append(NUMBER.sub("", line).strip())
    if parts:
        yield start, " ".join(parts)


def _found(line: int, entry: str) -> ParsedWork:
    identifiers = _identifiers(entry)
    bare = " ".join(URL.sub("", PMID.sub("", DOI.sub("", entry))).split())
    if medical := MEDICAL.match(bare):
        lacks = "the other authors" if medical["cut"] else ""
        item = {"type": "article-journal", **identifiers, **_medical(medical)}
        return ParsedWork("", line, item, "", is_guessed=True, lacks=lacks)
    year = YEAR.search(entry)
    if not identifiers and not year:
        return ParsedWork(entry[:NAMED], line, None, "No DOI, PMID or year in parentheses was found.")
    item = {"type": "article-journal", **identifiers}
    if year:
        numbers: Item | None = {"date-parts": [[int(year["year"])]]} if year["year"] else None
        item |= {
            "issued": numbers or {"literal": year["words"].lower()},
            "author": _authors(entry[: year.start()]),
        }
        bare = " ".join(URL.sub("", PMID.sub("", DOI.sub("", entry[year.end() :]))).split())
    item |= _work(bare.strip(" ."))
    item.setdefault("title", identifiers.get("DOI") or f"PMID {identifiers.get('PMID', '')}")
    if "volume" not in item and "DOI" not in item and "PMID" not in item:
        item = _whole(item, URL.search(entry))
    return ParsedWork("", line, {name: value for name, value in item.items() if value}, "", is_guessed=True)


def _medical(match: re.Match[str]) -> Item:
    """Return the fields of an entry in the style of medical journals."""
    authors = []
    for name in match["authors"].split(","):
        person = MEDICAL_NAME.match(name.strip())
        if person:
            given = " ".join(f"{letter}." for letter in person["initials"])
            suffix = {"suffix": f"{person['suffix']}."} if person["suffix"] in ("Jr", "Sr") else {}
            authors.append({"family": person["family"], "given": given, **suffix})
        elif name.strip():
            authors.append({"literal": name.strip()})
    item = {
        "author": authors,
        "title": match["title"].strip(" ."),
        "container-title": match["journal"].strip(" ."),
        "issued": {"date-parts": [[int(match["year"])]]},
        "volume": match["volume"],
        "issue": match["issue"],
        "page": re.sub(r"\s?[–—-]\s?", "-", match["pages"]),
    }
    return {name: value for name, value in item.items() if value}


def _whole(item: Item, address: re.Match[str] | None) -> Item:
    """Return what has no volume and no identifier as a book, or as a page when it ends with an address."""
    if edition := EDITION.search(item["title"]):
        item |= {
            "type": "book",
            "edition": edition["edition"],
            "title": " ".join(EDITION.sub("", item["title"]).split()),
        }
    elif address:
        item |= {"type": "webpage", "URL": address[0].rstrip(".,;)")}
    if item["type"] == "book":
        item["publisher"] = item.pop("container-title", "")
    return item


def _identifiers(entry: str) -> Item:
    found = {"DOI": identifiers.doi_in(entry), "PMID": identifiers.pmid_in(entry)}
    return {name: value for name, value in found.items() if value}


def _work(rest: str) -> Item:
    """Return title, journal, volume, issue and pages of what stands behind the year."""
    item: Item = {}
    if tail := TAIL.search(rest):
        pages = re.sub(r"\s?[–—-]\s?", "-", tail["pages"] or "")
        is_article = pages.isdigit() and len(pages) > 4
        item |= {"volume": tail["volume"], "issue": tail["issue"]}
        item |= {
            "number": tail["article"] or (pages if is_article else ""),
            "page": "" if is_article else pages,
        }
        rest = rest[: tail.start()].rstrip(", ")
    title, _dot, journal = re.sub(r"([?!])\s+(?=[A-Z])", r"\1. ", rest, count=1).partition(". ")
    if title := title.strip(" ."):
        item["title"] = title
    item["container-title"] = journal.strip(" .")
    return item


def _authors(text: str) -> list[Name]:
    """Return CSL names of "Doe, J. Q., Rishab Roe, & Poe, E."."""
    if ORGANIZATION.search(text) and not re.search(r",\s*(?:[A-Z]\.[\s-]?)+", text):
        return [
            {"literal": part.strip(" .")} for part in re.split(r"(?<=\s)&(?=\s)", text) if part.strip(" .")
        ]
    parts = re.split(r",|&|\band\b|…|\.\.\.", text.strip(" .") + ".")
    parts = [part.strip() for part in parts if part.strip()]
    names = []
    while parts:
        part = parts.pop(0)
        if parts and INITIALS.match(parts[0] if parts[0].endswith(".") else f"{parts[0]}."):
            names.append({"family": part, "given": parts.pop(0).rstrip(".") + "."})
        elif names and SUFFIX.match(part) and "family" in names[-1]:
            names[-1]["suffix"] = part
        elif len(words := part.strip(".").split()) in (2, 3):
            names.append({"family": words[-1], "given": " ".join(words[:-1])})
        elif part.strip("."):
            names.append({"literal": part.strip(".")})
    return names
