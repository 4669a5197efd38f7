"""Records of lines that begin with a tag: MEDLINE (PubMed's NBIB, ERIC), ISI (Web of Science) and EndNote.

`loads_medline`, `loads_isi` and `loads_endnote` return a `ParsedWork` for each record, in order.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from articles.bibliography import dates, identifiers
from articles.bibliography.apa.numbers import title_case
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats import medline_names, people
from articles.bibliography.formats.parsed import ParsedWork, Unused

MEDLINE = re.compile(r"^(?P<tag>[A-Z]{2,4}) {0,3}- ?(?P<said>.*)$")
ISI = re.compile(r"^(?P<tag>[A-Z][A-Z0-9])(?: (?P<said>.*))?$")
ENDNOTE = re.compile(r"^%(?P<tag>[A-Z0-9@!#$&()*+,.:;<=>?\[\]^~|])\s(?P<said>.*)$")


class Record(dict[str, list[str]]):
    """Tag → values of one record, which knows the tags that were asked for."""

    def __init__(self) -> None:
        """Begin without tags."""
        super().__init__()
        self.asked: set[str] = set()

    def get(self, tag: str, default: Any = None) -> Any:
        """Return the values of a tag, or `default`."""
        self.asked.add(tag)
        return super().get(tag, default)


#: Kinds as each format names them; everything else is a journal article.
KINDS = {
    **{
        "book": "book",
        "books": "book",
        "edited book": "book",
        "book chapter": "chapter",
        "chapter": "chapter",
    },
    **{
        "book section": "chapter",
        "b": "book",
        "c": "paper-conference",
        "conference paper": "paper-conference",
    },
    **{"conference proceedings": "paper-conference", "preprint": "article", "thesis": "thesis"},
    **{"dissertations/theses": "thesis", "dissertation": "thesis", "report": "report", "reports": "report"},
    **{
        "web page": "webpage",
        "electronic article": "article-journal",
        "newspaper article": "article-newspaper",
    },
    **{"magazine article": "article-magazine", "dataset": "dataset", "computer program": "software"},
    **{"blog": "post-weblog", "government document": "report", "electronic book": "book"},
}


def loads_medline(text: str) -> list[ParsedWork]:
    """Return the works of MEDLINE text: a record begins with its PMID or OWN line, or after an empty line."""
    return _loads(text, MEDLINE, _is_new_medline, _medline)


def loads_isi(text: str) -> list[ParsedWork]:
    """Return the works of ISI tagged text (`.ciw`): from PT to ER."""
    return _loads(text, ISI, lambda tag, record: tag == "PT", _isi)


def loads_endnote(text: str) -> list[ParsedWork]:
    """Return the works of EndNote's tagged text (`.enw`): each begins with its %0 line."""
    return _loads(text, ENDNOTE, lambda tag, record: tag == "0", _endnote)


def _is_new_medline(tag: str, record: Record) -> bool:
    return tag == "PMID" or (tag in ("OWN", "TI") and tag in record)


def _loads(
    text: str, pattern: re.Pattern[str], begins: Callable[[str, Record], bool], read: Callable[[Record], Item]
) -> list[ParsedWork]:
    works = []
    for line, record in _records(text.removeprefix("\ufeff"), pattern, begins):
        item = {name: value for name, value in read(record).items() if value}
        name = _first(record, "PMID", "UT", "F") or str(item.get("title", ""))
        problem = "" if item.get("title") else "The record has no title."
        alarms = _alarms(record)
        left_out = tuple(tag for tag in record if tag not in record.asked)
        found = None if problem else item
        works.append(ParsedWork(name, line, found, problem, unused=alarms, left_out=left_out))
    return works


def _records(
    text: str, pattern: re.Pattern[str], begins: Callable[[str, Record], bool]
) -> Iterator[tuple[int, Record]]:
    """Yield (line, tag → values) of each record; a line without a tag goes on with the one above."""
    record = Record()
    start, last, was_empty = 0, "", False
    for number, line in enumerate(text.splitlines(), start=1):
        match = pattern.match(line.rstrip())
        is_continued = line[:1].isspace() and line.strip() and last
        if match and not is_continued:
            tag, said = match["tag"], (match["said"] or "").strip()
            if record and (begins(tag, record) or (pattern is MEDLINE and was_empty)):
                yield start, record
                record = Record()
            if tag in ("FN", "VR", "EF") or (pattern is ISI and tag == "ER"):
                last = ""
                continue
            start = start if record else number
            record.setdefault(tag, []).append(said)
            last = tag
        elif is_continued and pattern is ISI and last in ("AU", "AF", "BE", "BA", "BF", "ED"):
            record[last].append(line.strip())
        elif line.strip() and last:
            record[last][-1] = f"{record[last][-1]} {line.strip()}"
        was_empty = not line.strip()
    if record:
        yield start, record


def _alarms(record: Record) -> list[Unused]:
    """Return what PubMed says against the work: retractions and expressions of concern (PT, RIN, ECI)."""
    found = [
        Unused("PT", kind, "PubMed says so of the work.")
        for kind in record.get("PT", [])
        if re.search(r"retract|expression of concern", kind, re.IGNORECASE)
    ]
    found += [Unused("RIN", value, "It was retracted there.") for value in record.get("RIN", [])]
    return found + [Unused("ECI", value, "Concern was expressed there.") for value in record.get("ECI", [])]


def _first(record: Record, *tags: str) -> str:
    return next((value for tag in tags for value in record.get(tag, []) if value), "")


def _named(values: list[str]) -> list[Name]:
    names = [people.person(name) for value in values for name in people.several(value) if name]
    return people.without_capitals(names)


def _kind(values: list[str]) -> str:
    return next((KINDS[value.lower()] for value in values if value.lower() in KINDS), "article-journal")


# --- MEDLINE --------------------------------------------------------------------------------------


def _medline(record: Record) -> Item:
    kind = _kind(record.get("PT", []))
    book = _first(record, "BTI")
    if book and kind == "article-journal":
        kind = "chapter" if _first(record, "TI", "CTI") and _first(record, "TI", "CTI") != book else "book"
    own = _first(record, "CTI", "TI") or book or _first(record, "TT")
    place, article = _medline_place(record)
    item: Item = {
        "type": kind,
        "title": medline_names.title(own),
        "container-title": _medline_container(record, kind, book),
        "volume": _first(record, "VI"),
        "issue": _first(record, "IP"),
        "page": place,
        "number": article,
        "edition": _first(record, "EN") if kind in ("book", "chapter") else "",
        "publisher": _first(record, "PB") if kind not in ("article-journal", "article-magazine") else "",
        "ISBN": _first(record, "ISBN") if kind in ("book", "chapter") else "",
        "PMID": _first(record, "PMID") if _first(record, "PMID").isdigit() else "",
        "PMCID": _first(record, "PMC"),
        "DOI": next((doi for tag in ("AID", "LID", "DO", "SO") if (doi := _medline_doi(record, tag))), ""),
        "author": _medline_authors(record),
        "editor": _named(record.get("FED") or record.get("ED") or []),
        "issued": _medline_date(record),
    }
    if "aheadofprint" in record.get("PST", []) and not (item["volume"] or place):
        item["status"] = "Advance online publication"
    return item


def _medline_container(record: Record, kind: str, book: str) -> str:
    if kind == "chapter":
        return medline_names.title(book)
    if kind in ("book", "thesis", "report"):
        return ""
    return medline_names.journal_name(_first(record, "JT") or _first(record, "TA"))


def _medline_authors(record: Record) -> list[Name]:
    """Return authors with their full names, which only newer records have, and groups as organizations."""
    full, short = record.get("FAU", []), record.get("AU", [])
    names = _named(full if len(full) >= len(short) else short)
    return names + [{"literal": name} for name in record.get("CN", []) if name]


def _medline_place(record: Record) -> tuple[str, str]:
    """Return (pages, article number) of PG, or of an LID that is called a publisher's item ("pii")."""
    said = _first(record, "PG").strip().rstrip(".")
    if said and medline_names.is_article_number(said):
        return "", said
    if said:
        return medline_names.pages(said), ""
    pii = next((value[:-5].strip() for value in record.get("LID", []) if value.endswith("[pii]")), "")
    return "", pii if medline_names.is_article_number(pii) else ""


def _medline_doi(record: Record, tag: str) -> str:
    values = [value for value in record.get(tag, []) if tag in ("DO", "SO") or value.endswith("[doi]")]
    return next((doi for value in values if (doi := identifiers.doi_in(value))), "")


def _medline_date(record: Record) -> Item:
    """Return the day of the issue, else of the publication on the web."""
    for value in (_first(record, "DP"), _first(record, "DEP"), _first(record, "CRDT")[:4]):
        found = dates.read_text(value)
        if found.first:
            return {"raw": found.typed} if found.last or found.season else {"date-parts": [found.first]}
        if year := re.match(r"(?:1[4-9]|20)\d\d\b", value):
            return {"date-parts": [[int(year[0])]]}
    return {}


# --- ISI ------------------------------------------------------------------------------------------


def _isi(record: Record) -> Item:
    kind = _kind([_first(record, "PT")])
    if kind == "book" and _first(record, "SO") and "chapter" in _first(record, "DT").lower():
        kind = "chapter"
    full, short = record.get("AF", []), record.get("AU", [])
    pages = "-".join(dict.fromkeys(filter(None, [_first(record, "BP"), _first(record, "EP")])))
    return {
        "type": kind,
        "title": _first(record, "TI"),
        "container-title": _shouted(_first(record, "SO")) if kind != "book" else "",
        "volume": _first(record, "VL"),
        "issue": _first(record, "IS"),
        "page": pages,
        "number": _first(record, "AR") if not pages else "",
        "publisher": _shouted(_first(record, "PU")) if kind != "article-journal" else "",
        "event-title": _first(record, "CT"),
        "ISBN": _first(record, "BN") if kind != "article-journal" else "",
        "DOI": _first(record, "DI"),
        "PMID": _first(record, "PM"),
        "author": _named(full if len(full) >= len(short) else short) + _groups(record),
        "editor": _named(record.get("BE") or record.get("ED") or []),
        "issued": _isi_date(_first(record, "PY"), _first(record, "PD")),
    }


def _groups(record: Record) -> list[Name]:
    return [{"literal": name.strip()} for name in _first(record, "CA", "GP").split(";") if name.strip()]


def _isi_date(year: str, day: str) -> Item:
    found = dates.read_text(
        f"{day.title()}, {year}" if re.search(r"\d$", day) else f"{day.title()} {year}".strip()
    )
    if not found.first:
        found = dates.read_text(year)
    return {"raw": found.typed} if found.last or found.season else {"date-parts": [found.first]}


def _shouted(name: str) -> str:
    """Return "JOURNAL OF THINGS" as "Journal of Things"; short names in capitals are abbreviations."""
    is_shouted = name.isupper() and (" " in name or len(name) > 6)
    return title_case(name.lower()) if is_shouted else name


# --- EndNote --------------------------------------------------------------------------------------


def _endnote(record: Record) -> Item:
    kind = _kind([_first(record, "0")])
    year = dates.read_text(_first(record, "D"))
    day = (
        dates.read_text(f"{_first(record, '8')} {_first(record, 'D')}")
        if _first(record, "8")
        else dates.Date()
    )
    issued = day if day.first and day.first[:1] == year.first[:1] and not day.words else year
    return {
        "type": kind,
        "title": _first(record, "T"),
        "container-title": _first(record, "J", "B") if kind not in ("book", "thesis", "report") else "",
        "volume": _first(record, "V"),
        "issue": _first(record, "N") if kind.startswith("article-") else "",
        "number": _first(record, "N") if kind == "report" else "",
        "page": _first(record, "P"),
        "edition": _first(record, "7"),
        "publisher": _first(record, "I") if kind != "article-journal" else "",
        "publisher-place": _first(record, "C") if kind != "article-journal" else "",
        "genre": _first(record, "9") if kind == "thesis" else "",
        "ISBN": _first(record, "@") if kind in ("book", "chapter") else "",
        "DOI": _first(record, "R"),
        "PMID": identifiers.pmid_in(" ".join(record.get("Z", []) + record.get("M", []))),
        "URL": _first(record, "U"),
        "author": _named(record.get("A", [])),
        "editor": _named(record.get("E", [])),
        "translator": _named(record.get("?", [])),
        "issued": {"raw": issued.typed} if issued else {},
    }
