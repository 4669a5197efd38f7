"""Measures the search: `script/bench search`, or `python -m tests.bench_search 10000 100000`.

For each size it makes seeded providers (1 to 3 places each, clustered as people live, most at the point
of a ZIP), prints how long searches within 25 miles take, with and without facets, and compares answers
with a brute force over every row. The pages are asked for in one process, without a network.
"""

import datetime
import random
import statistics
import sys
import time

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries, transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402

from providers import gazetteer  # noqa: E402
from providers.management.commands.rebuild_search_index import refresh_statistics  # noqa: E402
from providers.models import (  # noqa: E402
    License,
    Location,
    LocationEntry,
    Offer,
    Provider,
    TelehealthEntry,
    Treatment,
)
from providers.search.criteria import ACCEPTING_FLAG, GROUPS, PAGE_SIZE, Criteria  # noqa: E402
from providers.search.engine import search  # noqa: E402
from providers.search.index import lat_band, unit_vector  # noqa: E402
from tests.brute_force import answer  # noqa: E402

QUESTIONS, CHECKED, PAGES = 200, 15, 60
BITS = {"treatments": 11, "conditions": 14, "payments": 20, "languages": 23, "communities": 19, "access": 9}
BATCH = 5000

urlpatterns = [path("hello", lambda request: HttpResponse("hello")), path("", include("psychly.urls"))]


def main(sizes):
    """Measure each size in a database of its own engine; return 1 when an answer was wrong."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_places")
    print(f"\n{connection.vendor}", flush=True)
    wrong = 0
    for size in sorted(map(int, sizes)):
        Provider.objects.all().delete()
        wrong += measure(size)
    return 1 if wrong else 0


def measure(size):
    """Seed `size` providers, print figures, return the number of wrong answers."""
    chance = random.Random(size)
    started = time.perf_counter()
    rows = seed(size, chance)
    refresh_statistics()
    refresh_statistics()  # PostgreSQL marks all pages visible only with the second VACUUM after a load
    print(f"\n{size:,} providers, {len(rows[0]):,} places; seeded in {time.perf_counter() - started:.0f} s")
    questions = [_question(chance, rows[0]) for _ in range(QUESTIONS)]
    for name, with_facets in (("engine", False), ("engine with facets", True)):
        times, statements = [], 0
        for criteria in questions:
            with CaptureQueriesContext(connection) as captured:
                search(criteria, with_facets=with_facets)
            statements = max(statements, len(captured))
            reset_queries()
            began = time.perf_counter()
            search(criteria, with_facets=with_facets)
            times.append((time.perf_counter() - began) * 1000)
        print(f"  {name}: {_percentiles(times)}; at most {statements} statements")
    _pages(questions)
    wrong = sum(not _is_right(criteria, rows) for criteria in questions[:CHECKED])
    print(f"  brute force: {CHECKED - wrong} of {CHECKED} answers equal (total, facets, order of the page)")
    return wrong


def seed(size, chance):
    """Write providers with places, licenses, offers and index rows; return what the brute force reads."""
    cities = [city for city in gazetteer.Place.objects.cities() if city.population]
    zips = {}
    for place in gazetteer.Place.objects.zips().exclude(state=""):
        zips.setdefault((place.folded_city, place.state), []).append(place)
    weights = [city.population for city in cities]
    treatment = Treatment.objects.first()
    all_local, all_remote, all_providers = [], [], {}
    for start in range(0, size, BATCH):
        with transaction.atomic():
            providers = Provider.objects.bulk_create(
                _provider(number, chance) for number in range(start, min(start + BATCH, size))
            )
            places = [
                (provider, city)
                for provider in providers
                for city in chance.choices(cities, weights, k=chance.choice([1, 1, 1, 2, 3]))
            ]
            locations = Location.objects.bulk_create(
                _location(provider, city, zips, chance) for provider, city in places
            )
            Offer.objects.bulk_create(
                Offer(provider=row.provider, treatment=treatment, location=row) for row in locations
            )
            License.objects.bulk_create(
                License(
                    provider=provider, state="TX", type="MD", number="DEMO-1", expires_on=timezone.localdate()
                )
                for provider in providers
            )
            local = [_entry(row, chance) for row in locations]
            remote = [
                TelehealthEntry(provider=row.provider, state=row.state, **_masks(chance))
                for row in locations[::5]
            ]
            LocationEntry.objects.bulk_create(local)
            TelehealthEntry.objects.bulk_create(remote)
        all_local += local
        all_remote += remote
        all_providers |= {provider.pk: provider for provider in providers}
    return all_local, all_remote, all_providers


def _provider(number, chance):
    return Provider(
        slug=f"demo-{number}",
        is_demonstration=True,
        kind="person",
        role="physician",
        legal_name="Demonstration",
        display_name=f"Demonstration Listing {chance.randrange(10**6)}",
        approach="Demonstration.",
        published_at=timezone.now(),
    )


def _location(provider, city, zips, chance):
    place = chance.choice(zips.get((city.folded, city.state), [city]))
    exact = chance.random() < 0.3
    return Location(
        provider=provider,
        street="1 Example Street",
        city=city.name,
        state=city.state,
        zip_code="00000",
        latitude=place.latitude + (chance.gauss(0, 0.03) if exact else 0),
        longitude=place.longitude + (chance.gauss(0, 0.03) if exact else 0),
    )


def _entry(location, chance):
    x, y, z = unit_vector(location.latitude, location.longitude)
    entry = LocationEntry(
        location=location,
        provider=location.provider,
        state=location.state,
        lat_band=lat_band(location.latitude),
        lng=location.longitude,
        x=x,
        y=y,
        z=z,
        **_masks(chance),
    )
    entry.point = location.latitude, location.longitude
    return entry


def _masks(chance):
    masks = {
        column: chance.getrandbits(bits) & chance.getrandbits(bits) & chance.getrandbits(bits)
        for column, bits in BITS.items()
    }
    masks["treatments"] |= 1
    masks["access"] |= ACCEPTING_FLAG if chance.random() < 0.7 else 0
    days = chance.choice([-3, 30, 60, 90, 119])
    return masks | {"valid_until": timezone.localdate() + datetime.timedelta(days=days)}


def _question(chance, local):
    """A place where people live, within 25 miles, with none to three filters."""
    columns = chance.sample(list(GROUPS.values()), chance.randrange(4))
    return Criteria(
        point=chance.choice(local).point,
        radius_miles=25,
        accepting=chance.random() < 0.2,
        **{column: 1 << chance.randrange(BITS[column]) for column in columns},
    )


def _is_right(criteria, rows):
    results = search(criteria)
    ids, facets = answer(results.criteria, rows, timezone.localdate())
    page = [hit.provider_id for hit in results.hits]
    return results.total == len(ids) and page == ids[:PAGE_SIZE] and results.facets == facets


def _pages(questions):
    client = Client()
    with override_settings(ROOT_URLCONF=__name__, SECURE_SSL_REDIRECT=False):
        hello = [_seconds(client, "/hello", {}) for _ in range(PAGES)]
        times = []
        for criteria in questions[:PAGES]:
            near = f"{criteria.point[0]:.4f},{criteria.point[1]:.4f}"
            times.append(_seconds(client, "/providers/", {"near": near, "radius": 25}))
    page, greeting = statistics.mean(times), statistics.mean(hello)
    print(f"  page: {_percentiles([seconds * 1000 for seconds in times])}; {1 / page:.0f} a second")
    print(f"  hello: {1 / greeting:.0f} a second; page over hello {greeting / page:.3f} (wanted: 0.05)")


def _seconds(client, address, query):
    began = time.perf_counter()
    response = client.get(address, query)
    seconds = time.perf_counter() - began
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return seconds


def _percentiles(times):
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
