"""Crossref's REST API: a work by its DOI, as CSL-JSON."""

from typing import Any
from urllib.parse import quote

from django.conf import settings

from articles.bibliography import notices
from articles.bibliography.csl_types import Item
from articles.bibliography.formats.crossref_message import TYPES, from_message
from articles.bibliography.formats.markup import words
from articles.bibliography.notices import Notice
from articles.bibliography.registries.client import NoAnswer, Unknown, ask


def fetch(doi: str) -> Item:
    """Return the CSL-JSON item of a DOI; raise Unknown or NoAnswer. Call it from a task."""
    body = ask(f"{settings.CROSSREF_URL}works/{quote(doi, safe='')}", {"mailto": settings.STAFF_EMAIL})
    message = body.get("message")
    if not isinstance(message, dict) or not words(message.get("title")):
        raise NoAnswer("Crossref answered in a shape that is not known.")
    return from_message(message)


def fetch_book(isbn: str) -> Item:
    """Return the CSL-JSON item of the book of an ISBN; raise Unknown or NoAnswer. Call it from a task."""
    asked = {"filter": f"isbn:{isbn}", "rows": 20, "mailto": settings.STAFF_EMAIL}
    body = ask(f"{settings.CROSSREF_URL}works", asked).get("message")
    items = body.get("items") if isinstance(body, dict) else None
    rows = [row for row in items or [] if isinstance(row, dict)]
    books = [row for row in rows if TYPES.get(words(row.get("type"))) == "book"]
    if not books or not words(books[0].get("title")):
        raise Unknown(isbn)
    return from_message(books[0])


def search(title: str, author: str = "", year: int | None = None, *, rows: int = 3) -> list[Item]:
    """Return the works that Crossref finds for a title, best first, as CSL-JSON; raise NoAnswer.

    At most `rows` of them, each with a DOI; none has to be the work that is meant. Call it from a task.
    """
    words_of = " ".join(filter(None, [title, author, str(year or "")]))
    asked = {"query.bibliographic": words_of[:500], "rows": rows, "mailto": settings.STAFF_EMAIL}
    body = ask(f"{settings.CROSSREF_URL}works", asked).get("message")
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise NoAnswer("Crossref answered in a shape that is not known.")
    known = [row for row in items if isinstance(row, dict) and row.get("DOI") and words(row.get("title"))]
    return [from_message(row) for row in known[:rows]]


def fetch_notices(dois: list[str]) -> dict[str, list[Notice]]:
    """Return {DOI: notices} of the works that Crossref knows, asked for together; raise NoAnswer.

    A DOI with a comma, which would end it in the question, is asked for alone.
    """
    together = [doi for doi in dois if "," not in doi]
    messages = [_message(doi) for doi in dois if "," in doi]
    if together:
        asked = {
            "filter": ",".join(f"doi:{doi}" for doi in together),
            "select": "DOI,title,updated-by",
            "rows": len(together),
            "mailto": settings.STAFF_EMAIL,
        }
        body = ask(f"{settings.CROSSREF_URL}works", asked).get("message")
        items = body.get("items") if isinstance(body, dict) else None
        if not isinstance(items, list):
            raise NoAnswer("Crossref answered in a shape that is not known.")
        messages += items
    known = [row for row in messages if isinstance(row, dict) and row.get("DOI")]
    return {words(row["DOI"]).lower(): notices.of_crossref(row) for row in known}


def _message(doi: str) -> dict[str, Any]:
    """Return what Crossref says of one work, {} when it does not know it."""
    try:
        body = ask(f"{settings.CROSSREF_URL}works/{quote(doi, safe='')}", {"mailto": settings.STAFF_EMAIL})
    except Unknown:
        return {}
    message = body.get("message")
    return message if isinstance(message, dict) else {}
