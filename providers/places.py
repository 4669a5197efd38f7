"""From what a visitor types to a place: ZIP codes, cities, states, coordinates.

Look-up order: coordinates → ZIP → exact normalized name → beginning of a name, the largest first →
misspelt name. Case, accents, commas, spaces and "St/Saint", "Ft/Fort", "Mt/Mount" do not matter.
"""

import bisect
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from providers.folding import fold
from providers.models import Place, PlaceRelease
from providers.place_names import (
    ALIASES,
    PARTS_OF_A_NAME,
    STATE_NAMES,
    STATES,
    squash,
    state_named,
)

MAX_TEXT = 200
MAX_CHOICES = 8
COORDINATES = re.compile(r"\(?\s*([-+]?[\w.]+)°?\s*(?:,|;|\s)\s*([-+]?[\w.]+)°?\s*\)?")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|nan|inf|infinity)", re.IGNORECASE)
ZIP_AT_END = re.compile(r"(?:^|[\s,])(\d{5})(?:[-\s]?\d{4})?$")
DOT_IN_SHORT_FORM = re.compile(r"(?<=\b[A-Za-z])\.\s?(?=[A-Za-z]\b)")  # N.Y.C., D. C.


@dataclass(frozen=True)
class Lookup:
    """What a text means.

    `place` is a Place (not saved for coordinates and for ZIPs that are not in the table) or None;
    `choices` are other places the text could mean, the largest first; `problem` is a sentence for the
    visitor when there is no place; `is_approximate` when an unknown ZIP stands at its area's mean.
    """

    text: str
    place: Place | None = None
    choices: list[Place] = field(default_factory=list)
    problem: str = ""
    is_approximate: bool = False
    is_coordinates: bool = False

    @property
    def is_empty(self):
        """Whether nothing was asked."""
        return not self.text

    @property
    def is_state(self):
        """Whether the place is an area that holds listings, not a point."""
        return self.place is not None and self.place.kind == Place.Kind.STATE

    @property
    def point(self):
        """(latitude, longitude) in degrees, or None."""
        return (self.place.latitude, self.place.longitude) if self.place else None

    @property
    def near(self):
        """The text that finds the same place again."""
        return self.place.near if self.place else self.text

    @property
    def state(self):
        """The state's abbreviation: the place's own; of coordinates, the nearest ZIP's; "" if none."""
        if self.is_coordinates:
            return state_at(*self.point)
        return self.place.state if self.place else ""


def find(text):
    """Return the Lookup of what a visitor typed. Never raises; at most three queries."""
    text = str(text or "").encode("utf-8", "replace").decode()  # lone surrogates
    text = unicodedata.normalize("NFKC", text).replace("\0", " ").strip()
    if not text:
        return Lookup("")
    if len(text) > MAX_TEXT:
        return Lookup(text[:MAX_TEXT], problem=_("That is too long for the name of a place."))
    text = DOT_IN_SHORT_FORM.sub("", text)
    return _coordinates(text) or _zip(text) or _named(text)


def complete(text, limit=MAX_CHOICES):
    """Return the places that a half-typed text may become, the likeliest first; at most three queries."""
    text = str(text or "")[:MAX_TEXT]
    digits = text.strip()
    if re.fullmatch(r"[0-9]{2,5}", digits):
        zips = Place.objects.zips().filter(folded__gte=digits, folded__lt=digits + "a")
        return list(zips.order_by("folded")[:limit])
    name, _comma, rest = text.partition(",")
    state = state_named(rest) if rest.strip() else ""
    if rest.strip() and not state:
        return []
    begun = squash(name)
    alias = ALIASES.get(begun)
    keys = _names().begun(alias[0] if alias else begun, state or (alias[1] if alias else ""), limit)
    found = Place.objects.in_bulk(keys)
    cities = [found[key] for key in keys if key in found]
    if state or len(begun) < 2:
        return cities
    states = Place.objects.filter(kind=Place.Kind.STATE, folded__gte=begun, folded__lt=begun + "{")
    return [*cities[:1], *states.order_by("-population"), *cities[1:]][:limit]


def zip_point(zip5):
    """Return (latitude, longitude) of a five-digit ZIP in the table, or None."""
    if not re.fullmatch(r"[0-9]{5}", str(zip5)):
        return None
    return Place.objects.zips().filter(folded=zip5).values_list("latitude", "longitude").first()


def state_at(latitude, longitude):
    """Return the state of the ZIP nearest to a point (degrees), or "" when none is within 2 degrees."""
    stretch = math.cos(math.radians(latitude))

    def distance(zip_):
        return math.hypot(zip_[0] - latitude, (zip_[1] - longitude) * stretch)

    for reach in (0.06, 0.25, 2):  # degrees; nearly always a ZIP is close, and few rows are read
        wide = min(reach / max(stretch, 0.01), 180)
        zips = Place.objects.zips().filter(
            latitude__range=(latitude - reach, latitude + reach),
            longitude__range=(longitude - wide, longitude + wide),
        )
        rows = list(zips.exclude(state="").values_list("latitude", "longitude", "state"))
        if rows and (distance(nearest := min(rows, key=distance)) <= reach or reach == 2):
            return nearest[2]
    return ""


def _coordinates(text):
    match = COORDINATES.fullmatch(text)
    if not match or not all(NUMBER.fullmatch(part) for part in match.groups()):
        return None
    if "," not in text and "." not in text:
        return None  # "78701 1234" is a ZIP+4
    latitude, longitude = (float(part) for part in match.groups())
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # also refuses nan
        return Lookup(
            text,
            problem=_(
                "Coordinates are a latitude from −90 to 90 and a longitude from −180 to 180, "
                "like 30.27,-97.74."
            ),
        )
    name = f"{latitude:.6f}".rstrip("0").rstrip(".") + "," + f"{longitude:.6f}".rstrip("0").rstrip(".")
    latitude, longitude = (float(part) for part in name.split(","))
    place = Place(kind=Place.Kind.ZIP, name=name, latitude=latitude, longitude=longitude)
    return Lookup(text, place, is_coordinates=True)


def _zip(text):
    match = ZIP_AT_END.search(text)
    if not match:
        if re.fullmatch(r"[\d\s-]+", text):
            return Lookup(text, problem=_("A ZIP code has five digits."))
        return None
    code = match[1]
    if not code.isascii():
        return Lookup(text, problem=_("A ZIP code has five digits."))
    if known := Place.objects.zips().filter(folded=code).first():
        return Lookup(text, known)
    area = list(Place.objects.zips().filter(folded__gte=code[:3], folded__lt=code[:3] + "a"))
    if not area:
        return Lookup(text, problem=_("We do not know the ZIP code %(code)s.") % {"code": code})
    place = Place(
        kind=Place.Kind.ZIP,
        name=code,
        state=Counter(place.state for place in area).most_common(1)[0][0],
        latitude=sum(place.latitude for place in area) / len(area),
        longitude=sum(place.longitude for place in area) / len(area),
    )
    return Lookup(text, place, is_approximate=True)


@dataclass(frozen=True)
class Reading:
    """One way to read a name: a squashed city name with or without state and county."""

    name: str
    state: str = ""
    county: str = ""

    def condition(self):
        """Return the rows that this reading means exactly."""
        name, state = ALIASES.get(self.name, (self.name, self.state))
        if self.state not in ("", state):
            name, state = self.name, self.state
        condition = Q(kind=Place.Kind.CITY, folded=name)
        return condition & Q(state=state) if state else condition

    def fits(self, place):
        """Whether a row that was read is what this reading means."""
        name, state = ALIASES.get(self.name, (self.name, self.state))
        if self.state not in ("", state):
            name, state = self.name, self.state
        return (
            place.kind == Place.Kind.CITY
            and place.folded == name
            and state in ("", place.state)
            and self.county in ("", fold(place.county))
        )


def _named(text):
    state = _state_alone(text)
    readings = _readings(text)
    if not readings and not state:
        return Lookup(text, problem=_unknown(text))
    condition = Q(kind=Place.Kind.STATE, state=state) if state else Q()  # an empty Q gives way in `|`
    for reading in readings:
        condition |= reading.condition()
    rows = list(Place.objects.filter(condition).order_by("-population", "state", "name", "slug"))
    states = [row for row in rows if row.kind == Place.Kind.STATE]
    for reading in readings:
        cities = [row for row in rows if reading.fits(row)]
        if cities and states:
            city_first = squash(text) in ALIASES
            both = cities[:1] + states + cities[1:] if city_first else states + cities
            return Lookup(text, both[0], both[1 : MAX_CHOICES + 1])
        if cities:
            others = [row for row in rows if row.folded == cities[0].folded and row != cities[0]]
            others = [row for row in others if reading.state in ("", row.state)]
            return Lookup(text, cities[0], others[:MAX_CHOICES])
    if states:
        return Lookup(text, states[0])
    return _county(text) or _begun_or_misspelt(text, readings)


def _state_alone(text):
    """Return the state that the whole text names ("Texas", "TX", "New York State"), or ""."""
    return state_named(re.sub(r"^state of | state$", "", fold(text)))


def _readings(text):
    """Return the ways to read a text as a city, the likeliest first."""
    parts = [part for part in (part.strip() for part in text.split(",")) if fold(part)]
    if parts and fold(parts[-1]) in ("usa", "us", "u s a", "u s", "united states", "america"):
        parts.pop()
    county = ""
    if len(parts) > 1:
        for part in parts[1:]:
            if match := re.fullmatch(r"(.+) (?:county|co|parish|borough|municipio)", fold(part)):
                county = match[1]
                parts.remove(part)
                break
    if not parts or _is_state_with_word(text):
        return []
    if len(parts) > 1 and (state := state_named(parts[-1])):
        return [Reading(squash(" ".join(parts[:-1])), state, county)]
    is_two_names = len(parts) == 2 and not county  # "Flushing, Queens"
    in_county = [Reading(squash(parts[0]), "", fold(parts[1]))] if is_two_names else []
    words = fold(PARTS_OF_A_NAME.sub(" ", " ".join(parts))).removesuffix(" usa").split()
    whole = Reading(squash(" ".join(words)), "", county)
    with_state, named_in_full = [], False
    for count in (4, 3, 2, 1):
        last = "".join(words[-count:]) if len(words) > count else ""
        if state := STATES.get(last):
            with_state.append(Reading(squash(" ".join(words[:-count])), state, county))
            named_in_full = named_in_full or last in STATE_NAMES
    return [whole, *with_state] if named_in_full else [*with_state, *in_county, whole]


def _is_state_with_word(text):
    return bool(re.search(r"^state of | state$", fold(text))) and bool(_state_alone(text))


def _county(text):
    """Return the Lookup of "Kaufman County, TX": the mean point of its ZIPs, or None."""
    match = re.fullmatch(r"(.+?) (?:county|parish)(?: (.+))?", fold(text))
    if not match or (match[2] and not state_named(match[2])):
        return None
    zips = Place.objects.zips().filter(county__iexact=match[1])
    if match[2]:
        zips = zips.filter(state=state_named(match[2]))
    by_state = {}
    for place in zips:
        by_state.setdefault(place.state, []).append(place)
    if not by_state:
        return None
    state, places = max(by_state.items(), key=lambda item: len(item[1]))
    place = Place(
        kind=Place.Kind.ZIP,
        name=f"{places[0].county} County, {state}",
        state=state,
        latitude=sum(place.latitude for place in places) / len(places),
        longitude=sum(place.longitude for place in places) / len(places),
    )
    return Lookup(text, place, is_approximate=True)


def _begun_or_misspelt(text, readings):
    names = _names()
    readings = [reading for reading in readings if reading.state or not reading.county]
    whole_first = readings if "," in text else sorted(readings, key=lambda reading: bool(reading.state))
    for matches, ordered in ((names.begun, whole_first), (names.misspelt, readings)):
        for reading in ordered:
            if keys := matches(reading.name, reading.state):
                found = Place.objects.in_bulk(keys)
                places = [found[key] for key in keys if key in found]
                return Lookup(text, places[0], places[1:])
    elsewhere = [reading for reading in readings if reading.state]
    choices = list(Place.objects.cities().filter(folded=elsewhere[0].name)[:MAX_CHOICES]) if elsewhere else []
    return Lookup(text, choices=choices, problem=_unknown(text))


def _unknown(text):
    return _("We do not know a place called “%(text)s”. Try a ZIP code, or a city and its state.") % {
        "text": text[:60]
    }


class Names:
    """The names of all cities in memory, for half-typed and misspelt ones."""

    def __init__(self):
        rows = Place.objects.filter(kind=Place.Kind.CITY).values_list("folded", "population", "state", "pk")
        self.rows = sorted(rows)
        self.folded = [row[0] for row in self.rows]

    def begun(self, name, state="", limit=MAX_CHOICES):
        """Return primary keys of cities whose name begins so, the largest first."""
        if len(name) < 2:
            return []
        low, high = bisect.bisect_left(self.folded, name), bisect.bisect_left(self.folded, name + "{")
        rows = [row for row in self.rows[low:high] if state in ("", row[2])]
        rows.sort(key=lambda row: (-row[1], row[0], row[2]))
        return [row[3] for row in rows[:limit]]

    def misspelt(self, name, state="", limit=MAX_CHOICES):
        """Return primary keys of cities with nearly this name: the nearest, then the largest, first."""
        if len(name) < 4:
            return []
        wanted = self.rows if not state else [row for row in self.rows if row[2] == state]
        allowed = 1 if len(name) <= 5 else 2
        found = process.extract(
            name, [row[0] for row in wanted] if state else self.folded,
            scorer=OSA.distance, score_cutoff=allowed, limit=None,
        )  # fmt: skip
        found.sort(key=lambda match: (match[1], -wanted[match[2]][1], match[0]))
        return [wanted[index][3] for _name, _distance, index in found[:limit]]


_loaded = {}


def _names():
    """Return the Names of the places that are loaded now; one query to see which those are."""
    release = PlaceRelease.objects.values_list("checksum", flat=True).first()
    if release is None or release not in _loaded:
        _loaded.clear()
        _loaded[release] = Names()
    return _loaded[release]
