"""Presses on the moderators' buttons: each ends in a verb, in a sentence, or in a page that asks again.

What there is to press stands in `moderation/actions`.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from listings.models import (
    AlreadyDecided,
    Erased,
    NoReason,
    NotAcknowledged,
    OwnListing,
    Reason,
    Refusal,
    Submission,
)
from listings.moderation.actions import ON_A_LISTING, ON_A_SUBMISSION, reason_in
from providers.models import Provider

MOST_TOGETHER = 100
QUEUE = "admin:listings_submission_changelist"


def decide(model_admin, request, pk):
    """A press on a button of the decision page; what was typed comes back with a refusal."""
    _must_decide(model_admin, request)
    submission = get_object_or_404(Submission.objects.exclude(submitted_at=None), pk=pk)
    action = _action(ON_A_SUBMISSION, request)
    try:
        if action.asked_first and "confirmed" not in request.POST:
            return _ask(model_admin, request, submission, action)
        if sentence := action.press(submission, by=request.user, data=request.POST):
            messages.success(request, sentence)
    except Refusal as refusal:
        submission.refresh_from_db()
        typed = {"typed": request.POST}
        if isinstance(refusal, NotAcknowledged):  # said at its field
            typed["alarm_error"] = refusal.sentence
        elif isinstance(refusal, NoReason) and action.needs_reason:
            typed["reason_error"] = refusal.sentence
        else:
            messages.error(request, refusal.sentence)
        return model_admin.page(request, submission, **typed)
    return redirect("admin:listings_submission_change", pk) if action.stays else redirect(QUEUE)


def _must_decide(model_admin, request):
    if not model_admin.has_change_permission(request):
        raise PermissionDenied


def _action(table, request):
    """The action whose button was pressed; there is no page for any other word."""
    try:
        return table[request.POST.get("action", "")]
    except KeyError:
        raise Http404 from None


def _ask(model_admin, request, submission, action):
    """Show the mail before it leaves; the reason can still be changed there."""
    reason = reason_in(request.POST)
    if submission.belongs_to(request.user):
        raise OwnListing
    if submission.state not in action.starts:
        raise AlreadyDecided
    if not submission.document:
        raise Erased
    if not reason:
        raise NoReason
    context = {
        "submission": submission,
        "reason": reason,
        "document_version": request.POST.get("document_version", ""),
        "decision": request.POST.get("decision", ""),
        "mail": action.preview(submission, reason),
        "post_to": reverse("admin:listings_submission_decide", args=[submission.pk]),
        "back_to": reverse("admin:listings_submission_change", args=[submission.pk]),
    }
    return _confirm_page(model_admin, request, action, context)


def _confirm_page(model_admin, request, action, context):
    """The page that shows a mail, its reason, and what will be done."""
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": action.title,
        "action": action.name,
        **context,
    }
    return TemplateResponse(request, "admin/listings/submission/confirm.html", context)


# --- Several at once ----------------------------------------------------------------------------------


def press_together(action, model_admin, request, queryset):
    """A choice in the list's menu of actions: done at once, or asked first (Django's order of arguments)."""
    rows = list(queryset.filter(state=Submission.State.SUBMITTED)[: MOST_TOGETHER + 1])
    if len(rows) > MOST_TOGETHER:
        messages.warning(request, _("Only the first %d are taken.") % MOST_TOGETHER)
    rows = rows[:MOST_TOGETHER]
    if not rows:
        messages.error(request, _("None of these waits for a decision."))
        return None
    if not action.together.asks:
        _press_each(action, request, rows)
        return None
    context = {
        "rows": rows,
        "mail": action.preview(rows[0], "…"),
        "post_to": reverse("admin:listings_submission_together"),
        "back_to": reverse(QUEUE),
        "reasons": Reason.objects.offered(),
        "needs_reason": action.needs_reason,
    }
    return _confirm_page(model_admin, request, action, context)


def decide_together(model_admin, request):
    """Decide on each of several through its own verb; say how many were done and which were not."""
    _must_decide(model_admin, request)
    action = _action({name: row for name, row in ON_A_SUBMISSION.items() if row.together}, request)
    asked = _versions(request.POST.getlist("item"))
    rows = Submission.objects.filter(pk__in=asked)
    if action.needs_reason and not reason_in(request.POST):
        messages.error(request, NoReason().sentence)
        return press_together(action, model_admin, request, rows) or redirect(QUEUE)
    _press_each(action, request, rows, asked)
    return redirect(QUEUE)


def _press_each(action, request, rows, versions=None):
    """Press for each row, at the document version that was shown; say how many and which not."""
    done = 0
    for row in rows:
        data = request.POST.copy()
        data["document_version"] = str(versions[row.pk]) if versions else ""
        try:
            done += bool(action.press(row, by=request.user, data=data))
        except Refusal as refusal:
            messages.error(request, f"{row}: {refusal.sentence}")
    if done or not versions:
        messages.success(request, action.together.done(done))


def _versions(items):
    """Read `key:version` pairs; what is none is left out."""
    pairs = (item.split(":") for item in items[:MOST_TOGETHER] if item.count(":") == 1)
    return {
        int(key): int(version)
        for key, version in pairs
        if all(part.isascii() and part.isdigit() and len(part) < 18 for part in (key, version))
    }


# --- Listings -----------------------------------------------------------------------------------------


def move_listing(model_admin, request, pk, name):
    """Remove a listing from the directory or put it back, after its mail was shown."""
    _must_decide(model_admin, request)
    action = ON_A_LISTING[name]
    provider = get_object_or_404(Provider.objects.filter(published_at__isnull=False), pk=pk)
    reason, back_to = reason_in(request.POST), reverse("admin:listings_submission_record", args=[pk])
    try:
        if not reason:
            raise NoReason
        if "confirmed" in request.POST:
            messages.success(request, action.press(provider, by=request.user, data=request.POST))
            return redirect(back_to)
        if provider.may_be_written_by(request.user):
            raise OwnListing
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(back_to)
    context = {
        "submission": provider,
        "reason": reason,
        "mail": action.preview(provider, reason),
        "back_to": back_to,
        "post_to": request.path,
    }
    return _confirm_page(model_admin, request, action, context)
