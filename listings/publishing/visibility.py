"""An owner hides a listing, shows it again, and confirms that all of it still holds.

Staff see the difference from a removal. Each is a public change: it bumps the version, leaves a record
and rewrites the search index, in one transaction.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from listings.models import OwnerChange
from providers.models import Provider
from providers.search.index import rewrite

What = OwnerChange.What


def hide(provider, *, by):
    """Take a listing out of public view; hiding it twice changes nothing."""
    _change(provider, What.HIDDEN, by, {"hidden_by_owner_at": None}, hidden_by_owner_at=timezone.now())


def show(provider, *, by):
    """Show a hidden listing again; what staff removed stays removed."""
    _change(provider, What.SHOWN, by, {"hidden_by_owner_at__isnull": False}, hidden_by_owner_at=None)


def confirm(provider, *, by):
    """Confirm that everything on the listing still holds today; the results show it for 120 more days."""
    _change(provider, What.CONFIRMED, by, {}, confirmed_on=timezone.localdate())


def _change(provider, what, by, condition, **values):
    if by.pk != provider.owner_id:
        raise PermissionDenied
    with transaction.atomic():
        rows = Provider.objects.filter(pk=provider.pk, **condition)
        if rows.update(version=F("version") + 1, **values):
            provider.refresh_from_db()
            provider.show_photo_if_public()
            OwnerChange.objects.create(provider=provider, what=what, version=provider.version, by=by)
            rewrite(provider)
