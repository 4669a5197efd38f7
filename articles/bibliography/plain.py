"""A reference list as plain text, such as one copied from a page: what can be guessed of each entry.

DOIs and PMIDs are found; the rest is read the way APA writes it, and is no more than a guess.
"""

import re

from articles.bibliography.found import Found

NUMBER = re.compile(r"^\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])\s+")
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*|\b)(?P<doi>10\.\d{4,9}/[^\s\"<>]+)", re.IGNORECASE)
PMID = re.compile(r"\bPMID:?\s*(?P<pmid>\d{1,9})\b", re.IGNORECASE)
URL = re.compile(r"https?://\S+")
YEAR = re.compile(r"\(\s*(?P<year>1[4-9]\d\d|20\d\d)[a-z]?(?:,[^)]*)?\)\.?\s*")
TAIL = re.compile(
    r"[\s,]*(?P<volume>\d{1,4})(?:\((?P<issue>[^)]{1,20})\))?,\s*"
    r"(?:Article\s+(?P<article>\w+)|(?P<pages>[A-Za-z]?\d+(?:\s?[–—-]\s?[A-Za-z]?\d+)?))\.?\s*$"
)
INITIALS = re.compile(r"^(?:[A-Z]\.[\s-]?)+$")
LONGEST = 3000  # characters of one entry


def loads(text):
    """Return a `Found` for each entry: one line each, or lines between numbers or empty lines."""
    return [_found(line, " ".join(entry.split())[:LONGEST]) for line, entry in _entries(text)]


def _entries(text):
    """Yield (line, entry). An entry goes on over lines when the list is numbered or has empty lines."""
    lines = text.splitlines()
    numbered = sum(bool(NUMBER.match(line)) for line in lines) > 1
    spaced = any(not line.strip() for line in lines)
    start, parts = 0, []
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


def _found(line, entry):
    identifiers = _identifiers(entry)
    year = YEAR.search(entry)
    if not identifiers and not year:
        return Found("", line, None, "No DOI, PMID or year in parentheses was found.")
    item = {"type": "article-journal", **identifiers}
    rest = entry
    if year:
        item["issued"] = {"date-parts": [[int(year["year"])]]}
        item["author"] = _authors(entry[: year.start()])
        rest = entry[year.end() :]
    rest = URL.sub("", PMID.sub("", DOI.sub("", rest))).strip(" .")
    item |= _work(rest)
    item.setdefault("title", identifiers.get("DOI") or f"PMID {identifiers.get('PMID', '')}")
    return Found("", line, {name: value for name, value in item.items() if value}, "", is_guessed=True)


def _identifiers(entry):
    found = {}
    if match := DOI.search(entry):
        found["DOI"] = _trimmed(match["doi"]).lower()
    if match := PMID.search(entry):
        found["PMID"] = match["pmid"]
    return found


def _trimmed(doi):
    """Return a DOI without the punctuation of the sentence it stood in; its own parentheses stay."""
    doi = doi.rstrip(".,;:")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;:")
    return doi


def _work(rest):
    """Return title, journal, volume, issue and pages of what stands behind the year."""
    item = {}
    if tail := TAIL.search(rest):
        pages = re.sub(r"\s?[–—-]\s?", "-", tail["pages"] or "")
        is_article = pages.isdigit() and len(pages) > 4
        item |= {"volume": tail["volume"], "issue": tail["issue"]}
        item |= {
            "number": tail["article"] or (pages if is_article else ""),
            "page": "" if is_article else pages,
        }
        rest = rest[: tail.start()]
    title, _dot, journal = re.sub(r"([?!])\s+(?=[A-Z])", r"\1. ", rest, count=1).partition(". ")
    if title := title.strip(" ."):
        item["title"] = title
    item["container-title"] = journal.strip(" .")
    return item


def _authors(text):
    """Return CSL names of "Doe, J. Q., Rishab Roe, & Poe, E."."""
    parts = [
        part.strip() for part in re.split(r"\s*(?:,|&|\band\b|…|\.\.\.)\s*", text.strip(" .") + ".") if part
    ]
    names = []
    while parts:
        part = parts.pop(0)
        if parts and INITIALS.match(parts[0] if parts[0].endswith(".") else f"{parts[0]}."):
            names.append({"family": part, "given": parts.pop(0).rstrip(".") + "."})
        elif len(words := part.strip(".").split()) in (2, 3):
            names.append({"family": words[-1], "given": " ".join(words[:-1])})
        elif part.strip("."):
            names.append({"literal": part.strip(".")})
    return names
