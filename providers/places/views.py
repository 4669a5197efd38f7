"""Completion of half-typed places."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from providers.places import find


@require_safe
@cache_control(public=True, max_age=3600)
def complete(request):
    """The places that `q` may become: JSON, or the options of a datalist for htmx."""
    found = find.complete_names(request.GET.get("q", ""))
    if request.headers.get("HX-Request"):
        response = render(request, "providers/_places.html", {"places": found})
    else:
        response = JsonResponse({"places": [{"near": place.near, "name": str(place)} for place in found]})
    patch_vary_headers(response, ["HX-Request"])
    return response
