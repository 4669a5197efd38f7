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
SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[”\"’)]*(?=\s|$)|$)", re.DOTALL)


def spoken(html):
    """Return an article's HTML as text without citation numbers; blocks stand apart from each other."""
    return " ".join(unescape(strip_tags(BLOCK.sub(" <", HEADING.sub(":", CITE.sub("", html))))).split())


def excerpt(html, group_of):
    """Return [(text, is a hit)] of the first sentence that has most of what was asked for; [] for none.

    `group_of` takes a folded word and returns the number of the thing asked for that it belongs to, or None.
    """
    best, most = None, 0
    for match in SENTENCE.finditer(spoken(html)):
        hits = [(word.span(), _group(word[0], group_of)) for word in WORD.finditer(match[0])]
        count = len({group for _span, group in hits if group is not None})
        if count > most:
            best, most = (match[0], [span for span, group in hits if group is not None]), count
    return _marked(*best) if best else []


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


def _group(word, group_of):
    """Return the first group of the parts that a word folds to ("low-dose" is two), None for none."""
    return next((group for part in fold(word).split() if (group := group_of(part)) is not None), None)


def _word_start(text, at):
    return 0 if at <= 0 else text.find(" ", at) + 1


def _word_end(text, at):
    return len(text) if at >= len(text) else max(text.rfind(" ", 0, at), 0)
