"""Crossref's REST API: a work by its DOI, as CSL-JSON."""

from urllib.parse import quote

from django.conf import settings

from articles.bibliography.csl_types import Item
from articles.bibliography.formats.crossref_message import from_message
from articles.bibliography.formats.markup import words
from articles.bibliography.registries.client import NoAnswer, ask


def fetch(doi: str) -> Item:
    """Return the CSL-JSON item of a DOI; raise Unknown or NoAnswer. Call it from a task."""
    body = ask(f"{settings.CROSSREF_URL}works/{quote(doi, safe='')}", {"mailto": settings.STAFF_EMAIL})
    message = body.get("message")
    if not isinstance(message, dict) or not words(message.get("title")):
        raise NoAnswer("Crossref answered in a shape that is not known.")
    return from_message(message)
