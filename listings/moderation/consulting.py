"""Staff ask each other: a second opinion on a submission or a report, or that a colleague takes it over."""

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import emails
from listings.models import AlreadyDecided, Consultation, NoReason, OwnListing, Refusal, Submission
from listings.moderation import decisions, reports
from providers.models import ProblemReport

What = Consultation.What
MOST = 20  # shown to one person at once


def colleagues(target, *, of):
    """Return the staff who may decide on a Submission or a ProblemReport: not `of`, nobody on their own."""
    is_report = isinstance(target, ProblemReport)
    right = "providers.change_problemreport" if is_report else "listings.change_submission"
    rows = ModelBackend().with_perm(right).filter(is_staff=True).exclude(pk=of.pk)
    return [row for row in rows.order_by("email") if not _is_own(target, row)]


def hold(target, *, by):
    """Hold a Submission or a ProblemReport for a while; raises a Refusal that names who has it open."""
    is_report = isinstance(target, ProblemReport)
    holder = reports.hold(target, by=by) if is_report else decisions.claim(target, by=by)
    if holder != by:
        raise Refusal(sentence=_("%s has this open.") % holder)


def ask(target, text, *, by, colleague):
    """Ask a colleague for an opinion; the same twice is asked once. `colleague` is a key of `colleagues`.

    Raises OwnListing, AlreadyDecided, NoReason without words, or a Refusal where there is no such colleague.
    """
    return _write(What.OPINION, target, text, by, colleague)


def hand_over(target, text, *, by, colleague):
    """Hand it over to a colleague and let go of it; see `ask`."""
    with transaction.atomic():
        row = _write(What.HANDOVER, target, text, by, colleague)
        _room(target).release(target, by=by)
    return row


def answer(target, text, *, by):
    """Answer what a colleague asked `by`. Raises OwnListing, NoReason, or AlreadyDecided: nobody asks now."""
    if _is_own(target, by):
        raise OwnListing
    if not text.strip():
        raise NoReason(sentence=_("Write your answer first: your colleague reads it."))
    _close(target, What.OPINION, by, text.strip())


def take(target, *, by):
    """Hold what a colleague handed over. Raises OwnListing, AlreadyDecided, or a Refusal when it is held."""
    if _is_own(target, by):
        raise OwnListing
    with transaction.atomic():
        _close(target, What.HANDOVER, by)
        hold(target, by=by)


def asked_of(user):
    """Return the open Consultations in which somebody asks this user."""
    return _theirs(Consultation.objects.open().filter(to=user), user)


def asked_by(user):
    """Return the Consultations that this user began on what still waits, answered ones too."""
    return _theirs(Consultation.objects.living().filter(by=user), user)


def page_of(consultation):
    """The address of the page on which it is answered or taken."""
    name = "providers_problemreport" if consultation.report_id else "listings_submission"
    return reverse(f"admin:{name}_change", args=[consultation.target.pk])


def page_context(target, user):
    """Template context of what staff ask each other about a Submission or a ProblemReport."""
    if _is_own(target, user):
        return {"consultations": [], "asked_of_me": [], "colleagues": []}
    mine = Consultation.objects.open().about(target).filter(to=user)
    return {
        "consultations": Consultation.objects.about(target).select_related("by", "to"),
        "asked_of_me": set(mine.values_list("what", flat=True)),
        "colleagues": colleagues(target, of=user) if _waits(target) else [],
    }


def _theirs(rows, user):
    related = ["submission__provider", "report__provider", "by", "to"]
    return [row for row in rows.select_related(*related)[:MOST] if not _is_own(row.target, user)]


def _room(target):
    """The verbs of holding, of a report or of a submission."""
    return reports if isinstance(target, ProblemReport) else decisions


def _is_own(target, user):
    if isinstance(target, ProblemReport):
        return target.provider.may_be_written_by(user)
    return target.belongs_to(user)


def _waits(target):
    if isinstance(target, ProblemReport):
        return target.handled_at is None
    return target.state == Submission.State.SUBMITTED


def _write(what, target, text, by, colleague):
    if _is_own(target, by):
        raise OwnListing
    if not text.strip():
        raise NoReason(sentence=_("Write a note first: your colleague reads it."))
    with transaction.atomic():
        row = type(target).objects.select_for_update(of=("self",)).get(pk=target.pk)
        if not _waits(row):
            raise AlreadyDecided
        to = next((user for user in colleagues(row, of=by) if str(user.pk) == colleague), None)
        if to is None:
            raise Refusal(sentence=_("Choose a colleague first."))
        values = {Consultation.column_of(row): row, "what": what, "by": by, "to": to, "text": text.strip()}
        if known := Consultation.objects.open().filter(**values).first():
            return known
        asked = Consultation.objects.create(**values)
        emails.colleague_asks(asked, page_of(asked)).queue()
        return asked


def _close(target, what, by, text=""):
    rows = Consultation.objects.open().about(target).filter(what=what, to=by)
    keys = list(rows.values_list("pk", flat=True))
    if not Consultation.objects.filter(pk__in=keys, closed_at=None).update(
        answer=text, closed_at=timezone.now()
    ):
        raise AlreadyDecided(sentence=_("Nobody asks you for this any more. Nothing was changed."))
