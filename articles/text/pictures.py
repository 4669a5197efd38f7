"""Pictures in a text: `![alternative text](/media/photos/….jpg "Credit")`, with a caption on the next lines.

A picture that stands alone in its paragraph, or before its caption, becomes a figure with its credit.
"""

import re
from html import escape

from django.utils.translation import gettext
from markdown_it.token import Token

from articles.text.warnings import TextWarning, at_lines
from providers.models import Photo
from providers.photos import decoding

PHOTO = re.compile(r"/media/photos/(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d+)?\.[a-z]{3,4}")
SIZES = "(min-width: 60rem) 38rem, 100vw"


def in_text(text):
    """Return {primary key: Photo} of the uploaded photos that a text names; one statement, none for none."""
    named = {match["pk"] for match in PHOTO.finditer(text)}
    return {str(pk): photo for pk, photo in Photo.objects.in_bulk(named).items()} if named else {}


def pictures_of(source, known):
    """Return the photo of a picture's address, None when it is none of `known`."""
    named = PHOTO.fullmatch(source)
    return known.get(named["pk"]) if named else None


def problems(tokens, known):
    """Return a Finding for each picture that lies elsewhere, says nothing to the blind, or has no credit."""
    found = []
    for line, picture in at_lines(tokens, "image"):
        if not pictures_of(str(picture.attrGet("src")), known):
            words = gettext("The picture is not one that was uploaded here: use “Add a picture”.")
            found.append(TextWarning(line, words, stops=True))
        if not picture.content.strip():
            words = gettext("The picture needs alternative text between the square brackets.")
            found.append(TextWarning(line, words, stops=True))
        if not str(picture.attrGet("title") or "").strip():
            words = gettext("The picture needs a credit in quotation marks behind its address.")
            found.append(TextWarning(line, words, stops=True))
    return found


def build_pictures(tokens):
    """Make a figure of each paragraph that begins with a picture, in place."""
    for at, token in enumerate(tokens):
        children = token.children or []
        if token.type != "inline" or not children or children[0].type != "image":
            continue
        if tokens[at - 1].type != "paragraph_open" or (
            len(children) > 1 and children[1].type not in ("softbreak", "hardbreak")
        ):
            continue
        before, behind = tokens[at - 1], tokens[at + 1]
        before.tag = behind.tag = "figure"
        before.hidden = behind.hidden = False
        before.attrSet("class", "figure")
        credit = Token("text", "", 0, content=str(children[0].attrGet("title") or ""))
        token.children = [
            children[0],
            Token("figcaption_open", "figcaption", 1),
            *children[2:],
            *([Token("text", "", 0, content=" ")] if children[2:] else []),
            Token("credit_open", "span", 1, attrs={"class": "credit"}),
            credit,
            Token("credit_close", "span", -1),
            Token("figcaption_close", "figcaption", -1),
        ]


def image(self, tokens, at, options, env):
    """Return one picture with its size and the widths that a browser may choose from."""
    token = tokens[at]
    source = str(token.attrGet("src"))
    html = f'<img src="{escape(source)}" alt="{escape(token.content)}" loading="lazy"'
    if photo := pictures_of(source, env["photos"]):
        choices = [
            f"{source.rpartition('/')[0]}/{photo.pk}-{w}.webp {w}w" for w in decoding.widths(photo.width)
        ]
        html += (
            f' width="{photo.width}" height="{photo.height}" srcset="{", ".join(choices)}" sizes="{SIZES}"'
        )
    return f"{html}>"
