"""The page that explains Get Listed, and a therapist's own listings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import inviting
from listings.document import in_words
from listings.models import AlreadyDecided, Claim, Invitation, Refusal, Submission
from listings.publishing import confirmation, standing, switches, visibility
from listings.steps import progress as progresses
from listings.steps import staff_asks, submitting
from providers.document.schema import STEPS
from providers.models import Inquiry, Provider

VERBS = {"hide": visibility.hide, "show": visibility.show, "confirm": visibility.confirm}


@require_safe
def about(request):
    """What listing means, and where it begins."""
    return render(request, "listings/about.html")


@login_required
@require_safe
def dashboard(request):
    """Where all of a therapist's listings stand: each with its edit, what was never public, what ended."""
    return _dashboard(request)


def _dashboard(request, refused=None):
    """The dashboard; `refused` is (the provider's key, a switch, its form) of a press that was refused."""
    mine = Submission.objects.written_by(request.user)
    rows = mine.open().select_related("provider").order_by("pk")
    written = [
        (row, progresses.progress_of(row, row.problems(), "") if row.is_editable else []) for row in rows
    ]
    edits = {row.provider_id: (row, progress) for row, progress in written}
    waiting = Prefetch("claims", Claim.objects.waiting().select_related("by"), "open_claims")
    published = Provider.objects.written_by(request.user).order_by("pk")
    published = published.prefetch_related("licenses", "collaborators", waiting)
    discarded = {}
    for row in mine.discarded():
        discarded.setdefault(row.provider_id, []).append(row)
    received = Inquiry.objects.by_month(published)
    changes, reader = switches.changes_of(published), in_words.Reader()
    shown = {provider.pk for provider in published}
    context = {
        "providers": [
            (
                row,
                standing.standing_of(row),
                edits.get(row.pk),
                row.is_owned_by(request.user),
                _switches(row, changes.get(row.pk, []), reader, refused),
                discarded.get(row.pk, []),
                received.get(row.pk, []),
            )
            for row in published
        ],
        "bound": [refused[2]] if refused else [],
        "written": [(row, progress) for row, progress in written if row.provider_id not in shown],
        "ended": Submission.objects.first_listings_of(request.user).ended(),
        "invitations": [
            (row, reverse("listings:invitation", args=[inviting.token(row)]))
            for row in Invitation.objects.sent_to(request.user)
        ],
        "claims": Claim.objects.waiting().filter(by=request.user).select_related("provider"),
        "may_begin": None not in edits,  # one first listing at a time
    }
    return render(request, "listings/dashboard.html", context)


def _switches(provider, changes, reader, refused):
    rows = switches.switches_of(provider, changes, reader=reader)
    for row in rows if refused and refused[0] == provider.pk else []:
        if row.name == refused[1]:
            row.form = refused[2]
    return rows


@login_required
@require_POST
def switch(request, slug):
    """A press on a switch, or on the "Undo" beside it."""
    provider = get_object_or_404(Provider.objects.written_by(request.user), slug=slug)
    name = request.POST.get("switch", "")
    try:
        if request.POST.get("action") == "undo":
            switches.undo(provider, name, by=request.user)
            messages.success(request, _("Undone: what stood before is public again."))
        elif form := switches.press(provider, name, request.POST, by=request.user):
            return _dashboard(request, (provider.pk, name, form))
        elif provider.is_public:
            messages.success(request, _("It is public now."))
        else:
            messages.success(request, _("It is kept, and public as soon as the listing is."))
    except LookupError:
        messages.error(request, _("The listing does not have this any more. Nothing was changed."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(reverse("listings:dashboard") + f"#{slug}")


@login_required
@require_safe
def one(request, pk):
    """The address of one draft or edit: leads to what staff ask, its first step, or where it stands."""
    submission = get_object_or_404(Submission.objects.written_by(request.user), pk=pk)
    if submission.is_editable:
        return redirect(staff_asks.address_of_first(submission))
    return redirect(reverse("listings:dashboard") + f"#listing-{pk}")


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
    """A press on a button beside a listing that is or was public."""
    slug = request.POST.get("provider", "").replace("\0", "")[:120]
    provider = get_object_or_404(Provider.objects.written_by(request.user), slug=slug)
    if verb == "edit":
        return redirect(Submission.objects.edit_of(provider, by=request.user).address_of(STEPS[0]))
    if verb not in VERBS:
        raise Http404
    VERBS[verb](provider, by=request.user)
    return redirect("listings:dashboard")


@login_required
@require_POST
def withdraw(request, pk):
    """Take back a draft or an edit, or discard it."""
    submission = get_object_or_404(Submission.objects.written_by(request.user), pk=pk)
    try:
        submitting.withdraw(submission, by=request.user)
    except AlreadyDecided:
        messages.info(request, _("It was decided on in the meantime."))
    return redirect("listings:dashboard")


@login_required
@require_POST
def bring_back(request, pk):
    """Go on with an edit that was discarded a short time ago."""
    rows = Submission.objects.written_by(request.user).discarded().select_related("provider")
    draft = Submission.objects.bring_back(get_object_or_404(rows, pk=pk), by=request.user)
    if draft is None:
        messages.info(request, _("Another edit of this listing is open. Send that one or discard it first."))
        return redirect("listings:dashboard")
    return redirect(draft.address_of(STEPS[0]))


@login_required
@require_POST
def again(request, pk):
    """Write one again that was taken back or declined, from what it said."""
    first_listings = Submission.objects.first_listings_of(request.user)
    ended = get_object_or_404(first_listings, pk=pk, state__in=Submission.ENDED)
    draft = Submission.objects.begin_again(ended)
    if draft.begun_from_id != ended.pk:
        messages.info(request, _("You are writing another new listing. Send that one or discard it first."))
        return redirect("listings:dashboard")
    return redirect(draft.address_of(STEPS[0]))
