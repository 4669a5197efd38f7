"""RIS, written from CSL-JSON items and read into them."""

import re

from articles.bibliography import dates
from articles.bibliography.formats.parsed import ParsedWork

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
}
#: Kinds that RIS does not know; they travel in a field that users may define (U1).
UNKNOWN_TYPES = {"treaty"}
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
READ_TAGS = {tag: name for name, tag in TAGS.items()} | {
    "T1": "title",
    "T2": "container-title",
    "JO": "container-title",
    "JF": "container-title",
    "JA": "container-title",
    "J2": "container-title",
    "M1": "number",
    "C7": "number",
    "ID": "id",
    "L3": "DOI",
}
ROLES = {
    "AU": "author",
    "A1": "author",
    "ED": "editor",
    "A2": "editor",
    "A4": "translator",
    "A3": "container-author",
}
WRITTEN_ROLES = {"author": "AU", "editor": "ED", "translator": "A4", "container-author": "A3"}
DATES = {"OP": "original-date", "Y2": "accessed", "PY": "issued", "Y1": "issued", "DA": "issued"}
ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]\b.*")
#: Tags that often hold an abbreviated name are read after those that hold it in full.
ABBREVIATED = {"JO": 1, "JA": 2, "J2": 2}
LINE = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*))?$")


def dumps(items):
    """Return CSL-JSON items as an RIS file (lines end with CR LF, as the format asks)."""
    return "".join(f"{tag}  - {_line(text)}\r\n" for item in items for tag, text in _record(item))


def loads(text):
    """Return a `Found` for each record of an RIS file, in order; a broken one names its line."""
    found, lines, start = [], [], 0
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        match = LINE.match(line.rstrip())
        if match and match[1] == "TY":
            if start:
                found.append(ParsedWork(_name_of(lines), start, None, "The record has no ER line."))
            lines, start = [], number
        if start and match:
            lines.append((match[1], (match[2] or "").strip()))
        elif start and lines and line.strip():
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line.strip()}")
        elif line.strip():
            found.append(ParsedWork("", number, None, "The line belongs to no record."))
        if match and match[1] == "ER" and start:
            found.append(ParsedWork(_name_of(lines), start, _item(lines), ""))
            lines, start = [], 0
    return (
        [*found, ParsedWork(_name_of(lines), start, None, "The record has no ER line.")] if start else found
    )


# --- Writing --------------------------------------------------------------------------------------


def _record(item):
    yield "TY", TYPES.get(item["type"], "GEN")
    if item["type"] in UNKNOWN_TYPES:
        yield "U1", item["type"]
    yield "ID", item["id"]
    for role, tag in WRITTEN_ROLES.items():
        for person in item.get(role, []):
            yield tag, _name(person)
    for name, tag in TAGS.items():
        if value := item.get(name):
            yield tag, value
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


def _written_dates(item):
    for name, tag in (("issued", "DA"), ("original-date", "OP"), ("accessed", "Y2")):
        if found := dates.read_date(item, name):
            if name == "issued" and found.first:
                yield "PY", found.first[0]
            in_words = (item[name] or {}).get("raw")
            yield tag, f"///{found.typed}" if in_words else "/".join(f"{part:02}" for part in found.first)


def _name(person):
    """Return "Family, Given, Suffix"; a comma inside an organization is doubled, as citation managers do."""
    if "literal" in person:
        return person["literal"].replace(",", ",,")
    family = " ".join(filter(None, [person.get("non-dropping-particle"), person.get("family")]))
    given = " ".join(filter(None, [person.get("given"), person.get("dropping-particle")]))
    return f"{family}, {given}" + (f", {person['suffix']}" if person.get("suffix") else "")


def _line(text):
    return " ".join(str(text).split())


# --- Reading --------------------------------------------------------------------------------------


def _name_of(lines):
    values = dict(reversed(lines))
    return values.get("ID") or values.get("TI") or values.get("T1") or ""


def _item(lines):
    """Return a record as a CSL-JSON item."""
    item, pages = {}, {}
    for tag, value in sorted(lines, key=lambda line: ABBREVIATED.get(line[0], 0)):
        if not value:
            continue
        if tag in ROLES:
            item.setdefault(ROLES[tag], []).append(_person(value))
        elif tag in ("SP", "EP"):
            pages[tag] = value
        elif tag in DATES:
            item[DATES[tag]] = _more_exact(item.get(DATES[tag]), value)
        elif tag in READ_TAGS and not (tag == "SN" and ISSN.fullmatch(value)):
            item.setdefault(READ_TAGS[tag], value)
    if pages:
        item["page"] = "-".join(pages[tag] for tag in ("SP", "EP") if tag in pages)
    kinds = dict(reversed(lines))
    unknown = UNKNOWN_TYPES & {kinds.get("U1")}
    item["type"] = unknown.pop() if unknown else READ_TYPES.get(kinds.get("TY"), "report")
    return {name: value for name, value in item.items() if value}


def _more_exact(known, value):
    """Return the more exact of a known date and one as RIS writes it: "2021/04/02/", "2021///Spring"."""
    numbers, _, words = (value + "///").partition("///")
    *numbers, rest = [*re.split(r"[/-]", numbers), words.strip("/ ")]
    if len(numbers) > 3:
        numbers, rest = numbers[:3], numbers[3].strip() or rest
    parts = [int(part) for part in numbers if part.strip().isdecimal()]
    if rest or not parts:
        year = f" {parts[0]}" if parts and not re.search(r"\d{3}", rest) else ""
        return {"raw": f"{rest}{year}" if rest else value}
    if known and len(known.get("date-parts", [[0] * 9])[0]) >= len(parts):
        return known
    return {"date-parts": [parts]}


def _person(text):
    """Return a CSL name; without a comma, or with doubled ones, it is an organization."""
    if ",," in text or "," not in text:
        return {"literal": text.replace(",,", ",")}
    parts = [part.strip() for part in text.split(",")]
    person = dict(zip(("family", "given", "suffix"), parts, strict=False))
    return {part: value for part, value in person.items() if value}
