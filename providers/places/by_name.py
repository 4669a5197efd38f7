"""From the name of a city, a state, a county or a part of a city to a place.

The order: exact name → county → part of a city ("Park Slope, Brooklyn") → the name without what people
write round it ("downtown Austin") → beginning of a name, the largest first → misspelt name.
"""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from providers.models import Place
from providers.places.known_names import names, names_meant, state_nearly
from providers.places.lookup import Lookup
from providers.places.spelling import (
    AFTER_A_NAME,
    BEFORE_A_NAME,
    CITIES_BEFORE_STATES,
    EVERYWHERE,
    MOST_WORDS_ROUND,
    PARTS_OF_A_NAME,
    STATE_NAMES,
    STATES,
    county_key,
    squash,
    state_named,
)
from providers.text_folding import fold

MAX_CHOICES = 8
MUCH_LARGER = 3  # times the people (and a town): a place of nearly this name that is offered too
TOWN = 20_000  # people
SMALL = 1000  # people: nobody is led to a hamlet by a guess
COUNTY = re.compile(r"(.+?) (county|parish|municipio|municipality|borough|census area|cty|co)(?: (.+))?")
COUNTY_CALLED = {"LA": "Parish", "AK": "Borough"}


def find_named(text):
    """Return the Lookup of a name. Two queries for an exact name, more for a guess."""
    return (
        find_exact(text)
        or _county(text)
        or _part_of_a_city(text)
        or _undressed(text)
        or _begun(text)
        or _misspelt(text)
    )


@dataclass(frozen=True)
class Reading:
    """One way to read a name: a squashed city name with or without state and county."""

    name: str
    state: str = ""
    county: str = ""

    def condition(self):
        """Return the rows that this reading means exactly."""
        name, state = names_meant(self.name, self.state)
        condition = Q(kind=Place.Kind.CITY, folded=name)
        return condition & Q(state=state) if state else condition

    def fits(self, place):
        """Whether a row that was read is what this reading means."""
        name, state = names_meant(self.name, self.state)
        return (
            place.kind == Place.Kind.CITY
            and place.folded == name
            and state in ("", place.state)
            and self.county in ("", county_key(place.county))
        )


def find_exact(text):
    """Return the Lookup of a city or a state that is called exactly so, or None."""
    state, readings = _state_alone(text), _readings(text)
    if not readings and not state:
        return None
    condition = Q(kind=Place.Kind.STATE, state=state) if state else Q()  # an empty Q gives way in `|`
    for reading in readings:
        condition |= reading.condition()
    rows = list(Place.objects.filter(condition).order_by("-population", "state", "name", "slug"))
    states = [row for row in rows if row.kind == Place.Kind.STATE]
    for reading in readings:
        cities = [row for row in rows if reading.fits(row)]
        if cities and states:
            city_first = squash(text) in CITIES_BEFORE_STATES
            both = cities[:1] + states + cities[1:] if city_first else states + cities
            return Lookup(text, both[0], both[1 : MAX_CHOICES + 1])
        if cities:
            others = [row for row in rows if row.folded == cities[0].folded and row != cities[0]]
            others = [row for row in others if reading.state in ("", row.state)]
            return Lookup(text, cities[0], [*_larger_nearly(reading, cities[0]), *others][:MAX_CHOICES])
    return Lookup(text, states[0]) if states else None


def is_called_so(text, known, least=0):
    """Whether a state, or a city of these Names with at least so many people, is called exactly so.

    Asks nothing of the database, for those who try many texts.
    """
    cities = (city for reading in _readings(text) for city in known.exact(reading.name, reading.state))
    return bool(_state_alone(text)) or any(city.population >= least for city in cities)


def _state_alone(text):
    """Return the state that the whole text names ("Texas", "TX", "New York State"), or ""."""
    return state_named(re.sub(r"^state of | state$", "", fold(text)))


def _parts(text):
    """Return the parts between commas, without a country at the end."""
    parts = [part for part in (part.strip() for part in text.split(",")) if fold(part)]
    if len(parts) > 1 and squash(parts[-1]) in EVERYWHERE:
        parts.pop()
    return parts


def _readings(text):
    """Return the ways to read a text as a city, the likeliest first."""
    parts = _parts(text)
    county = ""
    if len(parts) > 1:
        for part in parts[1:]:
            if match := COUNTY.fullmatch(fold(part)):
                county = county_key(match[1])
                parts.remove(part)
                break
    if not parts or _is_state_with_word(text):
        return []
    if len(parts) > 1 and (state := state_named(parts[-1]) or state_nearly(squash(parts[-1]))):
        return [Reading(squash(" ".join(parts[:-1])), state, county)]
    if len(parts) == 2 and (state := state_named(parts[0])):  # "TX, Austin"
        return [Reading(squash(parts[1]), state, county)]
    is_two_names = len(parts) == 2 and not county  # "Flushing, Queens"
    in_county = [Reading(squash(parts[0]), "", county_key(parts[1]))] if is_two_names else []
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


def _larger_nearly(reading, place):
    """Return the place whose name is one letter off and that is much larger ("Pittsburg"), as a list."""
    if reading.state or reading.county or len(reading.name) < 5 or place.population >= 500_000:
        return []
    near = names().misspelt(reading.name, allowed=1, limit=None)
    least = max(MUCH_LARGER * place.population, TOWN)
    larger = [name for off, name in near if off == 1 and name.population > least]
    return _places(sorted(larger, key=lambda name: -name.population)[:1])


def _county(text):
    """Return the Lookup of "Kaufman County, TX": the mean point of its ZIPs, or None."""
    match = COUNTY.fullmatch(fold(text))
    if not match or (match[3] and not state_named(match[3])):
        return None
    state = state_named(match[3] or "")
    found = [
        county for county in names().counties.get(county_key(match[1]), []) if state in ("", county.state)
    ]
    if not found:
        return find_exact(f"{match[1]}, {state}") if state == "PR" else None  # its towns are its counties
    places = [
        Place(
            kind=Place.Kind.ZIP,
            name=f"{county.name} {COUNTY_CALLED.get(county.state, 'County')}, {county.state}",
            state=county.state,
            latitude=county.latitude,
            longitude=county.longitude,
        )
        for county in found[: MAX_CHOICES + 1]
    ]
    remark = _("Distances start in the middle of %(county)s and are approximate.") % {
        "county": places[0].name
    }
    return Lookup(text, places[0], places[1:], remark=remark)


def _part_of_a_city(text):
    """Return the Lookup of "Park Slope, Brooklyn" or "brooklyn nyc", or None.

    A part that is not known leads to its city when a comma says that there are two names.
    """
    known, outside = names(), None
    parts = _parts(text)
    state = state_named(parts[-1]) if len(parts) > 1 else ""
    if state:
        parts.pop()
    if len(parts) == 2:
        splits = [(parts[0], parts[1])]
    else:
        words = fold(" ".join(parts)).split()
        splits = [(" ".join(words[:-n]), " ".join(words[-n:])) for n in (1, 2, 3) if len(words) > n]
    for inner, outer in splits:
        city = next(iter(known.exact(squash(outer), state)), None)
        if city and (found := known.within(squash(inner), city)):
            return Lookup(text, *_places([found]))
        if city and len(parts) == 2 and (state or city.population >= TOWN):
            outside = city
    if outside is None:
        return None
    (place,) = _places([outside])
    words = {"part": parts[0][:60], "city": place}
    remark = _("We do not know “%(part)s”. Distances start in the middle of %(city)s and are approximate.")
    return Lookup(text, place, remark=remark % words)


def _undressed(text):
    """Return the Lookup of "downtown Austin, TX" or "Texas Austin" without what stands round the name."""
    name, comma, rest = text.partition(",")
    plain = BEFORE_A_NAME.sub("", fold(name))
    for _turn in range(MOST_WORDS_ROUND):
        plain = AFTER_A_NAME.sub("", plain)
    words = fold(text).split()
    if plain != fold(name) and plain:
        return find_exact(plain + comma + rest)
    for count in (1, 2):
        if len(words) > count and (state := state_named(" ".join(words[:count]))):
            return find_exact(f"{' '.join(words[count:])}, {state}")
    return None


def _begun(text):
    """Return the Lookup of a half-typed name, or None."""
    readings = [reading for reading in _readings(text) if not reading.county]
    whole_first = readings if "," in text else sorted(readings, key=lambda reading: bool(reading.state))
    for reading in whole_first:
        states = {reading.state} if reading.state else None
        if found := names().begun(reading.name, states, MAX_CHOICES):
            found.sort(key=lambda name: -name.weight)
            return Lookup(text, (places := _places(found))[0], places[1:])
    return None


def _misspelt(text):
    """Return the Lookup of a misspelt name: a guess, or what could have been meant, or what to try."""
    readings = [reading for reading in _readings(text) if reading.state or not reading.county]
    for reading in readings:
        near = names().misspelt(reading.name, reading.state, MAX_CHOICES)
        if not near:
            continue
        places = _places([name for _off, name in near])
        if near[0][1].is_state:
            return find_exact(places[0].name)  # what is meant by "Washington" is meant by "Washinton"
        if _is_likely(reading, *near[0]):
            return Lookup(text, places[0], places[1:])
        return Lookup(text, choices=places, problem=_unknown(text))
    elsewhere = [reading for reading in readings if reading.state]
    choices = list(Place.objects.cities().filter(folded=elsewhere[0].name)[:MAX_CHOICES]) if elsewhere else []
    return Lookup(text, choices=choices, problem=_unknown(text))


def _is_likely(reading, off, name):
    """Whether a guess is good enough to search there: few letters off, and no hamlet far away."""
    return bool(reading.state) or (len(reading.name) >= 4 * off and name.population >= SMALL)


def _places(found):
    """Return the Places of these Names, in their order."""
    rows = Place.objects.in_bulk([name.pk for name in found])
    return [rows[name.pk] for name in found if name.pk in rows]


def _unknown(text):
    return _("We do not know a place called “%(text)s”. Try a ZIP code, or a city and its state.") % {
        "text": text[:60]
    }
