"""The page that explains Get Listed, and a therapist's own listings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings import confirmation, standing, visibility
from listings import progress as progresses
from listings.document import STEPS
from listings.models import AlreadyDecided, Submission
from providers.models import Provider

VERBS = {"hide": visibility.hide, "show": visibility.show, "confirm": visibility.confirm}


@require_safe
def about(request):
    """What listing means, and where it begins."""
    return render(request, "listings/about.html")


@login_required
@require_safe
def dashboard(request):
    """Where a therapist's listings stand."""
    submission = Submission.objects.being_written_by(request.user)
    published = Provider.objects.filter(owner=request.user).prefetch_related("licenses").order_by("pk")
    context = {
        "submission": submission,
        "progress": progresses.of(submission, submission.problems(), "") if submission.is_editable else [],
        "ended": Submission.objects.owned_by(request.user).ended().first() if not submission.pk else None,
        "providers": [(provider, standing.of(provider)) for provider in published],
    }
    return render(request, "listings/dashboard.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link in the mail that asks: a visit changes nothing, the button confirms."""
    link = confirmation.link_of(token)
    is_done = bool(link) and (request.method == "POST" or link.is_used)
    if link and request.method == "POST":
        confirmation.confirm(link)
    context = {"provider": link and link.provider, "is_done": is_done, "is_used": link and link.is_used}
    return render(request, "listings/confirm.html", context, status=200 if link else 404)


@login_required
@require_POST
def act(request, verb):
    """A press on a button of the dashboard."""
    if verb == "withdraw":
        return _withdraw(request)
    slug = request.POST.get("provider", "").replace("\0", "")[:120]
    provider = get_object_or_404(Provider, owner=request.user, slug=slug)
    if verb == "edit":
        Submission.objects.edit_of(provider)
        return redirect("listings:step", STEPS[0])
    if verb not in VERBS:
        raise Http404
    VERBS[verb](provider, by=request.user)
    return redirect("listings:dashboard")


def _withdraw(request):
    submission = Submission.objects.being_written_by(request.user)  # what the dashboard shows
    try:
        if submission.pk:
            submission.withdraw(by=request.user)
    except AlreadyDecided:
        messages.info(request, _("It was decided on in the meantime."))
    return redirect("listings:dashboard")
