"""Measures places: `script/bench places --facilities FILE`, or `python -m tests.bench_places FILE`.

FILE is a list of real addresses with the columns city, state, zip, latitude and longitude, such as that of
the US treatment locator. How well they are found is printed, how many of the hard names of the suite, and
what completion takes beside a view that answers "hello", in one process, through the whole site (every
middleware) but without a network.
"""

import csv
import gzip
import random
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from providers.models import Place  # noqa: E402
from providers.places import find, loading  # noqa: E402
from providers.search.engine import miles_between  # noqa: E402

HARD = Path(__file__).parent / "providers" / "data" / "hard_places.csv"
LIMIT_SHARE, LIMIT_MILES, LIMIT_MS = 0.999, 1.3, 5
FAR = 8  # miles
NEAR_DOOR = 25  # miles from a city's point to an address in it
TYPED = 400


def main(file=""):
    """Print the figures of one engine; return 1 when a limit of the site is not kept."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"\n{connection.vendor}: {loading.load():,} places")
    is_kept = [hard_names(), addresses(file) if file else True]
    with override_settings(ROOT_URLCONF="tests.bench_urls", SECURE_SSL_REDIRECT=False):
        is_kept.append(completion())
    return 0 if all(is_kept) else 1


def hard_names():
    """Print how many hard names are understood."""
    with HARD.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    right = sum(str(find.find_place(row["typed"]).place or "") == row["place"] for row in rows)
    print(f"hard names: {right} of {len(rows)} as expected")
    return right == len(rows)


def addresses(file):
    """Print how the addresses of a file resolve; each city and ZIP is asked for once, each address counts."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    began = time.perf_counter()
    cities = {
        city: find.find_place(", ".join(city)) for city in {(row["city"], row["state"]) for row in rows}
    }
    zips = {code: find.find_place(code) for code in {row["zip"] for row in rows}}
    each = (time.perf_counter() - began) / (len(cities) + len(zips)) * 1000
    shares = [
        _share("City, ST", [cities[row["city"], row["state"]] for row in rows]),
        _share("ZIP", [zips[row["zip"]] for row in rows]),
    ]
    doors = [(row, (float(row["latitude"]), float(row["longitude"]))) for row in rows if row["latitude"]]
    to_zip = [miles_between(at, zips[row["zip"]].point) for row, at in doors if zips[row["zip"]].place]
    to_city = [miles_between(at, cities[row["city"], row["state"]].point) for row, at in doors]
    far = sum(miles > NEAR_DOOR for miles in to_city)
    median = statistics.median(to_zip)
    print(f"miles from the door to the ZIP's point: median {median:.2f} (limit {LIMIT_MILES})")
    _mended(doors, zips)
    print(f"miles from the door to the city's point: median {statistics.median(to_city):.2f}; over")
    print(f"  {NEAR_DOOR} miles: {far:,} of {len(to_city):,} ({far / len(to_city):.2%})")
    print(f"one look-up: {each:.2f} ms")
    return min(shares) >= LIMIT_SHARE and median <= LIMIT_MILES


def _mended(doors, zips):
    """Print the error before and after for all ZIPs, those whose point was mended, and the worst of them.

    The worst share their source's point with two others or more and stood over 8 miles from their town.
    """
    source = {row["zip"]: (float(row["lat"]), float(row["lng"])) for row in loading.read_zips()}
    shared = Counter(source.values())
    towns = {code: found.place and find.find_place(f"{found.place.city}, {found.place.state}").point
             for code, found in zips.items() if code in source and shared[source[code]] > 2}  # fmt: skip
    worst = {code for code, town in towns.items() if town and miles_between(town, source[code]) > FAR}
    moved = {code for code in source if code in zips and zips[code].point != source[code]}
    for name, codes in (("all", set(source)), ("mended", moved), ("the worst", worst)):
        there = [(row["zip"], at) for row, at in doors if row["zip"] in codes]
        before = [miles_between(at, source[code]) for code, at in there]
        after = [miles_between(at, zips[code].point) for code, at in there]
        if there:
            print(
                f"  {name}, {len(there):,} doors: median {statistics.median(before):.2f} miles before,",
                end=" ",
            )
            print(f"{statistics.median(after):.2f} after; mean {statistics.mean(before):.2f}, "
                  f"{statistics.mean(after):.2f}")  # fmt: skip


def _share(name, lookups):
    good = sum(bool(lookup.place) and not lookup.remark for lookup in lookups)
    print(f"{name}: {good:,} of {len(lookups):,} ({good / len(lookups):.3%}, limit {LIMIT_SHARE:.1%})")
    return good / len(lookups)


def completion():
    """Print what completion takes, for names and ZIP codes typed letter by letter."""
    chance = random.Random(5)
    named = [str(place) for place in Place.objects.exclude(kind=Place.Kind.ZIP)]
    zips = [place.name for place in Place.objects.zips()]
    typed = [
        name[: chance.randint(2, len(name))]
        for name in chance.sample(named, TYPED) + chance.sample(zips, TYPED // 4)
    ]
    client = Client()
    ask = "/providers/places"
    client.get(ask, {"q": "aus"})  # the names are read once a process
    with CaptureQueriesContext(connection) as statements:
        find.complete_names("aus")
    json = [_milliseconds(lambda q=q: client.get(ask, {"q": q})) for q in typed]
    html = [
        _milliseconds(lambda q=q: client.get(ask, {"q": q}, headers={"HX-Request": "true"})) for q in typed
    ]
    alone = [_milliseconds(lambda q=q: find.complete_names(q)) for q in typed]
    hello = [_milliseconds(lambda: client.get("/hello")) for _ in typed]
    for name, taken in (("JSON", json), ("htmx", html), ("without the request", alone), ("hello", hello)):
        taken.sort()
        p50, p95 = taken[len(taken) // 2], taken[len(taken) * 95 // 100]
        ratio = "" if taken is hello else f", {p50 / statistics.median(hello):.1f} of hello"
        print(f"completion, {name}: p50 {p50:.2f}, p95 {p95:.2f}, max {taken[-1]:.2f} ms{ratio}")
    print(f"  {len(statements)} statements; limit {LIMIT_MS} ms")
    return json[len(json) * 95 // 100] < LIMIT_MS


def _milliseconds(action):
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
