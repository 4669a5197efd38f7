"""The place of a text that answers a search, with the words that were asked for marked."""

import re
from html import unescape

from django.utils.html import strip_tags

AROUND = 90  # characters on each side of the first hit
CITE = re.compile(r'<sup class="cite">.*?</sup>')


def excerpt(html, words):
    """Return [(text, is a hit)] around the first of these words in an article's HTML; [] for none."""
    text = " ".join(unescape(strip_tags(CITE.sub("", html))).split())
    asked = sorted(map(re.escape, words.split()), key=len, reverse=True)
    hits = re.compile("|".join(asked), re.IGNORECASE)
    first = hits.search(text) if asked else None
    if not first:
        return []
    start = _word_start(text, first.start() - AROUND)
    end = _word_end(text, first.end() + AROUND)
    parts = re.split(f"({hits.pattern})", text[start:end], flags=re.IGNORECASE)
    found = [(part, at % 2 == 1) for at, part in enumerate(parts) if part]
    return [*([("… ", False)] if start else []), *found, *([(" …", False)] if end < len(text) else [])]


def _word_start(text, at):
    return 0 if at <= 0 else text.find(" ", at) + 1


def _word_end(text, at):
    return len(text) if at >= len(text) else max(text.rfind(" ", 0, at), 0)
