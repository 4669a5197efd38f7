"""Redis for what is counted, and the database whenever Redis does not answer.

Neither an error nor silence: an answer of "not added" reads as "too many tries", for every limit of ours and
of the sign-in library, and an error as a fault of ours. So a question that Redis does not answer is put to
the database at once, and Redis rests for a while. Counts begin anew on such a change: a limit may double.
"""

import logging
import time

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger("psychly.redis")
REST = 10  # seconds of this process without Redis after it did not answer
INSTEAD = "database"  # the cache that stands in
ASKED = [
    *("add", "get", "set", "touch", "delete", "has_key", "incr", "clear"),
    *("get_many", "set_many", "delete_many"),
]


class FallbackCache(RedisCache):
    """Django's cache in Redis, each of whose questions the database answers while Redis does not."""

    rests_until = 0.0  # of `time.monotonic()`; for the whole process, each thread has a cache of its own


def _guarded(name):
    def ask(self, *args, **kwargs):
        if time.monotonic() >= FallbackCache.rests_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                FallbackCache.rests_until = time.monotonic() + REST
                log.warning("Redis does not answer (%s); the database counts.", type(error).__name__)
        return getattr(caches[INSTEAD], name)(*args, **kwargs)

    ask.__name__ = name
    return ask


for _name in ASKED:
    setattr(FallbackCache, _name, _guarded(_name))
