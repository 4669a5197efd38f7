"""Drawings in templates: covers, monograms, ledger marks and the doors of the home page."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join

from psychly.drawing import shapes
from psychly.web import fragments

register = template.Library()

MARKS = {"staff": "is-checked", "registry": "is-matched", "self-stated": "is-stated"}


@register.simple_tag
def cover(slug):
    """The cover of an article without a picture."""
    return _cover(str(slug))


@lru_cache(maxsize=512)
def _cover(slug):
    """A cover follows from the slug alone, and takes as long to draw as the rest of a card."""
    drawing = shapes.cover(slug)
    path = '<path class="{}" d="{}"/>'
    paths = format_html_join("\n", path, ((shape.ink, shape.outline) for shape in drawing.shapes))
    return render_to_string("drawings/cover.html", {"inks": drawing.inks, "paths": paths})


@register.simple_tag
def monogram(name, kind, size=""):
    """The monogram of a provider: round for a person, square for an organization; size "large"."""
    number = shapes.monogram_number(str(name))
    drawn = _monogram(number, str(kind) == "organization", size == "large")
    return fragments.fill(drawn, initials=shapes.initials(str(name)))


@lru_cache(maxsize=4 * shapes.MONOGRAMS)
def _monogram(number, is_organization, is_large):
    drawing = shapes.monogram(number)
    ground, first, second = (shape.outline for shape in drawing.shapes)
    context = {
        "inks": drawing.inks,
        "ground": ground,
        "first": first,
        "second": second,
        "is_organization": is_organization,
        "is_large": is_large,
    }
    return fragments.mold("drawings/monogram.html", context | fragments.slots("initials"))


@register.simple_tag
def marks(bases):
    """The marks of a tally in a row."""
    return format_html_join("", "{}", ((mark(basis),) for basis in bases))


@register.simple_tag
def mark(basis):
    """How a fact is known, as a shape: "staff", "registry" or "self-stated". Words stand beside it."""
    return _mark(str(basis))


@lru_cache(maxsize=len(MARKS))
def _mark(basis):
    """One of three shapes, without a value in it: its template is rendered once."""
    return render_to_string("drawings/mark.html", {"basis": basis, "kind": MARKS[basis]})


@register.simple_tag
def door(number):
    """One of the doors: 1 understand, 2 find care, 3 get listed."""
    return _door(int(number))


@lru_cache(maxsize=3)
def _door(number):
    return render_to_string("drawings/door.html", {"number": number})
