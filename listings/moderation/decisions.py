"""The verbs of the moderators: hold, decide, take back, take out of the directory and put back.

Each names who did it (`by`) and is carried out whole or refused (`listings.models.refusals`). Nothing that
was decided is changed or forgotten; the record grows by one row.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import emails
from listings.checks import exclusions
from listings.document import difference, in_words
from listings.models import (
    AlreadyDecided,
    Conflict,
    DecidedDocument,
    Decision,
    Erased,
    ExclusionHit,
    FieldReason,
    NoReason,
    NotAcknowledged,
    NotProved,
    NotReady,
    OwnListing,
    Submission,
    Unlawful,
)
from listings.moderation import proof
from listings.policy import HOLD
from listings.publishing import tables, unlawful
from listings.publishing.public_change import public_change
from listings.steps import rules
from listings.steps.step import TITLES
from listings.tasks import ask_for_checks
from providers.document import schema as documents
from providers.models import Collaborator, Fact, Provider
from providers.search.reindex import lock_provider

State = Submission.State
Verdict = Decision.Verdict
FINAL = (State.APPROVED, State.DECLINED, State.SPAM)


# --- Before a decision --------------------------------------------------------------------------------


def claim(submission, *, by):
    """Hold the submission for a while (HOLD); return who holds it now (perhaps somebody else)."""
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lt=timezone.now() - HOLD)
    rows = Submission.objects.filter(free, pk=submission.pk, state=State.SUBMITTED)
    rows.update(claimed_by=by, claimed_at=timezone.now())
    submission.refresh_from_db(fields=["claimed_by", "claimed_at", "state"])
    return submission.holder


def release(submission, *, by):
    """Let go of it; what somebody else holds stays theirs."""
    rows = Submission.objects.filter(pk=submission.pk, claimed_by=by)
    rows.update(claimed_by=None, claimed_at=None)


def note(submission, text, *, by):
    """Keep a private note for the other moderators, signed; two at once are both kept."""
    if submission.belongs_to(by):
        raise OwnListing
    line = f"{timezone.localdate()} {by}: {text.strip()}\n"
    if submission.private_note.endswith(line):  # sent twice
        return
    line = Value(line, TextField())
    Submission.objects.filter(pk=submission.pk).update(private_note=Concat("private_note", line))
    submission.refresh_from_db(fields=["private_note"])


# --- Decisions on what waits --------------------------------------------------------------------------


def approve(submission, *, by, note="", version=None, facts=(), acknowledgement=""):
    """Publish the document; return the Provider.

    `version` is the document version that was looked at; `facts` holds fields of Fact for what was
    checked; `acknowledgement` says what came of comparing, where the exclusion list raises an alarm.
    Raises AlreadyDecided, Conflict, NotAcknowledged, NotProved, or NotReady when something stops it by now.
    """
    acknowledgement = acknowledgement.strip()
    with transaction.atomic():
        _end(submission, Verdict.APPROVED, by, version)
        verdict = exclusions.of_document(submission.typed)
        if verdict.word == exclusions.ALARM and not acknowledgement:
            raise NotAcknowledged
        if unproved := proof.unproved(submission, facts):
            raise NotProved("; ".join(unproved))
        provider = submission.provider or Provider(is_demonstration=submission.is_demonstration)
        with public_change(
            provider,
            confirms=True,
            record=lambda _row: _record_on(submission, Verdict.APPROVED, by, note, acknowledgement),
            mail=lambda _row: emails.submission_approved(submission).queue(),
        ):
            _publish(submission, provider)
            if not submission.provider_id:
                Collaborator.objects.create(provider=provider, user=submission.owner)
            ExclusionHit.objects.remember(provider, verdict.hits)
            for fact in facts:
                Fact.objects.create(provider=provider, checked_by=by, **fact)
            for fact in proof.matched_in_registry(submission):
                Fact.objects.create(provider=provider, **fact)
            based_on = submission.based_on or 0
            Submission.objects.filter(pk=submission.pk).update(provider=provider, based_on=based_on)
            submission.provider = provider
    return provider


def request_changes(submission, *, by, reason, version=None, at_fields=()):
    """Send it back with a reason; raises AlreadyDecided, Conflict, or NoReason without one.

    `at_fields` holds (step, field, sentence): each is asked at its field, and answered there.
    """
    mail = emails.submission_changes_requested
    whole = whole_reason(reason, at_fields)
    with transaction.atomic():
        _refuse(submission, Verdict.CHANGES_REQUESTED, by, whole, version, mail)
        general = [("", "", reason.strip())] if reason.strip() else []
        FieldReason.objects.bulk_create(
            FieldReason(decision=submission.last_decision, step=step, field=field, text=text)
            for step, field, text in [*general, *at_fields]
        )


def whole_reason(reason, at_fields=()):
    """Return a reason with what is said of single fields, each by its name: the words of the mail."""
    said = [
        f"{TITLES[step]}, {in_words.label(step, field)}: {sentence}" for step, field, sentence in at_fields
    ]
    return "\n\n".join(filter(None, [reason.strip(), *said]))


def decline(submission, *, by, reason, version=None):
    """Decline the listing with a reason; raises AlreadyDecided, Conflict, or NoReason without one."""
    _refuse(submission, Verdict.DECLINED, by, reason, version, emails.submission_declined)


def mark_spam(submission, *, by, version=None):
    """Put the submission away; nothing is sent. Raises AlreadyDecided or Conflict."""
    with transaction.atomic():
        _end(submission, Verdict.SPAM, by, version)
        _record_on(submission, Verdict.SPAM, by)


def _refuse(submission, verdict, by, reason, version, mail):
    if not reason.strip():
        submission.refresh_from_db(fields=["state"])
        raise NoReason if submission.state == State.SUBMITTED else AlreadyDecided
    with transaction.atomic():
        _end(submission, verdict, by, version)
        _record_on(submission, verdict, by, reason)
        mail(submission, reason).queue()


def _end(submission, verdict, by, version):
    """Let it wait no longer."""
    if submission.belongs_to(by):
        raise OwnListing
    submission.move(
        State(verdict.value),
        [State.SUBMITTED],
        version,
        decided_at=timezone.now(),
        claimed_by=None,
        claimed_at=None,
    )


def _record_on(submission, verdict, by, reason="", acknowledgement=""):
    """Record a decision on the document as it stands."""
    _record(
        verdict,
        by,
        reason,
        _kept(submission.typed, submission.document),
        submission=submission,
        acknowledgement=acknowledgement,
        sent_at=submission.submitted_at,
    )


def _kept(document, as_json):
    """Keep the document that was decided on; return its fingerprint."""
    sha256 = documents.fingerprint(document)
    DecidedDocument.objects.get_or_create(sha256=sha256, defaults={"document": as_json})
    return sha256


def _record(verdict, by, reason, sha256, **about):
    Decision.objects.create(verdict=verdict, by=by, reason=reason, document_sha256=sha256, **about)


def _publish(submission, provider):
    """Apply the document to the public tables; an edit applies only what it changed.

    What staff removed stays removed; what only the reversal of this first approval took out comes back.
    """
    document, current = submission.typed, None
    if provider.pk:
        base, current = documents.read_document(submission.base_document), tables.stored_document(provider.pk)
        document = _merge(base, document, current)
        if comes_back(submission):
            _put_in(provider)
    if problems := rules.stopping(document, before=current):
        raise NotReady(problems)
    tables.apply(document, provider)


def _merge(base, proposed, current):
    """The current document with what was proposed; Conflict names what both sides changed."""
    document, clashes = difference.merge(base, proposed, current)
    if clashes:
        raise Conflict(", ".join(".".join(path) for path in clashes))
    return document


def comes_back(submission):
    """Whether approval puts its listing back: out only because its first approval, the last, was reversed."""
    approvals = submission.decisions.filter(verdict__in=[Verdict.APPROVED, Verdict.REVERSED])
    was_reversed = [row.verdict for row in approvals[:1]] == [Verdict.REVERSED]
    by_staff = Decision.objects.filter(provider=submission.provider_id).first()
    is_removed = by_staff and by_staff.verdict == Verdict.REMOVED
    return not submission.based_on and was_reversed and not is_removed


# --- Taking a decision back ---------------------------------------------------------------------------


def reverse(submission, *, by, reason, seen=None):
    """Open a final decision again: the submission waits once more, what it published is taken back.

    A first listing leaves the directory; an edit gives way to what was public before it. `seen` is the key of
    the decision that was read: none but that one is reversed. Raises NoReason without one, OwnListing,
    AlreadyDecided when it is not decided for good, Erased when it says nothing any more, Conflict when a
    newer decision stands, when something it changed was changed again, or when the owner has begun another;
    Unlawful when the law no longer allows what an edit had replaced.
    """
    _need(reason)
    if submission.belongs_to(by):
        raise OwnListing
    with transaction.atomic():
        row = Submission.objects.select_for_update().get(pk=submission.pk)
        if row.state not in FINAL:
            raise AlreadyDecided
        if seen is not None and row.last_decision.pk != seen:
            raise Conflict
        if not row.document:
            raise Erased
        was, sent_at, sha256 = row.state, row.submitted_at, documents.fingerprint(row.typed)
        if was == State.APPROVED:
            _take_back(row, by, reason)
        now = timezone.now()  # the same on both rows: it is a reversal, and no sending of the owner's
        row.state, row.submitted_at, row.decided_at = State.SUBMITTED, now, None
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Conflict(_("The owner has begun another one; decide on that.")) from error
        _record(Verdict.REVERSED, by, reason, sha256, submission=row, sent_at=sent_at, at=now)
        ask_for_checks(row)
        if was != State.SPAM:
            emails.submission_reopened(row, reason).queue()
    submission.refresh_from_db()


def _take_back(row, by, reason):
    """Undo what an approval published; the submission is then based on the listing as it stands.

    The reversal is recorded and told of whatever it took back, so neither is done here.
    """
    provider = row.provider
    lock_provider(provider)
    if row.based_on or not provider.removed_at:
        with public_change(provider, confirms=False, record=None, mail=None):
            if row.based_on:
                _put_back(row, provider)
            else:
                _take_out(provider, by, reason)
    now_public = documents.to_json(tables.stored_document(provider.pk))
    now_public.pop("review")
    row.base_document = now_public
    if row.based_on:
        row.based_on = provider.version
    else:
        row.document = {**now_public, "review": row.document.get("review", {})}
        row.document_version += 1


def _put_back(row, provider):
    """Publish again what an edit had replaced.

    Raises Conflict where it was changed once more since, Unlawful where the law no longer allows it.
    """
    base, current = documents.read_document(row.base_document), tables.stored_document(provider.pk)
    document = _merge(tables.published_form(row.typed), base, current)
    if problems := rules.newly_unlawful(document, current):
        raise Unlawful(problems)
    tables.apply(document, provider)


# --- A listing as it stands ---------------------------------------------------------------------------


def remove(provider, *, by, reason):
    """Take a listing out of the directory; raises NoReason, OwnListing, AlreadyDecided when it is out."""
    _move(provider, by, reason, Verdict.REMOVED, emails.listing_removed)


def restore(provider, *, by, reason):
    """Put a listing back that staff took out; raises NoReason, OwnListing or AlreadyDecided.

    What the law stopped meanwhile is found nowhere, and the listing goes into the queue for it.
    """
    with transaction.atomic():
        _move(provider, by, reason, Verdict.RESTORED, emails.listing_restored)
        unlawful.judge(provider)


def _need(reason):
    if not reason.strip():
        raise NoReason


def _move(provider, by, reason, verdict, mail):
    _need(reason)
    if provider.may_be_written_by(by):
        raise OwnListing

    def record(row):
        document = tables.stored_document(row.pk)
        _record(verdict, by, reason, _kept(document, documents.to_json(document)), provider=row)

    with public_change(provider, confirms=False, record=record, mail=lambda row: mail(row, reason).queue()):
        removes = verdict == Verdict.REMOVED
        if provider.published_at is None or bool(provider.removed_at) == removes:
            raise AlreadyDecided
        if removes:
            _take_out(provider, by, reason)
        else:
            _put_in(provider)


def _take_out(provider, by, reason):
    provider.removed_at, provider.removed_by, provider.removal_reason = timezone.now(), by, reason


def _put_in(provider):
    provider.removed_at, provider.removed_by, provider.removal_reason = None, None, ""
