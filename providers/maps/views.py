"""The drawn maps of a page of results and of a profile: pictures, so that no page waits for them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from providers.maps.drawing import Spot, draw_map, draw_nation
from providers.models import Location, Provider
from providers.results.forms import SearchForm
from providers.search.criteria import PAGE_SIZE
from providers.search.engine import search

LOOKED_SPAN = 330  # miles from the middle to the edge when nobody was found within 250
PLACES_SPAN = 30  # miles around one place: enough to know the towns
# The tokens of the stylesheet: a picture cannot read them.
INKS = {
    "light": {
        "ground": "#e6dfd9",
        "land": "#f2ece3",
        "line": "#c9b9b3",
        "soft": "#66505f",
        "ink": "#331d2e",
        "accent": "#53299c",
        "on_accent": "#fdfcf9",
    },
    "dark": {
        "ground": "#201822",
        "land": "#2a202b",
        "line": "#544659",
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
    if not form.is_valid():
        raise Http404
    criteria = form.criteria()
    spots, start = _spots(criteria), criteria.point if criteria.has_distance else None
    name = form.lookup.place.city or form.lookup.place.name if start else ""
    if not start and not criteria.area_state:
        return _picture(request, draw_nation(spots))
    if spots or not start:
        return _picture(request, draw_map(spots, start=start, start_name=name))
    looked = draw_map([], start=start, start_name=name, least_span=LOOKED_SPAN, width=384, height=308)
    return _picture(request, looked)


@require_safe
@cache_control(private=True, max_age=600)
def places_map(request, slug):
    """The map of one provider's places, numbered as on the profile."""
    provider = get_object_or_404(Provider.objects.published(), slug=slug)
    spots = [
        Spot(place.latitude, place.longitude, str(number))
        for number, place in enumerate(provider.locations.all(), 1)
    ]
    return _picture(request, draw_map(spots, least_span=PLACES_SPAN, height=264))


def _picture(request, drawing):
    """The drawing as SVG in the theme that was asked for; 404 for another theme or nothing to show."""
    ink = INKS.get(request.GET.get("theme", "light"))
    if drawing is None or ink is None:
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
