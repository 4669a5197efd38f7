"""RIS, written from CSL-JSON items and read into them."""

import re
from collections.abc import Iterable, Iterator

from articles.bibliography import dates, identifiers
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats import people
from articles.bibliography.formats.document_types import DOCUMENT, thesis_kind
from articles.bibliography.formats.parsed import ParsedWork, Unused
from articles.bibliography.formats.ris_dates import issued_date, other_date

TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "entry-encyclopedia": "ENCYC",
    "paper-conference": "CPAPER",
    "speech": "SLIDE",
    "thesis": "THES",
    "report": "RPRT",
    "article": "UNPB",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
    "dataset": "DATA",
    "software": "COMP",
    "legislation": "STAT",
    "regulation": "LEGAL",
    "bill": "BILL",
    "legal_case": "CASE",
    "hearing": "HEAR",
    "motion_picture": "VIDEO",
}
READ_TYPES = {ris: csl for csl, ris in TYPES.items()} | {
    "EJOUR": "article-journal",
    "CONF": "paper-conference",
    "EBOOK": "book",
    "EDBOOK": "book",
    "ECHAP": "chapter",
    "DICT": "entry-encyclopedia",
    "ABST": "article-journal",
    "INPR": "article-journal",
    "MANSCPT": "article",
    "UNBILL": "bill",
    "WEB": "webpage",
    "PREPRINT": "article",
    "SER": "book",
    "MPCT": "motion_picture",
    "VIDEO": "motion_picture",
    "ADVS": "motion_picture",
    "SOUND": "broadcast",
    "DBASE": "dataset",
    "GOVDOC": "report",
    "STAND": "report",
    "PAMP": "report",
    "PAT": "patent",
    "AGGR": "dataset",
}
#: Kinds that RIS does not know; they travel in a field that users may define (U1).
UNKNOWN_TYPES = {"treaty", "post", "broadcast", "song", "document"}
TAGS = {
    "title": "TI",
    "volume": "VL",
    "issue": "IS",
    "edition": "ET",
    "version": "C1",
    "publisher": "PB",
    "publisher-place": "CY",
    "archive": "DP",
    "event-title": "C2",
    "event-place": "C3",
    "status": "C4",
    "DOI": "DO",
    "PMID": "AN",
    "ISBN": "SN",
    "URL": "UR",
    "genre": "M3",
    "section": "SE",
    "authority": "C5",
}
#: What we write into a field that users may define, so that we know our own use of the free fields again.
MARK = "Fields as Psychly writes them"
#: What the tags mean that every program uses alike.
READ_TAGS = {
    **{"TI": "title", "T1": "title", "CT": "title", "VL": "volume", "IS": "issue", "CP": "issue"},
    **{"PB": "publisher", "CY": "publisher-place", "PP": "publisher-place", "DO": "DOI", "DI": "DOI"},
    **{
        "UR": "URL",
        "SN": "ISBN",
        "SE": "section",
        "ID": "id",
        "PM": "PMID",
        "NV": "number-of-volumes",
        "C7": "number",
        "AR": "number",
    },
}
#: The name of what holds the work: in full before abbreviated.
CONTAINERS = ("T2", "JF", "BT", "JO", "JA", "J2", "J1")
#: Kinds that stand in something, so that T2 names it; in others it is a series or an event.
HELD = {
    *("article-journal", "article-magazine", "article-newspaper", "chapter", "entry-encyclopedia", "webpage"),
    *("paper-conference", "post-weblog", "legislation", "regulation", "bill", "legal_case", "hearing"),
    *("broadcast", "song", "article"),
}
#: Kinds whose M1 is the number of the work.
NUMBERED = {
    *("report", "thesis", "article", "patent", "legislation", "regulation", "bill", "legal_case", "hearing"),
    *("dataset", "software", "broadcast", "webpage"),
}
#: Kinds whose brackets M3 describes.
DESCRIBED = {"report", "thesis", "article", "patent", "speech", "dataset", "software", "motion_picture"}
DESCRIBED |= {"broadcast", "webpage"}
ROLES = {
    "AU": "author",
    "A1": "author",
    "ED": "editor",
    "A2": "editor",
    "A4": "translator",
    "TA": "translator",
}
WRITTEN_ROLES = {"author": "AU", "editor": "ED", "translator": "A4", "container-author": "A3"}
#: People for whom RIS has no tag; others pass over these.
OWN_ROLES = {
    "contributor": "A5",
    "director": "A6",
    "host": "A7",
    "executive-producer": "A8",
    "narrator": "A9",
}
OWN_ROLES |= {"chair": "X1", "illustrator": "X2"}
PMID_TAGS = ("AN", "C2", "C5", "M2", "N1", "U1")
#: Every tag that is read, by one program's meaning or another's.
KNOWN = {"TY", *READ_TAGS, *CONTAINERS, *ROLES, *PMID_TAGS, "PY", "Y1", "DA", "OP", "Y2", "SP", "EP", "ET"}
KNOWN |= {"M1", "M3", "L2", "L3", "LK", "DB", "DP", "U2", "C3"}
ISSUE = re.compile(
    r"(?:no\.?\s*)?[A-Za-z]?\d{1,5}(?:\s*[-–/]\s*\d{1,5})?(?:\s*(?:\(?suppl?\w*\.?.{0,12}|pt\.? ?\d+))?", re.I
)
ARTICLE = re.compile(r"(?:article|art\.?)\s{0,3}(?:no\.?|number)?\s{0,3}(?P<number>\w+)", re.IGNORECASE)
STRICT = re.compile(r"^\s{0,3}(?P<tag>[A-Z][A-Z0-9])\s{2,}[-–—](?:\s*(?P<said>.*))?$")
LOOSE = re.compile(r"^\s{0,3}(?P<tag>[A-Z][A-Z0-9])\s*[-–—](?:\s+(?P<said>.*))?$")
#: A database, and the tags in which it writes its own numbers of works.
HOMES = [
    (re.compile(r"\b(pubmed|medline)\b", re.IGNORECASE), ("AN", "ID", "U1")),
    (re.compile(r"scopus", re.IGNORECASE), ("C2", "M2")),
    (re.compile(r"embase", re.IGNORECASE), ("C5",)),
]
END = re.compile(r"^\s{0,9}ER\s{0,9}[-–—]?\s{0,9}$")
Lines = list[tuple[str, str]]


def dumps(items: Iterable[Item]) -> str:
    """Return CSL-JSON items as an RIS file (lines end with CR LF, as the format asks)."""
    return "".join(f"{tag}  - {_line(text)}\r\n" for item in items for tag, text in _record(item))


def loads(text: str) -> list[ParsedWork]:
    """Return a `ParsedWork` for each record of an RIS file, in order.

    A record ends at its ER line, at the next TY line or at the end of the file. What stands between records
    is a program's own text ("Record #3 of 18"), unless it has the tags of a record that lacks its TY line.
    """
    found: list[ParsedWork] = []
    lines: Lines = []
    start, outside = 0, 0
    pattern = STRICT if re.search(r"^\s{0,3}TY\s{2,}[-–—]", text, re.MULTILINE) else LOOSE
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        match = pattern.match(line.rstrip())
        tag, said = (match["tag"], (match["said"] or "").strip()) if match else ("", line.strip())
        is_end = tag == "ER" or bool(END.match(line))
        if start and (tag == "TY" or is_end):
            found.append(_work(lines, start))
            lines, start = [], 0
        if tag == "TY":
            lines, start, outside = [(tag, said)], number, 0
        elif start and tag and not is_end:
            lines.append((tag, said))
        elif start and said and not is_end:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {said}".strip())
        elif tag in ("TI", "T1", "AU", "A1") and not outside:
            outside = number
            found.append(ParsedWork(said, number, None, "The record has no TY line."))
    return [*found, _work(lines, start)] if start else found


# --- Writing --------------------------------------------------------------------------------------


def _record(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES.get(item["type"], "GEN")
    if item["type"] in UNKNOWN_TYPES:
        yield "U1", item["type"]
    yield "U2", MARK
    yield "ID", item["id"]
    for role, tag in {**WRITTEN_ROLES, **OWN_ROLES}.items():
        for person in item.get(role, []):
            yield tag, _name(person)
    for name, tag in TAGS.items():
        if value := item.get(name):
            yield tag, value
    if item.get("PMID"):
        yield "DB", "PubMed"
    if container := item.get("container-title"):
        yield ("JO" if item["type"].startswith("article") else "T2"), container
    first, _, last = str(item.get("page", "")).partition("-")
    if first:
        yield "SP", first
    if last:
        yield "EP", last
    if number := item.get("number"):
        yield ("C7" if item["type"] == "article-journal" else "M1"), number
    yield from _written_dates(item)
    yield "ER", ""


def _written_dates(item: Item) -> Iterator[tuple[str, str]]:
    for name, tag in (("issued", "DA"), ("original-date", "OP"), ("accessed", "Y2")):
        if found := dates.read_date(item, name):
            if name == "issued" and found.first:
                yield "PY", str(found.first[0])
            in_words = (item[name] or {}).get("raw")
            yield tag, f"///{found.typed}" if in_words else "/".join(f"{part:02}" for part in found.first)


def _name(person: Name) -> str:
    """Return "Family, Given, Suffix"; a comma at the end says that a name like "Vitamin D" is no person's.

    A comma inside an organization is doubled, as citation managers do.
    """
    if "literal" in person:
        name = person["literal"].replace(",", ",,")
        is_plain = people.several(name) == [name] and people.person(name) == {"literal": person["literal"]}
        return name if is_plain else f"{name},"
    family = " ".join(filter(None, [person.get("non-dropping-particle"), person.get("family")]))
    given = " ".join(filter(None, [person.get("given"), person.get("dropping-particle")]))
    return f"{family}, {given}" + (f", {person['suffix']}" if person.get("suffix") else "")


def _line(text: str) -> str:
    return " ".join(str(text).split())


# --- Reading --------------------------------------------------------------------------------------


def _work(lines: Lines, start: int) -> ParsedWork:
    values = dict(reversed(lines))
    name = values.get("ID") or values.get("TI") or values.get("T1") or ""
    unused: list[Unused] = []
    if len(lines) < 2:
        return ParsedWork(name, start, None, "The record is empty.")
    item, doubts = _item(lines, values, unused)
    known = (
        {*KNOWN, *TAGS.values(), *WRITTEN_ROLES.values(), *OWN_ROLES} if values.get("U2") == MARK else KNOWN
    )
    left_out = tuple(dict.fromkeys(tag for tag, _value in lines if tag not in known))
    return ParsedWork(name, start, item, "", lacks="; ".join(doubts), unused=unused, left_out=left_out)


def _item(lines: Lines, values: dict[str, str], unused: list[Unused]) -> tuple[Item, list[str]]:
    """Return a record as a CSL-JSON item, and what is doubtful about it."""
    unknown = UNKNOWN_TYPES & {values.get("U1")}
    kind = unknown.pop() if unknown else READ_TYPES.get(values.get("TY", ""), "report")
    if values.get("TY") == "CTLG" or (values.get("TY") == "GEN" and values.get("JF")):
        kind = "article-journal"
    item: Item = {"type": kind}
    is_ours = values.get("U2") == MARK
    for tag, value in lines:
        if value and tag in READ_TAGS:
            item.setdefault(READ_TAGS[tag], value)
    doubts = _people(lines, item, is_ours)
    if pages := _pages(values):
        item["page"] = pages
    if is_ours:
        _own_fields(values, item)
    else:
        _free_fields(values, item, unused)
    _contain(values, item, is_ours)
    item["issued"] = issued_date(lines, unused)
    status = next((values[tag].strip("/ ").lower() for tag in ("PY", "Y1") if values.get(tag)), "")
    if not is_ours and (status in dates.IN_PRESS or status == "forthcoming"):
        item["status"] = "forthcoming" if status == "forthcoming" else "in press"
    for tag, name in (("OP", "original-date"), ("Y2", "accessed")):
        if values.get(tag):
            item[name] = other_date(values[tag])
    if not is_ours and kind in ("article-journal", "article-magazine", "article-newspaper"):
        item.pop("ISBN", None)
    return {name: value for name, value in item.items() if value}, doubts


def _people(lines: Lines, item: Item, is_ours: bool) -> list[str]:
    """Put people into their roles; return the names of which nobody can say whether they are a person's."""
    roles = ROLES
    if is_ours:
        roles = {**ROLES, "A3": "container-author", **{tag: role for role, tag in OWN_ROLES.items()}}
    doubts = []
    for tag, value in lines:
        if value and tag in roles:
            for name in people.several(value):
                person = people.person(name)
                item.setdefault(roles[tag], []).append(person)
                if not is_ours and "literal" in person and people.is_doubtful(name):
                    doubts.append(f"whether “{name}” is a person or an organization")
    for role in () if is_ours else {*roles.values()} & item.keys():  # AU and A1 may say the same
        unique = [name for at, name in enumerate(item[role]) if name not in item[role][:at]]
        item[role] = people.without_capitals(unique)
    return doubts


def _pages(values: dict[str, str]) -> str:
    first, last = values.get("SP", ""), values.get("EP", "")
    if not first or first == last or re.search(r"\w\s*[-–]\s*\w", first):
        return first or last
    return f"{first}-{last}" if last else first


def _own_fields(values: dict[str, str], item: Item) -> None:
    """Read the free fields as `dumps` writes them."""
    for name, tag in TAGS.items():
        if values.get(tag):
            item[name] = values[tag]
    if values.get("M1"):
        item["number"] = values["M1"]


def _free_fields(values: dict[str, str], item: Item, unused: list[Unused]) -> None:
    """Read the fields that each kind and each database uses in its own way."""
    kind, m1, m3 = item["type"], values.get("M1", ""), values.get("M3", "")
    if not item.get("DOI"):
        texts = [values.get(tag, "") for tag in ("M3", "L3", "N1", "L2", "LK", "M2", "U1")]
        item["DOI"] = next((doi for text in texts if (doi := identifiers.doi_in(text))), "")
    item["PMID"] = item.get("PMID") or _pmid(values)
    if m1:
        _first_free(m1, item, unused)
    edition = values.get("ET", "")
    if kind in ("software", "dataset"):
        item["version"] = edition
    elif edition and kind not in ("article-journal", "article-magazine") and not re.match(r"\d{4}/", edition):
        item["edition"] = edition
    if kind in DESCRIBED and m3 and not identifiers.doi_in(m3) and not DOCUMENT.fullmatch(m3):
        item["genre"] = thesis_kind(m3) if kind == "thesis" else m3
    if kind == "thesis" and re.search(
        r"dissertations|theses", values.get("DP", "") + values.get("DB", ""), re.I
    ):
        item["archive"] = values.get("DP") or values.get("DB", "")


def _first_free(m1: str, item: Item, unused: list[Unused]) -> None:
    """Read M1: the number of a report, the issue of a journal, or a program's own text."""
    if item["type"] in NUMBERED and len(m1) <= 80:
        item.setdefault("number", m1)
    elif article := ARTICLE.fullmatch(m1):
        item.setdefault("number", article["number"])
    elif item["type"].startswith("article-") and ISSUE.fullmatch(m1) and not item.get("issue"):
        item["issue"] = m1
    elif len(m1) <= 40 and m1 != item.get("issue"):
        unused.append(Unused("M1", m1, "What it counts is not said."))


def _pmid(values: dict[str, str]) -> str:
    """Return the PMID: named as one, or a number where the database that is named keeps it."""
    database = " ".join(values.get(tag, "") for tag in ("DB", "DP", "N1", "U2"))
    for tag in PMID_TAGS:
        if pmid := identifiers.pmid_in(values.get(tag, "")):
            return pmid
    for name, tags in HOMES:
        if name.search(database):
            said = [values[tag] for tag in tags if re.fullmatch(r"[1-9]\d{3,8}", values.get(tag, ""))]
            if said:
                return said[0]
    is_embase = values.get("L2") and re.fullmatch(r"[1-9]\d{6,8}", values.get("C5", ""))
    return values["C5"] if is_embase else ""


def _contain(values: dict[str, str], item: Item, is_ours: bool) -> None:
    """Name what holds the work, or the event or series that T2 names for kinds that stand alone."""
    named = next((values[tag] for tag in CONTAINERS if values.get(tag)), "")
    named = named or (values.get("C3", "") if item["type"] == "paper-conference" and not is_ours else "")
    if not named:
        return
    if is_ours or item["type"] in HELD:
        item["container-title"] = named
    elif item["type"] == "speech":
        item.setdefault("event-title", named)
    else:
        item["collection-title"] = named
