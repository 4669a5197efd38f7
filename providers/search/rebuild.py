"""Shaping the whole index in processes of their own, while this one writes it.

Reading and shaping take longer than writing does: two readers take turns. Each is started afresh (never
forked: it must not share this one's connection) and sends batch after batch through a pipe. It ends when
the pipe closes, for whatever reason.
"""

import itertools
import multiprocessing
import time
from contextlib import contextmanager

from django.db import connection, transaction

from providers.search import index, rebuild_worker

BATCH = 250  # providers that are read, shaped and stored at a time
HOLD = 0.2  # seconds from which on a transaction takes no further batch: the lock is held for little more
READERS = 2
FEW = 5_000  # up to so many, other processes cost more than they gain
BETWEEN = 20  # transactions between two copies of SQLite's log into the database, which hold no lock
CACHE = 256 * 1024  # KiB of index pages that SQLite keeps in memory meanwhile


class ReaderFailed(Exception):
    """The reading process could not go on."""


class Shaping:
    """The `index.Rows` of these providers, a batch at a time, to go through once; raises ReaderFailed."""

    def __init__(self, keys):
        starts = range(0, len(keys), BATCH)
        self.batches = [{"gte": keys[start], "lte": keys[start : start + BATCH][-1]} for start in starts]
        # Inside a transaction nobody else sees what it wrote: another process would read something older.
        self.is_here = len(keys) <= FEW or connection.in_atomic_block
        self._turns = []  # the pipe of each batch that is still to come, the next one last

    def __iter__(self):
        return rebuild_worker.shape_in_worker(self.batches) if self.is_here else self._from_readers()

    @property
    def is_next_ready(self):
        """Whether the next batch can be had without waiting for it."""
        return bool(self._turns) and self._turns[-1].poll()

    def _from_readers(self):
        started = [self._start(self.batches[number::READERS]) for number in range(READERS)]
        pipes = [pipe for pipe, _process in started]
        self._turns = [pipes[number % READERS] for number in reversed(range(len(self.batches)))]
        try:
            while self._turns:
                try:
                    rows = self._turns.pop().recv()
                except EOFError:
                    problem = "The process that reads the providers ended before it was done."
                    raise ReaderFailed(problem) from None
                if isinstance(rows, str):
                    raise ReaderFailed(f"The providers could not be read: {rows}")
                yield rows
        finally:
            self._turns = []
            for pipe, process in started:
                pipe.close()
                process.terminate()
                process.join()

    def _start(self, batches):
        context = multiprocessing.get_context("spawn")
        pipe, theirs = context.Pipe(duplex=False)
        name = connection.settings_dict["NAME"]
        process = context.Process(target=rebuild_worker.send, args=(theirs, name, batches), daemon=True)
        process.start()
        theirs.close()
        return pipe, process


def stored(shaping):
    """Store all batches; yield (providers, seconds that the write lock was held) after each transaction.

    A transaction takes the batches that are ready until it has lasted HOLD: on SQLite a page that several of
    them change is written once. It never waits for the reader. What was stored before that failed stays.
    """
    batches, failure = iter(shaping), None
    for rows in batches:
        began, providers = time.monotonic(), 0
        with transaction.atomic():
            while rows:
                index.store(rows)
                providers += len(rows.stamps)
                try:
                    is_next = time.monotonic() - began < HOLD and shaping.is_next_ready
                    rows = next(batches, None) if is_next else None
                except ReaderFailed as error:
                    rows, failure = None, error
        yield providers, time.monotonic() - began
        if failure:
            raise failure


@contextmanager
def writing_much():
    """On SQLite, keep more in memory and copy the log less often: both save most of the writing.

    Gives a function to call after each transaction.
    """
    if connection.vendor != "sqlite":
        yield lambda: None
        return
    kept = _pragma("cache_size"), _pragma("wal_autocheckpoint")
    _pragma(f"cache_size = -{CACHE}")
    _pragma("wal_autocheckpoint = 0")
    transactions = itertools.count(1)
    try:
        yield lambda: next(transactions) % BETWEEN or _pragma("wal_checkpoint(PASSIVE)")
    finally:
        _pragma(f"cache_size = {kept[0]}")
        _pragma(f"wal_autocheckpoint = {kept[1]}")


def _pragma(words):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        return (cursor.fetchone() or [None])[0]
