"""Writing the whole index afresh, a batch of providers at a time, while the site goes on."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from providers.models.provider import Provider
from providers.search import index

#: Providers that are read, shaped and stored at a time: on SQLite the write lock is held while they are
#: stored (a tenth of a second), and free while the next ones are read.
BATCH = 250
BETWEEN = 20  # batches between two copies of SQLite's log into the database, which hold no lock
CACHE = 256 * 1024  # KiB of index pages that SQLite keeps in memory meanwhile


def rebuild_index() -> Iterator[tuple[int, int, float]]:
    """Rewrite every provider; yield (providers done, all, seconds that the lock was held) after each batch.

    What was stored before an error stays.
    """
    keys = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
    known: set[str] = set()
    done = 0
    with _writing_much() as after_batch:
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            rows = index.shape_rows({"gte": batch[0], "lte": batch[-1]})
            rows.words -= known  # a word is stored once
            known |= rows.words
            began = time.monotonic()
            with transaction.atomic():
                index.store(rows)
            seconds = time.monotonic() - began
            after_batch()
            done += len(batch)
            yield done, len(keys), seconds


@contextmanager
def _writing_much() -> Iterator[Callable[[], object]]:
    """On SQLite, keep more in memory and copy the log less often: a page is written once, not each batch.

    Gives a function to call after each batch.
    """
    if connection.vendor != "sqlite":
        yield lambda: None
        return
    kept = _pragma("cache_size"), _pragma("wal_autocheckpoint")
    _pragma(f"cache_size = -{CACHE}")
    _pragma("wal_autocheckpoint = 0")
    batches = itertools.count(1)
    try:
        yield lambda: next(batches) % BETWEEN or _pragma("wal_checkpoint(PASSIVE)")
    finally:
        _pragma(f"cache_size = {kept[0]}")
        _pragma(f"wal_autocheckpoint = {kept[1]}")


def _pragma(words: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        return (cursor.fetchone() or [None])[0]
