"""Presses on the moderators' buttons: each ends in a verb, in a sentence, or in a page that asks again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import (
    AlreadyDecided,
    Conflict,
    Erased,
    NotAcknowledged,
    NotReady,
    OwnListing,
    Submission,
)
from listings.moderation import decision_page, decisions
from listings.tasks import check_npi
from providers.models import Provider
from psychly.mail import outbox

#: Decisions that are sent with a reason: the mail is shown before it leaves.
SHOWN_FIRST = ("request_changes", "decline", "reverse")
#: What may be done to several at once. Approval is not among them: nothing is approved unseen.
TOGETHER = ("request_changes", "decline", "spam")
MOST_TOGETHER = 100
REASON = 4000  # characters


class NoReason(ValueError):
    """A decision that is sent needs words."""


def sentence_of(error):
    """Return what a moderator reads when a verb refuses."""
    if isinstance(error, AlreadyDecided):
        return _("Somebody else was first, or it was taken back. Nothing was changed.")
    if isinstance(error, Conflict):
        return _("This changed since you opened it. Look again before you decide. %s") % error
    if isinstance(error, NotReady):
        return _("This cannot be published: %s") % error
    if isinstance(error, decision_page.NoSource):
        return _("Name the source of the check you ticked: %s") % error
    if isinstance(error, NotAcknowledged):
        return _("The exclusion list raises an alarm. Say in words what came of comparing, then approve.")
    if isinstance(error, Erased):
        return _("What it said is erased, so there is nothing to decide on any more.")
    if isinstance(error, OwnListing):
        return _("This listing is your own. Another moderator decides on it.")
    return _("Enter a reason: it is sent to the therapist.")


REFUSALS = (
    AlreadyDecided,
    Conflict,
    NotReady,
    decision_page.NoSource,
    Erased,
    NotAcknowledged,
    OwnListing,
    ValueError,
)


def decide(model_admin, request, pk):
    """A press on a button of the decision page; what was typed comes back with a refusal."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    submission = get_object_or_404(Submission.objects.exclude(submitted_at=None), pk=pk)
    action = request.POST.get("action", "")
    page = redirect(reverse("admin:listings_submission_change", args=[pk]))
    try:
        if action in ASIDE:
            ASIDE[action](submission, request)
            return page
        if action in SHOWN_FIRST and "confirmed" not in request.POST:
            return _ask(model_admin, request, submission, action)
        messages.success(request, _press(submission, request, action))
        return redirect("admin:listings_submission_changelist")
    except REFUSALS as error:
        submission.refresh_from_db()
        sentence = sentence_of(error)
        if isinstance(error, ValueError):  # said at the field
            return model_admin.page(request, submission, typed=request.POST, reason_error=sentence)
        if isinstance(error, NotAcknowledged):
            return model_admin.page(request, submission, typed=request.POST, alarm_error=sentence)
        messages.error(request, sentence)
        return model_admin.page(request, submission, typed=request.POST)


def _press(submission, request, action):
    """Do what the button says; return the sentence that tells so."""
    options = {"by": request.user}
    if action != "reverse":
        options["version"] = _number(request.POST, "document_version")
    if action == "approve":
        submission.approve(
            note=reason_in(request.POST),
            facts=decision_page.facts_from(request.POST, submission),
            acknowledgement=request.POST.get("acknowledgement", "").replace("\0", "")[:REASON],
            **options,
        )
        return _("Published: %s") % submission
    if action == "spam":
        submission.mark_spam(**options)
        return _("Marked as spam: %s") % submission
    if action == "reverse":
        decisions.reverse(
            submission, reason=reason_in(request.POST), seen=_number(request.POST, "decision"), **options
        )
        return _("Decision reversed, it waits again: %s") % submission
    if action == "decline":
        submission.decline(reason=reason_in(request.POST), **options)
        return _("Declined: %s") % submission
    if action == "request_changes":
        submission.request_changes(reason=reason_in(request.POST), **options)
        return _("Changes requested: %s") % submission
    raise Http404


def _number(data, name):
    """What the page showed: the document's version, or the key of the decision."""
    number = data.get(name, "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Conflict
    return int(number)


def reason_in(data):
    """Return the reason that was typed, or the ready-made one that was chosen."""
    return (data.get("reason", "").strip() or data.get("ready", "")).replace("\0", "")[:REASON]


def _ask(model_admin, request, submission, action):
    """Show the mail before it leaves; the reason can still be changed there."""
    reason = reason_in(request.POST)
    if submission.belongs_to(request.user):
        raise OwnListing
    starts = decisions.FINAL if action == "reverse" else [Submission.State.SUBMITTED]
    if submission.state not in starts:
        raise AlreadyDecided
    if not submission.document:
        raise Erased
    if not reason.strip():
        raise NoReason
    context = {
        "submission": submission,
        "action": action,
        "reason": reason,
        "document_version": request.POST.get("document_version", ""),
        "decision": request.POST.get("decision", ""),
        "mail": decision_page.mail_of(submission, action, reason) if _is_sent(submission, action) else None,
        "post_to": reverse("admin:listings_submission_decide", args=[submission.pk]),
        "back_to": reverse("admin:listings_submission_change", args=[submission.pk]),
    }
    return confirm_page(model_admin, request, context)


def _is_sent(submission, action):
    """Spam was answered with silence, and so is its reversal."""
    return not (action == "reverse" and submission.state == Submission.State.SPAM)


def confirm_page(model_admin, request, context):
    """The page that shows a mail, its reason, and what will be done."""
    titles = {
        "request_changes": _("Request changes"),
        "decline": _("Decline"),
        "reverse": _("Reverse the decision"),
        "spam": _("Mark as spam"),
        "remove": _("Remove from the directory"),
        "restore": _("Put back into the directory"),
    }
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": titles[context["action"]],
        **context,
    }
    return TemplateResponse(request, "admin/listings/submission/confirm.html", context)


# --- Presses that decide nothing ----------------------------------------------------------------------


def _hold(submission, request):
    """Hold it for whoever pressed; the page says who holds it when somebody else does."""
    if not submission.belongs_to(request.user) and submission.claim(by=request.user) == request.user:
        messages.success(request, _("You hold this for 20 minutes."))


def _release(submission, request):
    submission.release(by=request.user)
    messages.success(request, _("You no longer hold this."))


def _note(submission, request):
    text = request.POST.get("private_note", "").replace("\0", "").strip()[:REASON]
    if text:
        submission.note(text, by=request.user)
        messages.success(request, _("Note saved."))
    else:
        messages.error(request, _("There is nothing to save: write a note first."))


def _ask_again(submission, request):
    check_npi.enqueue(submission.pk)
    messages.success(request, _("The NPI Registry is being asked again. Reload this page in a moment."))


ASIDE = {"claim": _hold, "release": _release, "note": _note, "recheck": _ask_again}


# --- Several at once ----------------------------------------------------------------------------------


def ask_together(model_admin, request, queryset, action):
    """Ask before several are decided on: which, with which reason, and the mail that each gets."""
    rows = list(queryset.filter(state=Submission.State.SUBMITTED)[: MOST_TOGETHER + 1])
    if len(rows) > MOST_TOGETHER:
        messages.warning(request, _("Only the first %d are taken.") % MOST_TOGETHER)
    rows = rows[:MOST_TOGETHER]
    if not rows:
        messages.error(request, _("None of these waits for a decision."))
        return None
    context = {
        "rows": rows,
        "action": action,
        "mail": None if action == "spam" else decision_page.mail_of(rows[0], action, "…"),
        "post_to": reverse("admin:listings_submission_together"),
        "back_to": reverse("admin:listings_submission_changelist"),
        "reasons": decision_page.Reason.objects.offered(),
        "needs_reason": action != "spam",
    }
    return confirm_page(model_admin, request, context)


def decide_together(model_admin, request):
    """Decide on each of several through its own verb; say how many were done and which were not."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    action, reason = request.POST.get("action", ""), reason_in(request.POST)
    if action not in TOGETHER:
        raise Http404
    asked = _versions(request.POST.getlist("item"))
    if action != "spam" and not reason.strip():
        messages.error(request, _("Enter a reason: it is sent to the therapist."))
        rows = Submission.objects.filter(pk__in=asked)
        return ask_together(model_admin, request, rows, action) or redirect(
            "admin:listings_submission_changelist"
        )
    done = 0
    for row in Submission.objects.filter(pk__in=asked):
        done += _one_of(row, request, action, reason, asked[row.pk])
    if done:
        said = ngettext("%d was decided on.", "%d were decided on.", done) % done
        messages.success(request, said)
    return redirect("admin:listings_submission_changelist")


def _one_of(row, request, action, reason, version):
    """Decide on one of several; return 1, or 0 after a message that says why not."""
    options = {"by": request.user, "version": version}
    try:
        if action == "spam":
            row.mark_spam(**options)
        else:
            {"decline": row.decline, "request_changes": row.request_changes}[action](reason=reason, **options)
    except REFUSALS as error:
        messages.error(request, f"{row}: {sentence_of(error)}")
        return 0
    return 1


def _versions(items):
    """Read `key:version` pairs; what is none is left out."""
    pairs = (item.split(":") for item in items[:MOST_TOGETHER] if item.count(":") == 1)
    return {
        int(key): int(version)
        for key, version in pairs
        if all(part.isascii() and part.isdigit() and len(part) < 18 for part in (key, version))
    }


# --- Listings -----------------------------------------------------------------------------------------


def move_listing(model_admin, request, pk, act):
    """Remove a listing from the directory or put it back, after its mail was shown."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    provider = get_object_or_404(Provider.objects.filter(published_at__isnull=False), pk=pk)
    reason, back_to = reason_in(request.POST), reverse("admin:listings_submission_record", args=[pk])
    verb = {"remove": decisions.remove, "restore": decisions.restore}[act]
    try:
        if not reason.strip():
            raise NoReason
        if "confirmed" in request.POST:
            verb(provider, by=request.user, reason=reason)
            messages.success(request, _("Done: %s") % provider)
            return redirect(back_to)
        if provider.owner_id == request.user.pk:
            raise OwnListing
    except REFUSALS as error:
        messages.error(request, sentence_of(error))
        return redirect(back_to)
    kind = "listing_removed" if act == "remove" else "listing_restored"
    mail = outbox.render(kind, {"provider": provider, "reason": reason}) if provider.owner_id else None
    context = {"submission": provider, "action": act, "reason": reason, "mail": mail, "back_to": back_to}
    return confirm_page(model_admin, request, {**context, "post_to": request.path})
