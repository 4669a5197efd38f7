"""The gazetteer's files (`data/`) as Place rows. Sources: `data/ATTRIBUTION.md`."""

import csv
import gzip
import hashlib
from collections import Counter, defaultdict
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from providers.models import Place, PlaceRelease
from providers.places.addresses import military_area
from providers.places.known_names import miles_about, names_meant
from providers.places.spelling import ALIASES, squash
from providers.states import USState

DATA = Path(__file__).parent / "data"
FILES = [
    "us_zips.csv.gz",
    "us_cities.csv.gz",
    "us_other_places.csv",
    "us_island_zips.csv",
    "us_island_villages.csv",
    "us_zip_points.csv",
]
#: Changes whenever the rows made from the same files change.
RULES_VERSION = 5
#: A ZIP that shares its point with another and stands farther from its town than this is a mailbox or a
#: building that the source put at some middle: the town's own point is nearer to its addresses.
FAR_FROM_ITS_TOWN = 2  # miles
SAME_TOWN = 5  # miles between two rows of one name in one state
CELL = 4  # cells a degree, for the search of the nearest ZIP


def checksum():
    """Return what identifies the rows that the files and these rules make."""
    digest = hashlib.sha256(str(RULES_VERSION).encode())
    for name in FILES:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()


def load():
    """Load every place in one transaction; return the number loaded, 0 when they were there already."""
    release = checksum()
    if PlaceRelease.objects.filter(checksum=release).exists():
        return 0
    zips = zip_places()
    cities = city_places(zips)
    rows = zips + cities + state_places(zips, cities)
    with transaction.atomic():
        PlaceRelease.objects.all().delete()
        Place.objects.all().delete()
        Place.objects.bulk_create(rows, batch_size=2000)
        PlaceRelease.objects.create(checksum=release)
    return len(rows)


def read_zips():
    """Return the rows of the source's ZIP codes as they came, as dictionaries."""
    return _rows("us_zips.csv.gz")


def zip_places():
    """Return a Place for each ZIP code."""
    islands = {row["zip"]: row for row in _rows("us_island_zips.csv")}
    places = [_zip(row | islands.pop(row["zip"], {}), row) for row in read_zips()]
    places += [_zip(row, row, is_approximate=True) for row in islands.values()]  # mailboxes, at their village
    _mend_points(places)
    return places


def _zip(row, point, *, is_approximate=False):
    city, area = row["city"], military_area(row["zip"])
    if area and city:  # "APO AA" in Japan
        city = f"{city.split()[0]} {area}"
    return Place(
        kind=Place.Kind.ZIP,
        name=row["zip"],
        folded=row["zip"],
        slug=row["zip"],
        state=row["state"],
        city=city,
        folded_city=squash(city),
        county=row.get("county", ""),
        latitude=float(point["lat"]),
        longitude=float(point["lng"]),
        is_approximate=is_approximate,
    )


def _mend_points(zips):
    """Put ZIPs that stand far from where they are to a known point, or to the point of their town."""
    towns = defaultdict(list)
    for row in _rows("us_cities.csv.gz"):
        towns[squash(row["name"]), row["state"]].append((float(row["lat"]), float(row["lng"])))
    known = {row["zip"]: (float(row["lat"]), float(row["lng"])) for row in _rows("us_zip_points.csv")}
    shared = Counter((place.latitude, place.longitude) for place in zips)
    for place in zips:
        at = place.latitude, place.longitude
        called = names_meant(place.folded_city, place.state)
        town = min(towns[called], key=lambda point: miles_about(point, at), default=None)
        if place.name in known:
            place.latitude, place.longitude = known[place.name]
        elif shared[at] > 1 and town and miles_about(town, at) > FAR_FROM_ITS_TOWN:
            (place.latitude, place.longitude), place.is_approximate = town, True


def city_places(zips):
    """Return a Place for each city, neighborhood, and post-office city that is none of them.

    Neighborhoods of the third file (SoHo, Santurce) and post-office cities (Tarzana, Flushing) stand at
    the mean of their ZIPs, with population 0.
    """
    county_at = _county_finder(zips)
    cities = _without_twins(
        _city(row["name"], row["state"], point, county_at(row["state"], *point), int(row["population"]))
        for file in ("us_cities.csv.gz", "us_island_villages.csv")
        for row in _rows(file)
        if (point := (float(row["lat"]), float(row["lng"])))
    )
    zip_at = {place.name: place for place in zips}
    for row in _rows("us_other_places.csv"):
        places = [zip_at[code] for code in row["zips"].split()]
        cities.append(_city(row["name"], row["state"], _mean(places), places[0].county, 0))
    known = {(city.folded, city.state) for city in cities}
    post_offices = defaultdict(list)
    for place in zips:
        name = place.folded_city
        called, of_state = ALIASES.get(name, (name, place.state))
        is_nickname = called != name and of_state == place.state
        if name and place.state and (name, place.state) not in known and not is_nickname:
            post_offices[name, place.state].append(place)
    for (_name, state), places in post_offices.items():
        cities.append(_city(places[0].city, state, _mean(places), places[0].county, 0))
    _give_slugs(cities)
    return cities


def _without_twins(cities):
    """Return the cities without the smaller of two spellings of one town ("St. Charles", "Saint Charles")."""
    kept = defaultdict(list)
    for city in sorted(cities, key=lambda city: -city.population):
        same = kept[city.folded, city.state]
        at = city.latitude, city.longitude
        if not any(miles_about((other.latitude, other.longitude), at) < SAME_TOWN for other in same):
            same.append(city)
    return [city for same in kept.values() for city in same]


def state_places(zips, cities):
    """Return a Place for each state: its population, and the mean of where its people live."""
    by_state = defaultdict(list)
    for place in zips + cities:
        by_state[place.state].append(place)
    result = []
    for state in USState:
        places = [place for place in by_state[state] if place.population] or by_state[state]
        if not places:
            continue
        latitude, longitude = _mean(places)
        result.append(
            Place(
                kind=Place.Kind.STATE,
                name=state.label,
                folded=squash(str(state.label)),
                slug=slugify(state.label),
                state=state,
                latitude=latitude,
                longitude=longitude,
                population=sum(place.population for place in places),
            )
        )
    return result


def _rows(name):
    opened = gzip.open if name.endswith(".gz") else open
    with opened(DATA / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _city(name, state, point, county, population):
    return Place(
        kind=Place.Kind.CITY,
        name=name,
        folded=squash(name),
        state=state,
        city=name,
        folded_city=squash(name),
        county=county,
        latitude=point[0],
        longitude=point[1],
        population=population,
    )


def _mean(places):
    """Return the mean point of these places, weighted by population where they have one."""
    weights = [place.population or 1 for place in places]
    total = sum(weights)
    return (
        sum(place.latitude * weight for place, weight in zip(places, weights, strict=True)) / total,
        sum(place.longitude * weight for place, weight in zip(places, weights, strict=True)) / total,
    )


def _county_finder(zips):
    """Return a function (state, latitude, longitude) → county of the nearest ZIP of that state, or ""."""
    cells = defaultdict(list)
    for place in zips:
        if place.county:
            cell = place.state, round(place.latitude * CELL), round(place.longitude * CELL)
            cells[cell].append(place)

    def county_at(state, latitude, longitude):
        row, column = round(latitude * CELL), round(longitude * CELL)
        near = [
            place
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
            for place in cells.get((state, row + dy, column + dx), ())
        ]
        if not near:
            return ""
        return min(near, key=lambda p: (p.latitude - latitude) ** 2 + (p.longitude - longitude) ** 2).county

    return county_at


def _give_slugs(cities):
    """Name each city uniquely in its state: names that collide take the county, then a number."""
    named = Counter((city.state, city.folded) for city in cities)
    taken, of_a_name = set(), Counter()
    for city in sorted(cities, key=lambda city: -city.population):
        slug = slugify(city.name)
        if named[city.state, city.folded] > 1 and city.county:
            slug = slugify(f"{city.name} {city.county}")
        of_a_name[city.state, city.folded, city.county] += 1
        number = of_a_name[city.state, city.folded, city.county]
        city.slug = slug if number == 1 else f"{slug}-{number}"
        while (city.state, city.slug) in taken:
            number += 1
            city.slug = f"{slug}-{number}"
        taken.add((city.state, city.slug))
