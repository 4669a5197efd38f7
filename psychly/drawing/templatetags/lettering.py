"""How text is set in a line."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

register = template.Library()

HYPHENATED = re.compile(r"(\w++(?:-\w++)++)")


@register.filter
def unbroken(text):
    """Return a title whose words with a hyphen break only where they have no room on a line."""
    pieces = HYPHENATED.split(str(text))
    return mark_safe("".join(
        format_html('<span class="whole">{}</span>', piece) if number % 2 else conditional_escape(piece)
        for number, piece in enumerate(pieces)
    ))  # fmt: skip
