"""The drawing of a page of evidence: one disc a study, its area the number of people, in rows by outcome."""

import math
from dataclasses import dataclass

from articles.models import Direction

#: Outcomes in the order of the rows; "" are studies without anything to compare with.
ROWS = (*Direction.values, "")
SCALE = 1.7  # radius of a disc, in pixels, for one person; it grows with the square root
LEAST = 3  # pixels: a disc that still can be seen
UNKNOWN = 6  # pixels: the ring of a study whose size is not known


@dataclass(frozen=True)
class Disc:
    """A study as a circle in its own small drawing."""

    radius: float
    side: float
    is_known: bool


@dataclass(frozen=True)
class Row:
    """Studies with the same outcome: how many, with how many people, and their discs, the largest first."""

    direction: str
    label: str
    discs: list
    studies: int
    people: int


def rows(found, without):
    """Return the Rows of (direction, people or None) pairs, one for each outcome that occurs.

    `without` is the label of those with nothing to compare with.
    """
    labels = {**dict(Direction.choices), "": without}
    return [
        _row(name, labels[name], [n for d, n in found if d == name]) for name in ROWS if name in dict(found)
    ]


def _row(direction, label, sizes):
    ordered = sorted(sizes, key=lambda size: -(size or 0))
    return Row(direction, label, [_disc(size) for size in ordered], len(sizes), sum(filter(None, sizes)))


def _disc(people):
    radius = max(LEAST, SCALE * math.sqrt(people)) if people else UNKNOWN
    return Disc(round(radius, 1), round(2 * radius + 2, 1), people is not None)
