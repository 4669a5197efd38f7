"""The pages of Get Listed and of a therapist's own listing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings import confirmation, preview, visibility
from listings import progress as progresses
from listings.document import STEPS, fingerprint
from listings.models import AlreadyDecided, Conflict, NotReady, Submission
from listings.steps import ROWS, Step
from providers.models import Provider

VERBS = {"hide": visibility.hide, "show": visibility.show, "confirm": visibility.confirm}


@require_safe
def about(request):
    """What listing means, and where it begins."""
    return render(request, "listings/about.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, name):
    """One step: show what is stored, or save what was posted."""
    if name not in STEPS:
        raise Http404
    submission = Submission.objects.being_written_by(request.user)
    if not submission.is_editable:
        return _already_sent(request)
    if request.method == "POST":
        return _save(request, submission, name)
    shown = Step.stored(name, submission.typed, blank=request.GET.getlist("add"))
    return _page(request, submission, shown, checks="check" in request.GET)


def _already_sent(request):
    messages.info(request, _("Your listing is with our staff. Take it back first to change it."))
    return redirect("listings:dashboard")


def _save(request, submission, name):
    """Save a posted step, then go where its button leads."""
    action = request.POST.get("action", "")
    posted = Step.posted(name, submission.typed, _without_removed(request.POST, action))
    try:
        submission.save_step(name, posted.part, seen=request.POST.get("seen", ""), by=request.user)
    except AlreadyDecided:
        return _already_sent(request)
    except Conflict:
        submission.refresh_from_db()
        return _page(request, submission, posted, is_conflict=True)
    return _next(request, submission, name, action)


def _without_removed(data, action):
    """The posted data without the row that its button removes (`remove-places-1`)."""
    if not action.startswith("remove-"):
        return data
    prefix = action.removeprefix("remove-") + "-"
    data = data.copy()
    for key in [key for key in data if key.startswith(prefix)]:
        del data[key]
    return data


def _next(request, submission, name, action):
    kinds = [kind.name for kind in ROWS.get(name, ())]
    here = redirect("listings:step", name)
    if action.startswith("remove-"):
        return here
    if action.removeprefix("add-") in kinds:
        row = action.removeprefix("add-")
        here["Location"] += f"?add={row}#add-{row}"
        return here
    if action == "later":
        return redirect("listings:dashboard")
    shown = Step.stored(name, submission.typed)
    if name == "review":
        return _submit(request, submission, shown)
    if any(problem.stops and problem.step == name for problem in submission.problems()):
        return _page(request, submission, shown, checks=True)
    return redirect("listings:step", STEPS[STEPS.index(name) + 1])


def _submit(request, submission, shown):
    try:
        submission.submit(by=request.user)
    except (NotReady, Conflict):
        return _page(request, submission, shown, checks=True)
    except AlreadyDecided:
        pass  # sent twice: it stands where it stands
    return redirect("listings:dashboard")


def _page(request, submission, shown, *, checks=False, is_conflict=False):
    """Render a step; with `checks` the problems stand at their fields."""
    document = submission.typed
    problems = submission.problems()
    here = [problem for problem in problems if problem.step == shown.name]
    if checks:
        shown.mark(problem for problem in here if problem.stops)
    if shown.name in submission.document and not is_conflict:
        shown.warn(problem for problem in here if not problem.stops)
    progress = progresses.of(submission, problems, shown.name)
    context = {
        "submission": submission,
        "step": shown,
        "progress": progress,
        "previous": progress[max(progress.index(progresses.current(progress)) - 1, 0)],
        "position": STEPS.index(shown.name) + 1,
        "seen": fingerprint(getattr(document, shown.name)),
        "is_conflict": is_conflict,
        "has_errors": is_conflict or (checks and any(form.errors for form in shown.all_forms)),
    }
    if shown.name == "review":
        context["missing"] = [p for p in problems if p.step != "review"]
        context["profile"] = preview.to_profile(document, is_demonstration=submission.is_demonstration)
    return render(request, "listings/step.html", context)


@login_required
@require_safe
def dashboard(request):
    """Where a therapist's listings stand."""
    submission = Submission.objects.being_written_by(request.user)
    published = Provider.objects.filter(owner=request.user).order_by("pk")
    context = {
        "submission": submission,
        "progress": progresses.of(submission, submission.problems(), "") if submission.is_editable else [],
        "ended": Submission.objects.owned_by(request.user).ended().first() if not submission.pk else None,
        "providers": published,
    }
    return render(request, "listings/dashboard.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link in the mail that asks: a visit changes nothing, the button confirms."""
    provider = confirmation.provider_of(token)
    is_done = bool(provider) and request.method == "POST"
    if is_done:
        confirmation.confirm(provider)
    context = {"provider": provider, "is_done": is_done}
    return render(request, "listings/confirm.html", context, status=200 if provider else 404)


@login_required
@require_POST
def act(request, verb):
    """A press on a button of the dashboard."""
    if verb == "withdraw":
        return _withdraw(request)
    provider = get_object_or_404(Provider, owner=request.user, slug=request.POST.get("provider", "")[:120])
    if verb == "edit":
        Submission.objects.edit_of(provider)
        return redirect("listings:step", STEPS[0])
    if verb not in VERBS:
        raise Http404
    VERBS[verb](provider, by=request.user)
    return redirect("listings:dashboard")


def _withdraw(request):
    submission = Submission.objects.owned_by(request.user).open().first()
    try:
        if submission:
            submission.withdraw(by=request.user)
    except AlreadyDecided:
        messages.info(request, _("It was decided on in the meantime."))
    return redirect("listings:dashboard")
