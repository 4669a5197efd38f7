"""Who writes a listing together: the verbs of its owners and editors, each recorded and told of.

A listing that says something always has an owner: nobody takes away the last one. All verbs hold the listing,
so two at once are carried out one after the other.
"""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction

from listings import emails
from listings.models import LastOwner, OwnerChange
from listings.moderation import proof
from providers.models import Collaborator
from providers.search.reindex import lock_provider

What = OwnerChange.What
Role = Collaborator.Role


def join(provider, *, user, role, invited_by):
    """Let a user write a listing, as somebody invited them to; an owner stays one, whatever the role."""
    with _held(provider):
        row, is_new = Collaborator.objects.get_or_create(
            provider=provider, user=user, defaults={"role": role}
        )
        if not is_new:
            if row.is_owner or role == row.role:
                return
            Collaborator.objects.filter(pk=row.pk).update(role=role)
        _record(provider, What.JOINED, by=invited_by or user, whom=user)


def leave(provider, *, by):
    """Write a listing no more. Raises LastOwner."""
    with _held(provider):
        _take_away(provider, by, What.LEFT, by)


def dismiss(provider, *, user, by):
    """Take somebody else's right away. Raises PermissionDenied for who is no owner."""
    with _held(provider):
        _must_own(provider, by)
        _take_away(provider, user, What.DISMISSED, by)


def set_role(provider, *, user, role, by):
    """Make an editor an owner, or an owner an editor. Raises PermissionDenied or LastOwner."""
    with _held(provider):
        _must_own(provider, by)
        if role != Role.OWNER:
            _must_leave_an_owner(provider, user)
        rows = Collaborator.objects.filter(provider=provider, user=user).exclude(role=role)
        if rows.update(role=role):
            _record(provider, What.MADE_OWNER if role == Role.OWNER else What.MADE_EDITOR, by=by, whom=user)


def hand_over(provider, *, user, by):
    """Make somebody who writes the listing its owner, and oneself an editor, in one press."""
    with _held(provider):
        _must_own(provider, by)
        if user.pk == by.pk:
            return
        if not Collaborator.objects.filter(provider=provider, user=user).update(role=Role.OWNER):
            raise PermissionDenied
        Collaborator.objects.filter(provider=provider, user=by).update(role=Role.EDITOR)
        _record(provider, What.HANDED_OVER, by=by, whom=user)


def let_in(provider, *, user, by, replaces):
    """Make a user an owner, as staff (`by`) decided; with `replaces` the owners before are none any more."""
    with _held(provider):
        before = [row for row in provider.owners if row.pk != user.pk] if replaces else []
        Collaborator.objects.update_or_create(provider=provider, user=user, defaults={"role": Role.OWNER})
        Collaborator.objects.filter(provider=provider, user__in=before).delete()
        changes = [(What.LET_IN, user), *((What.DISMISSED, owner) for owner in before)]
        for what, whom in changes:
            OwnerChange.objects.create(
                provider=provider, what=what, version=provider.version, by=by, whom=whom
            )


@contextmanager
def _held(provider):
    """Hold the listing in a transaction, and forget afterwards who was read to write it.

    What is known of who the owner is was found out of those before: with others it ends.
    """
    with transaction.atomic():
        lock_provider(provider)
        before = _owners(provider)
        yield
        if _owners(provider) != before:
            proof.end_identity(provider)
    getattr(provider, "_prefetched_objects_cache", {}).pop("collaborators", None)


def _owners(provider):
    owners = Collaborator.objects.filter(provider=provider, role=Role.OWNER)
    return set(owners.values_list("user_id", flat=True))


def _must_own(provider, by):
    if not provider.is_owned_by(by):
        raise PermissionDenied


def _must_leave_an_owner(provider, user):
    """Refuse to take away the last owner."""
    if [row.pk for row in provider.owners] == [user.pk]:
        raise LastOwner


def _take_away(provider, user, what, by):
    _must_leave_an_owner(provider, user)
    if Collaborator.objects.filter(provider=provider, user=user).delete()[0]:
        _record(provider, what, by=by, whom=user)


def _record(provider, what, *, by, whom):
    """Keep who did what to whose right, and tell the owners and whom it concerns."""
    OwnerChange.objects.create(provider=provider, what=what, version=provider.version, by=by, whom=whom)
    emails.collaborators_changed(provider, what, by=by, whom=whom).queue()
