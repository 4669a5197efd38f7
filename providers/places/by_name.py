"""From the name of a city, a state, a county or a part of a city to a place.

The order: exact name → county → part of a city ("Park Slope, Brooklyn") → the name without what people
write round it ("downtown Austin") → a guess (`providers.places.guessing`).
"""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from providers.models import Place
from providers.places.known_names import names_meant, state_nearly
from providers.places.lookup import Lookup
from providers.places.spelling import (
    AFTER_A_NAME,
    BEFORE_A_NAME,
    CITIES_BEFORE_STATES,
    MOST_WORDS_ROUND,
    REGIONS,
    STATE_NAMES,
    county_key,
    county_key_of_words,
    squash_words,
    state_of_words,
)

MAX_CHOICES = 8
MUCH_LARGER = 3  # times the people (and a town): a place of nearly this name that is offered too
TOWN = 20_000  # people
COUNTY = re.compile(r"(.+?) (county|parish|municipio|municipality|borough|census area|cty|co)(?: (.+))?")
SHORTEST_COUNTY = 4  # letters, without the word "county"
COUNTY_CALLED = {"LA": "Parish", "AK": "Borough"}


@dataclass(frozen=True)
class Reading:
    """One way to read a name: a squashed city name with or without state and county."""

    name: str
    state: str = ""
    county: str = ""
    is_misspelt: bool = False  # the state

    @property
    def is_region(self):
        """Whether this is a region, for which a town stands."""
        return self.name in REGIONS and names_meant(self.name, self.state)[0] != self.name

    def condition(self):
        """Return the rows that this reading means exactly."""
        name, state = names_meant(self.name, self.state)
        condition = Q(kind=Place.Kind.CITY, folded=name)
        is_one_of_its_name = name == self.name and not self.state  # Flushing: the others are offered
        return condition & Q(state=state) if state and not is_one_of_its_name else condition

    def fits(self, place):
        """Whether a row that was read is what this reading means."""
        name, state = names_meant(self.name, self.state)
        return (
            place.kind == Place.Kind.CITY
            and place.folded == name
            and state in ("", place.state)
            and (not self.county or self.county == county_key(place.county))
        )


def find_certain(typed):
    """Return the Lookup of a name that nothing has to be guessed for, or None; one query for an exact one."""
    for read in (find_exact, _county, _part_of_a_city, _undressed, _county_by_short_name):
        if lookup := read(typed):
            return lookup
    return None


def find_exact(typed):
    """Return the Lookup of a city or a state that is called exactly so, or None."""
    state, readings = _state_alone(typed), readings_of(typed)
    if not readings and not state:
        return None
    condition = Q(kind=Place.Kind.STATE, state=state) if state else Q()  # an empty Q gives way in `|`
    for reading in readings:
        condition |= reading.condition()
    # Django takes longer to word an order than these few take to be sorted.
    found = Place.objects.filter(condition).order_by()
    rows = sorted(found, key=lambda row: (-row.population, row.state, row.name, row.slug))
    states = [row for row in rows if row.kind == Place.Kind.STATE]
    for reading in readings:
        cities = [row for row in rows if reading.fits(row)]
        if cities and states:
            city_first = typed.squashed in CITIES_BEFORE_STATES
            both = cities[:1] + states + cities[1:] if city_first else states + cities
            return Lookup(typed.text, both[0], both[1 : MAX_CHOICES + 1])
        if cities:
            others = [row for row in rows if row.folded == cities[0].folded and row != cities[0]]
            others = [row for row in others if reading.state in ("", row.state)]
            if reading.is_region:
                return Lookup.guess(
                    typed.text, cities[0], _towns_of_region(typed, reading.name, cities[0].state)
                )
            choices = [*_larger_nearly(typed, reading, cities[0]), *others][:MAX_CHOICES]
            return (Lookup.guess if reading.is_misspelt else Lookup)(typed.text, cities[0], choices)
    return Lookup(typed.text, states[0]) if states else None


def is_called_so(typed, known, least=0):
    """Whether a state, or a city of these Names with at least so many people, is called exactly so.

    Asks nothing of the database, for those who try many texts.
    """
    cities = (city for reading in readings_of(typed) for city in known.exact(reading.name, reading.state))
    return bool(_state_alone(typed)) or any(city.population >= least for city in cities)


def readings_of(typed):
    """Return the ways to read a text as a city, the likeliest first."""
    parts, county = list(typed.parts), ""
    for part in parts[1:]:
        if match := COUNTY.fullmatch(" ".join(part)):
            county = county_key_of_words(match[1].split())
            parts.remove(part)
            break
    if not parts or _is_state_with_word(typed):
        return []
    if len(parts) > 1:
        name, state = squash_words(typed.with_parts(parts[:-1]).words), state_of_words(parts[-1])
        if state or (nearly := state_nearly(squash_words(parts[-1]))):
            return [Reading(name, state or nearly, county, is_misspelt=not state)]
    if len(parts) == 2 and (state := state_of_words(parts[0])):  # "TX, Austin"
        return [Reading(squash_words(parts[1]), state, county)]
    is_two_names = len(parts) == 2 and not county  # "Flushing, Queens"
    in_county = [Reading(squash_words(parts[0]), "", county_key_of_words(parts[1]))] if is_two_names else []
    words = typed.with_parts(parts).words
    whole = Reading(squash_words(words), "", county)
    states = typed.with_words(words).states_behind
    with_state = [Reading(squash_words(words[:-count]), state, county) for count, state in states]
    named_in_full = any("".join(words[-count:]) in STATE_NAMES for count, _state in states)
    return [whole, *with_state] if named_in_full else [*with_state, *in_county, whole]


def places_of(found):
    """Return the Places of these Names, in their order.

    One that was loaded anew since the names were read has another key and is left out.
    """
    rows = Place.objects.in_bulk([name.pk for name in found])
    return [rows[name.pk] for name in found if name.pk in rows]


def _state_alone(typed):
    """Return the state that the whole text names ("Texas", "TX", "New York State"), or ""."""
    return state_of_words(_without_state_word(typed.words))


def _without_state_word(words):
    words = words[2:] if words[:2] == ("state", "of") else words
    return words[:-1] if words[-1:] == ("state",) else words


def _is_state_with_word(typed):
    return _without_state_word(typed.words) != typed.words and bool(_state_alone(typed))


def _towns_of_region(typed, region, state):
    """Return the other towns of a region, as Places."""
    known = typed.known
    towns = [town for name in REGIONS[region].split() for town in known.exact(name, state)[:1]]
    return places_of(towns)


def _larger_nearly(typed, reading, place):
    """Return the place whose name is one letter off and that is much larger ("Pittsburg"), as a list."""
    if reading.state or reading.county or len(reading.name) < 5 or place.population >= 500_000:
        return []
    near = typed.known.misspelt(reading.name, allowed=1, limit=None)
    least = max(MUCH_LARGER * place.population, TOWN)
    larger = [name for off, name in near if off == 1 and name.population > least]
    return places_of(sorted(larger, key=lambda name: -name.population)[:1])


def _county(typed):
    """Return the Lookup of "Kaufman County, TX": the mean point of its ZIPs, or None."""
    words = typed.words
    if words[:2] in (("condado", "de"), ("municipio", "de")):
        count = len(words) - (typed.states_behind[0][0] if typed.state else 0)
        words = (*words[2:count], words[0].replace("condado", "county"), *words[count:])
    match = COUNTY.fullmatch(" ".join(words))
    state = state_of_words((match[3] or "").split()) if match else ""
    if not match or (match[3] and not state):
        return None
    key, state = names_meant(county_key_of_words(match[1].split()), state)  # "LA County"
    if found := _counties_called(typed, key, state):
        of_counties = _lookup_of_counties(typed, found)
        if match[2] == "co" and not state:  # "Fairfield, CO" may mean Colorado, where no such town is known
            return Lookup.guess(typed.text, of_counties.place, of_counties.choices)
        return of_counties
    if state == "PR" or match[2] == "municipio":  # its towns are its counties
        return find_exact(typed.with_words(match[1].split(), ["pr"]))
    return None


def _county_by_short_name(typed):
    """Return the Lookup of "Miami-Dade", a county that has no town of its name, or None."""
    readings = [reading for reading in readings_of(typed) if not reading.county]
    for reading in readings:
        if len(reading.name) >= SHORTEST_COUNTY and (
            found := _counties_called(typed, reading.name, reading.state)
        ):
            return _lookup_of_counties(typed, found)
    return None


def _counties_called(typed, key, state):
    return [county for county in typed.known.counties.get(key, []) if state in ("", county.state)]


def _lookup_of_counties(typed, counties):
    """Return the Lookup of the first of these Counties, which offers the others."""
    places = [place_of_county(county) for county in counties[: MAX_CHOICES + 1]]
    remark = _("Distances start in the middle of %(county)s and are approximate.") % {
        "county": places[0].name
    }
    return Lookup(typed.text, places[0], places[1:], remark=remark)


def place_of_county(county):
    """Return a County as a Place that is not stored."""
    return Place(
        kind=Place.Kind.ZIP,
        name=f"{county.name} {COUNTY_CALLED.get(county.state, 'County')}, {county.state}",
        state=county.state,
        latitude=county.latitude,
        longitude=county.longitude,
        is_approximate=True,  # its middle
    )


def _part_of_a_city(typed):
    """Return the Lookup of "Park Slope, Brooklyn" or "brooklyn nyc", or None.

    A part that is not known leads to its city when a comma says that there are two names.
    """
    known, outside = typed.known, None
    parts = list(typed.parts)
    state = state_of_words(parts[-1]) if len(parts) > 1 else ""
    if state:
        parts.pop()
    if len(parts) == 2:
        splits = [(parts[0], parts[1])]
    else:
        words = typed.with_parts(parts).words
        splits = [(words[:-n], words[-n:]) for n in (1, 2, 3) if len(words) > n]
    for inner, outer in splits:
        city = next(iter(known.exact(squash_words(outer), state)), None)
        found = known.within(squash_words(inner), city) if city else None
        if found and (places := places_of([found])):
            return Lookup(typed.text, *places)
        if city and len(parts) == 2 and (state or city.population >= TOWN):
            outside = city
    if outside is None:
        return None
    if not (places := places_of([outside])):
        return None
    (place,) = places
    words = {"part": typed.text.partition(",")[0][:60], "city": place}
    remark = _("We do not know “%(part)s”. Distances start in the middle of %(city)s and are approximate.")
    return Lookup(typed.text, place, remark=remark % words)


def _undressed(typed):
    """Return the Lookup of "downtown Austin, TX" or "Texas Austin" without what stands round the name."""
    if not typed.parts:
        return None
    first, *rest = typed.parts
    cut = [(first[:-count], [state.lower()]) for count, state in typed.states_behind] if not rest else []
    for words, *behind in ((first, *rest), *cut):
        name = plain = " ".join(words)
        for _turn in range(MOST_WORDS_ROUND):
            plain = AFTER_A_NAME.sub("", BEFORE_A_NAME.sub("", plain))
        if plain not in (name, "") and (found := find_exact(typed.with_words(plain.split(), *behind))):
            return found
    words = typed.words
    for count in (1, 2):
        if len(words) > count and (state := state_of_words(words[:count])):
            return find_exact(typed.with_words(words[count:], [state.lower()]))
    return None
