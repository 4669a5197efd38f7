"""How many years of school a text asks for: the Flesch-Kincaid grade (Kincaid et al., 1975).

Syllables are counted by groups of vowels, which is off by about half a grade either way.
"""

import re
from html import unescape

from django.utils.html import strip_tags

from articles.text.excerpts import CITE

TABLE = re.compile(r"<table>(?:(?!<table>).)*?</table>", re.DOTALL)
END_OF_BLOCK = re.compile(r"</(?:p|li|h[2-4]|figcaption|blockquote)>")
SENTENCE_END = re.compile(r"[.!?]{1,9}(?=[\s”\"’)]|$)|\n+")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
VOWELS = re.compile(r"[aeiouy]+")


def grade(html):
    """Return (grade, words, words in a sentence) of an article's HTML; its tables are left out."""
    text = unescape(strip_tags(END_OF_BLOCK.sub("\n", TABLE.sub("\n", CITE.sub("", html)))))
    sentences = [words for part in SENTENCE_END.split(text) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0, 0, 0.0
    length = len(words) / len(sentences)
    return 0.39 * length + 11.8 * sum(map(syllables, words)) / len(words) - 15.59, len(words), length


def syllables(word):
    """Return about how many syllables an English word has, one at least."""
    plain = word.lower()
    groups = len(VOWELS.findall(plain))
    is_silent = plain.endswith("e") and not plain.endswith(("le", "ee"))
    return max(1, groups - is_silent)
