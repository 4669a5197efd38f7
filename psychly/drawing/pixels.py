"""Drawings as pixels, for pictures that leave the site; colors are those of the stylesheet in light."""

import math
import re
from functools import cache

from django.conf import settings
from PIL import Image, ImageChops, ImageDraw

FINER = 3  # how many times finer than the picture a shape is filled, so that its edge is smooth
STEPS = 16  # straight lines for one curve
TOKEN = re.compile(r"(?<![\w-])--([\w-]++): light-dark\(oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
INKS = re.compile(r"\.inks-(\d) \{ --a: var\(--(\w+)\); --b: var\(--(\w+)\); --c: var\(--(\w+)\) \}")
PART = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
GROUND = 0.26  # of the third ink in the tint, mixed in Oklab, as the stylesheet mixes it


@cache
def _lab():
    """Return {name of a token: (L, a, b) in Oklab}."""
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    found = {}
    for name, *numbers in TOKEN.findall(css):
        light, chroma, hue = map(float, numbers)
        turn = math.radians(hue)
        found[name] = (light, chroma * math.cos(turn), chroma * math.sin(turn))
    return found


def _rgb(lab):
    """Return (red, green, blue), 0 to 255, of an Oklab color (the matrices of CSS Color 4)."""
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(round(255 * _gamma(min(max(value, 0), 1))) for value in linear)


def _gamma(value):
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def color(token):
    """Return (red, green, blue) of a token of the light theme."""
    return _rgb(_lab()[token])


@cache
def inks(number):
    """Return the colors of an ink set as {"i0": ground, "i1": …, "i2": …, "i3": …}."""
    css = (settings.BASE_DIR / "static" / "css" / "components.css").read_text(encoding="utf-8")
    names = next(names for which, *names in INKS.findall(css) if int(which) == number)
    third, tint = _lab()[names[2]], _lab()["tint"]
    ground = tuple(GROUND * c + (1 - GROUND) * t for c, t in zip(third, tint, strict=True))
    return {"i0": _rgb(ground), **{f"i{n}": color(name) for n, name in enumerate(names, start=1)}}


def paint(drawing, size, left, scale, ground="tint"):
    """Return a drawing as a picture of `size` pixels.

    `scale` is pixels for each unit of the drawing, `left` the unit at the left edge of the picture.
    """
    picture = Image.new("RGB", size, color(ground))
    colors = inks(drawing.inks)
    for shape in drawing.shapes:
        mask = _mask(shape, size, left, scale)
        ink = Image.new("RGB", size, colors.get(shape.ink, color("ink")))
        over = ImageChops.multiply(picture, ink) if shape.ink in ("i1", "i2", "i3") else ink
        picture.paste(over, mask=mask)
    return picture


def _mask(shape, size, left, scale):
    """Return how much of each pixel a shape covers; fine lines let 38 % of their ink through."""
    fine = scale * FINER
    mask = Image.new("L", (size[0] * FINER, size[1] * FINER))
    pen = ImageDraw.Draw(mask)
    for line in lines(shape.outline):
        points = [((x - left) * fine, y * fine) for x, y in line]
        if shape.ink == "ln":
            pen.line(points, fill=97, width=round(fine), joint="curve")
        elif len(points) > 2:
            pen.polygon(points, fill=255)
    return mask.resize(size, Image.Resampling.BOX)


def lines(outline):
    """Return the lines of an SVG path that `drawings` writes, each as [(x, y)].

    It writes M, C, V, H, h, v, Z and half circles with `a`, one command a letter.
    """
    found, at, line = [], (0.0, 0.0), []
    for command, numbers in _commands(outline):
        if command == "M":
            line = [tuple(numbers)]
            found.append(line)
        elif command == "C":
            for n in range(0, len(numbers), 6):
                line += _curve(at, *numbers[n : n + 6])
                at = line[-1]
        elif command == "a":
            line += _half_circle(at, numbers)
        elif command == "Z":
            line.append(line[0])
        else:
            step = numbers[0]
            x, y = {"H": (step, at[1]), "V": (at[0], step)}.get(command, at)
            line.append({"h": (at[0] + step, at[1]), "v": (at[0], at[1] + step)}.get(command, (x, y)))
        at = line[-1]
    return found


def _commands(outline):
    """Yield (letter, numbers); raise ValueError for a letter that `drawings` never writes."""
    letter, numbers = "", []
    for part in [*PART.findall(outline), ""]:
        if part and not part.isalpha():
            numbers.append(float(part))
            continue
        if letter:
            yield letter, numbers
        if part and part not in "MCVHhvZa":
            raise ValueError(f"no command of our drawings: {part}")
        letter, numbers = part, []


def _curve(start, x1, y1, x2, y2, x3, y3):
    """Return STEPS points of a cubic Bézier curve, its end included."""
    points = []
    for n in range(1, STEPS + 1):
        t = n / STEPS
        u = 1 - t
        a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
        points.append(
            (a * start[0] + b * x1 + c * x2 + d * x3, a * start[1] + b * y1 + c * y2 + d * y3),
        )
    return points


def _half_circle(start, numbers):
    """Return the points of `a r r 0 large sweep dx 0`, where dx is twice the radius."""
    sweep, across = numbers[4], numbers[5]
    x, y = start[0] + across / 2, start[1]
    side = -1 if (across > 0) == bool(sweep) else 1  # over or under the middle, y grows downwards
    return [
        (x - across / 2 * math.cos(math.pi * n / (2 * STEPS)), y + side * _reach(across, n))
        for n in range(1, 2 * STEPS + 1)
    ]


def _reach(across, n):
    return abs(across) / 2 * math.sin(math.pi * n / (2 * STEPS))
