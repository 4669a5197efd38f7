"""The words that articles use in a sense of their own, one plain sentence each.

The words lie in `articles/content/glossary.json`. A text is never changed for them: when a page is made, the
first use of each word becomes a link to its sentence on the same page.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

CONTENT = Path(__file__).resolve().parents[1] / "content" / "glossary.json"
#: Inside these a word stays as it is: links, headings, numbers of sources, code, heads of tables.
CLOSED = {"a", "h2", "h3", "h4", "sup", "code", "pre", "th", "svg"}
TOKEN = re.compile(r"<(?P<ends>/?)(?P<tag>[a-z0-9]{1,20})[^<>]*>|[^<]+")


@dataclass(frozen=True)
class GlossaryWord:
    """A word: its forms in texts, its sentence, the key of the work that it rests on ("" for none)."""

    slug: str
    name: str
    forms: tuple
    sentence: str
    source: str = ""

    @property
    def anchor(self):
        """The id of its sentence on a page."""
        return f"word-{self.slug}"


@lru_cache
def words():
    """Return every GlossaryWord in the order of the names."""
    entries = json.loads(CONTENT.read_text(encoding="utf-8"))
    return tuple(GlossaryWord(**{**entry, "forms": tuple(entry["forms"])}) for entry in entries)


def mark(html):
    """Return (an article's HTML with the first use of each word linked, the words used by their names)."""
    known, depth, used, parts = _forms(), 0, set(), []
    for token in TOKEN.finditer(html):
        if token["tag"]:
            if token["tag"] in CLOSED:
                depth += -1 if token["ends"] else 1
            parts.append(token[0])
            continue
        parts.append(token[0] if depth else _linked(token[0], known, used))
    return "".join(parts), [word for word in words() if word in used]


def _linked(text, known, used):
    def link(match):
        word = known[match[0]] if match[0] in known else known[match[0].lower()]
        if word in used:
            return match[0]
        used.add(word)
        return f'<a class="term" href="#{escape(word.anchor)}">{match[0]}</a>'

    return _pattern().sub(link, text)


@lru_cache
def _forms():
    """Return {form: word}; small letters stand for capitals as well, capitals for themselves alone."""
    return {form: word for word in words() for form in word.forms}


@lru_cache
def _pattern():
    """Return what matches a form, the longest first; `(?i:…)` where capitals do not matter."""
    forms = sorted(_forms(), key=lambda form: (-len(form), form))
    choices = [f"(?i:{re.escape(form)})" if form.islower() else re.escape(form) for form in forms]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(choices)})(?![\w-])")
