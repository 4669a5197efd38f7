"""Days as they are counted where a listing is, not in UTC.

A license that is good until the 13th is good until midnight there.

The zones are those of 49 CFR part 71 (Standard Time Zone Boundaries), under the names of the IANA time zone
database; the island areas as that database has them. Where a state has several, a day counts until it has
ended in the last of them: nobody may lose a day because a town lies on the other side of a line that is no
county line everywhere, and the rows that are compared know their state.
"""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
#: The zones of each state from east to west: a day ends in the last of them last.
ZONES = {
    **dict.fromkeys(
        [
            "CT",
            "DE",
            "DC",
            "GA",
            "ME",
            "MD",
            "MA",
            "NH",
            "NJ",
            "NY",
            "NC",
            "OH",
            "PA",
            "RI",
            "SC",
            "VT",
            "VA",
            "WV",
        ],
        (_EASTERN,),
    ),
    **dict.fromkeys(["AL", "AR", "IL", "IA", "LA", "MN", "MS", "MO", "OK", "WI"], (_CENTRAL,)),
    **dict.fromkeys(["CO", "MT", "NM", "UT", "WY"], (_MOUNTAIN,)),
    **dict.fromkeys(["CA", "WA"], (_PACIFIC,)),
    **dict.fromkeys(["FL", "KY", "TN"], (_EASTERN, _CENTRAL)),
    **dict.fromkeys(["KS", "NE", "ND", "SD", "TX"], (_CENTRAL, _MOUNTAIN)),
    **dict.fromkeys(["ID", "NV", "OR"], (_MOUNTAIN, _PACIFIC)),
    "AK": ("America/Anchorage", "America/Adak"),
    "AS": ("Pacific/Pago_Pago",),
    "AZ": (_MOUNTAIN, "America/Phoenix"),  # the Navajo Nation keeps daylight saving time
    "GU": ("Pacific/Guam",),
    "HI": ("Pacific/Honolulu",),
    "IN": ("America/Indiana/Indianapolis", _CENTRAL),
    "MH": ("Pacific/Majuro",),
    "MI": ("America/Detroit", "America/Menominee"),
    "MP": ("Pacific/Guam",),
    "PR": ("America/Puerto_Rico",),
    "VI": ("America/Puerto_Rico",),
}
#: Where a day ends last of all: for what is bound to no state that we know.
LAST_OF_ALL = "Pacific/Pago_Pago"


def zones_of(state):
    """Return the ZoneInfos of a state (its abbreviation), from east to west."""
    return [ZoneInfo(name) for name in ZONES.get(state, (LAST_OF_ALL,))]


def end_of_day(day, state):
    """Return the first moment (UTC) at which a date is over everywhere in a state."""
    return _end_of_day(day, state)


@lru_cache(maxsize=4096)
def _end_of_day(day, state):
    midnight = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), zones_of(state)[-1]
    )
    return midnight.astimezone(datetime.UTC)


def end_of_day_in_any(day, states):
    """Return the first moment (UTC) at which a date is over in all of these states, everywhere for none."""
    return max(end_of_day(day, state) for state in (set(states) or {""}))


def today_in(*states, now=None):
    """Return the date that it is in a state; of several, and within one, where the day before ends last.

    `now` is a moment with its zone, this one unless given.
    """
    now = now or timezone.now()
    return min(now.astimezone(zones_of(state)[-1]).date() for state in (states or ("",)))


def days_ended(now):
    """Return a number that grows whenever a day ends in some state, so also where it ends last of all."""
    return _days_ended(int(now.timestamp()) // 3600)


@lru_cache(maxsize=4)
def _days_ended(hour):
    """All of these zones are whole hours away from UTC, so no day ends within an hour."""
    now = datetime.datetime.fromtimestamp(hour * 3600, datetime.UTC)
    zones = {zones_of(state)[-1] for state in ("", *ZONES)}
    return sum(now.astimezone(zone).toordinal() for zone in zones)


def states_of(document):
    """Return the states that a Document names: those of its licenses and its places."""
    return {row.state for row in (*document.licenses.licenses, *document.places.places) if row.state}
