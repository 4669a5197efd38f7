"""A therapist deletes the account: everything personal goes at once, the record of decisions stays.

Kept (`listings.retention`, the last rule): who of our staff decided what and when, with the fingerprint
of what was decided on; a stub stands where the listing and its owner were. OWASP ASVS 5.0, 14.2.7.
"""

import uuid

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from listings import emails
from listings.models import (
    CheckResult,
    Claim,
    DecidedDocument,
    Decision,
    Invitation,
    RegistryLookup,
    Submission,
    SubmissionKey,
)
from listings.moderation import proof
from listings.publishing.public_change import public_change
from listings.retention import erase_words
from providers.models import Photo, ProblemReport, Provider
from providers.search import words
from psychly.models import OutgoingMail, User

#: What the stub of a listing keeps; every other column is emptied, one that is added later too.
KEPT = frozenset(
    ["id", "kind", "role", "is_demonstration", "version", "removed_at", "removed_by", "index_stamp"]
)


def leave(user):
    """Delete the account of a therapist with all that it says; raises PermissionDenied for staff."""
    if user.is_staff or user.is_superuser:
        raise PermissionDenied
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        alone = _listings_without(user)
        photos = _photos_to_erase(user, alone)
        _empty_submissions(user, alone)
        for provider in alone:
            said = provider.listing
            places = " ".join(place.name for place in said.places.places)
            emails.listing_deleted(provider).queue()  # before nobody writes it any more
            people = " ".join(person.name for person in said.you.people)
            names = f"{provider.display_name} {people} {places}"
            # Nobody is left to record or to write to: the account itself is told of once, below.
            with public_change(provider, confirms=False, record=None, mail=None):
                _empty_listing(provider)
            words.forget(names)
        Claim.objects.filter(by=user).delete()
        Invitation.objects.filter(Q(by=user) | Q(address=user.email)).delete()
        _erase_photos(photos)
        _forget_mail_to(user.email)
        emails.account_deleted(user.email).queue()
        _erase_user(user)


def _listings_without(user):
    """End what the user is on all listings; return those that no other owner keeps, which go."""
    held = Provider.objects.select_for_update(of=("self",)).order_by("pk")
    rows = list(held.filter(pk__in=user.collaborations.values("provider")))
    owned = set(user.collaborations.filter(role="owner").values_list("provider", flat=True))
    user.collaborations.all().delete()
    alone = [row for row in rows if not row.owners]
    for row in rows:
        if row.pk in owned and row not in alone:
            proof.end_identity(row)
    return alone


def _going(user, alone):
    """The submissions that go: those of listings that go, and first listings of the user's own."""
    return Submission.objects.filter(Q(owner=user, provider=None) | Q(provider__in=alone))


def _photos_to_erase(user, alone):
    """Photos that the user sent or that go with a listing, but none that a listing which stays uses."""
    going = _going(user, alone)
    staying = Provider.objects.exclude(pk__in=[row.pk for row in alone])
    used = _using(alone, going)
    kept_by = _using(staying, Submission.objects.exclude(pk__in=going.values("pk")))
    rows = Photo.objects.filter(Q(by=user) | Q(pk__in=Photo.objects.filter(used).values("pk")))
    return list(rows.exclude(pk__in=Photo.objects.filter(kept_by).values("pk")))


def _using(providers, submissions):
    """Photos that these listings and submissions use."""
    public = Q(providers__in=providers) | Q(premises__provider__in=providers)
    return public | Q(submissions__in=submissions) | Q(proposed__in=submissions)


def _empty_submissions(user, alone):
    """Take back what is open, and erase what all of them say; a draft that was never sent goes whole."""
    mine = _going(user, alone)
    mine.take_back()
    keys = list(mine.values_list("pk", flat=True))
    decided = Decision.objects.filter(Q(submission__in=keys) | Q(provider__in=alone))
    gone = set(decided.values_list("document_sha256", flat=True))
    others = Decision.objects.exclude(pk__in=decided.values("pk")).filter(document_sha256__in=gone)
    DecidedDocument.objects.filter(
        sha256__in=gone - set(others.values_list("document_sha256", flat=True))
    ).delete()
    CheckResult.objects.filter(submission__in=keys).delete()
    SubmissionKey.objects.filter(submission__in=keys).delete()
    erase_words(keys)
    Submission.objects.filter(pk__in=keys, provider=None, submitted_at=None, decisions=None).delete()
    RegistryLookup.objects.filter(owner=user).delete()


def _empty_listing(provider):
    """Leave a stub without a name, an address or an owner, which no page, search, feed or API shows."""
    for relation in provider._meta.related_objects:
        if relation.on_delete is models.CASCADE and relation.related_model is not ProblemReport:
            relation.related_model._base_manager.filter(**{relation.field.name: provider}).delete()
    for field in provider._meta.concrete_fields:
        if field.name not in KEPT:
            setattr(provider, field.name, None if field.null else field.get_default())
    provider.slug, provider.display_name = f"deleted-{uuid.uuid4().hex}", _("Deleted listing")


def _erase_photos(photos):
    """Delete the rows now, so that no address answers, and the files once that is certain."""
    paths = [path for photo in photos for path in photo.paths]
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    transaction.on_commit(lambda: [default_storage.delete(path) for path in paths])


def _forget_mail_to(address):
    """Drop mail that has not left, and erase from the rest to whom it went."""
    mails = OutgoingMail.objects.filter(to=address)
    mails.waiting().delete()
    mails.update(to="", reply_to="", subject="", text="", html="")


def _erase_user(user):
    """Delete the row, or what it says of a person where a record of decisions rests on it."""
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        user.emailaddress_set.all().delete()
        user.authenticator_set.all().delete()
        user.groups.clear()
        user.user_permissions.clear()
        user.email, user.is_active, user.last_login = (
            f"deleted-{uuid.uuid4().hex}@deleted.invalid",
            False,
            None,
        )
        user.set_unusable_password()
        user.save()
