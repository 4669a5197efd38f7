"""The picture that other sites show beside a link to an article: its title beside its drawn cover.

Nothing but title, slug and design goes into it, so that its address can name exactly what it shows. A cover
photo is left out on purpose: its license asks for a credit that a card has no room for.
"""

import io
from functools import cache, lru_cache
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from font_source_serif_pro import font_files_ttf
from PIL import Image, ImageDraw, ImageFont

from articles.models import ArticleCard
from psychly.drawing import pixels, shapes

WIDTH, HEIGHT = 1200, 630  # pixels; what the readers of Open Graph crop least
PANEL = 440  # of the drawing, at the right
EDGE = 72
SIZES = (76, 68, 60, 54, 48, 42)  # of the title, the largest that fits is taken
DESIGN = 1  # to be raised when cards come out differently


def name(article):
    """Return the name of what an article's card shows now: 16 letters and digits."""
    return sha256(repr((DESIGN, article.title, article.slug)).encode("utf-8", "replace")).hexdigest()[:16]


def address(article):
    """Return where an article's card lies; another title makes another address."""
    return settings.SITE_URL + reverse("articles:card", args=[article.slug, name(article)])


def make(article):
    """Draw and store the card of what an article is now, unless it is stored already."""
    if not _stored(article).exists():
        ArticleCard.objects.keep(article, name(article), draw_share_picture(article.title, article.slug))


def picture(article):
    """Return the card of what an article is now, as it is stored; one that no task has drawn yet is drawn."""
    card = _stored(article).first()
    return bytes(card.png) if card else draw_share_picture(article.title, article.slug)


def _stored(article):
    return ArticleCard.objects.filter(article=article, drawn_from=name(article))


@lru_cache(maxsize=8)  # what a reader sees before the task has drawn it is drawn once all the same
def draw_share_picture(title, slug):
    """Return a card as the bytes of a PNG of WIDTH by HEIGHT pixels."""
    card = Image.new("RGB", (WIDTH, HEIGHT), pixels.color("paper"))
    scale = HEIGHT / shapes.HEIGHT
    left = (shapes.WIDTH - PANEL / scale) / 2
    card.paste(pixels.paint(shapes.cover(slug), (PANEL, HEIGHT), left, scale), (WIDTH - PANEL, 0))
    pen = ImageDraw.Draw(card)
    _wordmark(card, pen)
    size, lines = _fitted(" ".join(title.split()), WIDTH - PANEL - 2 * EDGE, HEIGHT - 3.6 * EDGE)
    top = (HEIGHT - len(lines) * _leading(size)) / 2 + 4
    for number, line in enumerate(lines):
        pen.text((EDGE, top + number * _leading(size)), line, pixels.color("ink"), _font(size))
    words = gettext("Evidence you can check")
    pen.text((EDGE, HEIGHT - EDGE), words, pixels.color("soft"), _font(28), anchor="ls")
    buffer = io.BytesIO()
    card.quantize(256, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _wordmark(card, pen):
    """Draw the site's two circles and its name, as at the top of each page."""
    mark = shapes.Drawing(
        1,
        (
            shapes.Shape("i1", shapes.disc(12, 18, 10.5)),
            shapes.Shape("i2", shapes.disc(21, 12.5, 8.5)),
        ),
    )
    side = 52
    paper = pixels.paint(mark, (side, side), 0, side / 32, ground="paper")
    card.paste(paper, (EDGE - 3, EDGE - 14))
    pen.text((EDGE + side + 12, EDGE + 26), "Psychly", pixels.color("ink"), _font(38), anchor="ls")


@cache
def _font(size):
    return ImageFont.truetype(font_files_ttf["SourceSerifPro"], size)


def _leading(size):
    return round(size * 1.2)


def _fitted(title, width, height):
    """Return (size, lines) of a title; one that fits at no size ends in an ellipsis."""
    for size in SIZES:
        lines = _lines(title, width, size)
        if len(lines) * _leading(size) <= height and all(
            _font(size).getlength(line) <= width for line in lines
        ):
            return size, lines
    most = int(height // _leading(SIZES[-1]))
    lines = [_cut(line, width, SIZES[-1]) for line in lines[:most]]
    return SIZES[-1], [*lines[:-1], _cut(f"{lines[-1]}…", width, SIZES[-1])] if len(lines) == most else lines


def _lines(title, width, size):
    """Return a title in lines that are as wide as fits, broken between words."""
    lines = [""]
    for word in title.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _font(size).getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(line, width, size):
    """Return a line without its end, as far as it is too wide."""
    if _font(size).getlength(line) <= width:
        return line
    while _font(size).getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip('… ')}…"
