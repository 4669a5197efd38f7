"""At which words of a text a pattern is tried: those that begin with the letters with which it can begin.

The rules on wording are some 300 patterns, and few of them begin as any given word does. A text is gone
through once, word by word, and not once for each pattern, letter by letter.
"""

import re
from contextlib import suppress
from itertools import product
from re import _constants, _parser

_LEAST, _MOST = 2, 3  # letters
_SHORTEST = 4  # "cure": a shorter sentence claims nothing
_WORD = re.compile(r"\w+")
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_BOUNDARY = (_constants.AT, _constants.AT_BOUNDARY)
_DIGIT = [(_constants.CATEGORY, _constants.CATEGORY_DIGIT)]
_NO_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)


class _Any(Exception):
    """A pattern may begin with whatever there is."""


def openings(pattern):
    """Return the letters with which a pattern begins, two or three; None if it may begin anyhow or in a word.

    The pattern is one for lowered text (`clauses.low`).
    """
    parsed = _parser.parse(pattern)
    if not parsed or parsed[0] != _BOUNDARY:
        return None
    for length in (_MOST, _LEAST):
        with suppress(_Any):
            found = _begins(parsed, length)
            return found if all(len(text) == length and _WORD.match(text) for text in found) else None
    return None


def _begins(parsed, length):
    """Every text of some letters, or a shorter whole one, with which a sequence can begin."""
    found = {""}
    for code, value in parsed:
        if all(len(text) == length for text in found):
            break
        if code not in _NO_WIDTH:
            found = _joined(found, _begins_one(code, value, length), length)
    return found


def _joined(texts, others, length):
    return {(text + other)[:length] for text, other in product(texts, others)}


def _begins_one(code, value, length):
    if code is _constants.LITERAL:
        return {chr(value)}
    if code is _constants.IN and value == _DIGIT:
        return set("0123456789")  # `plainly` leaves no others
    if code is _constants.IN and all(kind is _constants.LITERAL for kind, _letter in value):
        return {chr(letter) for _kind, letter in value}
    if code is _constants.SUBPATTERN:
        return _begins(value[3], length)
    if code is _constants.ATOMIC_GROUP:
        return _begins(value, length)
    if code is _constants.BRANCH:
        return set().union(*(_begins(branch, length) for branch in value[1]))
    if code in _REPEATS:
        return _repeated(_begins(value[2], length), value[0], min(value[1], length), length)
    raise _Any


def _repeated(once, least, most, length):
    found, times = set(), {""}
    for time in range(most + 1):
        found |= times if time >= min(least, length) else set()
        times = _joined(times, once, length)
    return found


class Table:
    """Finders by the words at which they are tried."""

    def __init__(self, rows):
        """Take pairs of a name and a Finder."""
        self._anywhere, self._at = [], {}
        for name, finder in rows:
            if finder.openings is None:
                self._anywhere.append((name, finder))
            for letters in finder.openings or ():
                self._at.setdefault(letters, []).append((name, finder))

    def found(self, sentence, skipped=frozenset()):
        """Return the names, without the skipped ones, of which a Finder finds something in a Sentence."""
        text = sentence.low
        if len(text) < _SHORTEST:
            return set()
        found = {n for n, finder in self._anywhere if n not in skipped and finder.finds(sentence)}
        for word in _WORD.finditer(text):
            place = word.start()
            for end in (place + _LEAST, place + _MOST):
                for name, finder in self._at.get(text[place:end], ()):
                    if name not in found and name not in skipped and finder.finds_at(sentence, place):
                        found.add(name)
        return found
