"""Drawings in templates: covers, monograms, ledger marks and the doors of the home page."""

from django import template

from psychly import drawings

register = template.Library()

MARKS = {"staff": "is-checked", "registry": "is-matched", "self-stated": "is-stated"}


@register.inclusion_tag("drawings/cover.html")
def cover(slug):
    """The cover of an article without a picture."""
    return {"drawing": drawings.cover(str(slug))}


@register.inclusion_tag("drawings/monogram.html")
def monogram(name, kind, size=""):
    """The monogram of a provider: round for a person, square for an organization; size "large"."""
    name = str(name)
    return {
        "drawing": drawings.monogram(name),
        "initials": drawings.initials(name),
        "is_organization": str(kind) == "organization",
        "is_large": size == "large",
    }


@register.inclusion_tag("drawings/mark.html")
def mark(basis):
    """How a fact is known, as a shape: "staff", "registry" or "self-stated". Words stand beside it."""
    return {"basis": str(basis), "kind": MARKS[str(basis)]}


@register.inclusion_tag("drawings/door.html")
def door(number):
    """One of the doors: 1 understand, 2 find care, 3 get listed."""
    return {"number": int(number)}
