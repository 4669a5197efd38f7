"""Points of streets: a place that stands at its ZIP code's middle moves to its street, where that is known.

Only where the setting GEOCODER names a geocoder, only for a street that everybody may read, and only when the
answer is about that address and no other; what was refused is kept with its reason, and is not asked again
until the address changes.
"""

import math
import re

from django.conf import settings
from django.db.models import Q

from providers.models import Location
from providers.places.census_geocoder import GeocoderUnreachable, find_street
from providers.places.find import zip_point
from providers.search.engine import miles_between
from providers.search.reindex import reindexing

#: A point farther from the middle of its ZIP code is of another place.
FARTHEST = 50  # miles
#: Two answers so near one another are the same house on two lines of the map.
SAME = 0.1  # miles
AT_ONCE = 12  # places in one task, in its deadline: a geocoder that everybody shares is asked with measure
MOST_FAILURES = 2  # of one task, before it gives up for now
Answer = Location.Geocoder


def waiting():
    """Places of public listings that may be asked about and were not; none while no geocoder is named."""
    if settings.GEOCODER != "census":
        return Location.objects.none()
    return Location.objects.filter(
        Q(provider__hidden_by_owner_at=None) & Q(provider__removed_at=None),
        provider__published_at__isnull=False,
        provider__is_demonstration=False,  # invented addresses are nobody's business
        shows_street=True,
        precision=Location.Precision.ZIP,
        geocoder="",
    ).order_by("pk")


def refine_some():
    """Ask about places that wait, a part of them; return how many now stand at their street.

    Raises GeocoderUnreachable when that happened; what was found is kept. May run twice without harm.
    """
    failures, found = [], 0
    for location in waiting().select_related("provider")[:AT_ONCE]:
        try:
            found += _refine(location)
        except GeocoderUnreachable as error:
            failures.append(error)
            if len(failures) == MOST_FAILURES:
                break
    if failures:
        raise failures[0]
    return found


def _refine(location):
    """Ask about one place and keep what came of it; return whether it now stands at its street."""
    said = location.provider.listing.place(location.key)
    if said is None or not said.shows_street:  # the document is what the public reads
        return False
    answer, match = judge(said, find_street(said.street, said.city, said.state, said.zip_code))
    with reindexing(location.provider) as provider:
        now = provider.listing.place(location.key)
        if now is None or _asked(now) != _asked(said):
            return False  # another address by now, which waits for its own answer
        found = {"geocoder": answer}
        if match:
            found |= {
                "latitude": match.latitude,
                "longitude": match.longitude,
                "precision": Location.Precision.STREET,
            }
        waits = Location.objects.filter(pk=location.pk, precision=Location.Precision.ZIP, shows_street=True)
        return bool(waits.update(**found)) and match is not None


def _asked(place):
    return place.street, place.city, place.state, place.zip_code, place.shows_street


def judge(place, matches):
    """Return (a Location.Geocoder, the Match that may be believed or None) for a place of a document."""
    if not matches:
        return Answer.UNKNOWN, None
    if any(not _is_on_earth(match) for match in matches):
        return Answer.UNREADABLE, None
    here = [match for match in matches if match.state == place.state]
    if not here:
        return Answer.OTHER_STATE, None
    here = [match for match in here if match.zip_code == place.zip_code]
    if not here:
        return Answer.OTHER_ZIP, None
    here = [match for match in here if _house_number(match.address) == _house_number(place.street)]
    if not here:
        return Answer.OTHER_NUMBER, None
    points = [(match.latitude, match.longitude) for match in here]
    if any(miles_between(points[0], point) > SAME for point in points):
        return Answer.SEVERAL, None
    middle = zip_point(place.zip_code)
    if middle is None or miles_between(middle, points[0]) > FARTHEST:
        return Answer.TOO_FAR, None
    return Answer.FOUND, here[0]


def _is_on_earth(match):
    point = match.latitude, match.longitude
    return all(map(math.isfinite, point)) and abs(point[0]) <= 90 and abs(point[1]) <= 180 and any(point)


def _house_number(address):
    found = re.match(r"\s*(\d+)", address)
    return found[1].lstrip("0") if found else ""
