"""Whether two written names can be one person's or one organization's.

People write a name in full or in short, with titles and credentials, the last name first, with one of two
last names, with or without "van der", a hyphen, an accent. A list writes it in capitals, in columns. Here
both become words, and each way to read the words is compared.
"""

import re
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import product

from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from listings.checks.name_words import COMMON_GIVEN_NAMES, COMMON_SURNAMES, may_be_one, words
from providers.text_folding import fold

TITLES, SUFFIXES, CREDENTIALS = words("titles"), words("suffixes"), words("credentials")
ALSO_SURNAMES = words("also surnames")
PARTICLES, BORN = words("particles"), words("born")
LEGAL_FORMS, GENERIC = words("legal forms"), words("generic")
#: Words of organizations as the list shortens them, in its columns of fixed width.
SHORTENED = {
    "assoc": "associates", "assocs": "associates", "ctr": "center", "ctrs": "centers", "centre": "center",
    "grp": "group", "hlth": "health", "hosp": "hospital", "inst": "institute", "mgmt": "management",
    "svc": "service", "svcs": "services",
}  # fmt: skip
DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]{1,4}\.)++[^\W\d_]{0,4}(?=$|[\s,)])")  # M.D., Ph.D., J.R.
IN_BRACKETS = re.compile(r"[(\[“”\"]([^()\[\]“”\"]*)[)\]“”\"]")
LIST_OF_NAMES = re.compile(r"(?<=\s)(?:and|&|und)(?=\s)|[;/|\n]", re.IGNORECASE)
HYPHEN = re.compile(r"[-‐‑–]")
DOING_BUSINESS_AS = re.compile(r"\b(?:d\s?b\s?a|doing business as|aka|fka|formerly)\b")
MOST_TEXT = 500  # characters: four times what a field of a name holds; what is longer cannot be submitted
MOST_WORDS, MOST_READINGS = 10, 20  # of one name; the rest plays no part
LONG_ENOUGH = 5  # letters from which one other letter may be an error


class Likeness(IntEnum):
    """How two names are alike; the larger, the likelier they are one. The words stand in LIKENESSES."""

    NONE = 0
    ALONE = 1
    ORDER = 2
    MAIDEN = 3
    INITIAL = 4
    LETTER = 5
    MIDDLE = 6
    PART = 7
    SHORT = 8
    SAME = 9


LIKENESSES = {
    Likeness.ALONE: _("Only one name is given, and it is the same"),
    Likeness.ORDER: _("The same names in another place: first, middle or last"),
    Likeness.MAIDEN: _("The last name stands in the middle of the other"),
    Likeness.INITIAL: _("Same last name; of the first only an initial to compare"),
    Likeness.LETTER: _("One letter off"),
    Likeness.MIDDLE: _("Same first and last name, another middle name"),
    Likeness.PART: _("Same first name, part of a longer name"),
    Likeness.SHORT: _("Same last name, another form of the same first name"),
    Likeness.SAME: _("Same name"),
}
#: One name, as far as names can say.
NAMESAKES = frozenset({Likeness.SAME, Likeness.SHORT, Likeness.PART})
#: So weak that something else has to agree before it is worth a look.
FAINT = frozenset({Likeness.ALONE, Likeness.ORDER, Likeness.MAIDEN})


@dataclass(frozen=True)
class Recorded:
    """A person's name as a list has it: which words are which is known."""

    given: tuple[str, ...]
    middle: tuple[str, ...]
    surname: tuple[str, ...]

    @classmethod
    def of(cls, given, surname, whole=""):
        """From its folded columns; the middle name is what the whole name has between them."""
        first, last = tuple(given.split()), without_suffix(tuple(surname.split()))
        words = fold(whole).split()
        middle = words[len(first) : len(words) - len(surname.split())] if given else []
        return cls(first, tuple(word for word in middle if word not in SUFFIXES), last)


@dataclass(frozen=True)
class Reading:
    """One way to read a typed name: its words, given names first.

    `split` is where the last name begins, when that is known; `joined` are words that a hyphen held together.
    """

    words: tuple[str, ...]
    split: int | None = None
    joined: frozenset = field(default_factory=frozenset)

    def splits(self):
        """Yield (given names, last name, whether the order was turned)."""
        if self.split is not None:
            yield self.words[: self.split], self.words[self.split :], False
            return
        for index in range(1, len(self.words)):
            yield self.words[:index], self.words[index:], False
        if len(self.words) > 1:
            yield self.words[1:], self.words[:1], True  # "Sampleton Robert"


def without_suffix(words):
    """Return a last name without Jr., III and the like."""
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    return words


def is_lost(text):
    """Whether a text has letters, but hardly any that can be compared with a list in Latin capitals."""
    plain = _plain(text)
    return len(fold(plain).replace(" ", "")) * 2 < sum(c.isalpha() for c in plain)


# --- Reading -----------------------------------------------------------------------------------------


def readings(text):
    """Return the Readings of what was typed as one person's name, or as several ("A. Doe and B. Roe")."""
    found = {}
    for one in LIST_OF_NAMES.split(_plain(text)):
        for reading in _readings(one):
            found.setdefault(reading)
    return list(found)[:MOST_READINGS]


def _plain(text):
    """Return the text in small Latin letters, no longer than a name may be."""
    return str(text)[:MOST_TEXT].casefold()


def _readings(text):
    plain = IN_BRACKETS.sub(" ", text)
    yield from _ordered(plain)
    for inside in IN_BRACKETS.findall(text):  # Robert "Bob" Sampleton; Maria Lopeza (née Garcilla)
        words, extra = _words(plain)[0], [w for w in _words(inside)[0] if w not in CREDENTIALS]
        if not words or not extra:
            continue
        if extra[0] in BORN:
            yield Reading((words[0], *extra[1:]))
        else:
            yield Reading((*extra, words[-1]))


def _ordered(text):
    """Yield the readings of a name without brackets: "Last, First" and "First Last, MD".

    What follows a comma and is not known may be a first name or a credential ("LPC-S"): both are read.
    """
    first, *rest = [part for part in text.split(",") if fold(part)] or [""]
    rest = [part for part in rest if not _is_all_trimmings(part)]
    if rest:
        (given, joined), (last, hyphened) = _words(rest[0]), _words(first)
        given, last = _trimmed(given), without_suffix(_trimmed(last))
        if given and last:
            words = (*given, *last)[:MOST_WORDS]
            yield Reading(words, min(len(given), len(words) - 1), joined | hyphened)
            if len(last) == 1:
                return
    words, joined = _words(first)
    for trimmed in dict.fromkeys([_trimmed(words), _trimmed(words, keep=ALSO_SURNAMES)]):
        if trimmed:
            yield Reading(trimmed[:MOST_WORDS], None, joined)


def _words(text):
    """Return the folded words of a text as a tuple, and those that a hyphen holds together.

    Dots in a short form hold it together (M.D.); initials do not (J.R. is J and R, but Jr. is a suffix).
    """
    text = DOTTED.sub(_undotted, text)
    parts = [part for part in text.replace(",", " ").split() if HYPHEN.search(part[1:-1])]
    joined = frozenset(word for part in parts for word in fold(part).split())
    return tuple(fold(text).split()), joined


def _undotted(match):
    letters = fold(match[0].replace(".", ""))
    return (
        f" {letters} " if letters in CREDENTIALS or match[0].count(".") == 1 else match[0].replace(".", " ")
    )


def _is_all_trimmings(text):
    words = _words(text)[0]
    return all(word in TITLES | SUFFIXES | CREDENTIALS or word == "c" for word in words)


def _trimmed(words, keep=frozenset()):
    """Return the words of a name without titles before and credentials and suffixes after."""
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    after = (CREDENTIALS | SUFFIXES | {"bc"}) - keep
    while len(words) > 1 and (words[-1] in after or (words[-1] == "c" and words[-2] in CREDENTIALS)):
        words = words[:-1]
    return words


# --- People ------------------------------------------------------------------------------------------


def compare_people(typed, recorded):
    """Return the Likeness of Readings and a Recorded name: that of the best reading."""
    return max((_compare(reading, recorded) for reading in typed), default=Likeness.NONE)


def _compare(reading, recorded):
    if len(reading.words) == 1:
        is_same = (reading.words[0],) in (recorded.surname, recorded.given)
        return Likeness.ALONE if is_same else Likeness.NONE
    best = Likeness.NONE
    for given, surname, is_turned in reading.splits():
        last = _surnames(surname, recorded.surname, reading.joined)
        if last == Likeness.NONE:
            continue
        if is_turned and (last != Likeness.SAME or surname[0] in COMMON_GIVEN_NAMES):
            continue
        best = max(best, _together(_given_names(given, recorded), last))
    return max(best, _turned(reading, recorded))


def _together(first, last):
    """The Likeness of a whole name from those of its given names and its last name."""
    weaker, stronger = sorted((first, last))
    if weaker == Likeness.NONE:
        return Likeness.NONE
    if Likeness.LETTER in (first, last):  # one error in all, beside names that agree
        return Likeness.LETTER if stronger > Likeness.LETTER and weaker == Likeness.LETTER else Likeness.NONE
    return weaker


def _turned(reading, recorded):
    """ "James Robert" for ROBERT JAMES: common names in the other order."""
    words = (*recorded.given, *recorded.surname)
    is_turned = len(words) == 2 and reading.words == words[::-1]
    return Likeness.ORDER if is_turned else Likeness.NONE


def core(surname):
    """Return a last name without its small words, unless it has no other."""
    return tuple(word for word in surname if word not in PARTICLES) or surname


def _surnames(ours, theirs, joined):
    a, b = core(ours), core(theirs)
    if "".join(a) == "".join(b) or "".join(ours) == "".join(theirs):
        return Likeness.SAME
    if shared := {word for word in set(a) & set(b) if len(word) > 2}:
        if len(b) > 1:
            return Likeness.PART
        if shared == {a[-1]} and not shared & joined:
            return Likeness.NONE  # a middle name stands before it: that is another split
        # The listing's name is the longer one: a given name in its middle is hardly a last name.
        is_given = shared <= COMMON_GIVEN_NAMES and not shared <= joined
        return Likeness.MAIDEN if is_given else Likeness.PART
    if _is_one_off("".join(a), "".join(b), COMMON_SURNAMES) or (
        len(ours) > 1 and _is_one_off("".join(ours), "".join(theirs), COMMON_SURNAMES)
    ):
        return Likeness.LETTER
    return Likeness.NONE


def _is_one_off(ours, theirs, common, least=LONG_ENOUGH):
    """Whether one letter is too many, missing, another, or changed places; two common names are two names."""
    if min(len(ours), len(theirs)) < least or (ours in common and theirs in common):
        return False
    return OSA.distance(ours, theirs, score_cutoff=1) <= 1


def _given_names(ours, recorded):
    """The Likeness of given names; whoever has a middle name may be called by it."""
    theirs, middle = recorded.given, recorded.middle
    if not theirs:
        return Likeness.ALONE
    first, other = ours[0], theirs[0]
    if len(first) == 1 or len(other) == 1:
        return _initials(ours, (*theirs, *middle))
    if any("".join(ours[:n]) == "".join(theirs[:m]) for n, m in product((1, 2), (1, 2))):
        return _middle(ours[1:], (*theirs[1:], *middle), Likeness.SAME)
    if may_be_one(first, other) or _is_begun(first, other):
        return _middle(ours[1:], (*theirs[1:], *middle), Likeness.SHORT)
    if len(ours) == 1 and middle and first == other[0] + middle[0][0]:  # "RJ Sampleton"
        return Likeness.INITIAL
    if _is_one_off(first, other, COMMON_GIVEN_NAMES, least=LONG_ENOUGH - 1):
        return Likeness.LETTER
    is_second = any(may_be_one(first, name) for name in (*theirs[1:], *middle)) or any(
        may_be_one(other, n) for n in ours[1:]
    )
    return Likeness.ORDER if is_second else Likeness.NONE


def _is_begun(ours, theirs):
    """Whether one is the beginning of the other ("Alexand" of "Alexandros"), and not a name of its own."""
    short, long = sorted((ours, theirs), key=len)
    return len(short) > 2 and long.startswith(short) and not {short, long} <= COMMON_GIVEN_NAMES


def _initials(ours, theirs):
    """Where one of the first names is a letter: "R. James" is as good as Robert James, "R." is not."""
    if ours[0][0] != theirs[0][0]:
        return Likeness.ORDER if may_be_one(theirs[0], ours[1] if len(ours) > 1 else "") else Likeness.NONE
    if len(ours) > 1 and len(theirs) > 1 and min(len(ours[1]), len(theirs[1])) > 1:
        return Likeness.SHORT if may_be_one(ours[1], theirs[1]) else Likeness.INITIAL
    return Likeness.INITIAL


def _middle(ours, theirs, likeness):
    """The Likeness of first names, less when both have a middle name and the two cannot be one."""
    if not ours or not theirs:
        return likeness
    a, b = ours[0], theirs[0]
    agree = a[0] == b[0] if 1 in (len(a), len(b)) else may_be_one(a, b) or OSA.distance(a, b) <= 1
    return likeness if agree or a in theirs or b in ours else Likeness.MIDDLE


# --- Organizations -----------------------------------------------------------------------------------


def organization_keys(text):
    """Return the words of each name that an organization writes ("… LLC dba …"), without its legal form."""
    text = DOTTED.sub(lambda match: match[0].replace(".", ""), _plain(text))
    found = []
    for name in DOING_BUSINESS_AS.split(fold(text.replace("&", " and "))):
        words = name.split()
        kept = tuple(
            SHORTENED.get(word, word)
            for word in _letters_joined(words)
            if word not in LEGAL_FORMS | CREDENTIALS
        )
        found.append(kept or tuple(words))
    return [words for words in dict.fromkeys(found) if words]


def person_in(text):
    """Return the person after whom an organization may be called ("Jane Roe MD PLLC"), or ""."""
    words = next(iter(organization_keys(text)), ())
    is_person = 1 < len(words) < 5 and GENERIC.isdisjoint(words)
    return " ".join(words).title() if is_person else ""


def _letters_joined(words):
    """Words, with letters that stand alone put together: "l l c" is "llc"."""
    run = ""
    for word in [*words, ""]:
        if len(word) == 1:
            run += word
            continue
        if run:
            yield run
        run = ""
        if word:
            yield word


def compare_organizations(ours, theirs):
    """Return the Likeness of two lists of words as `organization_keys` gives them."""
    return max((_organizations(a, b) for a, b in product(ours, theirs)), default=Likeness.NONE)


def _organizations(a, b):
    if "".join(a) == "".join(b) or sorted(a) == sorted(b):
        return Likeness.SAME
    short, long = sorted((a, b), key=len)
    says_which = [word for word in short if word not in GENERIC]
    if len(short) > 1 and says_which and long[: len(short)] == short:
        return Likeness.PART
    one, other = "".join(a), "".join(b)
    is_near = min(len(one), len(other)) > 7 and OSA.distance(one, other, score_cutoff=1) <= 1
    return Likeness.LETTER if is_near else Likeness.NONE


def are_one(name, other, *, is_organization):
    """Whether two whole names can be one, as near as names can say: for a record found by its number."""
    if is_organization:
        likeness = compare_organizations(organization_keys(name), organization_keys(other))
        return likeness == Likeness.SAME
    ours = readings(name)
    recorded = [
        Recorded(given[:1], given[1:], surname)
        for reading in readings(other)
        for given, surname, is_turned in reading.splits()
        if not is_turned
    ]
    return any(compare_people(ours, record) in NAMESAKES for record in recorded)
