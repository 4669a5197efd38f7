"""`manage.py rebuild_search_index`: write the search index afresh."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from providers.models import LocationEntry, SearchText, Summary, TelehealthEntry
from providers.search.rebuild import rebuild_index

BAR = 40  # characters


class Command(BaseCommand):
    """Rewrite the index in batches; searches and visitors' messages go on meanwhile."""

    help = __doc__

    def handle(self, *args, **options):
        """Rewrite every provider, then refresh what the planner knows."""
        began, longest, done, total = time.monotonic(), 0, 0, 0
        is_drawn = options["verbosity"] and self.stderr.isatty()
        try:
            for done, total, seconds in rebuild_index():
                longest = max(longest, seconds)
                if is_drawn:
                    self._draw(done, total, began)
        except KeyboardInterrupt:
            raise CommandError(
                f"\nStopped after {done:,} of {total:,} providers; the others keep the rows they had."
            ) from None
        refresh_statistics()
        if options["verbosity"]:
            self.stdout.write(
                f"{total:,} providers indexed in {time.monotonic() - began:.0f} s, "
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
