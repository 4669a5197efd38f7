"""`manage.py rebuild_search_index`: write the search index afresh."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from providers.models import LocationEntry, Provider, SearchText, Summary, TelehealthEntry
from providers.search import rebuild

#: Seconds between transactions. Whoever waits on SQLite looks every tenth of a second, 50 times: with a hold
#: of 0.2 s one look in five finds the lock free, and one wait in 70,000 is for nothing (by reckoning); with
#: 0.02 s it was one in 120.
PAUSE = 0.05
BAR = 40  # characters


class Command(BaseCommand):
    """Rewrite the index in batches; searches and visitors' messages go on meanwhile."""

    help = __doc__

    def handle(self, *args, **options):
        """Rewrite every provider, then refresh what the planner knows."""
        keys = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
        began, longest, done = time.monotonic(), 0, 0
        is_drawn = options["verbosity"] and self.stderr.isatty()
        try:
            with rebuild.writing_much() as after_transaction:
                for providers, seconds in rebuild.stored(rebuild.Shaping(keys)):
                    longest = max(longest, seconds)
                    done += providers
                    after_transaction()
                    time.sleep(PAUSE)
                    if is_drawn:
                        self._draw(done, len(keys), began)
        except rebuild.ReaderFailed as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(
                f"\nStopped after {done:,} of {len(keys):,} providers; the others keep the rows they had."
            ) from None
        refresh_statistics()
        if options["verbosity"]:
            self.stdout.write(
                f"{len(keys):,} providers indexed in {time.monotonic() - began:.0f} s, "
                f"at most {longest:.2f} s at a time."
            )

    def _draw(self, done, total, began):
        """Draw the progress bar over the one before."""
        left = (time.monotonic() - began) * (total - done) / done
        bar = "#" * (BAR * done // total)
        self.stderr.write(f"\r[{bar:<{BAR}}] {done:,} of {total:,}, {left:.0f} s left ", ending="")
        if done == total:
            self.stderr.write("")


def refresh_statistics():
    """Let the planner know the tables; on PostgreSQL also what makes index-only scans possible."""
    with connection.cursor() as cursor:
        for model in (LocationEntry, TelehealthEntry, SearchText, Summary):
            table = connection.ops.quote_name(model._meta.db_table)
            if connection.vendor == "postgresql" and not connection.in_atomic_block:
                cursor.execute(f"VACUUM ANALYZE {table}")
            else:
                cursor.execute(f"ANALYZE {table}")
