"""Words as the search compares them: folded, by their stems, and with the words that mean the same here."""

import json
from functools import lru_cache
from pathlib import Path

import snowballstemmer

from articles.text import glossary
from providers.text_folding import fold

CONCEPTS = Path(__file__).resolve().parents[1] / "content" / "concepts.json"
#: Words of a question that say nothing about what is asked; they count when nothing else was typed.
EMPTY = frozenset(
    """
    a about actually after afterwards again ago all already am an and any anybody anymore anyone are
    as at be because been before best between but by can cant con could daughter days de del did
    didnt do does doesnt dont during el en es even ever everybody father find first for from get
    give go good had has have he help her herself him himself his how husband i if im in into is it
    its ive just la las like long longer los make maybe me months more most much my need never no
    not of on one or our out para possible que really same she should since so some somebody someone
    something son still take taken takes taking tell than that the their them then there these they
    this to try un una until up us versus vs want wants was we were what whats when where which
    while who why wife will with without would y years you your
    """.split()  # noqa: SIM905 (a page of quotation marks says less)
)
_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word):
    """Return the stem of a folded English word: "infusions" and "infusion" have one."""
    return _stemmer.stemWord(word)


def stems(text):
    """Return the stems of a text's words, in order."""
    return tuple(stem(word) for word in fold(text).split())


@lru_cache
def concepts():
    """Return {stems of a phrase: stems of each phrase that means the same here}, the longest phrases first.

    They are those of `concepts.json` and the forms of each word of the glossary.
    """
    groups = json.loads(CONCEPTS.read_text(encoding="utf-8"))
    groups += [word.forms for word in glossary.words() if len(word.forms) > 1]
    found = {}
    for group in groups:
        phrases = tuple(dict.fromkeys(stems(phrase) for phrase in group))
        for phrase in phrases:
            found[phrase] = tuple(dict.fromkeys((*found.get(phrase, ()), *phrases)))
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


@lru_cache
def concept_words():
    """Return every single folded word of the concepts and the glossary, for spelling."""
    groups = [*json.loads(CONCEPTS.read_text(encoding="utf-8")), *(word.forms for word in glossary.words())]
    return frozenset(word for group in groups for phrase in group for word in fold(phrase).split())


@lru_cache
def concept_stems():
    """Return the stems of the words of the concepts."""
    return frozenset(map(stem, concept_words()))
