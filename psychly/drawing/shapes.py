"""Geometry of covers and monograms: the same name always gives the same drawing.

A drawing is an ink set and a list of shapes. Colours live in the stylesheet: a shape carries the class
`i0` (ground) to `i3` (inks), `ln` (fine lines) or `dot`; the set is a class `inks-1` to `inks-6`.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

WIDTH, HEIGHT = 480, 300  # of a cover, in its own units
MONOGRAMS = 256  # drawn once each: one for every name took longer than the search that found it
NO_DECIMAL = re.compile(r"\.0(?![0-9])")
NEGATIVE_ZERO = re.compile(r"-0(?![.0-9])")
TITLES = {"dr", "mr", "mrs", "ms", "mx", "prof", "rev", "the", "of", "and", "for", "at"}


@dataclass(frozen=True)
class Shape:
    """One path: the class that inks it, and its outline in SVG path syntax."""

    ink: str
    outline: str


@dataclass(frozen=True)
class Drawing:
    """The number of an ink set (1 to 6) and the shapes, back to front."""

    inks: int
    shapes: tuple[Shape, ...]


class Dice:
    """Numbers drawn from a text's SHA-256: the same on every machine and for ever."""

    def __init__(self, text):
        self.digest = sha256(text.encode("utf-8", "replace")).digest()
        self.motif = self.digest[0] % len(MOTIFS)
        self.inks = self.digest[1] % 6 + 1
        self._bytes = b""
        self._round = 0

    def between(self, low, high):
        """A number from `low` to `high`."""
        if len(self._bytes) < 2:
            self._round += 1
            self._bytes = sha256(self.digest + bytes([self._round % 256])).digest()
        value, self._bytes = int.from_bytes(self._bytes[:2], "big"), self._bytes[2:]
        return low + (high - low) * value / 65535


def _n(value):
    """A coordinate with one decimal, as short as it can be written."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _at(*values):
    return " ".join(_n(value) for value in values)


def smooth(points):
    """A closed Catmull-Rom curve through the points, as an SVG path."""
    count = len(points)
    numbers = [*points[0]]
    for i in range(count):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        numbers += x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2
    path = "M%.1f %.1f" + "C%.1f %.1f %.1f %.1f %.1f %.1f" * count + "Z"
    return NEGATIVE_ZERO.sub("0", NO_DECIMAL.sub("", path % tuple(numbers)))  # as `_n` writes them


def blob(dice, x, y, across, down, corners=6, wobble=0.11):
    """A soft shape: corners on an ellipse whose radius wavers."""
    turn = dice.between(0, math.tau)
    points = []
    for i in range(corners):
        angle = turn + i * math.tau / corners
        reach = 1 + dice.between(-wobble, wobble)
        points.append((x + math.cos(angle) * across * reach, y + math.sin(angle) * down * reach))
    return smooth(points)


def disc(x, y, radius):
    """A circle as a path."""
    return f"M{_at(x - radius, y)}a{_n(radius)} {_n(radius)} 0 1 0 {_n(2 * radius)} 0a" + (
        f"{_n(radius)} {_n(radius)} 0 1 0 {_n(-2 * radius)} 0Z"
    )


def rings(x, y, first, last, step):
    """Fine rings round one point."""
    return "".join(disc(x, y, radius) for radius in range(first, last + 1, step))


def arch(x, y, radius):
    """A round arch that stands on the lower edge; `x` is its middle, `y` where the round begins."""
    return f"M{_at(x - radius)} {HEIGHT}V{_n(y)}a{_n(radius)} {_n(radius)} 0 0 1 {_n(2 * radius)} 0V{HEIGHT}Z"


def _overlap(dice):
    x, y = dice.between(150, 190), dice.between(150, 170)
    u, v = dice.between(290, 330), dice.between(130, 155)
    yield "i3", blob(dice, dice.between(350, 410), 275, 112, 68)
    yield "i1", blob(dice, x, y, 128, 108)
    yield "i2", blob(dice, u, v, 112, 104)
    yield "ln", rings(u, v, 12, 90, 11)


def _ridge(dice, height, swing):
    steps = [height + dice.between(-swing, swing) for _ in range(7)]
    path = f"M0 {_n(steps[0])}"
    for i in range(6):
        path += f"C{_at(i * 80 + 40, steps[i], i * 80 + 40, steps[i + 1], (i + 1) * 80, steps[i + 1])}"
    return f"{path}V{HEIGHT}H0Z"


def _hills(dice):
    x, y = dice.between(130, 350), dice.between(100, 125)
    yield "i2", disc(x, y, 78)
    yield "ln", rings(x, y, 90, 162, 12)
    yield "i3", _ridge(dice, 168, 22)
    yield "i1", _ridge(dice, 200, 26)
    yield "i3", _ridge(dice, 246, 16)


def _petals(dice):
    x, y = dice.between(190, 290), dice.between(140, 160)
    turn, count = dice.between(0, math.tau), 7 + int(dice.between(0, 2.99))
    yield "i3", disc(x + dice.between(-70, 70), y + 20, 118)
    for i in range(count):
        angle = turn + i * math.tau / count
        reach = 118 + 8 * (i % 2)
        wide = 0.42
        tip = (x + math.cos(angle) * reach, y + math.sin(angle) * reach)
        left, right = (
            (x + math.cos(angle + s * wide) * reach * 0.68, y + math.sin(angle + s * wide) * reach * 0.68)
            for s in (-1, 1)
        )
        start = (x + math.cos(angle) * 8, y + math.sin(angle) * 8)
        yield f"i{1 + i % 2}", smooth([start, left, tip, right])
    yield "dot", disc(x, y, 8)
    yield "ln", rings(x, y, 140, 200, 13)


def _rings(dice):
    x, y = dice.between(140, 230), dice.between(140, 185)
    yield "i3", disc(x, y, 96)
    yield "i1", blob(dice, dice.between(305, 335), dice.between(90, 120), 122, 94)
    yield "i2", blob(dice, dice.between(235, 290), dice.between(240, 265), 138, 78)
    yield "ln", rings(x, y, 18, 213, 15)
    yield "dot", disc(x, y, 6)


def _leaf(x, y, length, side):
    """A leaf that grows from the stem at (x, y) upwards to one side (-1 or 1)."""
    tip_x, tip_y = x + side * length, y - length * 0.52
    bend_x, bend_y = x + side * length * 0.15, y - length * 0.82
    back_x, back_y = x + side * length * 0.9, y + length * 0.02
    return (
        f"M{_at(x, y)}C{_at(bend_x, bend_y, x + side * length * 0.65, y - length * 0.68, tip_x, tip_y)}"
        f"C{_at(back_x, y - length * 0.2, back_x - side * length * 0.4, back_y + length * 0.1, x, y)}Z"
    )


def _leaves(dice):
    yield "i3", disc(dice.between(120, 360), dice.between(90, 125), 92)
    for number, middle in enumerate((108, 240, 372)):
        x, step, size = middle + dice.between(-18, 18), dice.between(48, 62), dice.between(70, 96)
        pair = (("i1", "i2"), ("i2", "i1"), ("i1", "i3"))[number]
        for i in range(5):
            for side, ink in zip((-1, 1), pair, strict=True):
                yield ink, _leaf(x, 284 - i * step, size * (1 - 0.09 * i), side)
        yield "ln", f"M{_n(x)} {HEIGHT}V{_n(284 - 4.6 * step)}"


def _arches(dice):
    yield "i3", disc(dice.between(300, 420), dice.between(70, 95), 46)
    low, middle = dice.between(90, 130), dice.between(215, 265)
    yield "i1", arch(low, dice.between(175, 205), 84)
    top = dice.between(140, 170)
    yield "i2", arch(middle, top, 96)
    yield "ln", "".join(arch(middle, top, radius) for radius in range(85, 8, -11))
    yield "i3", arch(dice.between(345, 385), dice.between(205, 225), 76)


MOTIFS = (_overlap, _hills, _petals, _rings, _leaves, _arches)


@lru_cache(maxsize=512)
def cover(slug):
    """The cover of an article that has no picture of its own; its frame is 480 by 300."""
    dice = Dice(slug)
    shapes = [Shape("i0", f"M0 0h{WIDTH}v{HEIGHT}H0Z")]
    shapes += [Shape(ink, outline) for ink, outline in MOTIFS[dice.motif](dice)]
    return Drawing(dice.inks, tuple(shapes))


def monogram_number(name):
    """Return which of the monograms a name has."""
    return int.from_bytes(sha256(name.encode("utf-8", "replace")).digest()[:2]) % MONOGRAMS


@lru_cache(maxsize=MONOGRAMS)
def monogram(number):
    """Two soft shapes behind the initials of a provider without a photo; the frame is 64 by 64."""
    dice = Dice(f"monogram {number}")
    angle = dice.between(0, math.tau)
    x, y = math.cos(angle) * 13, math.sin(angle) * 13
    return Drawing(
        dice.inks,
        (
            Shape("i0", "M0 0h64v64H0Z"),
            Shape("i1", blob(dice, 32 + x, 32 + y, 25, 23)),
            Shape("i2", blob(dice, 32 - x, 32 - y, 25, 23)),
        ),
    )


def initials(name):
    """First letters of the first two words of a name, titles and small words left out."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word.casefold() not in TITLES]
    return "".join(word[0].upper() for word in words[:2])
