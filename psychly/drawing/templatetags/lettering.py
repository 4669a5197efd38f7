"""How text is set in a line."""

import re

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

HYPHENATED = re.compile(r"((?<!\w)\w++(?:-\w++)++)")


@register.filter
def unbroken(text):
    """Return a title whose words with a hyphen break only where they have no room on a line."""
    pieces = enumerate(HYPHENATED.split(str(text)))
    return format_html_join(
        "",
        "{}",
        ((format_html('<span class="whole">{}</span>', piece) if n % 2 else piece,) for n, piece in pieces),
    )
