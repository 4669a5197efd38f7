"""Writing the whole index afresh, a batch of providers at a time, while the site goes on."""

import time

from django.db import transaction

from providers.models.provider import Provider
from providers.search import index

#: Providers that are read, shaped and stored at a time: on SQLite the write lock is held while they are
#: stored (a tenth of a second), and free while the next ones are read.
BATCH = 250


def rebuild_index():
    """Rewrite every provider; yield (providers done, all, seconds that the lock was held) after each batch.

    What was stored before an error stays.
    """
    keys = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
    known, done = set(), 0
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = index.shape_rows({"gte": batch[0], "lte": batch[-1]})
        rows.words -= known  # a word is stored once
        known |= rows.words
        began = time.monotonic()
        with transaction.atomic():
            index.store(rows)
        done += len(batch)
        yield done, len(keys), time.monotonic() - began
