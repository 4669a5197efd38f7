"""A work as Crossref's REST API describes it (`message` of `/works/…`), as CSL-JSON; pasted or looked up."""

import re
from typing import Any

from articles.bibliography.apa.sources import TEST_IN_A_DATABASE
from articles.bibliography.csl_types import Item, Name
from articles.bibliography.formats import people
from articles.bibliography.formats.markup import words

#: Crossref's types of works as those of CSL; what is missing is taken for a journal article.
TYPES = {
    "journal-article": "article-journal",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-series": "book",
    "book-set": "book",
    "proceedings": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "reference-entry": "entry-encyclopedia",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "standard": "report",
    "component": "report",
    "grant": "report",
    "database": "dataset",
    "dissertation": "thesis",
    "dataset": "dataset",
    "peer-review": "report",
    "other": "report",
}
COLUMNS = ("volume", "issue", "page", "publisher", "edition-number", "publisher-location")
NAME_PARTS = ("family", "given", "suffix")
NOTHING = {"null", "none", "n/a", "undefined", "-"}
#: Preprint servers whose DOIs Crossref describes by the name of the house that runs them.
SERVERS = {"10.31234": "PsyArXiv", "10.31219": "OSF Preprints", "10.31235": "SocArXiv", "10.2139": "SSRN"}
SERVERS |= {"10.21203": "Research Square", "10.20944": "Preprints.org", "10.26434": "ChemRxiv"}
DEGREES = (
    (re.compile(r"ph\.?\s?d|doctor", re.IGNORECASE), "Doctoral dissertation"),
    (re.compile(r"psy\.?d", re.IGNORECASE), "Doctoral dissertation"),
    (re.compile(r"master|m\.?\s?(?:sc|a|s)\b", re.IGNORECASE), "Master’s thesis"),
)


def is_message(item: Any) -> bool:
    """Whether a JSON object is a message of Crossref's rather than CSL-JSON: titles stand in lists there."""
    if not isinstance(item, dict):
        return False
    return isinstance(item.get("title"), list) or (
        item.get("type") in TYPES.keys() - set(TYPES.values()) and "DOI" in item
    )


def from_message(message: dict[str, Any]) -> Item:
    """Return the CSL-JSON item of a message; fields that it does not have are left out."""
    kind = TYPES.get(words(message.get("type")), "article-journal")
    item: Item = {"type": kind, "title": _title(message), "DOI": words(message.get("DOI")).lower()}
    for column in COLUMNS:
        value = words(message.get(column))
        item[column] = "" if value.lower() in NOTHING else value
    item["publisher-place"] = item.pop("publisher-location")
    item["edition"] = _edition(item.pop("edition-number"))
    item["container-title"] = _container(message, kind)
    item["number"] = words(message.get("article-number"))
    item["ISBN"] = words(message.get("ISBN")) if kind in ("book", "chapter", "entry-encyclopedia") else ""
    if item["number"] and item.get("page") == item["number"]:
        del item["page"]
    if kind == "article-journal":
        item.pop("publisher", None)
    if day := _issued(message, kind):
        item["issued"] = {"date-parts": [day]}
    for role in ("author", "editor", "translator"):
        if names := [name for row in message.get(role) or [] if (name := _name(row))]:
            item[role] = people.without_capitals(names)
    _by_institution(item, message, kind)
    if item.get("container-title") == "PsycTESTS Dataset":
        item |= {"type": "document", "genre": TEST_IN_A_DATABASE, "container-title": "APA PsycTests"}
        item.pop("publisher", None)
    return {name: value for name, value in item.items() if value}


def _title(message: dict[str, Any]) -> str:
    title, subtitle = words(message.get("title")), words(message.get("subtitle"))
    if not subtitle or subtitle.lower() in title.lower():
        return title
    return f"{title}{' ' if title[-1:] in ('?', '!') else ': '}{subtitle}"


def _edition(number: str) -> str:
    """Return "" for a first edition, which APA does not name, and "2" for "2/e"."""
    bare = re.sub(r"/e$", "", number)
    return "" if bare == "1" else bare


def _container(message: dict[str, Any], kind: str) -> str:
    """Return what holds the work; of a chapter's two titles the series comes first and the book last."""
    titles = message.get("container-title")
    if (
        isinstance(titles, list)
        and len(titles) > 1
        and kind in ("chapter", "paper-conference", "entry-encyclopedia")
    ):
        return words(titles[-1])
    return words(titles) if kind not in ("book", "thesis") else ""


def _by_institution(item: Item, message: dict[str, Any], kind: str) -> None:
    """Name the server of a preprint, and the university and degree of a thesis."""
    rows = message.get("institution")
    rows = rows if isinstance(rows, list) else [rows]
    name = next((words(row.get("name")) for row in rows if isinstance(row, dict) and row.get("name")), "")
    if kind == "article":
        prefix = item["DOI"].partition("/")[0]
        group = words(message.get("group-title"))
        known = SERVERS.get(prefix) or (group if group.lower() in map(str.lower, SERVERS.values()) else "")
        item["publisher"] = name or known or item.get("publisher", "")
        item.pop("container-title", None)
    if kind == "thesis":
        item["publisher"] = name or item.get("publisher", "")
        degree = words(message.get("degree"))
        found = next((genre for at, genre in DEGREES if at.search(degree)), "")
        item["genre"] = found or degree
    if words(message.get("type")) == "peer-review":
        item["genre"] = "Peer review"


def _issued(message: dict[str, Any], kind: str) -> list[int]:
    """Return [year, month, day], as far as known: of print, else of the web; of a thesis its approval."""
    names = ("published-print", "published", "issued", "published-online", "posted", "created")
    for name in ("approved", *names) if kind == "thesis" else names:
        value = message.get(name)
        rows = value.get("date-parts") if isinstance(value, dict) else None
        if rows and isinstance(rows[0], list) and rows[0] and rows[0][0]:
            return [int(part) for part in rows[0] if str(part or "").isdecimal()]
    return []


def _name(row: Any) -> Name:
    """Return a CSL name; an organization has one name."""
    if not isinstance(row, dict):
        return {}
    if row.get("name"):
        return {"literal": words(row["name"])}
    name = {part: words(row[part]) for part in NAME_PARTS if row.get(part)}
    if "given" in name:
        name["given"] = people.tidied(name["given"])
    return name if "family" in name else {"literal": name["given"]} if name.get("given") else {}
