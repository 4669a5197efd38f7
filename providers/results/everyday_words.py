"""What people say for a filter: "BCBS", "suicidal", "free", "gratis" (`data/everyday_words.tsv`)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from providers import vocabulary
from providers.text_folding import fold

FILE = Path(__file__).parent / "data" / "everyday_words.tsv"
SHORTEST_MISSPELT = 5  # letters; a word of five is misspelt only by their order ("greif")
FLAGS = ("telehealth", "accepting")
INSURERS = (
    "medicare", "medicaid", "tricare", "va-community-care", "aetna", "anthem", "blue-cross-blue-shield",
    "cigna", "humana", "kaiser-permanente", "optum", "oscar", "united-healthcare", "other-private-insurance",
)  # fmt: skip
#: What people call a substance of which the law speaks under another name.
SUBSTANCES = {
    "molly": "mdma", "ecstasy": "mdma", "midomafetamine": "mdma", "iboga": "ibogaine", "acid": "lsd",
    "yage": "ayahuasca", "extasis": "mdma",
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What some words stand for: terms of a group, or a flag of the search (`FLAGS`, without slugs).

    `called` says it shortly where the names of the terms would be many; `remark` is said with it.
    """

    group: str
    slugs: tuple[str, ...] = ()
    called: str = ""
    remark: str = ""


_FREE = Meaning(
    "payment",
    ("sliding-scale", "no-cost-trial"),
    remark=_("No listing says that its care is free. A price by income and a free trial come nearest."),
)
_INSURED = Meaning("payment", INSURERS, called=_("any insurance"))
_SHARED = {
    _FREE: (
        "free, free care, free clinic, for free, no cost, at no cost, no charge, pro bono, "
        "gratis, gratuito, gratuita, sin costo"
    ),
    _INSURED: (
        "insurance, insured, health insurance, takes insurance, in network, insurance accepted, "
        "accepts insurance, covered by insurance, private insurance, "
        "seguro, seguro medico, con seguro, aseguranza"
    ),
}


@lru_cache
def _phrases():
    """Return {folded words: Meaning} of the file and of what stands for many terms."""
    phrases = {phrase: meaning for meaning, said in _SHARED.items() for phrase in said.split(", ")}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group, slugs, said = line.split("\t")
            phrases |= dict.fromkeys(said.split(", "), Meaning(group, tuple(slugs.split())))
    return phrases


def meaning_of(words):
    """Return the Meaning of folded words that stand together: a term's name, or what is said for it."""
    phrase = " ".join(words)
    ways = {phrase, phrase + "s", phrase[:-1] if phrase.endswith("s") else phrase}
    for group, terms in vocabulary.read_vocabulary().items():
        for term in terms:
            if ways & _names(term.name):
                return Meaning(group, (term.slug,))
    return next((_phrases()[way] for way in [phrase, *sorted(ways)] if way in _phrases()), None)


@lru_cache(maxsize=512)
def _names(name):
    """Return a term's name as it can be typed, folded: whole, and without what stands in brackets."""
    whole, _bracket, inside = name.partition("(")
    return {fold(name), fold(whole), fold(inside)} - {""}


def nearest_word(word, more=()):
    """Return the word of a filter that a folded word misspells, or "".

    Known are what people say, `SUBSTANCES` and `more`. One letter may be wrong, of eight and more two; never
    the first, which is hardly mistyped.
    """
    if len(word) < SHORTEST_MISSPELT or not word.isalpha():
        return ""
    known = sorted(known for known in _said_words().union(more) if known[:1] == word[0])
    near = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)
    if not near or (len(word) == SHORTEST_MISSPELT and sorted(near[0]) != sorted(word)):
        return ""
    return near[0]


@lru_cache
def _said_words():
    """Return the single words that are said for filters and substances, long enough to be misspelt."""
    words = {word for phrase in _phrases() for word in phrase.split()} | SUBSTANCES.keys()
    return frozenset(word for word in words if len(word) >= SHORTEST_MISSPELT - 1)
