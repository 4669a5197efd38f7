"""Asking registries of works politely: who we are, with a time limit, and again later rather than at once.

A question that finds no answer raises Unreachable; the task it was asked from is tried again with growing
waits (see `psychly.tasks`).
"""

import html
import re

import httpx
from django.conf import settings

TIMEOUT = httpx.Timeout(15, connect=5)  # seconds
KEPT_TAGS = re.compile(r"</?(?!(?:i|sub|sup)\b)[a-zA-Z][^>]*>")


class Unreachable(Exception):
    """The registry did not answer, or not in the shape that is known: nothing was learned."""


class Unknown(Exception):
    """The registry answered that it has no such work."""


def ask(url, params=None):
    """Return the JSON object at this address; raise Unknown for 404, Unreachable for everything else."""
    who = f"Psychly/1 ({settings.SITE_URL}; mailto:{settings.STAFF_EMAIL})"
    try:
        answer = httpx.get(url, params=params, timeout=TIMEOUT, headers={"User-Agent": who})
        if answer.status_code == 404:
            raise Unknown(url)
        answer.raise_for_status()
        body = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable(str(error)) from error
    if not isinstance(body, dict):
        raise Unreachable("The registry answered in a shape that is not known.")
    return body


def words(value):
    """Return a text of a registry on one line: no tags but italics and raised or lowered letters."""
    text = value[0] if isinstance(value, list) and value else value
    if not isinstance(text, str | int):
        return ""
    return " ".join(KEPT_TAGS.sub("", html.unescape(html.unescape(str(text)))).split())
