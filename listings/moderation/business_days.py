"""Business days: Monday to Friday but federal holidays (5 U.S.C. 6103 and Executive Order 11582)."""

import datetime
from functools import lru_cache

from django.utils import timezone

from listings.policy import DECISION_DAYS

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
#: Holidays on a day of a month, and the n-th weekday of a month (−1: the last).
DATES = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
WEEKDAYS = [
    (1, MONDAY, 3), (2, MONDAY, 3), (5, MONDAY, -1), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4),
]  # fmt: skip


def is_business_day(day):
    """Whether people work on a day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


@lru_cache(maxsize=16)
def holidays(year):
    """Return the days of a year on which federal offices are closed, some observed a day early or late."""
    found = {_nth(year, *rule) for rule in WEEKDAYS}
    for on in (datetime.date(number, *date) for number in (year, year + 1) for date in DATES):
        moved = {SATURDAY: -1, SUNDAY: 1}.get(on.weekday(), 0)
        found.add(on + datetime.timedelta(days=moved))
    return frozenset(day for day in found if day.year == year)


def _nth(year, month, weekday, nth):
    first = datetime.date(year, month, 1 if nth > 0 else 31)
    step = 1 if nth > 0 else -1
    while first.weekday() != weekday:
        first += datetime.timedelta(days=step)
    return first + datetime.timedelta(weeks=nth - 1 if nth > 0 else 0)


def due_on(since):
    """Return the day by which a decision is promised on what came in at a moment."""
    day, left = timezone.localtime(since).date(), DECISION_DAYS
    while left:
        day += datetime.timedelta(days=1)
        left -= is_business_day(day)
    return day


def late_before(today=None):
    """Return the moment before which what still waits is late: its day of the promise is over."""
    day = today or timezone.localdate()
    left = DECISION_DAYS
    while left:
        day -= datetime.timedelta(days=1)
        left -= is_business_day(day)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
