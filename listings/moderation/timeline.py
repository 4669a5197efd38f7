"""One provider from the first draft to today: everything on record, the newest last, with what changed."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.document.in_words import Reader
from listings.models import (
    Consultation,
    DecidedDocument,
    Decision,
    InstantChange,
    OwnerChange,
    ReportStep,
    Submission,
)
from listings.moderation import consulting
from providers.document import schema as documents
from providers.models import Fact, ProblemReport


@dataclass
class Moment:
    """Something that happened: when, what, by whom, in which words, and which fields it changed."""

    at: datetime
    what: str
    by: str = ""
    words: str = ""
    address: str = ""
    sections: list = field(default_factory=list)


def timeline_of(provider, *, reader):
    """Return the Moments of a provider, oldest first, in a fixed number of queries.

    A `reader` who owns the listing does not learn of reports about it, nor of what staff asked each other.
    """
    submissions = list(Submission.objects.filter(provider=provider).select_related("owner", "sent_by"))
    moments = [
        *_submissions(submissions),
        *_decisions(provider),
        *_owner_changes(provider),
        *_facts(provider),
        *_reports(provider, reader),
        *([] if provider.may_be_written_by(reader) else _consultations(provider)),
    ]
    return sorted(moments, key=lambda moment: moment.at)


def _sendings(submission, decided):
    """When the owner sent it: each decision keeps what it was made on; that a reversal reopens it is none."""
    sent = {row.sent_at for row in decided} | {submission.submitted_at}
    reopened = {row.at for row in decided if row.verdict == Decision.Verdict.REVERSED}
    return sorted(sent - reopened - {None})


def _submissions(submissions):
    decided = {}
    for decision in Decision.objects.filter(submission__in=submissions).order_by("at", "pk"):
        decided.setdefault(decision.submission_id, []).append(decision)
    for row in submissions:
        address = reverse("admin:listings_submission_change", args=[row.pk]) if row.submitted_at else ""
        what = _("Edit begun") if row.based_on else _("First draft begun")
        yield Moment(row.created_at, what, str(row.owner), address=address)
        for at in _sendings(row, decided.get(row.pk, [])):
            yield Moment(at, _("Sent to the moderators"), str(row.sent_by or row.owner), address=address)
        if row.state == Submission.State.WITHDRAWN:
            yield Moment(row.withdrawn_at or row.saved_at, _("Taken back"), str(row.owner), address=address)


def _decisions(provider):
    """Every decision, with the fields by which an approved document differs from the one before."""
    decisions = list(Decision.objects.about(provider).select_related("by").order_by("at", "pk"))
    kept = DecidedDocument.objects.in_bulk([row.document_sha256 for row in decisions], field_name="sha256")
    reader, before = Reader(), None
    for row in decisions:
        words = "\n".join(filter(None, [row.reason, row.acknowledgement]))
        moment = Moment(row.at, row.get_verdict_display(), str(row.by), words)
        if row.submission_id:
            moment.address = reverse("admin:listings_submission_change", args=[row.submission_id])
        if row.verdict == Decision.Verdict.APPROVED and row.document_sha256 in kept:
            after = documents.read_document(kept[row.document_sha256].document)
            sections = reader.sections(after, before) if before else []
            moment.sections = [section for section in sections if section.changed]
            before = after
        yield moment


def _owner_changes(provider):
    said = dict(InstantChange.objects.filter(provider=provider).values_list("version", "rows"))
    for row in OwnerChange.objects.filter(provider=provider).select_related("by", "whom"):
        words = [_("by who writes it, without a moderator")]
        if row.whom_id:
            words = [str(row.whom)]
        if row.what == OwnerChange.What.INSTANT:
            words += [
                f"{label}: {', '.join(was) or '–'} → {', '.join(now) or '–'}"
                for label, was, now in said.get(row.version, [])
            ]
        yield Moment(row.at, row.get_what_display(), str(row.by), "\n".join(words))


def _facts(provider):
    for row in Fact.objects.filter(provider=provider).select_related("checked_by"):
        words = ": ".join(filter(None, [row.get_kind_display(), row.value]))
        source = _("source: %s") % row.source_name if row.source_name else ""
        yield Moment(
            row.checked_at,
            row.get_basis_display(),
            str(row.checked_by or ""),
            ", ".join(filter(None, [words, source])),
        )


def _consultations(provider):
    about = Q(submission__provider=provider) | Q(report__provider=provider)
    rows = Consultation.objects.filter(about)
    for row in rows.select_related("submission", "report", "by", "to"):
        address = consulting.page_of(row)
        yield Moment(row.at, f"{row.get_what_display()}: {row.to}", str(row.by), row.text, address)
        if row.closed_at:
            what = _("Taken over") if row.what == Consultation.What.HANDOVER else _("Opinion given")
            yield Moment(row.closed_at, what, str(row.to), row.answer, address)


def _reports(provider, reader):
    reports = ProblemReport.objects.filter(provider=provider).not_about(reader)
    for row in reports.select_related("handled_by").prefetch_related("steps__by"):
        address = reverse("admin:providers_problemreport_change", args=[row.pk])
        what = _("Reported by a visitor") if row.kind in row.OF_VISITORS else _("Found by a check made again")
        yield Moment(row.created_at, what, "", str(row.get_kind_display()), address)
        for step in row.steps.all():
            if step.what != ReportStep.What.HELD:
                until = _("until %s") % date_format(step.until, "F j, Y") if step.until else ""
                words = "\n".join(filter(None, [until, step.text]))
                yield Moment(step.at, step.get_what_display(), str(step.by), words, address)
        if row.handled_at:
            yield Moment(
                row.handled_at, _("Report dealt with"), str(row.handled_by or ""), row.finding, address
            )
