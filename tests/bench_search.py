"""Measures the search: `script/bench search`, or `python -m tests.bench_search 10000 [--index-only]`.

It makes seeded providers, prints how long searches within 25 miles take, with and without facets and beside
a PostGIS table that is asked the same in turn, and compares every answer with a brute force. Pages are asked
for in this process, and over HTTP from one gunicorn process, each beside a view that only says hello.
`TEST_DATABASE_URL` names a database to keep: a second run of the same day, size and places seeds nothing.
"""

import bisect
import gc
import http.client
import json
import math
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from providers.management.commands.rebuild_search_index import refresh_statistics  # noqa: E402
from providers.search.criteria import GROUPS, PAGE_SIZE, Criteria  # noqa: E402
from providers.search.engine import EARTH_RADIUS_MILES, Question, search  # noqa: E402
from tests.bench_postgis import Postgis  # noqa: E402
from tests.bench_rebuild import rebuild  # noqa: E402
from tests.bench_seed import Seed  # noqa: E402
from tests.brute_force import answer, noon  # noqa: E402

QUESTIONS, PAGES, HELLOS = 200, 100, 1000
ROUND = 10  # pages in a row over HTTP, before and after hellos
WANTED = {"page and total": 0.6, "with facets": 1.0}  # of the PostGIS table's time, at a million


def main(size, index_only=False):
    """Measure one size in an empty or kept database; return 1 when an answer was wrong.

    `index_only` leaves out what only a rebuild and the pages read: minutes less at a million.
    """
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_places", verbosity=0)
    began = time.perf_counter()
    seed = Seed(size)
    before = database_size()
    seed.write(index_only=index_only)
    places = seed.next_place - 1
    say(f"\n{connection.vendor}, {size:,} providers, {places:,} places, {len(seed.local):,} offers there")
    say(f"  seeded in {time.perf_counter() - began:.0f} s")
    if not index_only:
        before = database_size()
        rebuild(say)
        refresh_statistics()
    refresh_statistics()  # PostgreSQL marks all pages visible only with the second VACUUM after a load
    what = "index and names of providers" if index_only else "index with texts and cards"
    say(f"  {what}: {(database_size() - before) / 1e6:.0f} MB")
    chance = random.Random(1)
    questions = [_question(chance, seed.local) for _ in range(QUESTIONS)]
    gc.freeze()  # the seed's millions of objects are no part of a search
    figures = {"engine": connection.vendor, "size": size, **measure(questions, seed)}
    wrong = check(questions, seed)
    if not index_only:
        pages([urlencode({"near": town, "radius": 25}) for town in chance.choices(seed.towns, k=PAGES)])
    if path := os.environ.get("BENCH_FIGURES"):  # `script/bench` compares the sizes
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")
    return 1 if wrong else 0


def say(line):
    """Print a line at once."""
    print(line, flush=True)


def database_size():
    """Return the size of the whole database in bytes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return cursor.fetchone()[0]


def measure(questions, seed):
    """Ask the engine and the PostGIS table each question in turn; return the medians in milliseconds."""
    today, peer = timezone.localdate(), Postgis(seed.local) if Postgis.is_installed() else None
    times = {"page and total": [], "with facets": [], "PostGIS, page and total": []}
    statements = differ = 0
    for criteria in questions:
        for name, with_facets in (("page and total", False), ("with facets", True)):
            with CaptureQueriesContext(connection) as captured:
                results = search(criteria, with_facets=with_facets, now=noon(today))
            statements = max(statements, len(captured))
            times[name].append(_milliseconds(search, criteria, with_facets=with_facets, now=noon(today)))
        if peer:
            peer.answer(criteria, today)
            total, _ids, milliseconds = peer.answer(criteria, today)
            times["PostGIS, page and total"].append(milliseconds)
            differ += total != (0 if results.widened_to else results.total)
    for name, measured in times.items():
        if measured:
            say(f"  {name}: {_percentiles(measured)}")
    say(f"  at most {statements} statements a search")
    theirs = times["PostGIS, page and total"]
    for name, wanted in WANTED.items() if peer else ():
        median = statistics.median(times[name]) / statistics.median(theirs)
        whole = sum(times[name]) / sum(theirs)
        say(f"  {name} over PostGIS: {median:.2f} of the median, {whole:.2f} of the sum (wanted: {wanted})")
    if peer:
        say(f"  {differ} totals of PostGIS differ")
        peer.stop()
    return {name: statistics.median(measured) for name, measured in times.items() if measured}


def check(questions, seed):
    """Compare every answer with the brute force: total, facets, the full order, and a page of it.

    Of a million rows the brute force looks at those whose latitude may lie within the radius.
    """
    local, wrong, today = sorted(seed.local, key=lambda row: row.point[0]), 0, timezone.localdate()
    latitudes = [row.point[0] for row in local]
    for criteria in questions:
        results = search(criteria, now=noon(today))
        asked, reach = results.criteria, math.degrees(results.radius_miles / EARTH_RADIUS_MILES) + 1e-6
        low = bisect.bisect_left(latitudes, asked.point[0] - reach)
        high = bisect.bisect_right(latitudes, asked.point[0] + reach)
        ids, facets = answer(asked, (local[low:high], [], {}), today)
        question = Question(asked, noon(today), [])
        everyone = question.hits(question.sweep(question.rows(), with_facets=False), slice(0, len(ids) + 1))
        last = replace(criteria, page=results.pages)
        wrong += not (
            results.total == len(ids)
            and results.facets == facets
            and [hit.provider_id for hit in everyone] == ids
            and [hit.provider_id for hit in results.hits] == ids[:PAGE_SIZE]
            and [hit.provider_id for hit in search(last, now=noon(today)).hits]
            == ids[(last.page - 1) * PAGE_SIZE :]
        )
    count = len(questions)
    say(f"  brute force: {count - wrong} of {count} answers equal (total, facets, full order, last page)")
    return wrong


def pages(queries):
    """Ask for whole pages, here and over HTTP, in turn with hello: what else the machine does slows both."""
    addresses = [f"/providers/?{query}" for query in queries]
    with override_settings(ROOT_URLCONF="tests.bench_urls", SECURE_SSL_REDIRECT=False):
        client = Client()
        for address in ("/hello", addresses[0]):
            _seconds(client, address)
        hellos, times = [], []
        for address in addresses:
            hellos += [_seconds(client, "/hello") for _ in range(HELLOS // PAGES)]
            times.append(_seconds(client, address))
    say(f"  page in one process, processor time: {_percentiles([seconds * 1000 for seconds in times])}")
    hello = statistics.mean(hellos)
    say(f"    hello {hello * 1000:.2f} ms; page over hello {hello / statistics.mean(times):.3f}")
    with served() as port:
        answered(port, ["/hello"] * 100 + addresses[:20])
        greeting = showing = 0
        for start in range(0, PAGES, ROUND):
            greeting += answered(port, ["/hello"] * (HELLOS * ROUND // PAGES))
            showing += answered(port, addresses[start : start + ROUND])
    shown, greetings = PAGES / showing, HELLOS / greeting
    say(f"  over HTTP from one process: {shown:.0f} pages and {greetings:.0f} hellos a second")
    say(f"    page over hello {shown / greetings:.3f} (wanted: 0.05)")


@contextmanager
def served(workers=1):
    """Serve the site from so many gunicorn processes; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # With this variable `tests.engine` takes the database that this process made.
    environ = {**os.environ, "PYTEST_XDIST_WORKER": "bench"}
    command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"127.0.0.1:{port}"]
    command.append("tests.bench_wsgi")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env=environ, cwd=Path(__file__).parent.parent, **quiet)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def answered(port, addresses):
    """Return in how many seconds these are answered when two are asked for at a time."""
    waiting, failed = iter(addresses), []
    lock = threading.Lock()

    def ask():
        while True:
            with lock:
                address = next(waiting, None)
            if address is None:
                return
            caller = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            caller.request("GET", address)
            response = caller.getresponse()
            response.read()
            caller.close()
            if response.status != 200:
                failed.append(response.status)

    began = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{len(failed)} requests failed, the first with {failed[0]}.")
    return time.perf_counter() - began


def _question(chance, local):
    """A place where people live, within 25 miles, with none to three filters that someone there meets."""
    row = chance.choice(local)
    columns = chance.sample(list(GROUPS.values()), chance.randrange(4))
    bits = {column: [bit for bit in range(60) if getattr(row, column) >> bit & 1] for column in columns}
    masks = {column: 1 << chance.choice(ones) for column, ones in bits.items() if ones}
    return Criteria(point=row.point, radius_miles=25, accepting=chance.random() < 0.2, **masks)


def _seconds(client, address):
    """Return the processor time of one answer: the time on a clock is that of the whole machine."""
    began = time.process_time()
    response = client.get(address)
    seconds = time.process_time() - began
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return seconds


def _milliseconds(action, *args, **options):
    began = time.perf_counter()
    action(*args, **options)
    return (time.perf_counter() - began) * 1000


def _percentiles(times):
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), "--index-only" in sys.argv))
