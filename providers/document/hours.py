"""Weekly hours, read from what a provider typed: "Mon-Fri 9 am-5 pm, Sat 10-2".

The text is what is kept and the only place where hours stand. It is read as a whole or not at all: what holds
one word that is neither day nor time stays a text, and nobody is told that a door is open.
"""

import datetime
import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from providers.local_days import zones_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORDS = {
    **{day.lower(): number for number, day in enumerate(DAYS)},
    **{short: number for number, day in enumerate(DAYS) for short in (day[:2].lower(), day[:3].lower())},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
_SPANS = {
    "daily": range(7), "every day": range(7), "7 days a week": range(7), "seven days a week": range(7),
    "weekdays": range(5), "weekends": range(5, 7),
}  # fmt: skip
_TIME = r"(\d{1,2})(?:[:.](\d{2}))? ?(?:([ap])\.?m?\.?(?![a-z]))?"
_TOKEN = re.compile(
    rf"(?P<span>{'|'.join(_SPANS)})"
    rf"|(?P<day>{'|'.join(sorted(_WORDS, key=len, reverse=True))})s?(?:\.|\b)"
    r"|(?P<closed>closed)\b"
    rf"|(?P<hours>{_TIME} ?- ?{_TIME})"
    r"|(?P<dash>-)|(?P<and>[,;:.\n])|(?P<blank>\s+)"
)
#: Where neither "am" nor "pm" stands: when places open and close, and how long they are open at most.
EARLIEST, LATEST, LONGEST = 6 * 60, 21 * 60, 12 * 60 + 30  # minutes
_DASHES = re.compile(r" ?(?:[‐‑‒–—−-]|\b(?:to|until|till|through|thru)\b) ?")


@dataclass(frozen=True)
class Opening:
    """Open on one day of the week (0 is Monday), from a time until another of the same day."""

    day: int
    opens: datetime.time
    closes: datetime.time


def read_hours(text: str) -> list[Opening]:
    """Return the Openings that a text says, by day and time; none when it cannot be read as a whole."""
    found: dict[int, list[Opening]] = {}
    for days, times in _groups(_tokens(text)):
        if not times or any(day in found for day in days):
            return []  # days without times, or one day twice
        for day in days:
            found[day] = [Opening(day, *pair) for pair in times if pair]
    openings = sorted((row for rows in found.values() for row in rows), key=lambda row: (row.day, row.opens))
    if any(a.day == b.day and b.opens < a.closes for a, b in pairwise(openings)):
        return []
    return openings


def is_open(openings: list[Opening], state: str, now: datetime.datetime) -> bool | None:
    """Whether a place in a state is open at a moment; None where its time zones do not agree."""
    answers = set()
    for zone in zones_of(state):
        local = now.astimezone(zone)
        here = [row for row in openings if row.day == local.weekday()]
        answers.add(any(row.opens <= local.time() < row.closes for row in here))
    return answers.pop() if len(answers) == 1 else None


def by_days(openings: list[Opening]) -> list[tuple[list[int], list[Opening]]]:
    """Return (days, openings of each of them) for neighboring days that have the same hours."""
    groups: list[tuple[list[int], list[Opening]]] = []
    for day in range(7):
        rows = [row for row in openings if row.day == day]
        if groups and groups[-1][0][-1] == day - 1 and _times(groups[-1][1]) == _times(rows):
            groups[-1][0].append(day)
        else:
            groups.append(([day], rows))
    return [(days, rows) for days, rows in groups if rows]


def in_words(openings: list[Opening]) -> list[str]:
    """Return a line for each run of days with the same hours: "Monday to Friday: 9 a.m.–5 p.m."."""
    return [
        f"{_span(days)}: {', '.join(f'{_clock(row.opens)}–{_clock(row.closes)}' for row in rows)}"
        for days, rows in by_days(openings)
    ]


def _span(days: list[int]) -> str:
    first, last = str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]])
    return _("%(first)s to %(last)s") % {"first": first, "last": last} if len(days) > 1 else first


def _clock(time: datetime.time) -> str:
    return date_format(time, "P")


def _times(rows: list[Opening]) -> list[tuple[datetime.time, datetime.time]]:
    return [(row.opens, row.closes) for row in rows]


def _tokens(text: str) -> list[re.Match[str]]:
    """The pieces of a text; none when something in it is no piece of weekly hours."""
    plain = text.casefold().replace("&", ",").replace(" and ", " , ").replace("noon", "12 pm")
    plain, at, pieces = _DASHES.sub("-", plain), 0, []
    while at < len(plain):
        piece = _TOKEN.match(plain, at)
        if piece is None:
            return []
        at = piece.end()
        if piece.lastgroup != "blank" and not piece["blank"]:
            pieces.append(piece)
    return pieces


def _groups(pieces: list[re.Match[str]]) -> list[tuple[list[int], list[tuple[datetime.time, ...]]]]:
    """Days and their times, in turn; a day that is closed has one empty time."""
    groups: list[tuple[list[int], list[tuple[datetime.time, ...]]]] = []
    is_span = False
    for piece in pieces:
        if piece["and"]:
            continue
        if piece["dash"]:
            is_span = True
        elif piece["day"] or piece["span"]:
            if not groups or groups[-1][1]:
                groups.append(([], []))
            days = groups[-1][0]
            if piece["span"]:
                days += _SPANS[piece["span"]]
            elif is_span and days:
                days += [day % 7 for day in range(days[-1] + 1, days[-1] + 1 + (_day(piece) - days[-1]) % 7)]
            else:
                days.append(_day(piece))
            is_span = False
        else:
            times = _closed_or_times(piece)
            if not groups or times is None or is_span:
                return [([], [])]
            groups[-1][1].append(times)
    return groups


def _day(piece: re.Match[str]) -> int:
    return _WORDS[piece["day"]]


def _closed_or_times(piece: re.Match[str]) -> tuple[datetime.time, ...] | None:
    """An empty pair for "closed"; None for times that cannot be, or could be two things."""
    if piece["closed"]:
        return ()
    first = piece.re.groupindex["hours"]
    hour, minute, half, until, past, other = piece.groups()[first : first + 6]
    if not half and not other and (hour.startswith("0") or int(hour) > 12 or int(until) > 12):
        pairs = [(_minutes(hour, minute), _minutes(until, past))]  # "09:00-17:00"
    else:
        pairs = [
            (opens, closes)
            for opens in _readings(hour, minute, half)
            for closes in _readings(until, past, other)
            if (half and other) or 0 < closes - opens <= LONGEST
        ]
    if len(pairs) != 1 or not 0 <= pairs[0][0] < pairs[0][1] < 1440:
        return None
    return _time(pairs[0][0]), _time(pairs[0][1])


def _readings(hour: str, minute: str | None, half: str | None) -> list[int]:
    """The minutes since midnight that an hour may mean; without am or pm those between 6 am and 9 pm."""
    if int(hour) > 12:
        return []
    both = [_minutes(str(int(hour) % 12), minute), _minutes(str(int(hour) % 12 + 12), minute)]
    if half:
        return both[:1] if half == "a" else both[1:]
    return [minutes for minutes in both if EARLIEST <= minutes <= LATEST]


def _minutes(hour: str, minute: str | None) -> int:
    """Minutes since midnight, 9999 for a time that does not exist."""
    return int(hour) * 60 + int(minute or 0) if int(hour) < 24 and int(minute or 0) < 60 else 9999


def _time(minutes: int) -> datetime.time:
    return datetime.time(*divmod(minutes, 60))
