"""Who else practices near a listing: for the end of its page."""

from dataclasses import replace
from typing import NamedTuple

from providers.results.cards import cards
from providers.search.criteria import Criteria
from providers.search.engine import search

REACH = 50  # miles
SHOWN = 3


class Origin(NamedTuple):
    """A place that distances start from, as `distances` asks of it."""

    is_exact: bool
    zip_code: str


def others_near(provider, profile):
    """Return the Cards of the nearest others around the first place of a public provider; two statements.

    `profile` is the provider's Profile. The nearest first, as in a search; no one can pay for a place.
    """
    place = next((place for place in profile.places if place.latitude is not None), None)
    if place is None:
        return []
    asked = Criteria(point=(place.latitude, place.longitude), radius_miles=REACH)
    hits = [hit for hit in search(asked, with_facets=False).hits if hit.provider_id != provider.pk]
    origin = Origin(place.is_exact, place.zip_code)
    return [replace(card, point=None, pin="") for card in cards(hits[:SHOWN], origin=origin)]
