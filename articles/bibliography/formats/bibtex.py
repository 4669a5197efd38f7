"""BibTeX, written from CSL-JSON items and read into them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from articles.bibliography import dates
from articles.bibliography.csl_types import Item
from articles.bibliography.formats import bibtex_names, plain_list
from articles.bibliography.formats.bibtex_names import AND, split
from articles.bibliography.formats.bibtex_scan import CUT, Between, Entry, scan
from articles.bibliography.formats.bibtex_tables import (
    CONTAINERS,
    DEFAULT_TYPES,
    ENTRY_TYPES,
    FIELDS,
    HOUSES,
    INHERITED,
    KEYS,
    KNOWN,
    NUMBERED,
    PUBLISHERS,
    READ_AS,
    ROLES,
    SUBTITLES,
    SUBTYPES,
    SUBTYPES_READ,
    VERBATIM,
)
from articles.bibliography.formats.csl import KINDS
from articles.bibliography.formats.document_types import DOCUMENT, USUAL, thesis_kind
from articles.bibliography.formats.latex import decoded, encoded, unknown_commands
from articles.bibliography.formats.parsed import ParsedWork, Unused

#: One of several publishers: "Longmans, Green and Co." and "Taylor and Francis" are one each.
HOUSE = re.compile(r"(?!.*\b(?:Co|Company|Sons|Bros|Brothers)\.?$)[^,\s]+(?:\s[^,\s]+)+")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = re.compile(
    r"(?:(?P<before>\d{1,2})[.\s]+)?(?P<name>[a-z]{3,9})\.?(?:[\s,]+(?P<behind>\d{1,2})(?:st|nd|rd|th)?)?"
)
ADVANCE = re.compile(
    r"(?:\badvance online publication|\b(?:e-?pub )?ahead of print)\b|\bin press\b", re.IGNORECASE
)
IN_BRACKETS = re.compile(r"^\[([^\[\]]+)\]$")
ACCESSED = re.compile(
    r"(?:accessed|retrieved|visited)[\s:]{1,5}(?:on\s{1,3})?(?P<day>[\w ,./-]{1,40}\d)", re.IGNORECASE
)
DATES = {"origdate": "original-date", "urldate": "accessed"}
MARKED = re.compile(r"<(i|b|sub|sup)>([^<>]*)</\1>")
MARKS = {"i": "emph", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript"}


def dumps(items: Iterable[Item]) -> str:
    """Return CSL-JSON items as a BibTeX file."""
    return "\n".join(_entry(item) for item in items)


def loads(text: str) -> list[ParsedWork]:
    """Return a `ParsedWork` for each entry of a BibTeX file, in order; a broken one names its line."""
    blocks = scan(text)
    entries: dict[str, Entry] = {}
    for block in blocks:
        if isinstance(block, Entry) and block.key:
            entries.setdefault(block.key.lower(), block)
    works: list[ParsedWork] = []
    for block in blocks:
        works += [_work(block, entries)] if isinstance(block, Entry) else _between(block)
    return works


# --- Writing --------------------------------------------------------------------------------------


def _entry(item: Item) -> str:
    kind = ENTRY_TYPES.get(item["type"], "misc")
    if kind == "thesis" and item.get("genre") == KEYS["phdthesis"]:
        kind = "phdthesis"
    fields = [("title", _title(item["title"]))]
    if DEFAULT_TYPES[kind] != item["type"]:
        fields.append(("entrysubtype", SUBTYPES.get(item["type"]) or item["type"]))
    for role, field in ROLES.items():
        if people := item.get(role):
            fields.append((field, " and ".join(bibtex_names.written(person) for person in people)))
    if container := item.get("container-title"):
        fields.append((CONTAINERS.get(kind, "howpublished"), encoded(container)))
    if publisher := item.get("publisher"):
        fields.append(
            (HOUSES.get(kind, "publisher"), re.sub(r"(?<=\s)(and)(?=\s)", r"{\1}", encoded(publisher)))
        )
    called = {**FIELDS, "genre": "titleaddon"} if item["type"] in USUAL else FIELDS
    fields += [(field, encoded(str(item[name]))) for name, field in called.items() if item.get(name)]
    fields += [(field, _verbatim_code(str(item[name]))) for name, field in VERBATIM.items() if item.get(name)]
    if page := item.get("page"):
        fields.append(("pages", encoded(page).replace("-{}-", "--").replace("-", "--")))
    in_article = kind == "article"
    for name, field in (
        ("issue", "number" if in_article else "issue"),
        ("number", "number" if kind in NUMBERED else "eid"),
    ):
        if item.get(name):
            fields.append((field, encoded(str(item[name]))))
    lines = [f"  {name} = {{{value}}}" for name, value in [*fields, *_written_dates(item)]]
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _title(title: str) -> str:
    """Return a title with its marks as commands, and with the capitals that styles must not take away."""
    parts, at = [], 0
    for match in MARKED.finditer(title):
        parts += [_protected(title[at : match.start()], is_start=at == 0)]
        parts += [f"\\{MARKS[match[1]]}{{{_protected(match[2], is_start=match.start() == 0)}}}"]
        at = match.end()
    return "".join([*parts, _protected(title[at:], is_start=at == 0)])


def _protected(text: str, *, is_start: bool) -> str:
    """Return text with braces around words that have capitals; the first word's first letter needs none."""
    words = re.split(r"(\s+)", text)
    for at, word in enumerate(words):
        has_capitals = any(letter.isupper() for letter in (word[1:] if is_start and at == 0 else word))
        words[at] = f"{{{encoded(word)}}}" if has_capitals else encoded(word)
    return "".join(words)


def _verbatim_code(value: str) -> str:
    """Return an address as it stands; a brace without its twin would end the field and is percent-coded."""
    depth = 0
    for sign in value:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            break
    value = value.replace("\\", "%5C")
    return value if depth == 0 else value.replace("{", "%7B").replace("}", "%7D")


def _written_dates(item: Item) -> Iterator[tuple[str, str]]:
    """Yield year, month and day as numbers, and every other date as the text that it is read back from."""
    issued = dates.read_date(item, "issued")
    if (item.get("issued") or {}).get("raw"):
        yield "year", encoded(issued.typed)  # `date` is for ISO 8601-2 alone
    else:
        yield from zip(("year", "month", "day"), map(str, issued.first), strict=False)
    for field, name in DATES.items():
        if found := dates.read_date(item, name):
            yield field, encoded(found.typed)


# --- Reading --------------------------------------------------------------------------------------


def _inherited(entry: Entry, entries: dict[str, Entry]) -> dict[str, str]:
    """Return fields with those that the entry named in `crossref` has and this one leaves to it."""
    named = entry.fields.get("crossref", "").strip().lower()
    parent = entries.get(named) if named else None
    if parent is None or parent is entry:
        return entry.fields
    whole = {name: parent.fields[name] for name in INHERITED if name in parent.fields}
    if title := parent.fields.get("booktitle") or parent.fields.get("title"):
        whole["booktitle"] = title
    if subtitle := parent.fields.get("subtitle"):
        whole["booksubtitle"] = subtitle
    if entry.kind in ("inbook", "bookinbook") and "author" in parent.fields:
        whole |= {"author": parent.fields["author"]}
        whole |= {"bookauthor": parent.fields["author"]} if "author" in entry.fields else {}
    return {**whole, **entry.fields}


def _work(entry: Entry, entries: dict[str, Entry]) -> ParsedWork:
    """Return what one entry says; one without a title that can be read is broken."""
    fields = _inherited(entry, entries)
    unused = list(entry.unused)
    if "title" not in fields and any(row.why == CUT for row in unused):
        return ParsedWork(entry.key, entry.line, None, "The entry is not complete.")
    item = _item(entry.key, entry.kind, fields, unused)
    lacks = [] if entry.is_whole or unused else ["the end of the entry"]
    if any(bibtex_names.is_cut(fields.get(field, "")) for field in ROLES.values()):
        lacks.insert(0, "the other authors")
    for field, code in fields.items():
        if field in READ_AS or field in (*PUBLISHERS, *ROLES.values(), *SUBTITLES, *SUBTITLES.values()):
            lacks += [f"what {command} means in {field}" for command in unknown_commands(code)]
    left_out = tuple(name for name in entry.fields if name not in KNOWN)
    return ParsedWork(
        entry.key, entry.line, item, "", lacks="; ".join(lacks), unused=unused, left_out=left_out
    )


def _between(block: Between) -> list[ParsedWork]:
    """Return the works that text between entries names by DOI or PMID; the rest of it is a comment."""
    listed = plain_list.loads(block.text)
    return [
        replace(work, line=work.line + block.line - 1)
        for work in listed
        if work.item and (work.item.get("DOI") or work.item.get("PMID"))
    ]


def _item(key: str, kind: str, fields: dict[str, str], unused: list[Unused]) -> Item:
    said = {name: decoded(code) for name, code in fields.items()}
    item: Item = {"id": key, "type": _type(kind, said.get("entrysubtype", ""), unused)}
    for field, name in READ_AS.items():
        if value := said.get(field, ""):
            item[name] = value
    item |= _titles(said, item)
    for role, field in ROLES.items():
        if people := bibtex_names.people(fields.get(field, "")):
            item[role] = people
    if pages := fields.get("pages"):
        item["page"] = decoded(pages.replace("--", "-{}"))
    item |= {
        name: verbatim(fields[field]) for name, field in VERBATIM.items() if fields.get(field, "").strip()
    }
    for name in ("genre", "status"):
        if item.get(name) in KEYS:
            item[name] = KEYS[item[name]]
    if item["type"] == "thesis" and (genre := item.get("genre") or KEYS.get(kind, "")):
        item["genre"] = thesis_kind(genre)
    if item["type"] in USUAL and DOCUMENT.fullmatch(item.get("genre", "")):
        del item["genre"]
    if addon := said.get("titleaddon", ""):
        item.setdefault("genre", IN_BRACKETS.sub(r"\1", addon))
    _publish(item, kind, fields)
    _count(item, kind, said, unused)
    _read_notes(item, said)
    return _on_the_web(item, fields) | _read_dates(fields, said, unused)


def _type(kind: str, subtype: str, unused: list[Unused]) -> str:
    """Return the CSL type of an entry; a subtype that names no kind of work is named."""
    named = SUBTYPES_READ.get(subtype.lower(), subtype)
    if named in KINDS:
        return named
    if subtype:
        unused.append(Unused("entrysubtype", subtype, "No kind of work has this name."))
    return DEFAULT_TYPES.get(kind, "article")


def _titles(said: dict[str, str], item: Item) -> Item:
    """Return the titles with their subtitles, and of a volume with its own title the title of the whole."""
    titles = {}
    for field, subfield in SUBTITLES.items():
        title, subtitle = said.get(field, ""), said.get(subfield, "")
        if title and subtitle and subtitle.lower() not in title.lower():
            title = f"{title}{' ' if title[-1] in '?!' else ': '}{subtitle}"
        titles[field] = title
    container = titles["journaltitle"] or titles["booktitle"] or item.get("container-title", "")
    found = {"title": titles["title"], "container-title": container}
    if whole := said.get("maintitle", ""):
        if subtitle := said.get("mainsubtitle", ""):
            whole = f"{whole}: {subtitle}"
        own = "container-title" if found["container-title"] else "title"
        found |= {own: whole, "volume-title": found[own]}
    return {name: value for name, value in found.items() if value}


def verbatim(code: str) -> str:
    """Return a field that holds an address; LaTeX in it is read, blanks and "~" stay as they are."""
    bare = code.strip()
    while bibtex_names.is_braced(bare):
        bare = bare[1:-1].strip()
    if "\\" not in bare and "$" not in bare:
        return " ".join(bare.split())
    kept = re.sub(r"(?<!\\)~", r"\\textasciitilde{}", bare)
    for pair, apart in (("--", "-{}-"), ("``", "`{}`"), ("''", "'{}'")):
        kept = kept.replace(pair, apart)
    return decoded(kept)


def _publish(item: Item, kind: str, fields: dict[str, str]) -> None:
    """Put publishers, schools and sites where CSL has them."""
    houses = {name: fields[name] for name in PUBLISHERS if fields.get(name, "").strip()}
    if kind in ("online", "electronic", "www") and "organization" in houses:
        item.setdefault("container-title", decoded(houses.pop("organization")))
    if houses:
        field, code = next(iter(houses.items()))
        names = [decoded(name) for name in split(code, AND)]
        are_several = field == "publisher" and all(HOUSE.fullmatch(name) for name in names)
        item["publisher"] = "; ".join(names) if are_several else decoded(code)
    if (how := decoded(fields.get("howpublished", ""))) and not item.get("container-title"):
        item.update({"status": how} if ADVANCE.fullmatch(how) else {"container-title": how})


def _count(item: Item, kind: str, said: dict[str, str], unused: list[Unused]) -> None:
    """Put `number`, `issue` and `eid` where they count: issues, works of a series, or works."""
    number, issue, eid = (said.get(name, "") for name in ("number", "issue", "eid"))
    default = DEFAULT_TYPES.get(kind, "article")
    if default in ("article-journal", "article-magazine", "article-newspaper"):
        item |= {"issue": number or issue, "number": eid}
        if number and issue and number != issue:
            unused.append(Unused("issue", issue, "The entry has a number, too."))
    elif kind in NUMBERED or default == "report":
        item |= {"number": number or eid, "issue": issue}
    else:
        item |= {"number": eid, "issue": issue}
        if number:
            item["collection-number"] = number
            if default == "paper-conference" and not said.get("series") and said.get("volume"):
                item |= {"issue": number, "collection-number": ""}
    if chapter := said.get("chapter", ""):
        unused.append(Unused("chapter", chapter, "An entry in APA 7 names no number of a chapter."))
    for name in ("number", "issue", "collection-number"):
        if not item.get(name):
            item.pop(name, None)


def _read_notes(item: Item, said: dict[str, str]) -> None:
    """Take from notes what they say of identifiers, retrieval and advance publication."""
    notes = " ; ".join(said[name] for name in ("note", "addendum", "annote") if said.get(name))
    if not notes:
        return
    item["note"] = notes
    if (day := ACCESSED.search(notes)) and "urldate" not in said:
        item["accessed"] = {"raw": day["day"].strip(" ,.")}
    if (advance := ADVANCE.search(notes)) and not item.get("status"):
        item["status"] = "in press" if "press" in advance[0].lower() else "Advance online publication"


def _on_the_web(item: Item, fields: dict[str, str]) -> Item:
    """Return an item whose address stood in `howpublished`, or whose archive and number in `eprint`."""
    if "booktitle" in fields and item["type"] == "book" and item.get("container-title") == item.get("title"):
        del item["container-title"]
    if address := re.search(r"https?://[^\s}]+", fields.get("howpublished", "")):
        item.setdefault("URL", verbatim(address[0]))
        item.pop("container-title", None)
        item["type"] = "webpage" if item["type"] == "article" else item["type"]
    archive = decoded(fields.get("archiveprefix", "")) or item.get("archive", "")
    number = verbatim(fields.get("eprint", ""))
    if archive.lower() in ("pubmed", "pmid") and number:
        item.setdefault("PMID", number)
        item.pop("archive", None)
    elif archive and number and not item.get("container-title"):
        archive = {"arxiv": "arXiv"}.get(archive.lower(), archive)
        item |= {"type": "article", "publisher": archive, "number": number}
        if not number.lower().startswith(archive.lower()):
            item["number"] = f"{archive}:{number}"
        item.pop("archive", None)
    return item


def _read_dates(fields: dict[str, str], said: dict[str, str], unused: list[Unused]) -> Item:
    """Return the dates as CSL; a year that is no number ("in press", "2015--2019") stays words."""
    written = {
        name: verbatim(fields[name]).replace("--", "–") for name in (*DATES, "date") if fields.get(name)
    }
    found: Item = {name: {"raw": _era(written[field])} for field, name in DATES.items() if written.get(field)}
    if written.get("date"):
        return found | {"issued": {"raw": _era(written["date"])}}
    year = re.sub(r"^(?:\[|©|c(?=\d))|\]$|(?<=^\d{4})[a-z]$", "", said.get("year", "").strip())
    if not year.isdecimal() or len(year) > 4 or not int(year):
        return found | ({"issued": {"raw": year}} if year else {})
    month, day = _month(said.get("month", ""), said.get("day", ""))
    if said.get("month") and not month:
        read = dates.read_text(f"{said['month']} {year}")
        if read.first:
            return found | {"issued": {"raw": f"{said['month']} {year}"}}
        unused.append(Unused("month", said["month"], "It is no month and no day of one."))
    return found | {"issued": {"date-parts": [[part for part in (int(year), month, day) if part]]}}


def _month(month: str, day: str) -> tuple[int, int]:
    """Return (month, day) of "jan", "4", "sep 9" or "10 Jan."; 0 for what is not said."""
    month = month.strip().lower()
    if month.isdecimal():
        number, days = int(month), day
    elif match := MONTH.fullmatch(month):
        number = MONTHS.index(match["name"][:3]) + 1 if match["name"][:3] in MONTHS else 0
        days = day or match["before"] or match["behind"] or ""
    else:
        return 0, 0
    if not 1 <= number <= 12:
        return 0, 0
    return number, int(days) if days.isdecimal() and 1 <= int(days) <= 31 else 0


def _era(text: str) -> str:
    """Return "350 BCE" for biblatex's "-0349", where the year before the first is 0 (ISO 8601-2)."""
    match = re.fullmatch(r"-(\d{4})([~?%]?)", text.strip())
    return f"{'ca. ' if match[2] else ''}{int(match[1]) + 1} BCE" if match else text
