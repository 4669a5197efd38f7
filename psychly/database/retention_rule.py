"""The shape in which each room says what it keeps, why, for how long, and how it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext


def moment_before(days, now=None):
    """The moment so many days ago: what is as old as this, or older, has to go."""
    return (now or timezone.now()) - timedelta(days=days)


@dataclass(frozen=True)
class Rule:
    """One class of data: a line of the privacy page and, where something has to go, a job of the purge.

    `days` is None where a condition and not a number of days ends it; `until` says it in words. The job is
    `job` by its name; `rows(now)` are what has to go, as a queryset or a number, and `erase(now)` erases it
    and returns how many there were.
    """

    what: str
    purpose: str
    ground: str
    days: int | None = None
    until: str = ""
    job: str = ""
    rows: Callable | None = None
    erase: Callable | None = None

    @property
    def kept_for(self):
        """In words: how long."""
        return self.until or ngettext("Up to {n} day", "Up to {n} days", self.days).format(n=self.days)

    def count(self, now=None):
        """How many have to go."""
        found = self.rows(now)
        return found if isinstance(found, int) else found.count()
