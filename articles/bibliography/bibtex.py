"""BibTeX, written from CSL-JSON items and read into them."""

import re

import bibtexparser
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

from articles.bibliography import dates
from articles.bibliography.csl import KINDS
from articles.bibliography.found import Found
from articles.bibliography.latex import decoded, encoded

ENTRY_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "webpage": "online",
    "post-weblog": "online",
    "dataset": "dataset",
    "software": "software",
    "legislation": "legislation",
    "legal_case": "jurisdiction",
}
DEFAULT_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "book",
    "proceedings": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "dataset": "dataset",
    "software": "software",
    "legislation": "legislation",
    "legal": "legislation",
    "jurisdiction": "legal_case",
    "suppbook": "chapter",
    "inreference": "entry-encyclopedia",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "periodical": "article-journal",
    "suppperiodical": "article-journal",
    "unpublished": "article",
    "misc": "article",
}
CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
FIELDS = {
    "volume": "volume",
    "edition": "edition",
    "publisher": "publisher",
    "publisher-place": "address",
    "ISBN": "isbn",
    "genre": "type",
    "status": "pubstate",
    "version": "version",
    "section": "section",
    "authority": "authority",
    "archive": "archive",
    "event-title": "eventtitle",
    "event-place": "venue",
    "DOI": "doi",
    "PMID": "pmid",
    "URL": "url",
}
READ_AS = {field: name for name, field in FIELDS.items()} | {
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "location": "publisher-place",
    "journal": "container-title",
    "journaltitle": "container-title",
    "booktitle": "container-title",
    "howpublished": "container-title",
    "title": "title",
    "eprinttype": "archive",
}
ROLES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "container-author": "bookauthor",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATES = {"origdate": "original-date", "urldate": "accessed"}


def dumps(items):
    """Return CSL-JSON items as a BibTeX file."""
    return "\n".join(_entry(item) for item in items)


def loads(text):
    """Return a `Found` for each entry of a BibTeX file, in order; a broken one names its line."""
    library = bibtexparser.parse_string(text)
    return [found for block in library.blocks if (found := _found(block))]


# --- Writing --------------------------------------------------------------------------------------


def _entry(item):
    kind = ENTRY_TYPES.get(item["type"], "misc")
    fields = [("title", encoded(item["title"]))]
    if DEFAULT_TYPES[kind] != item["type"]:
        fields.append(("entrysubtype", item["type"]))
    for role, field in ROLES.items():
        if people := item.get(role):
            fields.append((field, " and ".join(_name(person) for person in people)))
    if container := item.get("container-title"):
        fields.append((CONTAINERS.get(kind, "howpublished"), encoded(container)))
    fields += [(field, encoded(str(item[name]))) for name, field in FIELDS.items() if item.get(name)]
    if page := item.get("page"):
        fields.append(("pages", encoded(page).replace("-{}-", "--").replace("-", "--")))
    in_article = kind == "article"
    for name, field in (
        ("issue", "number" if in_article else "issue"),
        ("number", "eid" if in_article else "number"),
    ):
        if item.get(name):
            fields.append((field, encoded(str(item[name]))))
    lines = [f"  {name} = {{{value}}}" for name, value in [*fields, *_written_dates(item)]]
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _written_dates(item):
    """Yield year, month and day as numbers, and every other date as the text that it is read back from."""
    issued = dates.read(item, "issued")
    if (item.get("issued") or {}).get("raw"):
        yield "date", encoded(issued.typed)
    else:
        yield from zip(("year", "month", "day"), issued.first, strict=False)
    for field, name in DATES.items():
        if found := dates.read(item, name):
            yield field, encoded(found.typed)


def _name(person):
    """Return "van der Berg, Jr., Anna", or an organization in braces so that it is not taken apart."""
    if "literal" in person:
        return f"{{{encoded(person['literal'])}}}"
    family = " ".join(filter(None, [person.get("non-dropping-particle"), person.get("family")]))
    given = " ".join(filter(None, [person.get("given"), person.get("dropping-particle")]))
    if suffix := person.get("suffix"):
        return ", ".join(_part(part) for part in (family, suffix, given))
    return f"{_part(family)}, {_part(given)}"


def _part(text):
    """Return one part of a name, in braces when it holds what would take it apart."""
    code = encoded(text)
    return f"{{{code}}}" if re.search(r",|\band\b", code) else code


# --- Reading --------------------------------------------------------------------------------------


def _found(block):
    """Return what one block of the file says, or None for a comment or an abbreviation."""
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        return Found(block.key, line, None, "The key is used twice.")
    if isinstance(block, ParsingFailedBlock):
        name = re.match(r"@\w+\s*\{\s*([^,\s}]*)", block.raw or "")
        return Found(
            name[1] if name else "", line, None, "The entry is not complete, or names a field twice."
        )
    if not isinstance(block, Entry):
        return None
    fields = {field.key.lower(): str(field.value) for field in block.fields}
    return Found(block.key, line, _item(block.key, block.entry_type.lower(), fields), "")


def _item(key, kind, fields):
    item = {"id": key, "type": decoded(fields.get("entrysubtype", ""))}
    if item["type"] not in KINDS:
        item["type"] = DEFAULT_TYPES.get(kind, "article")
    for field, name in READ_AS.items():
        if value := decoded(fields.get(field, "")):
            item[name] = value
    for role, field in ROLES.items():
        if people := [_person(name) for name in _split(fields.get(field, ""), r"\s+and\s+") if name.strip()]:
            item[role] = people
    if pages := fields.get("pages"):
        item["page"] = decoded(pages.replace("--", "-{}"))
    names = (
        {"number": "issue", "eid": "number"} if kind == "article" else {"number": "number", "issue": "issue"}
    )
    item |= {name: value for field, name in names.items() if (value := decoded(fields.get(field, "")))}
    return item | _read_dates(fields)


def _read_dates(fields):
    """Return the dates as CSL; a year that is no number ("in press", "2015--2019") stays words."""
    found = {
        name: {"raw": decoded(fields[field])}
        for field, name in DATES.items()
        if fields.get(field, "").strip()
    }
    if written := decoded(fields.get("date", "")):
        return found | {"issued": {"raw": written}}
    issued = []
    for field in ("year", "month", "day"):
        value = decoded(fields.get(field, "")).lower()
        number = MONTHS.index(value[:3]) + 1 if value[:3] in MONTHS else value
        if not str(number).isdecimal():
            break
        issued.append(int(number))
    if issued:
        return found | {"issued": {"date-parts": [issued]}}
    words = decoded(fields.get("year", ""))
    return found | ({"issued": {"raw": words}} if words else {})


def _split(text, separator):
    """Split at a separator outside of braces."""
    pieces, depth, start = [], 0, 0
    for match in re.finditer(rf"\\.|[{{}}]|{separator}", text):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth == 0 and not match[0].startswith("\\"):
            pieces.append(text[start : match.start()])
            start = match.end()
    return [*pieces, text[start:]]


def _person(name):
    """Return a CSL name from "von Last, Jr., First", "First von Last" or "{Organization}"."""
    name = name.strip()
    if _is_braced(name):
        return {"literal": decoded(name)}
    parts = [decoded(part) for part in _split(name, ",")]
    if len(parts) == 1:
        words = [decoded(word) for word in _split(name, r"\s+")]
        first = next((at for at, word in enumerate(words[:-1]) if word[:1].islower()), len(words) - 1)
        parts = [" ".join(words[first:]), " ".join(words[:first])]
    family, suffix, given = (parts[0], parts[1], parts[2]) if len(parts) > 2 else (parts[0], "", parts[1])
    person = {"family": family, "given": given, "suffix": suffix}
    return {part: value for part, value in person.items() if value}


def _is_braced(text):
    """Whether one pair of braces holds the whole text."""
    if not text.startswith("{"):
        return False
    depth = 0
    for match in re.finditer(r"\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end() == len(text)
    return False
