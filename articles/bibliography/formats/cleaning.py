"""What every format has in common: the fields of an entry brought to one form, or named when they have none.

`cleaned(item)` never drops what a person could miss: a field that cannot be used comes back as an `Unused`.
"""

import re
from datetime import date
from html import unescape
from typing import Any

from articles.bibliography import dates, identifiers
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats import people
from articles.bibliography.formats.parsed import Unused

ROLES = {
    *("author", "editor", "translator", "container-author", "director", "host", "executive-producer"),
    *("narrator", "chair", "illustrator", "compiler", "composer", "performer", "interviewer"),
    *(
        "reviewed-author",
        "collection-editor",
        "contributor",
        "producer",
        "script-writer",
        "guest",
        "recipient",
    ),
    *("series-creator", "editorial-director", "original-author", "curator"),
}
DATES = ("issued", "accessed", "original-date", "submitted", "event-date", "available-date")
#: UTF-8 that was read as Latin-1: "Ã¼" for "ü", "â€™" for "’".
MISREAD = re.compile(r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¼]|â€[\u0080-\u00bf™œ“”˜¦–]")
ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});")
ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
DOMAIN = re.compile(r"(?:www\.|(?:[\w-]+\.)+[a-z]{2,8}/)\S*", re.IGNORECASE)
#: What Zotero writes into a note, and the field of CSL that it belongs into.
NOTED = [
    (re.compile(rf"(?:^|[\n;]|\s){name}:\s{{0,3}}([\d/–-]+|in press|forthcoming)", re.IGNORECASE), name)
    for name in ("original-date", "issued", "status")
]
PAGES = re.compile(r"\s{0,9}(?P<first>[\w.:-]{1,40})\s{0,3}[-–—]{1,3}\s{0,3}(?P<last>[\w.:-]{1,40})\s{0,9}")


def cleaned(item: Item) -> tuple[Item, list[Unused], list[str]]:
    """Return an item with every field in its form, the fields that have none, and what looks doubtful."""
    unused: list[Unused] = []
    kept: Item = {}
    for name, value in item.items():
        if name in ROLES:
            kept[name] = _names(name, value, unused)
        elif name in DATES:
            kept[name] = _date(name, value, unused)
        elif name in ("id", "type"):
            kept[name] = str(value) if isinstance(value, str | int) else ""
        else:
            kept[name] = _text(name, value, unused)
    _identify(kept, unused)
    if (pages := PAGES.fullmatch(str(kept.get("page") or ""))) and pages["first"] == pages["last"]:
        kept["page"] = pages["first"]
    if issue := re.fullmatch(
        r"([^(]*[^\s(])\s{0,3}\((suppl?.*)\)", str(kept.get("issue") or ""), re.IGNORECASE
    ):
        kept["issue"] = f"{issue[1]}, {issue[2]}"
    kept = {name: value for name, value in kept.items() if value}
    return kept, unused, _doubts(kept)


def unescaped(text: str) -> str:
    """Return text without the entities of HTML that programs leave in it, twice where they stand twice."""
    for _time in range(2):
        if "&" in text:
            text = ENTITY.sub(lambda match: unescape(match[0]), text)
    return text


def _text(name: str, value: Any, unused: list[Unused]) -> str:
    if isinstance(value, list) and value and all(isinstance(part, str | int | float) for part in value):
        value = value[0]
    if value is None or value == [] or isinstance(value, bool):
        return ""
    if not isinstance(value, str | int | float):
        unused.append(Unused(name, str(value)[:500], "It is no text."))
        return ""
    return " ".join(unescaped(str(value)).split())


def _date(name: str, value: Any, unused: list[Unused]) -> Any:
    """Return a date as it is given, unless a day of retrieval cannot be one."""
    item = {name: value}
    found = dates.read_date(item, name)
    said = _said(value)
    if not found:
        if said:
            unused.append(Unused(name, said, "It is no date."))
        return None
    if name != "accessed":
        return value
    try:
        date(*found.first)
    except (TypeError, ValueError):
        unused.append(Unused(name, said, "A day of retrieval needs day, month and year."))
        return None
    return {"date-parts": [found.first]}


def _said(value: Any) -> str:
    """Return what a date says, as text for people; "" for one that says nothing."""
    if isinstance(value, dict):
        parts = [part for row in _rows(value.get("date-parts")) for part in row if part not in (None, "", 0)]
        words = str(value.get("raw") or value.get("literal") or value.get("season") or "")
        return "-".join(str(part) for part in parts) or words
    return str(value) if isinstance(value, str | int) else ""


def _rows(value: Any) -> list[list[Any]]:
    rows = value if isinstance(value, list) else []
    return [row if isinstance(row, list) else [row] for row in rows]


def _names(role: str, value: Any, unused: list[Unused]) -> list[Name]:
    """Return the people of a role; a name that is written as text is read as databases write names."""
    rows = value if isinstance(value, list) else [value] if value else []
    names: list[Name] = []
    for row in rows:
        if isinstance(row, str):
            names += [people.person(unescaped(name)) for name in people.several(row) if name]
        elif isinstance(row, dict):
            name = {part: _part(said) for part, said in row.items() if isinstance(said, str | int) and said}
            names += (
                [_tidied(name)]
                if any(name.get(part) for part in ("family", "given", "literal", "name"))
                else []
            )
        elif row is not None:
            unused.append(Unused(role, str(row)[:500], "It is no name."))
    return [name for name in names if name]


def _part(value: str | int) -> str:
    return "" if isinstance(value, bool) else " ".join(unescaped(str(value)).split())


def _tidied(name: Name) -> Name:
    """Return a name without quotes around it, degrees and forms of address; its suffix has a field."""
    if name.get("name") and not (name.get("family") or name.get("literal")):
        name = {**name, "literal": name["name"]}
    for part in ("family", "given"):
        if text := name.get(part):
            text = people.tidied(text.strip(' "“”'))
            if not name.get("suffix") and (suffix := re.search(rf",?\s({people.SUFFIX})\.?$", text)):
                name = {**name, "suffix": people.SUFFIXES.get(suffix[1], suffix[1])}
                text = text[: suffix.start()]
            name = {**name, part: text.strip(", ")}
    return {part: value for part, value in name.items() if value and part != "name"}


def _identify(item: Item, unused: list[Unused]) -> None:
    """Bring DOI, PMID, ISBN and address to their forms, wherever in the entry they stood."""
    typed_doi, note = str(item.get("DOI") or ""), str(item.pop("note", None) or "")
    item["DOI"] = identifiers.doi_in(typed_doi)
    if typed_doi and not item["DOI"]:
        unused.append(Unused("DOI", typed_doi, "A DOI looks like 10.1001/jamapsychiatry.2017.0080."))
    typed_pmid = re.sub(r"^\s*(?:PMID|MEDLINE)\W*", "", str(item.get("PMID") or ""), flags=re.IGNORECASE)
    is_pmid = re.fullmatch(r"0*[1-9]\d{0,8}", typed_pmid)
    item["PMID"] = typed_pmid.lstrip("0") if is_pmid else identifiers.pmid_in(typed_pmid)
    if typed_pmid and not item["PMID"]:
        unused.append(Unused("PMID", typed_pmid, "A PMID is a number of up to nine digits."))
    _address(item, unused)
    _from_note(item, note)
    if isbn := str(item.get("ISBN") or ""):
        item["ISBN"] = _isbn(isbn, unused)


def _isbn(typed: str, unused: list[Unused]) -> str:
    """Return an ISBN as it is typed; of several the first; what is none is named."""
    if re.fullmatch(r"[\d-]{10,17}|[\d-]{9,12}[xX]", typed):
        return typed
    found = identifiers.isbn_in(typed)
    is_issn = re.search(r"(?<!\d)\d{4}-?\d{3}[\dXx](?!\d)", typed)
    if not found and not is_issn:
        unused.append(Unused("ISBN", typed, "It holds no ISBN with a right check digit."))
    return found


def _address(item: Item, unused: list[Unused]) -> None:
    """Keep the first web address; one that is a DOI's or PubMed's gives the identifier instead."""
    typed = str(item.pop("URL", None) or "")
    if not typed:
        return
    addresses = [
        address.rstrip(".,;)") if ")" not in address or "(" not in address else address
        for address in ADDRESS.findall(typed)
    ]
    if not addresses and DOMAIN.fullmatch(typed):
        addresses = [f"https://{typed}"]
    kept = []
    for address in addresses:
        doi, pmid = identifiers.doi_in(address), identifiers.pmid_in(address)
        if doi and re.match(r"https?://(?:dx\.|www\.)?doi\.(?:org|acm\.org)/", address, re.IGNORECASE):
            item["DOI"] = item["DOI"] or doi
        elif pmid and not item["PMID"]:
            item["PMID"] = pmid
        elif not pmid:
            kept.append(address)
    if kept:
        item["URL"] = kept[0]
    if not addresses:
        item["DOI"] = item["DOI"] or identifiers.doi_in(typed)
        if not identifiers.doi_in(typed):
            unused.append(Unused("URL", typed, "A web address begins with https:// or http://."))
    unused += [Unused("URL", address, "A work keeps one web address.") for address in kept[1:]]


def _from_note(item: Item, note: str) -> None:
    """Take identifiers and dates that managers keep in a note ("DOI: …", "original-date: 1999")."""
    item["DOI"] = item["DOI"] or identifiers.doi_in(note)
    item["PMID"] = item["PMID"] or identifiers.pmid_in(note)
    for pattern, field in NOTED:
        match = pattern.search(note)
        if match and not item.get(field):
            item[field] = match[1] if field == "status" else {"raw": match[1]}


def _doubts(item: Item) -> list[str]:
    """Return what an editor should look at although it can be printed."""
    texts = [str(value) for name, value in item.items() if name not in (*ROLES, *DATES)]
    names = [str(part) for role in ROLES for name in item.get(role) or [] for part in name.values()]
    return (
        ["letters that were decoded wrongly"]
        if any(MISREAD.search(text) for text in [*texts, *names])
        else []
    )
