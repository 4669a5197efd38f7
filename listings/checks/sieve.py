"""Which patterns can find anything in a sentence, told by three letters in a row.

The rules on wording are some 250 patterns, and few of them have a word in any given sentence. Whatever a
pattern finds holds a word of it, so three letters of each such word are enough to leave the pattern out
where none of them stand. A text is then read once, and not once for each pattern.
"""

from re import _constants, _parser

#: Letters by how often texts hold them: of a word those three are looked for that are least common.
_COMMON = "eaiosntrlducmphgbyfvqwzxkj"
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def needed(pattern):
    """Return threes of letters of which one stands in whatever a pattern finds; None when it has none such.

    The pattern is one for lowered text (`clauses.low`).
    """
    return _of(_parser.parse(pattern))


def _of(parsed):
    """The smallest of the sets that parts of a pattern need."""
    sets, run = [], ""
    for code, value in [*parsed, (None, None)]:
        if code is _constants.LITERAL:
            run += chr(value)
            continue
        if len(run) > 2:
            sets.append(frozenset([_rarest(run)]))
        run = ""
        if code is _constants.SUBPATTERN:
            sets.append(_of(value[3]))
        elif code is _constants.ATOMIC_GROUP or (code in _REPEATS and value[0]):
            sets.append(_of(value if code is _constants.ATOMIC_GROUP else value[2]))
        elif code is _constants.BRANCH:
            branches = [_of(branch) for branch in value[1]]
            sets.append(None if None in branches else frozenset().union(*branches))
    return min((found for found in sets if found), key=len, default=None)


def _rarest(word):
    threes = [word[at : at + 3] for at in range(len(word) - 2)]
    return max(threes, key=lambda three: sum(_COMMON.find(letter) for letter in three))


class Sieve:
    """Keeps things that each need some threes of letters, and says for which of them a text has one."""

    def __init__(self, rows):
        """Take pairs of a thing and the threes that it needs, None for what any text may hold."""
        self._things, self._always, self._bits = [], 0, {}  # a bit is a thing's place
        for place, (thing, threes) in enumerate(rows):
            self._things.append(thing)
            if threes is None:
                self._always |= 1 << place
            for three in threes or ():
                self._bits[three] = self._bits.get(three, 0) | 1 << place

    def left(self, text):
        """Return the things that may find something in a lowered text, in their order."""
        bits = self._always
        for at in range(len(text) - 2):
            bits |= self._bits.get(text[at : at + 3], 0)
        things = []
        while bits:
            lowest = bits & -bits
            things.append(self._things[lowest.bit_length() - 1])
            bits ^= lowest
        return things
