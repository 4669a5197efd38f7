"""What a text says without its markup, and the place of it that answers a search."""

import re
from html import unescape

from django.utils.html import strip_tags

from providers.text_folding import fold

AROUND = 90  # characters on each side of the first hit
CITE = re.compile(r'<sup class="cite">(?:(?!<sup).)*?</sup>')
HEADING = re.compile(r"(?<![?!.:])(?=</h[2-4]>)")
BLOCK = re.compile(r"<(?=/?(?:p|li|h[2-4]|t[dhr]|div|section|figcaption|blockquote|br)\b)")
WORD = re.compile(r"[\w'’‘ʼ`´]+")


def spoken(html):
    """Return an article's HTML as text without citation numbers; blocks stand apart from each other."""
    return " ".join(unescape(strip_tags(BLOCK.sub(" <", HEADING.sub(":", CITE.sub("", html))))).split())


def excerpt(html, words):
    """Return [(text, is a hit)] around the first word that begins as one of `words` does; [] for none.

    Words are compared folded, as the search compares them: "cafe" marks "Café".
    """
    text = spoken(html)
    asked = tuple(fold(words).split())
    hits = [match.span() for match in WORD.finditer(text) if asked and _begins(match[0], asked)]
    if not hits:
        return []
    start = _word_start(text, hits[0][0] - AROUND)
    end = _word_end(text, hits[0][1] + AROUND)
    found, at = [("… ", False)] if start else [], start
    for left, right in hits:
        if right > end:
            break
        found += [(text[at:left], False), (text[left:right], True)]
        at = right
    found += [(text[at:end], False), *([(" …", False)] if end < len(text) else [])]
    return [part for part in found if part[0]]


def _begins(word, asked):
    return any(part.startswith(asked) for part in fold(word).split())


def _word_start(text, at):
    return 0 if at <= 0 else text.find(" ", at) + 1


def _word_end(text, at):
    return len(text) if at >= len(text) else max(text.rfind(" ", 0, at), 0)
