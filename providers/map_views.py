"""The drawn map of a page of results, as a picture of its own, so that the page does not wait for it."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from providers.forms import SearchForm
from providers.map import Spot, draw
from providers.models import Location
from providers.search.criteria import PAGE_SIZE
from providers.search.engine import search

# The tokens of the stylesheet: a picture cannot read them.
INKS = {
    "light": {
        "ground": "#f2ece3",
        "land": "#fdfbf8",
        "line": "#ddcfc8",
        "soft": "#66505f",
        "ink": "#331d2e",
        "accent": "#53299c",
        "on_accent": "#fdfcf9",
    },
    "dark": {
        "ground": "#2a202b",
        "land": "#221a23",
        "line": "#43374a",
        "soft": "#bfb0be",
        "ink": "#ece7df",
        "accent": "#c5aaf8",
        "on_accent": "#1b1220",
    },
}


@require_safe
@cache_control(private=True, max_age=600)
def drawn_map(request):
    """The map of one page of a search, in the theme that `theme=` asks for."""
    form = SearchForm(request.GET)
    ink = INKS.get(request.GET.get("theme", "light"))
    if not form.is_valid() or ink is None:
        raise Http404
    criteria = form.criteria()
    drawing = draw(_spots(criteria), start=criteria.point if criteria.has_distance else None)
    if drawing is None:
        raise Http404
    return render(request, "providers/map.svg", {"map": drawing, "ink": ink}, content_type="image/svg+xml")


def _spots(criteria):
    """Return where the providers of this page are, under the numbers that their cards carry."""
    hits = search(criteria, with_facets=False).hits
    places = Location.objects.in_bulk([hit.location_id for hit in hits if hit.location_id])
    first = (criteria.page - 1) * PAGE_SIZE + 1
    return [
        Spot(place.latitude, place.longitude, str(number))
        for number, hit in enumerate(hits, first)
        if (place := places.get(hit.location_id))
    ]
