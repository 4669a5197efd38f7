"""Taking a decision back, and taking a listing out of the directory: each is a new decision with a reason.

Nothing that was decided is changed or forgotten; the record grows by one row.
"""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import F
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
from providers.models import Provider
from providers.search.index import rewrite
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
    _move(provider, by, reason, Decision.Verdict.REMOVED, "listing_removed", removed_at__isnull=True)


def restore(provider, *, by, reason):
    """Put a listing back that staff took out; raises ValueError, OwnListing or AlreadyDecided."""
    _move(provider, by, reason, Decision.Verdict.RESTORED, "listing_restored", removed_at__isnull=False)


def _need(reason):
    if not reason.strip():
        raise ValueError("A reason is needed.")


def _move(provider, by, reason, verdict, mail, **condition):
    _need(reason)
    if by.pk == provider.owner_id:
        raise OwnListing
    values = {"removed_at": None, "removed_by": None, "removal_reason": ""}
    if verdict == Decision.Verdict.REMOVED:
        values = {"removed_at": timezone.now(), "removed_by": by, "removal_reason": reason}
    with transaction.atomic():
        rows = Provider.objects.filter(pk=provider.pk, published_at__isnull=False, **condition)
        if not rows.update(version=F("version") + 1, **values):
            raise AlreadyDecided
        provider.refresh_from_db()
        document = tables.document_of_provider(Provider.objects.for_profile().get(pk=provider.pk))
        sha256 = documents.fingerprint(document)
        DecidedDocument.objects.get_or_create(
            sha256=sha256, defaults={"document": documents.to_json(document)}
        )
        _record(verdict, by, reason, sha256, provider=provider)
        provider.show_photo_if_public()
        rewrite(provider)
        if provider.owner:
            _tell(mail, provider.owner, {"provider": provider, "reason": reason})


def _record(verdict, by, reason, sha256, **about):
    Decision.objects.create(verdict=verdict, by=by, reason=reason, document_sha256=sha256, **about)


def _tell(kind, owner, context):
    outbox.queue(kind, owner.email, context)


def _take_back(row, by, reason):
    """Undo what an approval published; the submission is then based on the listing as it stands."""
    provider = Provider.objects.select_for_update().get(pk=row.provider_id)
    if row.based_on:
        _put_back(row, provider)
    elif not provider.removed_at:
        provider.removed_at, provider.removed_by, provider.removal_reason = timezone.now(), by, reason
        provider.version += 1
        provider.save()
    provider.show_photo_if_public()
    rewrite(provider)
    now_public = documents.to_json(
        tables.document_of_provider(Provider.objects.for_profile().get(pk=provider.pk))
    )
    now_public.pop("review")
    row.base_document = now_public
    if row.based_on:
        row.based_on = provider.version
    else:
        row.document = {**now_public, "review": row.document.get("review", {})}
        row.document_version += 1


def _put_back(row, provider):
    """Publish again what an edit had replaced; raises Conflict where it was changed once more since."""
    current = tables.document_of_provider(Provider.objects.for_profile().get(pk=provider.pk))
    approved = rekeyed(row.typed, current)
    document, clashes = difference.merge(approved, documents.read_document(row.base_document), current)
    if clashes:
        raise Conflict(", ".join(".".join(path) for path in clashes))
    confirmed_on = provider.confirmed_on
    tables.apply(document, provider)
    # Staff put it back: that is no confirmation by the owner.
    Provider.objects.filter(pk=provider.pk).update(confirmed_on=confirmed_on)
    provider.confirmed_on = confirmed_on


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
