"""The names of all cities, states and counties in memory: half-typed, misspelt, and near each other."""

import bisect
import math
import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Avg, Count
from rapidfuzz import process
from rapidfuzz.distance import OSA

from providers.models import Place, PlaceRelease
from providers.places.spelling import ALIASES, STATE_NAMES, county_key
from psychly.web.remembered import Remembered

MILES_PER_DEGREE = 69.0
AROUND_A_CITY = 25  # miles: a part of a city lies within


def miles_about(point, other):
    """Return the miles between two points (degrees) on a flat earth: good enough within a county."""
    east = (point[1] - other[1]) * math.cos(math.radians(point[0]))
    return math.hypot(point[0] - other[0], east) * MILES_PER_DEGREE


@dataclass(frozen=True, order=True, slots=True)
class Name:
    """A city or a state as it is compared; `pk` is its Place's."""

    folded: str
    population: int
    state: str
    pk: int
    latitude: float
    longitude: float
    is_state: bool = False

    @property
    def weight(self):
        """Its people; those of a state count a fifth, because most visitors look for a city."""
        return self.population / 5 if self.is_state else self.population

    def miles_to(self, other):
        """Return about how far another is, in miles."""
        return miles_about((self.latitude, self.longitude), (other.latitude, other.longitude))


@dataclass(frozen=True)
class County:
    """A county: its plain name, and the mean point of its ZIP codes, in degrees."""

    name: str
    state: str
    zips: int
    latitude: float
    longitude: float

    @property
    def is_city(self):
        """Whether it is a city that is no part of the county of its name (Baltimore, St. Louis)."""
        return self.name.startswith("City of ") or "(city" in self.name


class Names:
    """The names of the gazetteer, made once a process and release."""

    def __init__(self):
        rows = Place.objects.exclude(kind=Place.Kind.ZIP).values_list(
            "folded", "population", "state", "pk", "latitude", "longitude", "kind"
        )
        self.all = sorted(Name(*row[:6], is_state=row[6] == Place.Kind.STATE) for row in rows)
        self.cities = [name for name in self.all if not name.is_state]
        self.folded = [name.folded for name in self.cities]

    @cached_property
    def counties(self):
        """{compared name: Counties, the one with most ZIP codes first}; read when first asked for."""
        rows = Place.objects.zips().exclude(county="").values_list("county", "state")
        merged = {}
        for row in rows.annotate(n=Count("pk"), lat=Avg("latitude"), lng=Avg("longitude")):
            county = County(*row)
            merged.setdefault((county_key(county.name), county.state), []).append(county)
        found = {}
        for county in sorted(map(_merged, merged.values()), key=lambda county: -county.zips):
            key = county_key(county.name)
            for called in dict.fromkeys([key, county_key(county.name.rpartition("-")[2])]):
                found.setdefault(called, []).append(county)  # "Dade" for "Miami-Dade"
        return found

    def exact(self, folded, state=""):
        """Return the cities of this name, the largest first."""
        folded, state = names_meant(folded, state)
        low, high = bisect.bisect_left(self.folded, folded), bisect.bisect_right(self.folded, folded)
        return sorted(
            (name for name in self.cities[low:high] if state in ("", name.state)),
            key=lambda name: -name.population,
        )

    def begun(self, folded, states=None, limit=8):
        """Return the cities (and without `states`, the states) that begin so.

        Those that are called exactly so come first, then the larger ones.
        """
        if len(folded) < 2:
            return []
        rows = self.cities if states is not None else self.all
        low = bisect.bisect_left(rows, folded, key=lambda name: name.folded)
        high = bisect.bisect_left(rows, folded + "{", key=lambda name: name.folded)
        found = [name for name in rows[low:high] if states is None or name.state in states]
        found.sort(key=lambda name: (name.folded != folded, -name.weight, name.folded, name.state))
        return found[:limit]

    def misspelt(self, folded, state="", limit=8, allowed=None):
        """Return (letters off, Name) of nearly this name: the nearest, then the largest, first."""
        if len(folded) < 4:
            return []
        wanted = [name for name in self.cities if name.state == state] if state else self.all
        if allowed is None:
            allowed = 1 if len(folded) <= 5 else 2
        found = process.extract(
            folded, [name.folded for name in wanted], scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        near = [(int(distance), wanted[index]) for _folded, distance, index in found]
        near.sort(key=lambda match: (match[0], -match[1].population, match[1].folded, match[1].state))
        return near[:limit]

    def within(self, folded, city):
        """Return the place of this name in or beside a city, the largest, or None."""
        near = [name for name in self.exact(folded) if name.miles_to(city) <= AROUND_A_CITY and name != city]
        return near[0] if near else None


def _merged(spelled):
    """Return one County for those that the table spells differently; a city beside its county gives way."""
    spelled = [county for county in spelled if not county.is_city] or spelled
    zips = sum(county.zips for county in spelled)
    first = max(spelled, key=lambda county: county.zips)
    return County(
        re.sub(
            r"^City (?:and (?:County|Borough) )?of | \(.*$| (?:Borough|Municipality|County)$", "", first.name
        ),
        first.state,
        zips,
        sum(county.latitude * county.zips for county in spelled) / zips,
        sum(county.longitude * county.zips for county in spelled) / zips,
    )


def names_meant(folded, state=""):
    """Return the (compared name, state) that a nickname stands for; other names are their own."""
    name, of_state = ALIASES.get(folded, (folded, state))
    return (name, of_state) if state in ("", of_state) else (folded, state)


def state_nearly(folded):
    """Return the abbreviation of the state whose name is misspelt so, or ""."""
    if len(folded) < 5:
        return ""
    allowed = 1 if len(folded) <= 7 else 2
    near = process.extract(folded, list(STATE_NAMES), scorer=OSA.distance, score_cutoff=allowed, limit=2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return ""
    return STATE_NAMES[near[0][0]]


def _release():
    """The checksum of the places that are loaded now; before any are, never the same twice."""
    return PlaceRelease.objects.values_list("checksum", flat=True).first() or object()


_names = Remembered(_release, Names)


def names():
    """Return the Names of the places that are loaded now; one query to see which those are."""
    return _names.get()
