"""The seven steps: each is shown as it is stored, and saved as it is posted.

With script a step also saves while it is written (the button value `keep`): the answer is a fragment with
the saved-state line and what is said at each field.
"""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from listings.models import AlreadyDecided, Conflict, NotReady, RegistryLookup, Submission
from listings.steps import answering, prefill, resume, staff_asks, submitting, two_windows
from listings.steps import progress as progresses
from listings.steps.from_registry import ask_registry, fill_from_registry
from listings.steps.step import ROWS, Step
from providers.document.schema import STEPS, fingerprint, read_document
from providers.models import Photo
from providers.profile import clinicians
from providers.profile.building import profile_of_draft
from providers.results.cards import card_of_profile
from psychly.accounts import rate_limits

#: What one account may have asked of the world outside: each is a task, or several.
LOOKUPS_AN_HOUR = 20
SUBMITS_AN_HOUR = 20
KEEP = "keep"
LOOKUP_ACTIONS = ("look-up", "use-record")
#: Buttons that save and show the same page again, and where on it.
STAYS = {"stay-picture": "#picture", "stay-premises": "#premises", "stay-registry": "#registry"}


def _signed_in(view):
    """The view of a step for who is signed in; what others type comes along through the sign-in."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def check(request, name, **which):
        if name not in STEPS:
            raise Http404
        if not request.user.is_authenticated:
            return resume.sign_in_first(request)
        return view(request, name, **which)

    return check


@_signed_in
def new(request, name):
    """One step of a new listing, which is stored with the first save and has an address of its own then."""
    submission = Submission.objects.new_listing_of(request.user)
    if request.method == "POST":
        return _save(request, submission, name)
    typed = resume.take_kept_form(request)
    if submission.pk and not typed:
        return redirect(f"{submission.address_of(name)}?{request.GET.urlencode()}".removesuffix("?"))
    return _show(request, submission, name, typed)


@_signed_in
def step(request, name, pk):
    """One step of a draft or an edit: show what is stored, or save what was posted."""
    submission = get_object_or_404(Submission.objects.written_by(request.user), pk=pk)
    if request.method == "POST":
        return _save(request, submission, name)
    typed = resume.take_kept_form(request)
    if not submission.is_editable and not typed:
        return _already_sent(request, submission)
    return _show(request, submission, name, typed)


def _show(request, submission, name, typed):
    if typed:
        return _resumed(request, submission, Step.posted(name, submission.typed, typed))
    shown = Step.stored(name, submission.typed, blank=request.GET.getlist("add"))
    return _page(request, submission, shown, checks="check" in request.GET)


def _resumed(request, submission, posted):
    """The page as it was when the session ended, and what happened elsewhere meanwhile."""
    if not submission.is_editable:
        return _page(request, submission, posted, why="over")
    if posted.data.get("seen") == fingerprint(getattr(submission.typed, posted.name)):
        return _page(request, submission, posted, why="resumed")
    return _choose(request, submission, posted, two_windows.meet(submission, posted, posted.part))


def _already_sent(request, submission):
    if submission.state == Submission.State.SUBMITTED:
        messages.info(request, _("Your listing is with our staff. Take it back first to change it."))
    else:
        messages.info(request, _("Nobody is writing this any more: see below where it stands."))
    return redirect("listings:dashboard")


def _over(request, submission, name):
    """The answer to a save of what can no longer be changed: what was typed stays on the page."""
    if name == "review":  # sent twice: it stands where it stands
        return _already_sent(request, submission)
    if request.POST.get("action") == KEEP:
        return render(request, "listings/_kept.html", {"why": "over"})
    return _page(request, submission, Step.posted(name, submission.typed, request.POST), why="over")


def _save(request, submission, name):
    """Save a posted step, then go where its button leads."""
    if not submission.is_editable:
        return _over(request, submission, name)
    action = request.POST.get("action", "")
    typed = _without_removed(two_windows.taken(request.POST, name, submission.typed), action)
    public = read_document(submission.base_document) if submission.provider_id else None
    posted = Step.posted(name, submission.typed, typed, request.FILES, request.user, public)
    part = posted.part_with_photo(by=request.user)
    if answering.keep(submission, request.POST, by=request.user):
        messages.warning(request, _("Your answer to our staff was too long: only its beginning was kept."))
    try:
        submission.save_step(name, part, seen=request.POST.get("seen", ""), by=request.user)
    except AlreadyDecided:
        return _over(request, submission, name)
    except Conflict:
        if submission.pk:
            submission.refresh_from_db()
        return _conflict(request, submission, posted, part)
    if action == KEEP:
        return _kept(request, submission, posted)
    return _next(request, submission, posted, action)


def _conflict(request, submission, posted, part):
    """Keep what two windows changed apart from each other; ask where both changed the same."""
    if request.POST.get("action") == KEEP:
        return render(request, "listings/_kept.html", {"why": "conflict"})
    meeting = two_windows.meet(submission, posted, part)
    if meeting.clashes or not meeting.came:
        return _choose(request, submission, posted, meeting)
    seen = fingerprint(getattr(submission.typed, posted.name))
    try:
        submission.save_step(posted.name, meeting.part, seen=seen, by=request.user)
    except AlreadyDecided:
        return _over(request, submission, posted.name)
    except Conflict:  # a third window
        submission.refresh_from_db()
        return _choose(request, submission, posted, two_windows.meet(submission, posted, part))
    messages.info(
        request, _("Kept from both windows. From the other one came: %s.") % ", ".join(meeting.came)
    )
    return _next(request, submission, posted, request.POST.get("action", ""))


def _choose(request, submission, posted, meeting):
    """The page on which is chosen between two windows, with what both changed apart from each other."""
    shown = Step.stored(posted.name, replace(submission.typed, **{posted.name: meeting.part}))
    shown.keep_photo(meeting.part, stored=submission.typed.about.photo)
    return _page(request, submission, shown, why="conflict", meeting=meeting)


def _without_removed(data, action):
    """The posted data without the row that its button removes (`remove-places-1`)."""
    if not action.startswith("remove-"):
        return data
    prefix = action.removeprefix("remove-") + "-"
    data = data.copy()
    for key in [key for key in data if key.startswith(prefix)]:
        del data[key]
    return data


def _kept(request, submission, posted):
    """The answer to a save while writing: what is said at the fields as they are on the page."""
    problems = submission.problems()
    here = [problem for problem in problems if problem.step == posted.name]
    posted.offer_what_is_lawful()
    posted.say(here, everything="checked" in request.POST)
    context = {
        "submission": submission,
        "step": posted,
        "seen": fingerprint(getattr(submission.typed, posted.name)),
        "base": two_windows.base_of(getattr(submission.typed, posted.name)),
        "progress": progresses.progress_of(submission, problems, posted.name),
        "questions": [problem for problem in here if problem.asks],
        "answers": staff_asks.asked_on(submission, Step.stored(posted.name, submission.typed)).here,
        "photo": Photo.objects.named(submission.typed.about) if request.FILES else None,
        "has_new_photo": "photo-file" in request.FILES,
        "stored": Step.stored("about", submission.typed) if "room-file" in request.FILES else None,
    }
    return render(request, "listings/_kept.html", context)


def _next(request, submission, posted, action):
    name = posted.name
    here = redirect(submission.address_of(name))
    shown = Step.stored(name, submission.typed)
    if posted.photo and (posted.photo.errors or posted.room.errors):
        shown.photo, shown.room = posted.photo, posted.room
        return _page(request, submission, shown, checks=True)
    if action.startswith("remove-"):
        return here
    if action.removeprefix("add-") in [kind.name for kind in ROWS.get(name, ())]:
        row = action.removeprefix("add-")
        here["Location"] += f"?add={row}#add-{row}"
        return here
    if action in STAYS:  # a link to this page would lose what was typed, and goes nowhere from #picture
        here["Location"] += STAYS[action]
        return here
    if action in LOOKUP_ACTIONS and name == "you":
        return _registry(request, submission, posted, action)
    if action == "later":
        return redirect("listings:dashboard")
    if name == "review":
        return _submit(request, submission, shown)
    noted = [problem for problem in submission.problems() if problem.step == name]
    if any(problem.stops for problem in noted):
        return _page(request, submission, shown, checks=True)
    asked = request.POST.getlist("asked")
    if any(problem.asks and problem.sentence not in asked for problem in noted):
        return _page(request, submission, shown, is_asking=True)
    return redirect(submission.address_of(STEPS[STEPS.index(name) + 1]))


def _registry(request, submission, posted, action):
    """Ask the NPI Registry for the number that was typed, or take over what it answered."""
    here = redirect(submission.address_of("you"))
    here["Location"] += "#registry"
    if action == "use-record":
        fill_from_registry(submission, by=request.user)
        return here
    npi = submission.typed.you.npi
    if not npi or posted.form.has_error("npi"):
        shown = Step.stored("you", submission.typed)
        if not npi:
            shown.form.add_error("npi", _("Enter the NPI that we should look up."))
        return _page(request, submission, shown, is_refused=True)
    if not rate_limits.take_slot("registry-lookup", request.user.pk, LOOKUPS_AN_HOUR, by=uuid.uuid4()):
        sentence = _("You have looked up many numbers. What you typed is saved; look this one up in an hour.")
        return _too_often(request, submission, Step.stored("you", submission.typed), "npi", sentence)
    ask_registry(npi, by=request.user)
    return here


def _too_often(request, submission, shown, field, sentence):
    """The step as it is saved, with a sentence on what has to wait at a field (None for the whole step)."""
    shown.form.add_error(field, sentence)
    answer = _page(request, submission, shown, is_refused=True)
    answer.status_code = 429
    answer.headers["Retry-After"] = str(rate_limits.HOUR)
    return answer


def _submit(request, submission, shown):
    is_ready = not any(problem.stops for problem in submission.problems())
    if is_ready and not rate_limits.take_slot("submit", request.user.pk, SUBMITS_AN_HOUR, by=uuid.uuid4()):
        sentence = _("You have sent in listings many times. Everything is saved; send this one in an hour.")
        return _too_often(request, submission, shown, None, sentence)
    try:
        _tell(request, *submitting.submit(submission, by=request.user))
    except NotReady:
        return _page(request, submission, shown, checks=True)
    except Conflict:
        messages.warning(
            request, _("Something was changed in another window meanwhile. Read it again, then send it.")
        )
        return redirect(submission.address_of("review"))
    except AlreadyDecided:
        pass  # sent twice: it stands where it stands
    return redirect("listings:dashboard")


def _tell(request, at_once, waits):
    """Say what went live at once, and that the rest waits or that nothing does."""
    if at_once:
        messages.success(request, _("Published at once: %s.") % ", ".join(at_once))
    elif not waits:
        messages.info(request, _("Nothing was changed, so there is nothing to look at."))


def _page(
    request, submission, shown, *, checks=False, is_asking=False, is_refused=False, why="", meeting=None
):
    """Render a step; with `checks` the problems stand at their fields, with `is_asking` questions above.

    `why` it shows what was typed and not what is stored: conflict, over, resumed, or nothing.
    """
    document = submission.typed
    problems = submission.problems()
    here = [problem for problem in problems if problem.step == shown.name]
    shown.offer_what_is_lawful()
    if checks:
        shown.mark(problem for problem in here if problem.stops)
    questions = []
    if shown.name in submission.document and why in ("", "resumed"):
        shown.warn(problem for problem in here if not problem.stops)
        questions = [problem for problem in here if problem.asks]
    progress = progresses.progress_of(submission, problems, shown.name)
    context = {
        "submission": submission,
        "step": shown,
        "progress": progress,
        "previous": progress[max(progress.index(progresses.current(progress)) - 1, 0)],
        "position": STEPS.index(shown.name) + 1,
        "seen": fingerprint(getattr(document, shown.name)),
        "base": two_windows.base_of(getattr(document, shown.name)),
        "meeting": meeting,
        "writer": resume.mark_of_writer(request.user),
        "checks": checks,
        "questions": questions,
        "is_asking": is_asking,
        "why": why,
        "asked": staff_asks.asked_on(submission, shown),
        "is_photo_lost": resume.LOST_PHOTO in shown.data,
        "has_errors": why in ("conflict", "over")
        or ((checks or is_refused) and any(form.errors for form in shown.all_forms)),
    }
    if shown.name == "you":
        context["lookup"] = lookup = RegistryLookup.objects.of(request.user, document)
        context["doubts"] = prefill.doubts(document, lookup.found) if lookup and lookup.found else []
    if shown.name == "about":
        context["photo"] = Photo.objects.named(document.about)
    if shown.name == "review":
        context["missing"] = [(p, submission.address_of(p.step)) for p in problems if p.step != "review"]
        profile = profile_of_draft(document, is_demonstration=submission.is_demonstration)
        context |= {
            "profile": profile,
            "cards": [card_of_profile(profile, lead=clinicians.lead_of(document.you.people))],
        }
    return render(request, "listings/step.html", context)
