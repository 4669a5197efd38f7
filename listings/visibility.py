"""An owner hides a listing, shows it again, and confirms that all of it still holds.

Staff see the difference from a removal.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from providers.models import Provider
from providers.search.index import rewrite


def hide(provider, *, by):
    """Take a listing out of public view; hiding it twice changes nothing."""
    _set(provider, by, {"hidden_by_owner_at": None}, timezone.now())


def show(provider, *, by):
    """Show a hidden listing again; what staff removed stays removed."""
    _set(provider, by, {"hidden_by_owner_at__isnull": False}, None)


def confirm(provider, *, by):
    """Confirm that everything on the listing still holds today; the results show it for 120 more days."""
    if by.pk != provider.owner_id:
        raise PermissionDenied
    with transaction.atomic():
        Provider.objects.filter(pk=provider.pk).update(confirmed_on=timezone.localdate())
        provider.refresh_from_db()
        rewrite(provider)


def _set(provider, by, condition, value):
    if by.pk != provider.owner_id:
        raise PermissionDenied
    with transaction.atomic():
        rows = Provider.objects.filter(pk=provider.pk, **condition)
        if rows.update(hidden_by_owner_at=value, version=F("version") + 1, updated_at=timezone.now()):
            provider.refresh_from_db()
            rewrite(provider)
