"""The words of all published articles in the memory of a process, the same on both engines.

An article is read again when its stamp is another; one statement says which articles are public and what
they are now. There are hundreds of articles, not millions: the words of one take about 30 kB.
"""

import math
from collections import Counter
from dataclasses import dataclass

from articles.models import Article
from articles.search.concepts import stem
from articles.text.excerpts import spoken
from providers.text_folding import fold
from psychly.web.remembered import Remembered

#: What a word counts for where it stands; in the text it counts once and a little more for each time.
WEIGHTS = {"title": 6.0, "topics": 3.0, "deck": 3.0, "headings": 2.5, "body": 1.0}
USUAL = 500  # words of a text; in a longer one each of them says less of what it is about


@dataclass(frozen=True)
class Document:
    """One article: the stems of each of its parts, in order."""

    pk: int
    stamp: str
    parts: dict

    def weight(self, phrase):
        """How much an article says of a phrase, a tuple of stems; 0 for nothing."""
        total = 0.0
        for name, words in self.parts.items():
            if times := _times(words, phrase):
                length = 0.7 + 0.3 * len(words.order) / USUAL if name == "body" else 1
                total += WEIGHTS[name] * (1 + math.log(times) / 2) / length
        return total


@dataclass(frozen=True)
class Index:
    """The documents of all published articles, and every word that stands in one of them."""

    documents: tuple
    known: frozenset
    stems: frozenset


@dataclass(frozen=True)
class Words:
    """The stems of one part: in order, and how often each occurs."""

    order: tuple
    counts: Counter


def _times(words, phrase):
    """How often a phrase stands in a part."""
    if len(phrase) == 1:
        return words.counts[phrase[0]]
    if not all(words.counts[part] for part in phrase):
        return 0
    size = len(phrase)
    return sum(words.order[at : at + size] == phrase for at in range(len(words.order) - size + 1))


def _version():
    return tuple(Article.objects.published().order_by("pk").values_list("pk", "stamp"))


def _read():
    """Return the Index; articles that were read already, and are the same, are not read again."""
    version = _version()
    kept = {pair: _documents[pair] for pair in version if pair in _documents}
    missing = [pk for pk, stamp in version if (pk, stamp) not in kept]
    for article in Article.objects.with_topics().filter(pk__in=missing):
        kept[article.pk, article.stamp] = _document(article)
    _documents.clear()
    _documents.update(kept)
    ready = tuple(document for document, _words in kept.values())
    known = frozenset().union(*(words for _document, words in kept.values()))
    return Index(ready, known, frozenset(stem(word) for word in known))


def _document(article):
    topics = [topic.name for topic in (*article.treatments, *article.conditions)]
    texts = {
        "title": article.title,
        "topics": " ".join(topics),
        "deck": article.deck,
        "headings": " ".join(heading for _anchor, heading in article.contents),
        "body": spoken(article.body_html),
    }
    folded = {name: fold(text).split() for name, text in texts.items()}
    parts = {}
    for name, words in folded.items():
        order = tuple(stem(word) for word in words)
        parts[name] = Words(order, Counter(order))
    return Document(article.pk, article.stamp, parts), frozenset(
        w for words in folded.values() for w in words
    )


_documents = {}
index = Remembered(_version, _read)
