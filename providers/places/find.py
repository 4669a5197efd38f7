"""From what a visitor types to a place: ZIP codes, cities, states, counties, coordinates.

Look-up order: coordinates → military mail → ZIP → another country → town of an address → part of a state →
name (`by_name`) → guess (`guessing`). Case, accents, commas, spaces and
"St/Saint", "Ft/Fort", "Mt/Mount" do not matter.
"""

import math
import re
from dataclasses import replace

from django.utils.translation import gettext as _

from providers.models import Place
from providers.places.addresses import LEAST_PEOPLE, military_mail, town_of_address
from providers.places.by_name import MAX_CHOICES, find_certain, find_exact, place_of_county, readings_of
from providers.places.guessing import abroad, guess_place, part_of_a_spelled_state
from providers.places.known_names import names, names_meant
from providers.places.lookup import Lookup
from providers.places.spelling import (
    EVERYWHERE,
    HERE,
    STATE_CODES,
    STATE_NAMES,
    county_key,
    squash,
    state_of_words,
)
from providers.places.typed import clean_text, read_typed
from providers.states import USState
from providers.text_folding import fold

MAX_TEXT = 200
FAR_FROM_ITS_ZIP = 0.6  # degrees, 30 to 40 miles: no town reaches so far
COORDINATES = re.compile(  # in a text with single blanks
    r"\(? ?([-+]?[\w.]+?) ?°? ?((?<=[\d.° ])[NSns])? ?(?:,|;| ) ?"
    r"([-+]?[\w.]+?) ?°? ?((?<=[\d.° ])[EWew])? ?\)?"
)
NUMBER = re.compile(r"[-+]?(?:\d++\.?\d*+(?:e[-+]?\d++)?|\.\d+|nan|inf|infinity)", re.IGNORECASE)
COUNTY_BEGUN = re.compile(r"(.{2,}?) (co(?:u|un|unt|unty)?|pari?s?h?)")


def find_place(text):
    """Return the Lookup of what a visitor typed. Never raises; few queries (one for a ZIP or exact name)."""
    if len(text := clean_text(text)) > MAX_TEXT:
        return Lookup(text[:MAX_TEXT], problem=_("That is too long for the name of a place."))
    typed = read_typed(text)
    if not text or typed.squashed in EVERYWHERE:
        return Lookup("")
    if coordinates := _coordinates(text):
        return coordinates
    if typed.squashed in HERE:
        return Lookup(text, problem=_("We do not ask your device where it is. Type a ZIP code or a city."))
    for read in (military_mail, _zip, abroad, town_of_address, part_of_a_spelled_state, find_certain):
        if lookup := read(typed):
            return lookup
    return guess_place(typed)


def find_exactly(text):
    """Return the Lookup of a city or state that is called exactly so, empty when there is none; one query."""
    return find_exact(read_typed(text)) or Lookup("")


def complete_names(text, limit=MAX_CHOICES):
    """Return the places that a half-typed text may become, the likeliest first; at most two queries."""
    text = clean_text(str(text or "")[:MAX_TEXT])
    if re.fullmatch(r"[0-9]{2,5}", text) and text.isascii():
        zips = Place.objects.zips().filter(folded__gte=text, folded__lt=text + "a").exclude(state="")
        return list(zips.order_by("folded")[:limit])
    name, comma, rest = text.partition(",")
    known = names()
    if comma:
        found = known.begun(names_meant(squash(name))[0], _states_begun(rest), limit)
    else:
        folded, state = names_meant(squash(text))
        found = known.begun(folded, {state} if state else None, limit)
        before, _space, last = text.rpartition(" ")
        in_states = known.begun(squash(before), _states_begun(last), limit)  # "austin t"
        found += [name for name in in_states if name.folded == squash(before) and name not in found]
        if in_states:
            found = sorted(found, key=lambda name: -name.weight)[:limit]
    counties = _counties_begun(name, _states_begun(rest), limit)
    rows = Place.objects.in_bulk([name.pk for name in found])
    return [*counties, *(rows[name.pk] for name in found if name.pk in rows)][:limit]


def _counties_begun(text, states, limit):
    """Return the counties that "travis cou" may become, those with most ZIP codes first."""
    match = COUNTY_BEGUN.fullmatch(fold(text))
    if not match:
        return []
    begun, is_parish = county_key(match[1]), match[2].startswith("par")
    known = names().counties.items()
    found = {county for key, counties in known if key.startswith(begun) for county in counties}
    found = [county for county in found if county.state in states and is_parish == (county.state == "LA")]
    return [place_of_county(county) for county in sorted(found, key=lambda county: -county.zips)[:limit]]


def _states_begun(text):
    """Return the states whose name or abbreviation begins so; all for nothing."""
    begun = fold(text).replace(" ", "")
    return {state for written in (STATE_NAMES, STATE_CODES) for name, state in written.items()
            if name.startswith(begun)}  # fmt: skip


def zip_rows(codes):
    """Return {five-digit ZIP: its Place} for those that are in the table; one query."""
    return {place.folded: place for place in Place.objects.zips().filter(folded__in=set(codes))}


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
    match = COORDINATES.fullmatch(" ".join(text.split()))
    if not match or not (NUMBER.fullmatch(match[1]) and NUMBER.fullmatch(match[3])):
        return None
    if "," not in text and "." not in text:
        return None  # "78701 1234" is a ZIP+4
    latitude = -float(match[1]) if match[2] in ("S", "s") else float(match[1])
    longitude = -float(match[3]) if match[4] in ("W", "w") else float(match[3])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # also refuses nan
        return Lookup(
            text,
            problem=_(
                "Coordinates are a latitude from −90 to 90 and a longitude from −180 to 180, "
                "like 30.27,-97.74."
            ),
        )
    latitude, longitude = round(latitude, 6) + 0.0, round(longitude, 6) + 0.0  # no -0
    place = Place(
        kind=Place.Kind.ZIP,
        name=f"{_degrees(latitude)},{_degrees(longitude)}",
        state=state_at(latitude, longitude),
        latitude=latitude,
        longitude=longitude,
    )
    return Lookup(text, place, is_coordinates=True)


def _degrees(number):
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _zip(typed):
    code = typed.zip
    if not code and (first := _zip_before_its_town(typed)):
        return Lookup(typed.text, first)
    if not code:
        return _short_of_digits(typed) if typed.is_digits else None
    before = typed.before_zip
    if known := Place.objects.zips().filter(folded=code).first():
        state = before.state or state_of_words(before.words) or typed.state_behind_zip
        if state not in ("", known.state):
            return _in_another_state(typed, known)
        town = _another_town(before, known) if before.words and not state_of_words(before.words) else None
        return _of_another_town(typed, known, town) if town else Lookup(typed.text, known)
    named = find_certain(before) if before.words and not state_of_words(before.words) else None
    if named:  # "Austin, TX 99999"
        words = {"code": code, "place": named.place}
        remark = _("We do not know the ZIP code %(code)s. Distances start in %(place)s and are approximate.")
        return replace(named, remark=remark % words)
    return _area_of(typed)


def _zip_before_its_town(typed):
    """Return the ZIP of "78701 Austin, TX", when that is its town, or None."""
    code, *words = typed.words or ("",)
    if not words or not re.fullmatch("[0-9]{5}", code):
        return None
    parts = [part for part in (typed.parts[0][1:], *typed.parts[1:]) if part]
    towns = {reading.name for reading in readings_of(typed.with_parts(parts))}
    return Place.objects.zips().filter(folded=code, folded_city__in=towns).first()


def _another_town(before, zip_):
    """Return the town that was typed before a ZIP code and is far from it ("Houston, TX 78701"), or None."""
    if zip_.folded_city in {reading.name for reading in readings_of(before)}:
        return None
    there = before if before.state else before.with_parts([*before.parts, [zip_.state.lower()]])
    for read in (there, before):
        if (named := find_exact(read) or town_of_address(read)) and not named.is_state:
            is_far = math.dist(named.point, (zip_.latitude, zip_.longitude)) > FAR_FROM_ITS_ZIP
            return named.place if is_far and named.place.population >= LEAST_PEOPLE else None
    return None


def _of_another_town(typed, zip_, town):
    """Return the Lookup of a ZIP under the name of a town that is far from it, which is offered."""
    remark = _("The ZIP code %(code)s is in %(city)s. We took it, not %(town)s.")
    words = {"code": zip_.name, "city": f"{zip_.city}, {zip_.state}", "town": town}
    return Lookup(typed.text, zip_, [town], remark=remark % words, is_guess=True)


def _in_another_state(typed, zip_):
    """Return the Lookup of a ZIP under the name of another state ("Dallas, TX 10001"), which is offered."""
    before = typed.before_zip
    named = find_certain(before) if before.words else find_certain(typed.with_words([typed.state.lower()]))
    choices = [named.place] if named else []
    remark = _("The ZIP code %(code)s is in %(state)s. We took it, not the state that you typed.")
    words = {"code": zip_.name, "state": USState(zip_.state).label}
    return Lookup(typed.text, zip_, choices, remark=remark % words, is_guess=True)


def _area_of(typed):
    """Return the Lookup of a ZIP that is not in the table: the mean point of its three-digit area.

    An area that holds several states (969 is the Pacific from Guam to the Marshall Islands) is narrowed to
    the state of the nearest number.
    """
    code = typed.zip
    area = list(Place.objects.zips().filter(folded__gte=code[:3], folded__lt=code[:3] + "a"))
    if not area:
        return Lookup(typed.text, problem=_("We do not know the ZIP code %(code)s.") % {"code": code})
    nearest = min(area, key=lambda place: abs(int(place.name) - int(code)))
    area = [place for place in area if place.state == nearest.state]
    place = Place(
        kind=Place.Kind.ZIP,
        name=code,
        state=nearest.state,
        latitude=sum(place.latitude for place in area) / len(area),
        longitude=sum(place.longitude for place in area) / len(area),
    )
    remark = _(
        "We do not know the ZIP code %(code)s. Distances start in the middle of the area %(area)s "
        "and are approximate."
    )
    return Lookup(typed.text, place, remark=remark % {"code": code, "area": code[:3] + "xx"})


def _short_of_digits(typed):
    """Return the Lookup of too few or too many digits; a leading zero may have been lost ("2139")."""
    lost = typed.squashed.zfill(5) if len(typed.words) == 1 and len(typed.squashed) in (3, 4) else ""
    places = list(Place.objects.zips().filter(folded=lost).exclude(state="")) if lost else []
    if places and len(typed.squashed) == 4:
        return Lookup.guess(typed.text, places[0])
    return Lookup(typed.text, choices=places, problem=_("A ZIP code has five digits."))
