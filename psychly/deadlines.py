"""A deadline for the whole of every task: django-tasks-db itself would let one run for ever.

`@task(deadline=60)` from django-tasks makes a Task of this module, because the backend that the settings
name says so.
"""

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass

from django_tasks import base
from django_tasks.exceptions import InvalidTaskError
from django_tasks_db import DatabaseBackend

USUAL, LONGEST = 300, 600  # seconds
AGAIN = 10  # seconds until an alarm that was swallowed rings once more


class DeadlinePassed(BaseException):
    """A task took longer than it may. No Exception, so that nothing a task catches for itself holds it up."""


@dataclass(frozen=True, kw_only=True)
class Task(base.Task):
    """A task that fails with DeadlinePassed after `deadline` seconds."""

    deadline: float = USUAL

    def __post_init__(self):
        """Refuse a deadline so long that the task could count as dead while it runs."""
        super().__post_init__()
        if not 0 < self.deadline <= LONGEST:
            raise InvalidTaskError(f"The deadline of a task is at most {LONGEST} seconds.")

    def call(self, *args, **kwargs):
        """Do it, within the deadline."""
        with _alarm(self.deadline):
            return super().call(*args, **kwargs)


class Backend(DatabaseBackend):
    """Tasks in the database, each with a deadline."""

    task_class = Task


@contextmanager
def _alarm(seconds):
    """Raise DeadlinePassed in the block after so many seconds.

    A signal also ends what sleeps or waits for a socket. Python delivers it to the main thread alone: there
    `db_worker` runs its tasks. In any other thread (a test, the reloading worker of DEBUG) no alarm is set.
    A long call into C, like the decoding of one picture or one statement of the database, ends first.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number, frame):
        raise DeadlinePassed(f"Not done after {seconds} seconds, the deadline of this task.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
