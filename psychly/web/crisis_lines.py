"""Whom to call in a crisis: the one place where the numbers stand, each with the day it was last confirmed.

The line for LGBTQ+ young people behind "press 3" ended on July 17, 2025 and is not to be named.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

CONFIRM_DAYS = 365  # after which staff look again
_LIFELINE = "https://988lifeline.org/get-help/what-to-expect"


@dataclass(frozen=True)
class CrisisLine:
    """One line: words before its links, (words, target) of each, words behind them; its source and day."""

    before: str
    links: tuple[tuple[str, str], ...]
    behind: str
    source: str
    confirmed_on: datetime.date
    language: str = ""

    def is_due(self, today):
        """Whether staff should confirm it again."""
        return today > self.confirmed_on + datetime.timedelta(days=CONFIRM_DAYS)


FIRST = CrisisLine(
    _("In a crisis, or worried about someone?"),
    ((_("Call"), "tel:988"), (_("text 988"), "sms:988")),
    _(", the Suicide and Crisis Lifeline, any hour, anywhere in the United States."),
    _LIFELINE,
    datetime.date(2025, 7, 17),
)
OTHERS = [
    CrisisLine(_("In danger now?"), ((_("Call 911"), "tel:911"),), ".", "", datetime.date(2026, 11, 28)),
    CrisisLine(
        _("Veterans and service members:"),
        ((_("call 988, then press 1,"), "tel:988"), (_("text 838255"), "sms:838255")),
        ".",
        "https://www.veteranscrisisline.net/",
        datetime.date(2025, 7, 17),
    ),
    CrisisLine(
        "En español:",
        (("llame al 988", "tel:988"),),
        " y presione 2.",
        _LIFELINE,
        datetime.date(2025, 7, 17),
        "es",
    ),
]
ALL = [FIRST, *OTHERS]


@register.simple_tag
def crisis_lines():
    """Every line, the first for everybody; a tag, because a page of an error has no other context."""
    return ALL


@register.simple_tag
def crisis_section():
    """All lines as the foot of a page shows them. Nothing of a request is in it: it is rendered once."""
    return _section(get_language())


@lru_cache
def _section(_language):
    return render_to_string("_crisis.html", {"lines": ALL})
