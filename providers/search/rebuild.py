"""Shaping the whole index in a second process, while this one writes it.

Reading and shaping take as long as writing does. The reader is a process of its own, started afresh (never
forked: it must not share this one's connection), which sends batch after batch through a pipe. It ends when
the pipe closes, for whatever reason.
"""

import itertools
import multiprocessing
from contextlib import contextmanager

from django.db import connection

from providers.search import reader

BATCH = 500  # providers in one transaction: the write lock is held well under a second
FEW = 5_000  # up to so many, a second process costs more than it gains
BETWEEN = 40  # batches between two copies of SQLite's log into the database, which hold no lock
CACHE = 256 * 1024  # KiB of index pages that SQLite keeps in memory meanwhile


class ReaderFailed(Exception):
    """The reading process could not go on."""


def shaped(keys):
    """Yield the `index.Rows` of these providers, a batch at a time; raises ReaderFailed."""
    starts = range(0, len(keys), BATCH)
    batches = [{"gte": keys[start], "lte": keys[start : start + BATCH][-1]} for start in starts]
    # Inside a transaction nobody else sees what it wrote: a second process would read something older.
    if len(keys) <= FEW or connection.in_atomic_block:
        yield from reader.shape(batches)
    else:
        yield from _from_a_reader(batches)


def _from_a_reader(batches):
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    name = connection.settings_dict["NAME"]
    process = context.Process(target=reader.send, args=(theirs, name, batches), daemon=True)
    process.start()
    theirs.close()
    try:
        for _batch in batches:
            try:
                rows = ours.recv()
            except EOFError:
                raise ReaderFailed("The process that reads the providers ended before it was done.") from None
            if isinstance(rows, str):
                raise ReaderFailed(f"The providers could not be read: {rows}")
            yield rows
    finally:
        ours.close()
        process.terminate()
        process.join()


@contextmanager
def writing_much():
    """On SQLite, keep more in memory and copy the log less often: both save most of the writing.

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


def _pragma(words):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        return (cursor.fetchone() or [None])[0]
