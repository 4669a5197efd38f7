"""The cache in the database, in which limits count: a count that cannot be written is an error."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import IntegrityError, OperationalError, connections, router


class CountingCache(DatabaseCache):
    """Django's cache in the database, without its silence.

    Django answers False both when a key is taken and when the database cannot write. Every limit, ours and
    the sign-in library's, would then tell people on a full disk that they had tried too often.
    """

    def _base_set(self, mode, key, value, timeout=DEFAULT_TIMEOUT):
        """Write as Django does; raise OperationalError when that failed for anything but a taken key."""
        errors = []

        def note(execute, *statement):
            try:
                return execute(*statement)
            except Exception as error:
                errors.append(error)
                raise

        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(note):
            is_done = super()._base_set(mode, key, value, timeout)
        is_answer = is_done or (mode == "touch" and not errors)  # nothing was there to touch
        if not is_answer and not any(isinstance(error, IntegrityError) for error in errors):
            raise OperationalError("The cache cannot be written.") from (errors or [None])[-1]
        return is_done
