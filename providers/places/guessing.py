"""Guesses at a name that no place has: half-typed or misspelt."""

from django.utils.translation import gettext as _

from providers.models import Place
from providers.places.by_name import MAX_CHOICES, find_exact, places_of, readings_of
from providers.places.known_names import names
from providers.places.lookup import Lookup

SMALL = 1000  # people: nobody is led to a hamlet by a guess


def guess_place(typed):
    """Return the Lookup of the likeliest place, or a problem with what could have been meant."""
    return _begun(typed) or _misspelt(typed)


def _begun(typed):
    """Return the Lookup of a half-typed name, or None."""
    readings = [reading for reading in readings_of(typed) if not reading.county]
    whole_first = (
        readings if len(typed.parts) > 1 else sorted(readings, key=lambda reading: bool(reading.state))
    )
    for reading in whole_first:
        states = {reading.state} if reading.state else None
        if found := names().begun(reading.name, states, MAX_CHOICES):
            found.sort(key=lambda name: -name.weight)
            return Lookup(typed.text, (places := places_of(found))[0], places[1:])
    return None


def _misspelt(typed):
    """Return the Lookup of a misspelt name: a guess, or what could have been meant, or what to try."""
    readings = [reading for reading in readings_of(typed) if reading.state or not reading.county]
    for reading in readings:
        near = names().misspelt(reading.name, reading.state, MAX_CHOICES)
        if not near:
            continue
        places = places_of([name for _off, name in near])
        if near[0][1].is_state:  # what is meant by "Washington" is meant by "Washinton"
            return find_exact(typed.with_words(str(places[0].name).lower().split()))
        if _is_likely(reading, *near[0]):
            return Lookup(typed.text, places[0], places[1:])
        return Lookup(typed.text, choices=places, problem=_unknown(typed))
    elsewhere = [reading for reading in readings if reading.state]
    choices = list(Place.objects.cities().filter(folded=elsewhere[0].name)[:MAX_CHOICES]) if elsewhere else []
    return Lookup(typed.text, choices=choices, problem=_unknown(typed))


def _is_likely(reading, off, name):
    """Whether a guess is good enough to search there: few letters off, and no hamlet far away."""
    return bool(reading.state) or (len(reading.name) >= 4 * off and name.population >= SMALL)


def _unknown(typed):
    return _("We do not know a place called “%(text)s”. Try a ZIP code, or a city and its state.") % {
        "text": typed.text[:60]
    }
