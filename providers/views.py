"""The pages of the directory: profile, contact, report, legal status."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from providers.contact.forms import InquiryForm, ReportForm
from providers.models import Inquiry, Membership, ProblemReport, Provider
from providers.profile import law, legal_pages, structured_data
from providers.profile.building import profile_of_provider
from providers.profile.clinicians import associate_line, roles_now
from providers.results import landing, nearby, suggestion
from providers.results import page as results
from providers.results.forms import DEFAULT_RADIUS, SearchForm
from providers.states import USState
from psychly.accounts import rate_limits

SENT, SENT_BEFORE = "sent", "sent before"
MESSAGES_AN_HOUR = 10  # from one address
MESSAGES_TO_ONE = 30  # an hour, to one provider


class SeeOther(HttpResponseRedirect):
    """After a POST: look there with GET (RFC 9110, 15.4.4)."""

    status_code = 303


def way_back(request):
    """Return the search that this request says it came from, re-encoded, or an empty string."""
    return SearchForm.clean_back(request.GET.get("back", ""))


@require_safe
def search(request):
    """The search and a page of its results; all state is in the query."""
    form = SearchForm(request.GET)
    page = results.page_of(form) if form.is_valid() else None
    whole_state = form.lookup.place.name if page and form.lookup.is_state else ""
    radius = "" if whole_state else form.cleaned_data.get("radius", DEFAULT_RADIUS)
    context = {
        "form": form,
        "page": page,
        "radius": radius,
        "whole_state": whole_state,
        "meant": suggestion.suggestion_for(form),
        "has_query": bool(request.GET),
        "states": [] if request.GET else landing.states(),
        "tiles": settings.MAP_TILE_URL,
    }
    response = render(request, "providers/results.html", context)
    if page and "HX-Request" in request.headers:  # a filter that answered at once: no empty parameters
        response.headers["HX-Push-Url"] = f"{request.path}?{form.query_string()}"
        patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def landing_page(request, state_slug, city_slug=""):
    """Who is listed in a state or a city."""
    found = landing.landing_page_of(state_slug, city_slug)
    if found is None:
        raise Http404
    return render(request, "providers/landing.html", {"landing": found, "state_slug": state_slug})


@require_safe
def profile(request, slug):
    """One provider's public page."""
    provider = Provider.of_slug(slug)
    if provider is None or not provider.is_public:
        raise Http404
    shown = profile_of_provider(provider)
    url = settings.SITE_URL + request.path
    context = {
        "profile": shown,
        "back": way_back(request),
        "nearby": nearby.others_near(provider, shown),
        "linked": _linked(provider) if provider.is_linked else [],
        "structured_data": structured_data.of_profile(shown, url),
    }
    return render(request, "providers/profile.html", context)


def _linked(provider):
    """The Memberships of a provider that are public."""
    return [row for row in Membership.objects.of(provider).agreed() if row.is_public]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request, slug):
    """Write to a provider."""
    return _write(request, slug, InquiryForm, Inquiry, "providers/contact.html", "providers:contact_sent")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, slug):
    """Tell staff about a listing, in confidence."""
    return _write(request, slug, ReportForm, ProblemReport, "providers/report.html", "providers:report_sent")


@never_cache
@require_safe
def contact_sent(request, slug):
    """The receipt for a message."""
    return _page(request, slug, "providers/contact_sent.html")


@never_cache
@require_safe
def report_sent(request, slug):
    """The receipt for a report."""
    return _page(request, slug, "providers/report_sent.html")


@require_safe
def legal_status(request):
    """What is lawful where, by treatment and state; `?state=` leads to the page of one."""
    states = [(legal_pages.state_slug(state.value), state.label) for state in USState]
    if request.GET.get("state") in dict(states):
        return redirect("state_law", request.GET["state"])
    context = {"law": legal_pages.legal_overview(), "states": states}
    return render(request, "providers/legal_status.html", context)


@require_safe
def state_law(request, slug):
    """What is lawful in one state or territory."""
    code = next((state.value for state in USState if legal_pages.state_slug(state) == slug), None)
    if code is None:
        raise Http404
    laws, others = legal_pages.law_of_state(code)
    context = {
        "state": USState(code).label,
        "laws": laws,
        "others": others,
        "nothing_known": law.nothing_known(code) or _("Nothing is recorded here yet."),
    }
    return render(request, "providers/state_law.html", context)


def _page(request, slug, template, context=None, status=200):
    """A page about a public provider."""
    provider = get_object_or_404(Provider.objects.published(), slug=slug)
    again = request.GET.get("again") == "1"
    context = {"provider": provider, "back": way_back(request), "again": again, **(context or {})}
    return render(request, template, context, status=status)


def _write(request, slug, form_class, model, template, receipt):
    """Show a form, or take what was written and lead to its receipt."""
    provider = get_object_or_404(Provider.objects.published().prefetch_related("collaborators"), slug=slug)
    form = form_class(request.POST if request.method == "POST" else None)
    status = _receive(request, provider, form, model) if form.is_bound else 200
    if status in (SENT, SENT_BEFORE):
        query = {"back": way_back(request), "again": "1" if status == SENT_BEFORE else ""}
        query = urlencode({name: value for name, value in query.items() if value})
        return SeeOther(reverse(receipt, args=[slug]) + (f"?{query}" if query else ""))
    licenses = provider.listing.licenses.licenses
    line = associate_line(roles_now(provider.listing.you.roles, licenses), licenses)
    response = _page(request, slug, template, {"form": form, "associate": line}, status)
    if status == 429:
        response.headers["Retry-After"] = str(rate_limits.HOUR)
    return response


def _receive(request, provider, form, model):
    """Keep what was written; return SENT or SENT_BEFORE, else the status to answer with."""
    is_valid = form.is_valid()
    written = {"provider": provider, "token": form.token, **form.values}
    is_known = form.is_complete and model.objects.was_received(**written)
    if not is_valid and not is_known:
        return 200
    if not _may_send(request, provider, form.token, model._meta.model_name):
        form.fail(_("Too many messages came from your network. Try again in an hour."))
        return 429
    if is_known:
        return SENT_BEFORE
    model.objects.receive(**written)
    return SENT


def _may_send(request, provider, token, kind):
    """Whether the limits of the address and of the provider leave room."""
    return rate_limits.take_slot(
        f"{kind}-from", rate_limits.address_of(request), MESSAGES_AN_HOUR, by=token
    ) and rate_limits.take_slot(f"{kind}-to", provider.pk, MESSAGES_TO_ONE, by=token)
