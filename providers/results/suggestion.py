"""What was typed into one box and belongs into several: "ketamine 97214", "takes Medicaid in Bend".

Nothing is changed silently: the page offers the search that was perhaps meant, with the number it finds.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from providers import vocabulary
from providers.places import find
from providers.places.by_name import is_called_so
from providers.places.known_names import names
from providers.places.typed import read_typed
from providers.profile import law
from providers.results.everyday_words import FLAGS, SUBSTANCES, Meaning, meaning_of, nearest_word
from providers.results.forms import SearchForm
from providers.search import engine
from providers.search import words as text
from providers.search.asked_words import TITLES
from providers.search.criteria import GROUPS
from providers.text_folding import fold

MOST_WORDS = 10
LONGEST_PHRASE = 5  # words that stand for a filter together
LONGEST_NAME = 4  # words of a place's name and its state
SMALL = 1000  # people: a single word is hardly meant as the name of a hamlet
WHERE_THE_VISITOR_IS = re.compile(r"\b(?:near|close to|around|by) (?:me|here|by)\b|\bnearby\b", re.IGNORECASE)
#: Words that ask for nothing by themselves.
FILLERS = frozenset({
    "a", "an", "the", "and", "or", "for", "of", "to", "in", "at", "by", "on", "with", "without", "who",
    "whom", "that", "which", "near", "around", "close", "me", "my", "i", "is", "are", "am", "do", "does",
    "not", "need", "want", "looking", "look", "find", "help", "someone", "somebody", "best", "good",
    "cheap", "take", "takes", "taking", "accept", "accepts", "accepting", "offer", "offers", "offering",
    "speak", "speaks", "speaking", "provider", "providers", "practice", "therapy", "treatment",
    "services", "people",
    "de", "del", "el", "los", "las", "y", "con", "sin", "para", "por", "en", "cerca", "que", "un", "una",
    "mi", "busco", "necesito", "ayuda", "acepta", "aceptan", "tratamiento", "tratamientos", "terapia",
})  # fmt: skip

#: Words of names of terms that say nothing alone.
VAGUE = frozenset({
    "access", "adults", "care", "center", "communities", "counseling", "distress", "on", "older", "oral",
    "other", "parents", "plan", "private", "request", "room", "site", "spray", "thoughts", "use", "welcome",
    "workers", "young",
})  # fmt: skip
SHOWN_TERMS = 3  # names of a group in one label


@dataclass(frozen=True)
class Suggestion:
    """Another search that was perhaps meant: what was understood, its query, how many it finds.

    `query` is empty when it finds nobody, or when only the law was asked for. `asks_state` says that the
    number is not known before the state is: telehealth goes by license. `notices` are what the law says
    of substances that nobody can be listed for (`law.Notice`).
    """

    label: str = ""
    query: str = ""
    total: int = 0
    asks_state: bool = False
    remarks: tuple = ()
    notices: tuple = ()


@dataclass
class Understood:
    """What was read out of one box: a Place, terms and flags with their Meanings, and other words."""

    place: object = None
    meanings: list = field(default_factory=list)
    words: list = field(default_factory=list)  # that are searched for
    lost: list = field(default_factory=list)  # that no listing has
    substances: list = field(default_factory=list)
    corrected: dict = field(default_factory=dict)  # what was typed → the word that it was taken for

    @property
    def terms(self):
        """{group: slugs} in the order of the filters, each slug once."""
        found = defaultdict(dict)
        for meaning in self.meanings:
            found[meaning.group].update(dict.fromkeys(meaning.slugs))
        return {group: list(found[group]) for group in GROUPS if group in found}

    @property
    def flags(self):
        """The flags of the search that were asked for."""
        return [flag for flag in FLAGS if any(meaning.group == flag for meaning in self.meanings)]


def suggestion_for(form):
    """Return the Suggestion for a bound SearchForm, or None when what was typed needs no second reading.

    Read again is a place that is not known, a ZIP code with other words, and words that name a filter or a
    place.
    """
    in_near = "near" in form.errors or _has_more_than_a_zip(form)
    name = "near" if in_near else "q"
    typed = str(form.data.get(name) or "")[: find.MAX_TEXT]
    if not typed.strip() or (name == "q" and form.errors):
        return None
    read = _understand(typed)
    notices = tuple(_notices(read, form))
    if not (read.meanings or notices or (read.words and (in_near or read.place))):
        return None
    found = _meant(form, read, in_near=in_near)
    if found and not found.query and not read.meanings:
        found = None  # "Boston, TX": the page of the refused place offers others
    if found and not found.query and in_near and read.place:
        everyone = SearchForm(QueryDict(urlencode({"near": read.place.near})))
        label = _("Everyone near %(place)s") % {"place": read.place}
        remark = _("Nobody listed fits this: %s.") % found.label
        found = _counted(everyone, label, [remark, *found.remarks]) or found
    return replace(found or Suggestion(), notices=notices) if found or notices else None


def _meant(form, read, *, in_near):
    """Return the Suggestion of what was understood, found or not; None for nothing or a search refused."""
    data = form.data.copy()
    for parameter in ("page", "day"):
        data.pop(parameter, None)
    if in_near or read.place:
        data["near"] = read.place.near if read.place else ""
    data["q"] = " ".join(read.words)[:100]
    for group, slugs in read.terms.items():
        data.setlist(group, slugs)
    for flag in read.flags:
        data[flag] = "1"
    meant = SearchForm(data)
    if not meant.is_valid() or not (read.meanings or read.words):
        return None
    remarks = [str(meaning.remark) for meaning in read.meanings if meaning.remark]
    remarks += [
        _("We took “%(typed)s” for “%(word)s”.") % {"typed": typed, "word": word}
        for typed, word in read.corrected.items()
    ]
    if read.lost:
        words = get_text_list([f"“{word}”" for word in read.lost], _("and"))
        remarks.append(_("No listing has %s, so this search is without.") % words)
    return _counted(meant, _label(meant, read), remarks)


def _label(form, read):
    """What was understood, by the names of the filters: "Condition: PTSD, near Bend, OR"."""
    parts = []
    for group, slugs in read.terms.items():
        called = next((str(m.called) for m in read.meanings if m.group == group and m.called), "")
        names = [term.name for term in form.terms[group] if term.slug in slugs]
        more = len(names) - SHOWN_TERMS
        if more > 1:
            names = [*names[:SHOWN_TERMS], _("%d more") % more]
        parts.append(f"{form.fields[group].label}: {called or get_text_list(names, _('or'))}")
    parts += [str(form.fields[flag].label) for flag in read.flags]
    if read.words:
        parts.append(", ".join(f"“{word}”" for word in read.words))
    words = {"what": "; ".join(parts), "place": form.lookup.place}
    return _("%(what)s near %(place)s") % words if words["place"] else words["what"]


def _counted(form, label, remarks=()):
    """Return the Suggestion of a valid search, without a query when it finds nobody."""
    if not form.is_valid():
        return None
    criteria, remarks = form.criteria(), tuple(dict.fromkeys(remarks))
    if criteria.asks_state:
        return Suggestion(label, form.query_string(), asks_state=True, remarks=remarks)
    total = engine.search(criteria, with_facets=False).total
    return Suggestion(label, form.query_string() if total else "", total, remarks=remarks)


def _notices(read, form):
    """Return what the law says of the substances that were typed, where the visitor is or everywhere."""
    if not read.substances:
        return []
    state = read.place.state if read.place else ""
    if not state and form.is_valid() and form.lookup.place:
        state = form.lookup.state
    return law.subjects_in([state], subject__in=read.substances)[state]


def _has_more_than_a_zip(form):
    """Whether a known place is a ZIP code and was typed with words round it."""
    if "near" in form.errors or not form.lookup.place:
        return False
    return form.lookup.place.kind == "zip" and re.search(r"[^\W\d]{3}", form.lookup.text) is not None


def _understand(typed):
    """Return the Understood of a text, with words that no listing has read as those they nearly are."""
    read = _read(typed)
    nearly = {token: word for token in read.lost if (word := nearest_word(fold(token), _all_words()))}
    if not nearly:
        return read
    mended = re.sub(r"[^\s,;.?!]+", lambda token: nearly.get(token[0], token[0]), typed)
    again = _read(mended)
    is_better = len(again.lost) < len(read.lost) and (again.meanings or again.substances)
    return replace(again, corrected=nearly) if is_better else read


def _all_words():
    """Return the words of the names of terms, and those of substances that the law names."""
    names = {term.name for terms in vocabulary.read_vocabulary().values() for term in terms}
    return {word for name in names for word in _telling_words(name)} | set(vocabulary.substances())


def _read(typed):
    """Return the Understood of a text: filters of several words first, then a place, then single words."""
    read = Understood()
    tokens = re.findall(r"[^\s,;.?!]+", WHERE_THE_VISITOR_IS.sub(" ", typed))[:MOST_WORDS]
    tokens = _take_phrases(tokens, read)
    read.place, tokens = _take_place(tokens)
    tokens = [t for t in tokens if fold(t) and fold(t) not in FILLERS and fold(t) not in TITLES]
    tokens = _take_substances(_take_single_words(tokens, read), read)
    folded = {token: fold(token) for token in tokens}
    held = text.beginning_words(folded.values())
    for token in tokens:
        (read.words if folded[token] in held else read.lost).append(token)
    return read


def _take_phrases(tokens, read):
    """Put what is said in two words or more into `read`, the longest first; return the other tokens."""
    words = [(fold(token).split(), number) for number, token in enumerate(tokens)]
    flat = [(word, number) for parts, number in words for word in parts]
    taken = set()
    for length in range(min(LONGEST_PHRASE, len(flat)), 1, -1):
        for first in range(len(flat) - length + 1):
            part = flat[first : first + length]
            numbers = {number for _word, number in part}
            whole = sum(len(words[number][0]) for number in numbers) == length  # no half of "step-free"
            if whole and not numbers & taken and (meaning := meaning_of([word for word, _number in part])):
                read.meanings.append(meaning)
                taken |= numbers
    return [token for number, token in enumerate(tokens) if number not in taken]


def _take_place(tokens):
    """Return (Place or None, the words beside it)."""
    zips = [token for token in tokens if re.fullmatch(r"[0-9]{5}", token)]
    tokens = [token for token in tokens if token not in zips]
    place, tokens = _place_in(tokens)
    return (find.find_place(zips[0]).place or place if zips else place), tokens


def _take_single_words(tokens, read):
    """Put what single words stand for into `read`; return the other tokens."""
    rest = []
    for token in tokens:
        if meaning := meaning_of([fold(token)]):
            read.meanings.append(meaning)
        else:
            rest.append(token)
    terms, used = _terms(rest)
    read.meanings += [Meaning(group, tuple(slugs)) for group, slugs in terms.items()]
    return [token for token in rest if token not in used]


def _take_substances(tokens, read):
    """Put the subjects of law that are named so into `read`; return the other tokens."""
    known, rest = vocabulary.substances() if tokens else {}, []
    for token in tokens:
        if subject := known.get(SUBSTANCES.get(fold(token), fold(token))):
            read.substances.append(subject)
        else:
            rest.append(token)
    return rest


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
    if len(token) == 2 and token.isupper():  # "OR" is Oregon
        return False
    return plain in FILLERS or meaning_of([plain]) is not None or bool(_terms([token])[0])


def _terms(tokens):
    """Return ({group: slugs}, the words that name them): the terms with most of the words, any of them.

    A word finds the terms in whose names a word begins with it, or is its beginning ("veteran").
    """
    found, used = defaultdict(lambda: defaultdict(set)), set()
    for group, terms in vocabulary.read_vocabulary().items():
        for term in terms:
            for word in _telling_words(term.name):
                for token in tokens:
                    if _is_same(fold(token), word):
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


@lru_cache(maxsize=512)
def _telling_words(name):
    """Return the words of a term's name that can stand for it; those with a hyphen are one ("step-free")."""
    words = [fold(word).replace(" ", "") for word in re.split(r"[\s()]+", name)]
    return [word for word in words if word and word not in FILLERS and word not in VAGUE]


def _is_same(token, word):
    return token == word or (len(token) >= 4 and len(word) >= 4 and token.rstrip("s") == word.rstrip("s"))
