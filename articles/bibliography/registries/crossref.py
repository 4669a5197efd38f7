"""Crossref's REST API: a work by its DOI, as CSL-JSON."""

from urllib.parse import quote

from django.conf import settings

from articles.bibliography.registries.client import NoAnswer, ask, words

#: Crossref's types of works as those of CSL; what is missing is taken for a journal article.
TYPES = {
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "reference-entry": "entry-encyclopedia",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "report": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
}
COLUMNS = ("volume", "issue", "page", "publisher", "edition-number")
NAME_PARTS = ("family", "given", "suffix")


def fetch(doi):
    """Return the CSL-JSON item of a DOI; raise Unknown or Unreachable. Call it from a task."""
    body = ask(f"{settings.CROSSREF_URL}works/{quote(doi, safe='')}", {"mailto": settings.STAFF_EMAIL})
    message = body.get("message")
    if not isinstance(message, dict) or not words(message.get("title")):
        raise NoAnswer("Crossref answered in a shape that is not known.")
    return _item(message)


def _item(message):
    kind = TYPES.get(words(message.get("type")), "article-journal")
    item = {"type": kind, "title": _title(message), "DOI": words(message.get("DOI")).lower()}
    item |= {column: words(message[column]) for column in COLUMNS if message.get(column)}
    item["edition"] = item.pop("edition-number", "")
    item["container-title"] = words(message.get("container-title"))
    item["number"] = words(message.get("article-number"))
    item["ISBN"] = words(message.get("ISBN"))
    if item["number"] and item.get("page") == item["number"]:
        del item["page"]
    if kind == "article-journal":
        item.pop("publisher", None)
    if year := _issued(message):
        item["issued"] = {"date-parts": [year]}
    for role in ("author", "editor"):
        if people := [name for row in message.get(role) or [] if (name := _name(row))]:
            item[role] = people
    return {name: value for name, value in item.items() if value}


def _title(message):
    title, subtitle = words(message.get("title")), words(message.get("subtitle"))
    return f"{title}: {subtitle}" if subtitle and subtitle.lower() not in title.lower() else title


def _issued(message):
    """Return [year, month, day], as far as known: of print, else of the web."""
    for name in ("published-print", "issued", "published-online"):
        value = message.get(name)
        rows = value.get("date-parts") if isinstance(value, dict) else None
        if rows and rows[0] and rows[0][0]:
            return [int(part) for part in rows[0] if part]
    return []


def _name(row):
    """Return a CSL name; an organization has one name."""
    if not isinstance(row, dict):
        return {}
    if row.get("name"):
        return {"literal": words(row["name"])}
    name = {part: words(row[part]) for part in NAME_PARTS if row.get(part)}
    return name if "family" in name else {"literal": name["given"]} if name.get("given") else {}
