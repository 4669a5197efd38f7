"""Rebuilds the index while a visitor searches and another writes: `script/bench rebuild`.

`python -m tests.bench_rebuild 100000` does it twice: from an empty index, and over the one that is there.
"""

import os
import statistics
import sys
import threading
import time
import uuid

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from providers.models import Inquiry, Provider  # noqa: E402
from providers.search.criteria import Criteria  # noqa: E402
from providers.search.engine import search  # noqa: E402
from tests.bench_seed import Seed  # noqa: E402

PAUSE = 0.2  # seconds between two visits
DENVER = (39.74, -104.98)


class Visitors:
    """A thread that searches and writes to a provider again and again; use it as a context."""

    def __init__(self):
        self.searches, self.messages, self.problems = [], [], []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._visit)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        self._thread.join()
        Inquiry.objects.filter(email="bench@demo.example").delete()

    def _visit(self):
        try:
            provider = Provider.objects.first()
            while not self._over.wait(PAUSE):
                self.searches.append(_seconds(search, Criteria(point=DENVER, radius_miles=25)))
                message = {"token": uuid.uuid4(), "name": "Bench", "email": "bench@demo.example"}
                self.messages.append(_seconds(Inquiry.objects.receive, provider=provider, **message))
        except Exception as error:  # told by whoever started it
            self.problems.append(error)
        finally:
            connection.close()


def rebuild(say):
    """Rebuild, and say how long it took, how long the lock was held, and how long visitors waited."""
    began, used = time.perf_counter(), time.process_time()
    with Visitors() as visitors:
        call_command("rebuild_search_index")
    seconds, worked = time.perf_counter() - began, time.process_time() - used
    load = os.getloadavg()[0]
    say(
        f"  rebuilt in {seconds:.0f} s (wanted: 60 at a hundred thousand); load average {load:.0f} at the end"
    )
    say(f"    processor time, with the visitors': {worked:.0f} s")
    for name, waits in (("searches", visitors.searches), ("contact messages", visitors.messages)):
        if waits:
            typical, longest = statistics.median(waits), max(waits)
            say(f"    meanwhile {len(waits)} {name}: median {typical * 1000:.0f} ms, longest {longest:.2f} s")
    if visitors.problems:
        raise SystemExit(f"A visitor met a problem during the rebuild: {visitors.problems[0]!r}")


def main(size):
    """Seed an empty or kept database and rebuild its index twice."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("load_places", verbosity=0)
    Seed(size).write()
    for what in ("from an empty index", "over the index that is there"):
        print(f"\n{connection.vendor}, {size:,} providers, {what}", flush=True)
        rebuild(lambda line: print(line, flush=True))
    return 0


def _seconds(action, *args, **options):
    began = time.perf_counter()
    action(*args, **options)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
