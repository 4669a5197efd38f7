"""What a text says without its markup, and the sentence of it that answers a search."""

import re
from html import unescape

from django.utils.html import strip_tags

from providers.text_folding import fold

AROUND = 90  # characters on each side of the first hit, in a sentence that is too long
LONGEST = 260  # characters of a sentence that is shown as a whole
CITE = re.compile(r'<sup class="cite">(?:(?!<sup).)*?</sup>')
HEADING = re.compile(r"(?<![?!.:])(?=</h[2-4]>)")
BLOCK = re.compile(r"<(?=/?(?:p|li|h[2-4]|t[dhr]|div|section|figcaption|blockquote|br)\b)")
WORD = re.compile(r"[\w'’‘ʼ`´]+")
CELLS = re.compile(r"</t[dh]>\s*<t[dh][^>]*>")
SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?…]{1,9}[”\"’)]{0,9}(?=\s|$)|(?=\n)|$)")


def spoken(html):
    """Return an article's HTML as text without citation numbers; blocks stand apart from each other."""
    return " ".join(unescape(strip_tags(BLOCK.sub(" <", HEADING.sub(":", CITE.sub("", html))))).split())


def excerpt(html, groups_in):
    """Return [(text, is a hit)] of the first sentence that has most of what was asked for; [] for none.

    A row of a table counts as one sentence. `groups_in` takes the folded words of a sentence and returns for
    each the number of the thing asked for that it belongs to, or None.
    """
    best, most = None, 0
    for match in SENTENCE.finditer(_in_lines(html)):
        words = list(WORD.finditer(match[0]))
        groups = groups_in([fold(word[0]).replace(" ", "") for word in words])
        count = len({group for group in groups if group is not None})
        if count > most:
            hits = [word.span() for word, group in zip(words, groups, strict=True) if group is not None]
            best, most = (match[0], hits), count
    return _marked(*best) if best else []


def _in_lines(html):
    """Return the text with each block on a line of its own, after the heading that it stands under."""
    text = BLOCK.sub("\n<", HEADING.sub(":", CELLS.sub(" – ", CITE.sub("", html))))
    lines = (" ".join(line.split()) for line in unescape(strip_tags(text)).splitlines())
    return re.sub(r":\n", ": ", "\n".join(filter(None, lines)))


def _marked(text, hits):
    """Return the parts of a sentence, of a long one those around its first hit."""
    start = _word_start(text, hits[0][0] - AROUND) if len(text) > LONGEST else 0
    end = _word_end(text, hits[0][1] + LONGEST - AROUND) if len(text) > LONGEST else len(text)
    found, at = [("… ", False)] if start else [], start
    for left, right in hits:
        if right > end:
            break
        found += [(text[at:left], False), (text[left:right], True)]
        at = right
    found += [(text[at:end], False), *([(" …", False)] if end < len(text) else [])]
    return [part for part in found if part[0]]


def _word_start(text, at):
    return 0 if at <= 0 else text.find(" ", at) + 1


def _word_end(text, at):
    return len(text) if at >= len(text) else max(text.rfind(" ", 0, at), 0)
