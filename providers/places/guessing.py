"""Guesses at a name that no place has: a part of a state, half-typed, misspelt.

Each says what it took the text for. Under a state that was typed, nothing in another one is guessed at.
"""

from django.utils.translation import gettext as _

from providers.models import Place
from providers.places.by_name import MAX_CHOICES, TOWN, Reading, find_exact, places_of, readings_of
from providers.places.known_names import names_meant
from providers.places.lookup import Lookup
from providers.places.spelling import (
    ABROAD,
    PARTS_OF_A_STATE,
    REGIONS,
    STATE_NAMES,
    squash_words,
    state_of_words,
)

SMALL = 1000  # people: nobody is led to a hamlet by a guess
SHORTEST_MISSPELT = 5  # letters: shorter ones are one letter off from too much ("null", Hull)
LARGEST_TOWNS = 5  # of a state, offered for a part of it


def guess_place(typed):
    """Return the Lookup of the likeliest place, or a problem with what could have been meant."""
    return _part_of_a_state(typed, typed.words[1:]) or _begun(typed) or _misspelt(typed)


def abroad(typed):
    """Return the Lookup of another country ("Canada", "Toronto, Canada"), or None."""
    if not typed.parts or squash_words(typed.parts[-1]) not in ABROAD:
        return None
    choices = places_of(typed.known.exact(typed.squashed)[:MAX_CHOICES])
    return Lookup(typed.text, choices=choices, problem=_("We know places in the United States only."))


def part_of_a_spelled_state(typed):
    """Return the Lookup of "West Texas" before it is read as the hamlet of West, which is offered; or None.

    Only a larger town, a known region and what stands behind a comma mean themselves (West New York).
    """
    part, named = typed.words[:1], typed.words[1:]
    state = STATE_NAMES.get("".join(named))
    is_part = len(typed.parts) == 1 and state and set(part) <= PARTS_OF_A_STATE
    if not is_part or state_of_words(typed.words) or typed.squashed in REGIONS:
        return None
    called = [*typed.known.exact(squash_words(part), state), *typed.known.exact(typed.squashed)]
    if any(name.population >= TOWN for name in called):
        return None
    return _part_of_a_state(typed, named, places_of(called))


def _part_of_a_state(typed, named, called=()):
    """Return the Lookup of "Eastern Oregon", which is taken for the whole state, or None."""
    state = state_of_words(named) if typed.words and typed.words[0] in PARTS_OF_A_STATE else ""
    if not state:
        return None
    place = next(iter(_states([Reading("", state)])), None)
    towns = Place.objects.cities().filter(state=state)[:LARGEST_TOWNS]
    return Lookup.guess(typed.text, place, [*called, *towns]) if place else None


def _states(readings):
    """Return the states of these readings, as Places."""
    states = [reading.state for reading in readings]
    return list(Place.objects.filter(kind=Place.Kind.STATE, state__in=states)) if states else []


def _begun(typed):
    """Return the Lookup of a half-typed name, or None."""
    readings = [reading for reading in readings_of(typed) if not reading.county]
    whole_first = (
        readings if len(typed.parts) > 1 else sorted(readings, key=lambda reading: bool(reading.state))
    )
    for reading in whole_first:
        states = {reading.state} if reading.state else None
        if found := typed.known.begun(reading.name, states, MAX_CHOICES):
            found.sort(key=lambda name: -name.weight)
            if places := places_of(found):
                return Lookup.guess(typed.text, places[0], places[1:])
    return None


def _misspelt(typed):
    """Return the Lookup of a misspelt name: a guess, or what could have been meant, or what to try."""
    readings = [reading for reading in readings_of(typed) if reading.state or not reading.county]
    in_states = [reading for reading in readings if reading.state]
    for reading in in_states or readings:
        near = typed.known.misspelt(reading.name, reading.state, MAX_CHOICES)
        if not near:
            continue
        places = places_of([name for _off, name in near])
        if not places:
            continue
        if near[0][1].is_state:  # what is meant by "Washington" is meant by "Washinton"
            found = find_exact(typed.with_words(str(places[0].name).lower().split()))
            return Lookup.guess(typed.text, found.place, found.choices)
        elsewhere = typed.known.exact(reading.name) if reading.state else []
        if _is_likely(reading, *near[0], elsewhere):
            return Lookup.guess(typed.text, places[0], places[1:])
        choices = [*places_of(elsewhere[: MAX_CHOICES - 1]), *places][: MAX_CHOICES - 1]
        return Lookup(typed.text, choices=[*choices, *_states(in_states[:1])], problem=_unknown(typed))
    called = [names_meant(reading.name)[0] for reading in in_states]
    elsewhere = Place.objects.cities().filter(folded__in=called) if called else Place.objects.none()
    choices = [*elsewhere[: MAX_CHOICES - 1], *_states(in_states[:1])]
    return Lookup(typed.text, choices=choices, problem=_unknown(typed))


def _is_likely(reading, off, name, elsewhere):
    """Whether a guess is good enough to search there.

    With a state: not when a place of another state is called so and is larger, or when this one is two
    letters off then ("Boston, TX" is not Houston). Without: few letters off, and no hamlet far away.
    """
    if reading.state:
        return not elsewhere or (off == 1 and elsewhere[0].population <= name.population)
    return len(reading.name) >= max(SHORTEST_MISSPELT, 4 * off) and name.population >= SMALL


def _unknown(typed):
    return _("We do not know a place called “%(text)s”. Try a ZIP code, or a city and its state.") % {
        "text": typed.text[:60]
    }
