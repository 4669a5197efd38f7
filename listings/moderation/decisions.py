"""Taking a decision back, and taking a listing out of the directory: each is a new decision with a reason.

Nothing that was decided is changed or forgotten; the record grows by one row.
"""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.document import difference
from listings.document import schema as documents
from listings.models import (
    AlreadyDecided,
    Conflict,
    DecidedDocument,
    Decision,
    Erased,
    OwnListing,
    Submission,
)
from listings.publishing import tables
from listings.publishing.public_change import public_change
from providers.search.reindex import lock_provider
from psychly.mail import outbox

State = Submission.State
FINAL = (State.APPROVED, State.DECLINED, State.SPAM)


def reverse(submission, *, by, reason, seen=None):
    """Open a final decision again: the submission waits once more, what it published is taken back.

    A first listing leaves the directory; an edit gives way to what was public before it. `seen` is the key of
    the decision that was read: none but that one is reversed. Raises ValueError without a reason, OwnListing,
    AlreadyDecided when it is not decided for good, Erased when it says nothing any more, Conflict when a
    newer decision stands, when something it changed was changed again, or when the owner has begun another.
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
        row.state, row.submitted_at, row.decided_at = State.SUBMITTED, timezone.now(), None
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Conflict(_("The owner has begun another one; decide on that.")) from error
        _record(Decision.Verdict.REVERSED, by, reason, sha256, submission=row, sent_at=sent_at)
        row.ask_for_checks()
        if was != State.SPAM:
            _tell("submission_reopened", row.owner, {"submission": row, "reason": reason})
    submission.refresh_from_db()


def remove(provider, *, by, reason):
    """Take a listing out of the directory; raises ValueError, OwnListing, AlreadyDecided when it is out."""
    _move(provider, by, reason, Decision.Verdict.REMOVED, "listing_removed")


def restore(provider, *, by, reason):
    """Put a listing back that staff took out; raises ValueError, OwnListing or AlreadyDecided."""
    _move(provider, by, reason, Decision.Verdict.RESTORED, "listing_restored")


def _need(reason):
    if not reason.strip():
        raise ValueError("A reason is needed.")


def _move(provider, by, reason, verdict, mail):
    _need(reason)
    if by.pk == provider.owner_id:
        raise OwnListing

    def record(row):
        document = tables.stored_document(row.pk)
        sha256 = documents.fingerprint(document)
        DecidedDocument.objects.get_or_create(
            sha256=sha256, defaults={"document": documents.to_json(document)}
        )
        _record(verdict, by, reason, sha256, provider=row)

    def tell(row):
        if row.owner:
            _tell(mail, row.owner, {"provider": row, "reason": reason})

    with public_change(provider, confirms=False, record=record, mail=tell):
        removes = verdict == Decision.Verdict.REMOVED
        if provider.published_at is None or bool(provider.removed_at) == removes:
            raise AlreadyDecided
        if removes:
            _take_out(provider, by, reason)
        else:
            provider.removed_at, provider.removed_by, provider.removal_reason = None, None, ""


def _take_out(provider, by, reason):
    provider.removed_at, provider.removed_by, provider.removal_reason = timezone.now(), by, reason


def _record(verdict, by, reason, sha256, **about):
    Decision.objects.create(verdict=verdict, by=by, reason=reason, document_sha256=sha256, **about)


def _tell(kind, owner, context):
    outbox.queue(kind, owner.email, context)


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
    """Publish again what an edit had replaced; raises Conflict where it was changed once more since."""
    current = tables.stored_document(provider.pk)
    approved = rekeyed(row.typed, current)
    document, clashes = difference.merge(approved, documents.read_document(row.base_document), current)
    if clashes:
        raise Conflict(", ".join(".".join(path) for path in clashes))
    tables.apply(document, provider)


def rekeyed(document, like):
    """Return a document whose places carry the keys of the same places in `like`, in their order.

    A place that was new in a document gets the key of its stored row when the document is published.
    """
    keys = {
        ours.key: theirs.key for ours, theirs in zip(document.places.places, like.places.places, strict=False)
    }
    places = [replace(place, key=keys.get(place.key, place.key)) for place in document.places.places]
    offers = [
        replace(offer, where=[keys.get(key, key) for key in offer.where]) for offer in document.care.offers
    ]
    return replace(
        document,
        places=replace(document.places, places=places),
        care=replace(document.care, offers=offers),
    )
