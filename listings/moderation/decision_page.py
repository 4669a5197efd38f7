"""What a moderator needs to decide on one submission: comparison, checks, photos, history."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.checks.all_checks import CHECKS, STEP_OF, run_here
from listings.document.in_words import Reader
from listings.models import CheckResult, DecidedDocument, Decision, NoDate, NoSource, Reason, Submission
from listings.moderation import decisions, needs_eyes, people_before, proof, thread
from listings.moderation.business_days import due_on
from listings.moderation.decisions import FINAL
from providers.document import schema as documents
from providers.models import Fact, Photo, ProblemReport, Provider
from providers.profile import ledger

FACT_DAYS = 365  # a check of anything but a license counts for a year
Kind = CheckResult.Kind


@dataclass
class SectionOfPage:
    """One step of the document with the checks that belong beside it."""

    section: object
    checks: list = field(default_factory=list)
    photos: dict = field(default_factory=dict)

    @property
    def count(self):
        """How many fields are changed in it."""
        return len(self.section.changed) + bool(self.photos.get("is_changed"))


def decision_context(submission, typed=None):
    """Template context of the decision page; `typed` is a POST whose values are shown again."""
    public = _public(submission)
    sections = Reader().sections(submission.typed, public)
    checks = checks_of(submission)
    waits = submission.state == Submission.State.SUBMITTED
    problems = submission.problems()
    memories, more_memories = people_before.remembered(submission)
    eyes, more_eyes = needs_eyes.needs_eyes(
        checks, problems if waits else [], people_before.eyes_of(memories) if waits else []
    )
    checked = needs_eyes.checked_before(submission.provider, submission.typed)
    return {
        "submission": submission,
        "sections": [
            SectionOfPage(
                section,
                [check for check in checks if STEP_OF[check.kind] == section.step],
                _photos(submission.typed, public) if section.step == "about" else {},
            )
            for section in sections
        ],
        "is_edit": public is not None,
        "eyes": eyes,
        "more_eyes": more_eyes,
        "memories": memories,
        "more_memories": more_memories,
        "checked_before": list(checked.values()),
        "checks": checks,
        "has_alarm": any(check.kind == Kind.EXCLUSIONS and check.outcome == "alarm" for check in checks),
        "decisions": _earlier(submission),
        "reports": ProblemReport.objects.filter(provider=submission.provider_id).order_by("-created_at")[:5]
        if submission.provider_id
        else [],
        "statements": _statements(submission, typed, checked),
        "identity_sources": proof.IDENTITY_SOURCES,
        "typed": typed or {},
        "thread": thread.rounds_of(submission),
        "since_last": _since_last(submission) if public is None and waits else [],
        "reasons": Reason.objects.offered(),
        "due_on": due_on(submission.submitted_at) if submission.submitted_at else None,
        "today": timezone.localdate(),
        "waits": waits,
        "comes_back": waits and submission.provider_id and decisions.comes_back(submission),
        "may_be_reversed": submission.state in FINAL and bool(submission.document),
    }


def _public(submission):
    """The document that is public now, for an edit that is not in it yet; else None.

    A first listing whose approval was reversed is read whole, like one that was never public.
    """
    if not submission.based_on or submission.state == Submission.State.APPROVED:
        return None
    return Provider.objects.get(pk=submission.provider_id).listing


def _statements(submission, typed, checked):
    """What the listing states, when staff checked it, whether it was ticked, the source that was typed."""
    ticked = set(typed.getlist("checked")) if typed else set()
    stated = [
        (statement, *proof.source_of(submission, statement))
        for statement in ledger.statements_of(submission.typed)
    ]
    return [
        {
            "shown": statement.shown,
            "kind": Fact.Kind(statement.kind).label,
            "checked": checked.get((statement.kind, statement.value)),
            "is_ticked": str(index) in ticked,
            "source": typed.get(f"source-{index}", "") if typed else source,
            "on": typed.get(f"on-{index}", "") if typed else timezone.localdate().isoformat(),
            "look_up": look_up,
            "is_identity": statement.kind == Fact.Kind.IDENTITY,
        }
        for index, (statement, source, look_up) in enumerate(stated)
    ]


def _since_last(submission):
    """What a listing that was sent again changed since it was last decided on, as Sections."""
    last = submission.last_decision
    kept = last and DecidedDocument.objects.filter(sha256=last.document_sha256).first()
    if not kept:
        return []
    sections = Reader().sections(submission.typed, documents.read_document(kept.document))
    return [section for section in sections if section.changed]


def _earlier(submission):
    same = Q(submission=submission)
    if submission.provider_id:
        same |= Q(submission__provider=submission.provider_id) | Q(provider=submission.provider_id)
    return Decision.objects.filter(same).select_related("by")


def checks_of(submission):
    """Return a CheckResult for each check, in the order of the page.

    While it waits, what needs nobody outside is checked as the page opens; afterwards, and for the NPI
    Registry, the page shows what was stored and when.
    """
    stored = {row.kind: row for row in submission.checks.all()}
    if submission.state == Submission.State.SUBMITTED:
        for found in run_here(submission):
            stored[found.kind] = CheckResult(
                submission=submission,
                kind=found.kind,
                outcome=found.outcome,
                detail=found.detail,
                rows=found.rows,
            )
    document = submission.typed
    return [stored[check.kind] for check in CHECKS if check.kind in stored and check.is_due(document)]


def _photos(proposed, public):
    """The photo that is public and the one proposed, each or None."""
    return {
        "public": _photo(public.about) if public else None,
        "proposed": _photo(proposed.about),
        "is_changed": bool(public) and _keys(public) != _keys(proposed),
        "premises": _premises(proposed.about, public.about if public else None),
        "alt": proposed.about.photo_alt,
    }


def _keys(document):
    """The keys of all photos of a document."""
    return document.about.photo, [row.photo for row in document.about.premises]


def _premises(about, public):
    """Photos of the premises with their captions, and what an edit does with each: new, taken away."""
    before = [row.photo for row in public.premises] if public else []
    now = [row.photo for row in about.premises]
    gone = [row for row in public.premises if row.photo not in now] if public else []
    known = Photo.objects.by_keys([*now, *before])
    new = [_("New") if public and key not in before else "" for key in now]
    rows = [*zip(about.premises, new, strict=True), *((row, _("Taken away")) for row in gone)]
    return [(known.get(row.photo), row.caption, mark) for row, mark in rows]


def _photo(about):
    try:
        return Photo.objects.filter(pk=about.photo or None).first()
    except (ValidationError, ValueError):
        return None


def _moment_of(day, statement):
    """The moment of a check by the day that was typed, now where none was; raises NoDate."""
    if not day.strip():
        return timezone.now()
    try:
        read = datetime.date.fromisoformat(day.strip())
    except ValueError:
        raise NoDate(statement.shown) from None
    if read > timezone.localdate():
        raise NoDate(statement.shown)
    if read == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.datetime.combine(read, datetime.time(12)))


def facts_from(data, submission):
    """Return fields of Fact for each statement that was ticked (`checked` holds their numbers).

    Raises NoSource: a check that names no source proves nothing to a reader; NoDate without its day.
    """
    ticked = set(data.getlist("checked"))
    expiry = [row.expires_on for row in submission.typed.licenses.licenses]
    in_a_year = timezone.localdate() + datetime.timedelta(days=FACT_DAYS)
    facts = []
    for index, statement in enumerate(ledger.statements_of(submission.typed)):
        if str(index) not in ticked:
            continue
        source = data.get(f"source-{index}", "").replace("\0", "").strip()[:200]
        if not source:
            raise NoSource(statement.shown)
        is_license = statement.kind == Fact.Kind.LICENSE
        board, address = proof.source_of(submission, statement)
        facts.append(
            {
                "kind": statement.kind,
                "value": statement.value[:255],
                "basis": Fact.Basis.STAFF,
                "source_name": source,
                "source_url": address if source == board else "",
                "checked_at": _moment_of(data.get(f"on-{index}", ""), statement),
                "expires_on": expiry[index] if is_license else in_a_year,
            }
        )
    return facts
