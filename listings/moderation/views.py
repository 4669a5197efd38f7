"""Presses on the moderators' buttons: a held decision, a sentence, or a page that asks again.

What there is to press stands in `moderation/actions`; how it is held in `moderation/held_decisions`.
"""

import hashlib
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.document.in_words import Reader
from listings.models import (
    AlreadyDecided,
    Conflict,
    Erased,
    NoReason,
    NotAcknowledged,
    OwnListing,
    Reason,
    Refusal,
    Submission,
)
from listings.moderation import held_decisions, neighbors
from listings.moderation.actions import (
    ON_A_LISTING,
    ON_A_SUBMISSION,
    reason_in,
    reasons_at_fields,
    typed_in,
)
from providers.models import Provider

MOST_TOGETHER = 100
QUEUE = "admin:listings_submission_changelist"
#: What the key Enter presses: the first button of the form, which decides nothing.
AGAIN = "again"


def decide(model_admin, request, pk):
    """A press on a button of the decision page; what was typed comes back with all that decides nothing."""
    _must_decide(model_admin, request)
    submission = get_object_or_404(Submission.objects.exclude(submitted_at=None), pk=pk)
    if request.POST.get("action") == AGAIN:
        messages.info(request, _("Nothing was decided: press a button to decide."))
        return model_admin.page(request, submission, typed=request.POST)
    action = _action(ON_A_SUBMISSION, request)
    try:
        if action.asked_first and "confirmed" not in request.POST:
            return _ask(model_admin, request, submission, action)
        if action.stays:
            return _stay(model_admin, request, submission, action)
        next_address = neighbors.next_of(model_admin, request, submission)
        if sentence := held_decisions.hold(submission, action, by=request.user, data=request.POST):
            messages.success(request, sentence)
    except Refusal as refusal:
        return _refused(model_admin, request, submission, action, refusal)
    return redirect(next_address)


def _refused(model_admin, request, submission, action, refusal):
    """The page that was open, with what was typed and why nothing was done."""
    submission.refresh_from_db()
    if isinstance(refusal, NoReason) and action.asked_first:
        try:
            return _ask(model_admin, request, submission, action, reason_error=refusal.sentence)
        except Refusal as other:
            refusal = other
    typed = {"typed": request.POST}
    if isinstance(refusal, NotAcknowledged):  # said at its field
        typed["alarm_error"] = refusal.sentence
    else:
        messages.error(request, refusal.sentence)
    return model_admin.page(request, submission, **typed)


def _stay(model_admin, request, submission, action):
    """Do what decides nothing, and show the page with what was typed for the decision."""
    if sentence := action.press(submission, by=request.user, data=request.POST):
        messages.success(request, sentence)
    submission.refresh_from_db()
    typed = request.POST.copy()
    if "text" in action.takes:
        typed["private_note"] = ""
    return model_admin.page(request, submission, typed=typed)


def take_back(model_admin, request, batch):
    """Take back what was pressed a moment ago; what was typed for a single one is shown again."""
    _must_decide(model_admin, request)
    rows = held_decisions.take_back(batch, by=request.user)
    if not rows:
        messages.error(request, _("It was made already. Reverse the decision instead."))
        return redirect(QUEUE)
    if any(not row.refused for row in rows):
        said = ngettext(
            "Taken back: %s. Nothing was decided.", "Taken back: %s. Nothing was decided.", len(rows)
        )
        messages.success(request, said % held_decisions.Press(rows).names)
    record = _record_of(rows[0].provider_id) if rows[0].provider_id else ""
    if len(rows) > 1 or rows[0].refused:
        return redirect(record or neighbors.list_of(request))
    typed = QueryDict(mutable=True)
    for name, values in rows[0].data.items():
        typed.setlist(name, values)
    if record:
        return model_admin.record_page(request, rows[0].provider, typed=typed)
    return model_admin.page(request, rows[0].submission, typed=typed)


def _must_decide(model_admin, request):
    if not model_admin.has_change_permission(request):
        raise PermissionDenied


def _action(table, request):
    """The action whose button was pressed; there is no page for any other word."""
    try:
        return table[request.POST.get("action", "")]
    except KeyError:
        raise Http404 from None


@dataclass(frozen=True)
class Asked:
    """A field at which a reason can be given: its name in the form, in words, what it says and is asked."""

    name: str
    label: str
    says: str
    typed: str


def _ask(model_admin, request, submission, action, reason_error=""):
    """Show the mail before it leaves; the reason is written there, for the whole or at single fields."""
    reason = reason_in(request.POST)
    if submission.belongs_to(request.user):
        raise OwnListing
    if submission.state not in action.starts:
        raise AlreadyDecided
    if not submission.document:
        raise Erased
    if "version" in action.takes and request.POST.get("document_version") != str(submission.document_version):
        raise Conflict
    takes_fields = "at_fields" in action.takes
    at_fields = reasons_at_fields(request.POST, submission.typed) if takes_fields else []
    context = {
        "submission": submission,
        "reason": reason,
        "reason_error": reason_error,
        "reasons": Reason.objects.offered() if action.needs_reason else [],
        "needs_reason": action.needs_reason,
        "sections": _askable(submission, request.POST) if takes_fields else [],
        "document_version": request.POST.get("document_version", ""),
        "decision": request.POST.get("decision", ""),
        "mail": action.preview(submission, reason or ("" if at_fields else "…"), at_fields),
        "confirmed": "1",
        "post_to": reverse("admin:listings_submission_decide", args=[submission.pk])
        + neighbors.query_of(request),
        "back_to": reverse("admin:listings_submission_change", args=[submission.pk])
        + neighbors.query_of(request),
    }
    return _confirm_page(model_admin, request, action, context)


def _askable(submission, data):
    """The fields of a submission by step, as (title, Asked rows): those that say something come first."""
    return [
        (
            section.title,
            [
                Asked(
                    f"field-{section.step}-{field.name}",
                    field.label,
                    "; ".join(line.text for line in field.proposed),
                    typed_in(data, f"field-{section.step}-{field.name}"),
                )
                for field in [*section.stated, *section.unstated]
            ],
        )
        for section in Reader().sections(submission.typed)
    ]


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
        _do_each(action, request, rows)
        return None
    return _ask_together(model_admin, request, action, rows)


def _ask_together(model_admin, request, action, rows, reason_error=""):
    """Show which are decided on and, once there is a reason, each mail that leaves."""
    reason = reason_in(request.POST)
    is_ready = bool(reason) or not action.needs_reason
    context = {
        "rows": rows,
        "mails": [action.preview(row, reason) for row in rows] if is_ready and action.mail else [],
        "mail": bool(action.mail),
        "reason": reason,
        "reason_error": reason_error,
        "reasons": Reason.objects.offered() if action.needs_reason else [],
        "needs_reason": action.needs_reason,
        "confirmed": shown_with(reason) if is_ready else "",
        "post_to": reverse("admin:listings_submission_together"),
        "back_to": reverse(QUEUE),
    }
    return _confirm_page(model_admin, request, action, context)


def shown_with(reason):
    """Return what a page confirms that showed each mail with this reason: another makes other mails."""
    return hashlib.sha256(" ".join(reason.split()).encode()).hexdigest()[:16]


def decide_together(model_admin, request):
    """Decide on each of several through its own verb, once each mail was shown with this very reason."""
    _must_decide(model_admin, request)
    action = _action({name: row for name, row in ON_A_SUBMISSION.items() if row.together}, request)
    asked = _versions(request.POST.getlist("item"))
    rows = Submission.objects.filter(pk__in=asked)
    reason = reason_in(request.POST)
    if request.POST.get("confirmed") != shown_with(reason) or (action.needs_reason and not reason):
        error = NoReason().sentence if action.needs_reason and not reason else ""
        waiting = list(rows.filter(state=Submission.State.SUBMITTED))
        if waiting:
            return _ask_together(model_admin, request, action, waiting, reason_error=error)
        messages.error(request, _("None of these waits for a decision."))
        return redirect(QUEUE)
    _hold_each(action, request, rows, asked)
    return redirect(QUEUE)


def _do_each(action, request, rows):
    """Do for each row what decides nothing; say how many."""
    done = sum(bool(action.press(row, by=request.user, data=request.POST)) for row in rows)
    messages.success(request, action.together.done(done))


def _hold_each(action, request, rows, versions):
    """Press for each row, at the document version that was shown; say which were refused."""
    batch, done = uuid.uuid4(), 0
    for row in rows:
        data = request.POST.copy()
        data["document_version"] = str(versions[row.pk])
        try:
            done += bool(held_decisions.hold(row, action, by=request.user, data=data, batch=batch))
        except Refusal as refusal:
            messages.error(request, f"{row}: {refusal.sentence}")
    if done:
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


def _record_of(pk):
    """The address of the history of a listing."""
    return reverse("admin:listings_submission_record", args=[pk])


def move_listing(model_admin, request, pk, name):
    """Remove a listing from the directory or put it back once its mail was shown; held like any decision."""
    _must_decide(model_admin, request)
    action = ON_A_LISTING[name]
    provider = get_object_or_404(Provider.objects.filter(published_at__isnull=False), pk=pk)
    reason, back_to = reason_in(request.POST), _record_of(pk)
    try:
        if not reason:
            raise NoReason
        if "confirmed" in request.POST:
            if said := held_decisions.hold(provider, action, by=request.user, data=request.POST):
                messages.success(request, said)
            return redirect(back_to)
        if provider.may_be_written_by(request.user):
            raise OwnListing
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return model_admin.record_page(request, provider, typed=request.POST)
    context = {
        "submission": provider,
        "reason": reason,
        "needs_reason": True,
        "mail": action.preview(provider, reason),
        "confirmed": "1",
        "back_to": back_to,
        "post_to": request.path,
    }
    return _confirm_page(model_admin, request, action, context)
