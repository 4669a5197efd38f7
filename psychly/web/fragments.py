"""Markup that differs in a few values: a template rendered once, then filled in again and again.

A page of results has over a hundred options and twenty cards. Rendering a template for each took longer than
everything else on the page; the template is the same one, but Django walks through it once.
"""

from django.template.loader import render_to_string
from django.utils.html import format_html

OPEN, CLOSE = "\ue000", "\ue001"  # private to this module: no template holds them
SLOT = OPEN + CLOSE  # without a name: such slots are filled in turn


def slots(*names):
    """Return {name: what stands for its value in the markup} for the context of a mold."""
    return {name: f"{OPEN}{name}{CLOSE}" for name in names}


def mold(template, context):
    """Render a template whose context holds `slots`; `fill` takes the result. Keep it."""
    html = render_to_string(template, context).replace("{", "{{").replace("}", "}}")
    return html.replace(OPEN, "{").replace(CLOSE, "}")


def fill(made, *values, **named):
    """Return the markup of a mold, or of several one after the other, with these values, each escaped."""
    return format_html(made, *values, **named) if values or named else ""
