"""Rebuilds the index as `script/bench search` does: while a visitor searches and another writes."""

import os
import resource
import statistics
import threading
import time
import uuid

from django.core.management import call_command
from django.db import connection

from providers.models import Inquiry, Provider
from providers.search.criteria import Criteria
from providers.search.engine import search

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
    """Rebuild, and say how long it took in all and of the processors, and how long visitors waited."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    began = time.perf_counter()
    with Visitors() as visitors:
        call_command("rebuild_search_index")
    seconds = time.perf_counter() - began
    writer, reader = (
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        for before, after in zip(
            used, map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)), strict=True
        )
    )
    load = os.getloadavg()[0]
    say(f"  rebuilt in {seconds:.0f} s (wanted: 120 at a million; load average {load:.0f} at the end)")
    say(f"    processor time: the one that writes {writer:.0f} s, the one that reads {reader:.0f} s")
    for name, waits in (("searches", visitors.searches), ("contact messages", visitors.messages)):
        if waits:
            typical, longest = statistics.median(waits), max(waits)
            say(f"    meanwhile {len(waits)} {name}: median {typical * 1000:.0f} ms, longest {longest:.2f} s")
    if visitors.problems:
        raise SystemExit(f"A visitor met a problem during the rebuild: {visitors.problems[0]!r}")


def _seconds(action, *args, **options):
    began = time.perf_counter()
    action(*args, **options)
    return time.perf_counter() - began
