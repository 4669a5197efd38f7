"""BibTeX, written from CSL-JSON items and read into them."""

import re
from dataclasses import replace

import bibtexparser
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ImplicitComment, ParsingFailedBlock

from articles.bibliography import dates
from articles.bibliography.formats import plain_list
from articles.bibliography.formats.csl import KINDS
from articles.bibliography.formats.latex import decoded, encoded
from articles.bibliography.formats.parsed import ParsedWork

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
INHERITED = (
    "editor",
    "year",
    "date",
    "publisher",
    "address",
    "location",
    "edition",
    "volume",
    "isbn",
    "journal",
)
PART = re.compile(r'"[^"]*"|\{[^{}]*\}|[\w:.+-]+')
JOINED = re.compile(rf"(?:{PART.pattern})(?:\s*#\s*(?:{PART.pattern}))+")
AND, COMMA, BLANK = (re.compile(rf"\\.|[{{}}]|{at}") for at in (r"(?<=\s)and(?=\s)", ",", r"\s+"))
OPENING = re.compile(r"@\w+\s*\(")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATES = {"origdate": "original-date", "urldate": "accessed"}


def dumps(items):
    """Return CSL-JSON items as a BibTeX file."""
    return "\n".join(_entry(item) for item in items)


def loads(text):
    """Return a `Found` for each entry of a BibTeX file, in order; a broken one names its line."""
    library = bibtexparser.parse_string(_in_braces(text))
    strings = {name.lower(): str(string.value) for name, string in library.strings_dict.items()}
    entries = {key.lower(): _fields(entry, strings) for key, entry in library.entries_dict.items()}
    found = []
    for block in library.blocks:
        if isinstance(block, ImplicitComment):
            found += _between(block)
        if entry := _found(block, entries, strings):
            found.append(entry)
    return found


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
    issued = dates.read_date(item, "issued")
    if (item.get("issued") or {}).get("raw"):
        yield "date", encoded(issued.typed)
    else:
        yield from zip(("year", "month", "day"), issued.first, strict=False)
    for field, name in DATES.items():
        if found := dates.read_date(item, name):
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


def _in_braces(text):
    """Return a file with `@book(…)` written as `@book{…}`, which the parser knows; lines stay."""
    characters, end = list(text), 0
    while start := OPENING.search(text, end):
        depth, quoted, end = 0, False, start.end()
        while end < len(text) and not (depth == 0 and not quoted and text[end] in ")@"):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            quoted ^= text[end] == '"' and depth == 0
            end += 1
        if text[end : end + 1] == ")":
            characters[start.end() - 1], characters[end] = "{", "}"
    return "".join(characters)


def _fields(entry, strings):
    """Return the fields of an entry by lower-case name, abbreviations written out."""
    return {field.key.lower(): _value(str(field.value), strings) for field in entry.fields}


def _value(code, strings):
    """Return a field's value, with its parts joined when it is written as parts (`"Journal of " # jep`)."""
    if not JOINED.fullmatch(code.strip()):
        return code
    return "".join(
        part[1:-1] if part[0] in '"{' else strings.get(part.lower(), part) for part in PART.findall(code)
    )


def _inherited(fields, entries):
    """Return fields with those that the entry named in `crossref` has and this one leaves to it."""
    parent = entries.get(fields.get("crossref", "").strip().lower())
    if parent is None or parent is fields:
        return fields
    whole = {name: parent[name] for name in INHERITED if name in parent}
    title = parent.get("booktitle") or parent.get("title")
    return {**whole, **({"booktitle": title} if title else {}), **fields}


def _found(block, entries, strings):
    """Return what one block of the file says, or None for a comment or an abbreviation."""
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        return ParsedWork(block.key, line, None, "The key is used twice.")
    if isinstance(block, ParsingFailedBlock):
        name = re.match(r"@(?!comment)\w+\s*[{(]\s*([^,\s}]*)", block.raw or "", re.IGNORECASE)
        if not name and re.match(r"@comment", block.raw or "", re.IGNORECASE):
            return None
        return ParsedWork(
            name[1] if name else "", line, None, "The entry is not complete, or names a field twice."
        )
    if not isinstance(block, Entry):
        stray = re.search(r"@(\w+)\s*[({]", getattr(block, "comment", ""))
        is_entry = isinstance(block, ImplicitComment) and stray and stray[1].lower() != "comment"
        return ParsedWork("", line, None, "The entry cannot be read.") if is_entry else None
    fields = _inherited(_fields(block, strings), entries)
    item = _item(block.key, block.entry_type.lower(), fields)
    is_cut = re.search(r"\band\s+others\s*$", fields.get("author", ""))
    return ParsedWork(block.key, line, item, "", lacks="the other authors" if is_cut else "")


def _between(block):
    """Return the works that text between entries names by DOI or PMID; the rest of it is a comment."""
    listed = plain_list.loads(block.comment)
    return [
        replace(work, line=work.line + (block.start_line or 0))
        for work in listed
        if work.item and (work.item.get("DOI") or work.item.get("PMID"))
    ]


def _item(key, kind, fields):
    item = {"id": key, "type": decoded(fields.get("entrysubtype", ""))}
    if item["type"] not in KINDS:
        item["type"] = DEFAULT_TYPES.get(kind, "article")
    for field, name in READ_AS.items():
        if value := decoded(fields.get(field, "")):
            item[name] = value
    for role, field in ROLES.items():
        names = [name.strip() for name in _split(fields.get(field, ""), AND)]
        if people := [_person(name) for name in names if name and name != "others"]:
            item[role] = people
    if pages := fields.get("pages"):
        item["page"] = decoded(pages.replace("--", "-{}"))
    names = (
        {"number": "issue", "eid": "number"} if kind == "article" else {"number": "number", "issue": "issue"}
    )
    item |= {name: value for field, name in names.items() if (value := decoded(fields.get(field, "")))}
    return _on_the_web(item, fields) | _read_dates(fields)


def _on_the_web(item, fields):
    """Return an item whose address stood in `howpublished`, or whose archive and number in `eprint`."""
    if "booktitle" in fields and item["type"] == "book" and item.get("container-title") == item.get("title"):
        del item["container-title"]
    if address := re.search(r"https?://[^\s}]+", fields.get("howpublished", "")):
        item.setdefault("URL", decoded(address[0]))
        item.pop("container-title", None)
        item["type"] = "webpage" if item["type"] == "article" else item["type"]
    archive, number = decoded(fields.get("archiveprefix", "")), decoded(fields.get("eprint", ""))
    if archive and number and not item.get("container-title"):
        item |= {"type": "article", "publisher": archive, "number": f"{archive}:{number}"}
    return item


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
    """Split at a separator (AND, COMMA, BLANK) outside of braces."""
    pieces, depth, start = [], 0, 0
    for match in separator.finditer(text):
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
    parts = [decoded(part) for part in _split(name, COMMA)]
    if len(parts) == 1:
        words = [decoded(word) for word in _split(name, BLANK)]
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
