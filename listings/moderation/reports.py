"""What staff can do about a report besides closing it: hold it, ask the owner, answer the reporter."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import emails
from listings.models import AlreadyDecided, NoReason, OwnerChange, OwnListing, Refusal, ReportStep, Submission
from listings.moderation import decisions
from listings.policy import HOLD
from providers.models import ProblemReport

What = ReportStep.What
LONGEST_DAYS = 90  # until which an owner can be asked to correct
USUAL_DAYS = 14


def steps_of(report):
    """Return what was done about a report, oldest first; that somebody held it is no news."""
    return report.steps.exclude(what=What.HELD).select_related("by")


def holder_of(report):
    """Return who has it open, or None."""
    held = report.steps.filter(what=What.HELD, at__gte=timezone.now() - HOLD).select_related("by").last()
    return held.by if held else None


def hold(report, *, by):
    """Hold it for a while; return who holds it now (perhaps somebody else)."""
    _must_wait(report, by)
    with transaction.atomic():
        ProblemReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        holder = holder_of(report)
        if holder in (None, by):
            report.steps.filter(what=What.HELD).delete()
            ReportStep.objects.create(report=report, what=What.HELD, by=by)
    return holder or by


def release(report, *, by):
    """Let go of it."""
    report.steps.filter(what=What.HELD, by=by).delete()


def ask_owner(report, *, by, text, until, hides=False):
    """Ask the owner to correct the listing until a day; nobody learns who reported it.

    Raises OwnListing, AlreadyDecided, NoReason, or a Refusal when the day cannot be, or nobody owns it.
    """
    _must_wait(report, by)
    _need(text, _("Write what is to be corrected: it is sent to the owner."))
    today = timezone.localdate()
    if not today < until <= today + datetime.timedelta(days=LONGEST_DAYS):
        raise Refusal(sentence=_("Choose a day between tomorrow and %d days from now.") % LONGEST_DAYS)
    if not report.provider.owners or report.provider.published_at is None:
        raise Refusal(sentence=_("Nobody owns this listing any more: there is nobody to ask."))
    with transaction.atomic():
        _lock(report)
        step = ReportStep.objects.create(
            report=report, what=What.ASKED, text=text.strip(), until=until, hides=hides, by=by
        )
        emails.listing_correction_asked(report.provider, step.text, until, hides).queue()
    return step


def answer_reporter(report, *, by, text):
    """Write to whoever reported it. Raises OwnListing, NoReason, or a Refusal without an address."""
    if report.provider.may_be_written_by(by):
        raise OwnListing
    _need(text, _("Write the answer: it is sent to whoever reported it."))
    if not report.email:
        raise Refusal(sentence=_("No address was left: there is nobody to answer."))
    with transaction.atomic():
        step = ReportStep.objects.create(report=report, what=What.ANSWERED, text=text.strip(), by=by)
        emails.report_answered(report, step.text).queue()
    return step


def was_changed_since(report, at):
    """Whether the owner changed the listing, or sent a change of it, after a moment."""
    sent = Submission.objects.filter(provider=report.provider_id, submitted_at__gt=at)
    changed = OwnerChange.objects.filter(provider=report.provider_id, at__gt=at)
    corrects = [OwnerChange.What.INSTANT, OwnerChange.What.HIDDEN]  # who may write it corrects nothing
    return sent.exists() or changed.filter(what__in=corrects).exists()


def take_out_overdue(today=None):
    """Take out of the directory what its owner was asked to correct in vain; return how many.

    Only where whoever asked said so, the report still waits, and the owner changed nothing since.
    """
    today = today or timezone.localdate()
    asked = ReportStep.objects.filter(
        what=What.ASKED, hides=True, until__lt=today, report__handled_at=None
    ).select_related("report__provider", "by")
    return sum(_take_out(step) for step in asked)


def _take_out(step):
    report = step.report
    if was_changed_since(report, step.at) or report.steps.filter(what=What.TAKEN_OUT).exists():
        return False
    try:
        with transaction.atomic():
            _lock(report)
            ReportStep.objects.create(report=report, what=What.TAKEN_OUT, by=step.by)
            reason = _("We asked you to correct this, and the day is over:") + f" {step.text}"
            decisions.remove(report.provider, by=step.by, reason=reason)
    except Refusal:
        return False
    return True


def _lock(report):
    """Hold the row; raises AlreadyDecided when it was closed meanwhile."""
    if not ProblemReport.objects.select_for_update(of=("self",)).waiting().filter(pk=report.pk).exists():
        raise AlreadyDecided


def _must_wait(report, by):
    if report.provider.may_be_written_by(by):
        raise OwnListing
    if report.handled_at:
        raise AlreadyDecided


def _need(text, sentence):
    if not text.strip():
        raise NoReason(sentence=sentence)
