"""Total, facets and nearest places from one reading of every index row of an area."""

import sys
from array import array
from functools import reduce
from operator import or_

from providers.search.criteria import ACCEPTING_FLAG, GROUPS

COLUMNS = [*GROUPS.values()]
ACCESS = COLUMNS.index("access")


class Sweep:
    """Index rows of an area without the filters of the groups, sorted by which filters they fail.

    `rows` are tuples of provider id, location id (None for telehealth), dot product and the six masks. A
    row that fails two filters tells nothing; one that fails a single filter counts for that one's options.
    """

    def __init__(self, criteria, rows):
        wanted = [getattr(criteria, column) for column in COLUMNS]
        tests = [(i, i + 3, mask) for i, mask in enumerate(wanted) if mask]
        if criteria.accepting:
            tests.append((len(COLUMNS), ACCESS + 3, ACCEPTING_FLAG))
        self.failed = {number: [] for number, _at, _mask in tests}
        self.found = rows if not tests else []
        for row in rows if tests else []:
            fails = [number for number, at, mask in tests if not row[at] & mask]
            if not fails:
                self.found.append(row)
            elif len(fails) == 1:
                self.failed[fails[0]].append(row)
        self.providers = _by_provider(self.found)

    @property
    def total(self):
        """The number of distinct providers."""
        return len(self.providers)

    def nearest(self):
        """Return the row of each provider's nearest place."""
        best = {}
        for row in self.found:
            known = best.setdefault(row[0], row)
            if row[2] > known[2] or (row[2] == known[2] and row[1] < known[1]):
                best[row[0]] = row
        return best.values()

    def facets(self):
        """Return {column: {bit: providers}} and {"accepting": providers}.

        An option of one group counts a provider when one of its rows passes the filters of all other
        groups and has the option's bit.
        """
        masks = list(zip(*self.providers.values(), strict=True))[3:] or [()] * len(COLUMNS)
        masks.append(masks[ACCESS])
        for number, rows in self.failed.items():
            at = min(number, ACCESS)
            unions = {provider: row[at + 3] for provider, row in self.providers.items()}
            for row in rows:
                unions[row[0]] = unions.get(row[0], 0) | row[at + 3]
            masks[number] = unions.values()
        result = {column: _ones(masks[i]) for i, column in enumerate(COLUMNS)}
        result["access"] = {bit: n for bit, n in result["access"].items() if 1 << bit < ACCEPTING_FLAG}
        result["accepting"] = sum(1 for mask in masks[-1] if mask & ACCEPTING_FLAG)
        return result


def _by_provider(rows):
    """Return {provider id: row}; the masks of a provider with several rows are united."""
    merged = {}
    for row in rows:
        other = merged.setdefault(row[0], row)
        if other is not row:
            merged[row[0]] = (*row[:3], *map(or_, other[3:], row[3:]))
    return merged


def _ones(masks):
    """Return {bit: number of masks that have it}, counted 64 masks' worth of lanes at a time."""
    lanes = array("Q", masks)
    if not lanes:
        return {}
    packed = int.from_bytes(lanes.tobytes(), sys.byteorder)
    every = int.from_bytes(array("Q", [1]).tobytes() * len(lanes), sys.byteorder)
    used = reduce(or_, lanes)
    counts = ((bit, (packed >> bit & every).bit_count()) for bit in range(used.bit_length()))
    return {bit: number for bit, number in counts if number}
