"""The lowest part of a public change: one provider held, changed, and its rows of the index written anew."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from providers.models.provider import Provider
from providers.search.index import rewrite


def lock_provider(provider: Provider) -> None:
    """Read a provider again and hold it until the transaction ends; others who change it wait.

    Call it inside a transaction. What was read of it before, prefetched rows among it, is forgotten.
    """
    provider.refresh_from_db(from_queryset=Provider.objects.select_for_update(no_key=True))


@contextmanager
def reindexing(provider: Provider) -> Iterator[Provider]:
    """Hold a provider (a new one needs no holding), and write its index rows after the block; all or nothing.

    What the public reads of a listing changes through `listings.publishing.public_change`, which does more.
    """
    with transaction.atomic():
        if provider.pk:
            lock_provider(provider)
        yield provider
        rewrite(provider)
