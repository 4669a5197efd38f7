"""The geocoder of the US Census Bureau: a street address to a point. Off unless a setting names it.

It interpolates house numbers along street lines (MAF/TIGER), so a point stands in the street, not at a door.
Shapes follow its Geocoding Services Web Application Programming Interface, `locations/address`
(https://geocoding.geo.census.gov/geocoder/Geocoding_Services_API.html). Its data are in the public domain.
"""

import json
import time
from dataclasses import dataclass

from django.conf import settings

from psychly.web import outside

SECONDS = 20  # for the whole of a question
BENCHMARK = "Public_AR_Current"


class GeocoderUnreachable(Exception):
    """The geocoder did not answer, or not in the shape that is known: nothing was learned."""


@dataclass(frozen=True)
class Match:
    """One address that the geocoder found: its point in degrees, and what it took the address for."""

    latitude: float
    longitude: float
    address: str
    state: str
    zip_code: str


def find_street(street, city, state, zip_code):
    """Return the Matches of an address, none when it is not known.

    Raises GeocoderUnreachable. Call it from a task, never inside a request, and never with a street that its
    provider hides.
    """
    params = {"street": street, "city": city, "state": state, "zip": zip_code}
    try:
        answer = outside.ask(
            settings.CENSUS_GEOCODER_URL,
            params={**params, "benchmark": BENCHMARK, "format": "json"},
            until=time.monotonic() + SECONDS,
        )
        if answer.status == 400:  # an address that it does not take: there is no match for it
            return []
        if answer.status != 200:
            raise GeocoderUnreachable(f"The geocoder answered with status {answer.status}.")
        rows = json.loads(answer.body)["result"]["addressMatches"]
        return [_match(row) for row in rows]
    except (outside.NoAnswer, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GeocoderUnreachable(f"The geocoder answered in a shape that is not known: {error}") from error


def _match(row):
    point, parts = row["coordinates"], row["addressComponents"]
    return Match(
        latitude=float(point["y"]),
        longitude=float(point["x"]),
        address=str(row["matchedAddress"]),
        state=str(parts["state"]).upper(),
        zip_code=str(parts["zip"]),
    )
