"""A question to the articles: what was meant, which articles answer it, and the best of them first."""

import math
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.search.concepts import EMPTY, concept_stems, concept_words, concepts, stem
from articles.search.documents import index
from articles.text import glossary
from providers.text_folding import fold

MOST_WORDS = 24  # of a question; what follows is not asked for
#: What a phrase counts for that means the same as the one that was typed.
SAME_MEANING = 0.6
#: What a word counts for that is no concept here ("evidence", "treatment"), beside one that is.
UNKNOWN = 0.6
ENOUGH = 0.5  # of what was asked for, by how telling it is, for an article to be shown
BEGINNING = 3  # letters from which a word also stands for every word that it begins


@dataclass(frozen=True)
class Asked:
    """One thing that was asked for: {phrase: how much it counts}, a phrase being a tuple of stems.

    `is_known`: it is one of the concepts.
    """

    phrases: dict
    is_known: bool = False


@dataclass(frozen=True)
class Answer:
    """Primary keys, the best first. `is_partial`: no article has all of it, these have part of it.

    `corrected` are (as typed, as understood); `word` is the GlossaryWord that was asked for, or None.
    """

    pks: list
    is_partial: bool = False
    corrected: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    word: glossary.GlossaryWord | None = None

    def groups_in(self, words):
        """Return for each of these folded words the number of the thing asked for it belongs to, or None."""
        roots = tuple(map(stem, words))
        groups = [None] * len(roots)
        for number, one in enumerate(self.asked):
            for phrase in one.phrases:
                for at in range(len(roots) - len(phrase) + 1):
                    if roots[at : at + len(phrase)] == phrase:
                        groups[at : at + len(phrase)] = [number] * len(phrase)
        return groups


def ask(text):
    """Return the Answer to a question in plain words; one statement when no article changed."""
    known = index.get()
    words = fold(text).split()[:MOST_WORDS]
    words, corrected = _spelled(words, known)
    asked = _understood(words, known)
    if not asked:
        return Answer([], corrected=corrected, word=_word(words))
    best, is_whole = _ranked(asked, known.documents)
    return Answer(best, bool(best) and not is_whole, corrected, asked, _word(words))


def _ranked(asked, documents):
    """Return (primary keys, the best first; whether one of them has all that was asked for).

    What no article has cannot tell them apart and is left out of the account; what few are about tells most.
    Each thing counts by how much an article says of it beside the one that says most.
    """
    if not documents:
        return [], False
    table = [[_weight(document, one) for one in asked] for document in documents]
    most = [max(column) or 1.0 for column in zip(*table, strict=True)]
    table = [[weight / best for weight, best in zip(weights, most, strict=True)] for weights in table]
    about = [sum(column) for column in zip(*table, strict=True)]
    rare = [
        (math.log(1 + (len(table) + 1) / (n + 0.5)) if n else 0.0) * (1 if one.is_known else UNKNOWN)
        for n, one in zip(about, asked, strict=True)
    ]
    scored = []
    for document, weights in zip(documents, table, strict=True):
        part = sum(r for r, weight in zip(rare, weights, strict=True) if weight) / (sum(rare) or 1)
        score = part * sum(t * weight for t, weight in zip(rare, weights, strict=True))
        if part >= ENOUGH:
            scored.append((-score, document.pk, all(weights)))
    scored.sort()
    return [pk for _score, pk, _all in scored], any(is_all for *_, is_all in scored)


def _weight(document, asked):
    return max(document.weight(phrase) * counts for phrase, counts in asked.phrases.items())


def _spelled(words, known):
    """Return (words, corrections): a word that nobody knows gives way to the nearest that somebody knows."""
    choices, corrected, found = known.known | concept_words(), [], []
    for word in words:
        if not _is_known(word, choices, known) and (meant := _nearest(word, known)):
            corrected.append((word, meant))
            word = meant
        found.append(word)
    return found, corrected


def _nearest(word, known):
    """Return the nearest word of the articles, else of the concepts; None when none is near enough.

    Whoever errs seldom errs in the first letter: "rejection" is no "injection", "ideation" no "sedation".
    """
    if len(word) <= 3:
        return None
    allowed = 1 if len(word) < 8 else 2
    for choices in (known.known, concept_words()):
        alike = sorted(choice for choice in choices if _may_be_meant(word, choice))
        if near := process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=allowed):
            return near[0]
    return None


def _may_be_meant(word, choice):
    return choice[0] == word[0] and not choice.startswith(word) and not word.startswith(choice)


def _is_known(word, choices, known):
    if word in choices or word in EMPTY or stem(word) in known.stems or stem(word) in concept_stems():
        return True
    return len(word) >= BEGINNING and any(choice.startswith(word) for choice in choices)


def _understood(words, known):
    """Return what is Asked: phrases that mean something here, and every other word that is not empty."""
    roots, at, asked = [stem(word) for word in words], 0, []
    longest = max(map(len, concepts()))
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if tuple(roots[at : at + n]) in concepts()), 0)
        if size and not (size == 1 and words[at] in EMPTY):
            phrase = tuple(roots[at : at + size])
            same = next((one for one in asked if phrase in one.phrases), None)
            if same:  # said twice in two ways: one thing, and each of the words that were typed counts fully
                same.phrases[phrase] = 1.0
            else:
                asked.append(
                    Asked({**dict.fromkeys(concepts()[phrase], SAME_MEANING), phrase: 1.0}, is_known=True)
                )
        elif words[at] not in EMPTY:
            asked.append(Asked(_single(words[at], known)))
        at += max(size, 1)
    return asked or [Asked(_single(word, known)) for word in words]


def _single(word, known):
    phrases = {(stem(word),): 1.0}
    if len(word) >= BEGINNING:
        begun = {stem(other) for other in known.known if other.startswith(word)}
        phrases = {**{(root,): 1.0 for root in begun}, **phrases}
    return phrases


def _word(words):
    """Return the word of the glossary that a question is about, when it is about one and nothing else."""
    telling = " ".join(word for word in words if word not in EMPTY or len(words) == 1)
    forms = {fold(form): word for word in glossary.words() for form in (*word.forms, word.name)}
    return forms.get(telling)
