"""The cards of a list. Twenty stand on a page: their template is rendered once for each kind of card."""

from functools import lru_cache
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import get_language

from psychly.drawing.templatetags.drawings import monogram
from psychly.web import fragments

register = template.Library()
#: What a card may have or not, and is put into its mold as it is.
OPTIONAL = ("miles", "price", "licensed", "reach")
ALWAYS = (
    "number",
    "address",
    "back",
    "name",
    "anchor",
    "role",
    "town",
    "accepting",
    "picture",
    "treatments",
    "tally",
)


@register.simple_tag
def card_list(cards, back):
    """The cards of a page; `back` is the query that leads from a profile to this list again."""
    back = f"?back={quote(back, safe='')}" if back else ""
    language = get_language()
    return format_html_join("", "{}", ((_markup(card, back, language),) for card in cards))


def _markup(card, back, language):
    values = {
        "number": card.number,
        "address": card.address,
        "back": back,
        "name": card.name,
        "anchor": card.anchor,
        "role": card.role,
        "town": card.town,
        "price_for": card.price_for,
        "accepting": card.accepting,
        "picture": _photo(card) if card.photo else monogram(card.name, card.kind),
        "treatments": fragments.fill(_treatment() * len(card.treatments), *card.treatments),
        "tally": _tally(card.tally, language),
    }
    values |= {name: getattr(card, name) for name in OPTIONAL}
    if card.point:
        values |= {"pin": card.pin, "latitude": card.latitude, "longitude": card.longitude}
    has = tuple(name for name in OPTIONAL if getattr(card, name))
    made = _mold(has, bool(card.point), card.is_demonstration, language)
    return fragments.fill(made, **values)


@lru_cache(maxsize=256)
def _mold(has, has_point, is_demonstration, _language):
    names = [*ALWAYS, *has]
    names += ["price_for"] if "price" in has else []
    names += ["pin", "latitude", "longitude"] if has_point else []
    context = {
        "card": fragments.slots(*names),
        "is_demonstration": is_demonstration,
        "site": settings.SITE_URL,
    }
    return fragments.mold("providers/_card.html", context)


@lru_cache(maxsize=1)
def _treatment():
    return fragments.mold("providers/_card_treatment.html", {"name": fragments.SLOT})


@lru_cache(maxsize=4096)
def _tally(tally, _language):
    return render_to_string("providers/_tally.html", {"tally": tally})


def _photo(card):
    return render_to_string("providers/_card_photo.html", {"card": card})
