"""Total, facets and order from one reading of the index rows of an area, counted as whole columns."""

import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from providers.search.criteria import ACCEPTING_FLAG, GROUPS, Criteria

Facets = dict[str, dict[int, int] | int]
Edge = tuple[tuple[float, float, float], float]
COLUMNS = [*GROUPS.values()]
#: BITS[byte][n] says whether a byte has bit n.
BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").astype(np.int64)


class Scan:
    """Index rows, sorted by provider, with which of the filters each fails.

    `rows` is an array of `index.ROW`; `edge` a unit vector and the least dot product with it, or None.
    A row that is expired or beyond the edge is left out. So is one that fails two filters, which tells
    nothing; one that fails a single filter counts for that one's options, and is left out without
    `with_facets`.
    """

    def __init__(
        self,
        criteria: Criteria,
        rows: NDArray,
        now: datetime.datetime,
        edge: Edge | None = None,
        *,
        with_facets: bool = True,
    ) -> None:
        tests = {name: (name, mask) for name, mask in criteria.masks().items()}
        if criteria.accepting:
            tests["accepting"] = ("access", ACCEPTING_FLAG)
        fails = {name: rows[column] & mask == 0 for name, (column, mask) in tests.items()}
        failed = sum(fails.values(), np.zeros(len(rows), np.int8))
        useful = (failed <= with_facets) & (rows["valid_until"] > now.timestamp())
        dots = None
        if edge:
            (x, y, z), least = edge
            dots = rows["x"] * x + rows["y"] * y + rows["z"] * z
            useful &= dots >= least
        kept = np.flatnonzero(useful)
        kept = kept[np.argsort(rows["provider"][kept], kind="stable")]
        self._rows, self._kept = rows, kept
        self.dots = None if dots is None else dots[kept]
        self.fails = {name: failing[kept] for name, failing in fails.items()}
        self.found = Matches(self.column("provider"), failed[kept] == 0 if tests and with_facets else None)

    def column(self, name: str) -> NDArray:
        """Return a column of the rows that tell something. Whole rows are never copied: that is slow."""
        return self._rows[name][self._kept]

    @property
    def total(self) -> int:
        """The number of distinct providers."""
        return len(self.found.providers)

    @cached_property
    def nearest(self) -> NDArray:
        """The dot product of each found provider's nearest place; ValueError without an edge."""
        if self.dots is None:
            raise ValueError("Nobody is nearest: this search has no point.")
        return self.found.each(np.maximum, self.dots)

    @cached_property
    def _places(self) -> tuple[NDArray, NDArray | None]:
        """The locations of the rows that were found, and their dot products."""
        dots = None if self.dots is None else self.found.of(self.dots)
        return self.found.of(self.column("location")), dots

    def location(self, number: int) -> int | None:
        """Return the location of the found provider with this number, the nearest, or None."""
        at = self.found.slice(number)
        locations, dots = self._places
        places = locations[at]
        if dots is not None:
            places = places[dots[at] == self.nearest[number]]
        return int(min(places[places > 0], default=0)) or None

    def facets(self) -> Facets:
        """Return {column: {bit: providers}} and {"accepting": providers}.

        An option of one group counts a provider when one of its rows passes the filters of all other
        groups and has the option's bit.
        """
        counts = {column: _ones(self._masks(column)) for column in COLUMNS}
        counts["access"] = {bit: n for bit, n in counts["access"].items() if 1 << bit < ACCEPTING_FLAG}
        accepting = self._masks("accepting") & ACCEPTING_FLAG
        return counts | {"accepting": int(np.count_nonzero(accepting))}

    def _masks(self, group: str) -> NDArray:
        """Return, for each provider that passes all other groups, the union of its rows' masks."""
        found = self.found
        if group in self.fails:
            found = Matches(self.column("provider"), found.chosen | self.fails[group])
        return found.each(np.bitwise_or, self.column("access" if group == "accepting" else group))


class Matches:
    """Some of the rows, grouped by provider, whose rows stand together: `chosen` says which, None for all."""

    def __init__(self, owners: NDArray, chosen: NDArray | None) -> None:
        self.chosen = chosen
        owners = self.of(owners)
        self.starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]])[: len(owners)])
        self.providers = owners[self.starts]

    def of(self, column: NDArray) -> NDArray:
        """Return the values of a column in these rows."""
        return column if self.chosen is None else column[self.chosen]

    def each(self, unite: np.ufunc, column: NDArray) -> NDArray:
        """Return one value a provider: a column's values united by a ufunc."""
        return unite.reduceat(self.of(column), self.starts) if len(self.starts) else column[:0]

    def slice(self, number: int) -> slice:
        """Return where the rows of the provider with this number lie."""
        ends = self.starts[number + 1 : number + 2]
        return slice(self.starts[number], ends[0] if len(ends) else None)


def _ones(masks: NDArray) -> dict[int, int]:
    """Return {bit: number of masks that have it}, counted a byte at a time."""
    used = int(np.bitwise_or.reduce(masks, initial=0))
    octets = np.ascontiguousarray(masks, "<i8").view(np.uint8).reshape(-1, 8)
    counts: dict[int, int] = {}
    for at in range(0, used.bit_length(), 8):
        ones = np.bincount(octets[:, at // 8], minlength=256) @ BITS
        counts |= {at + n: int(ones[n]) for n in range(8) if ones[n]}
    return counts
