"""An owner hides a listing and shows it again; an owner or an editor confirms that all of it still holds.

Staff see the difference from a removal.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from listings.models import OwnerChange
from listings.publishing import unlawful
from listings.publishing.public_change import public_change
from providers.search.reindex import lock_provider

What = OwnerChange.What


def hide(provider, *, by):
    """Take a listing out of public view; hiding it twice changes nothing."""
    _set_hidden(provider, timezone.now(), What.HIDDEN, by)


def show(provider, *, by):
    """Show a hidden listing again; what staff removed stays removed.

    What the law stopped meanwhile is found nowhere, and the listing goes into the queue for it.
    """
    _set_hidden(provider, None, What.SHOWN, by)


def confirm(provider, *, by):
    """Confirm that everything on the listing still holds today; the clock of the results starts anew."""
    if not provider.may_be_written_by(by):
        raise PermissionDenied
    with public_change(provider, confirms=True, record=_by_owner(What.CONFIRMED, by), mail=None):
        pass


def _set_hidden(provider, at, what, by):
    if not provider.is_owned_by(by):
        raise PermissionDenied
    with transaction.atomic():
        lock_provider(provider)
        if bool(provider.hidden_by_owner_at) == bool(at):
            return
        with public_change(provider, confirms=False, record=_by_owner(what, by), mail=None):
            provider.hidden_by_owner_at = at
        if provider.is_public:
            unlawful.judge(provider)


def _by_owner(what, by):
    return lambda provider: OwnerChange.objects.create(
        provider=provider, what=what, version=provider.version, by=by
    )
