"""What was typed into one box and belongs into several: "ketamine 97214", "takes Medicaid in Bend".

Nothing is changed silently: the page offers the search that was perhaps meant, with the number it finds.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from providers import vocabulary
from providers.places import find
from providers.places.by_name import is_called_so
from providers.places.known_names import names
from providers.places.typed import read_typed
from providers.results.forms import SearchForm
from providers.search import engine
from providers.search import words as text
from providers.search.criteria import GROUPS
from providers.text_folding import fold

MOST_WORDS = 10
LONGEST_NAME = 4  # words of a place's name and its state
SMALL = 1000  # people: a single word is hardly meant as the name of a hamlet
WHERE_THE_VISITOR_IS = re.compile(r"\b(?:near|close to|around|by) (?:me|here|by)\b|\bnearby\b", re.IGNORECASE)
#: Words that ask for nothing by themselves.
FILLERS = frozenset({
    "a", "an", "the", "and", "or", "for", "of", "to", "in", "at", "by", "on", "with", "without", "who",
    "whom", "that", "which", "near", "around", "close", "me", "my", "i", "is", "are", "am", "do", "does",
    "not", "need", "want", "looking", "look", "find", "help", "someone", "somebody", "best", "good",
    "cheap", "take", "takes", "taking", "accept", "accepts", "accepting", "offer", "offers", "offering",
    "speak", "speaks", "speaking", "insurance", "provider", "providers", "practice", "therapy", "treatment",
    "services", "people"
})  # fmt: skip

#: What people say for a word of a term's name.
SAID_FOR = {
    "mushroom": "psilocybin", "mushrooms": "psilocybin", "shrooms": "psilocybin", "bcbs": "cross",
    "asl": "sign", "lgbt": "lgbtq", "gay": "lgbtq", "trans": "transgender", "vets": "veterans",
    "teens": "adolescents", "military": "veterans", "depressed": "depression", "anxious": "anxiety",
}  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """Another search that was perhaps meant: what its link says, its query, how many it finds."""

    label: str
    query: str
    total: int


def suggestion_for(form):
    """Return the Meant for a bound SearchForm, or None when what was typed needs no second reading.

    Read again is a place that is not known, a ZIP code with other words, and words that name a filter or a
    place.
    """
    in_near = "near" in form.errors or _has_more_than_a_zip(form)
    name = "near" if in_near else "q"
    typed = str(form.data.get(name) or "")[: find.MAX_TEXT]
    if not typed.strip() or (name == "q" and form.errors):
        return None
    place, wanted = _apart(typed)
    terms, used = _terms(wanted)
    if not (in_near or place or terms):
        return None
    folded = {token: fold(token) for token in wanted if token not in used}
    held = text.beginning_words(folded.values())
    words = [token for token in wanted if folded.get(token) in held]
    wanted = [token for token in wanted if token in used or token in words]
    if not wanted:
        return None
    data = form.data.copy()
    for parameter in ("page", "day"):
        data.pop(parameter, None)
    if in_near or place:
        data["near"] = place.near if place else ""
    data["q"] = " ".join(words)[:100]
    for group, slugs in terms.items():
        data.setlist(group, slugs)
    found = _offered(SearchForm(data), wanted)
    if found or not place or not in_near:
        return found
    return _offered(SearchForm(QueryDict(urlencode({"near": place.near}))), [])


def _offered(form, wanted):
    """Return the Meant of a search, or None when it finds nobody."""
    if not form.is_valid():
        return None
    total = engine.search(form.criteria(), with_facets=False).total
    if not total:
        return None
    place = form.lookup.place
    words = {"words": ", ".join(f"“{word}”" for word in wanted), "place": place}
    if wanted:
        label = _("%(words)s near %(place)s") % words if place else words["words"]
    else:
        label = _("Everyone near %(place)s") % words
    return Suggestion(label, form.query_string(), total)


def _has_more_than_a_zip(form):
    """Whether a known place is a ZIP code and was typed with words round it."""
    if "near" in form.errors or not form.lookup.place:
        return False
    return form.lookup.place.kind == "zip" and re.search(r"[^\W\d]{3}", form.lookup.text) is not None


def _apart(typed):
    """Return (Place or None, the words beside it that may ask for something)."""
    tokens = re.findall(r"[^\s,;.?!]+", WHERE_THE_VISITOR_IS.sub(" ", typed))[:MOST_WORDS]
    zips = [token for token in tokens if re.fullmatch(r"[0-9]{5}", token)]
    tokens = [token for token in tokens if token not in zips]
    place, tokens = _place_in(tokens)
    if zips:
        place = find.find_place(zips[0]).place or place
    return place, [token for token in tokens if fold(token) and fold(token) not in FILLERS]


def _place_in(tokens):
    """Return (the Place with the longest name among these words or None, the other words).

    Two queries, though some thirty names are tried.
    """
    known = names()
    for length in range(min(LONGEST_NAME, len(tokens)), 0, -1):
        for first in range(len(tokens) - length, -1, -1):
            name = tokens[first : first + length]
            if all(_is_no_name(token) for token in name):
                continue
            if not is_called_so(read_typed(" ".join(name)), known, least=SMALL if length == 1 else 0):
                continue
            if place := find.find_exactly(" ".join(name)).place:
                return place, tokens[:first] + tokens[first + length :]
    return None, tokens


def _is_no_name(token):
    """Whether a word alone is more likely a filter than a place ("Anthem", "or"; "OR" is Oregon)."""
    plain = fold(token)
    return (plain in FILLERS and not (len(token) == 2 and token.isupper())) or bool(_terms([token])[0])


def _terms(tokens):
    """Return ({group: slugs}, the words that name them): the terms with most of the words, any of them.

    A word finds the terms in whose names a word begins with it, or is its beginning ("veteran").
    """
    found, used = defaultdict(lambda: defaultdict(set)), set()
    for group, terms in vocabulary.read_vocabulary().items():
        for term in terms:
            for word in fold(term.name).split():
                for token in tokens:
                    if word not in FILLERS and _is_same(fold(token), word):
                        found[group][term.slug].add(token)
                        used.add(token)
    best = {group: max(map(len, slugs.values())) for group, slugs in found.items()}
    chosen, said = {}, set()
    for group in sorted(found, key=lambda group: -best[group]):
        slugs = {slug: words for slug, words in found[group].items() if len(words) == best[group]}
        words = set().union(*slugs.values())
        if not words <= said:  # "clinical trial" is no payment, though there is a "No-cost trial"
            chosen[group] = list(slugs)
            said |= words
    return {group: chosen[group] for group in GROUPS if group in chosen}, used


def _is_same(token, word):
    token = SAID_FOR.get(token, token)
    return token == word or (len(token) >= 4 and len(word) >= 4 and token.rstrip("s") == word.rstrip("s"))
