"""`manage.py rebuild_search_index`: write the search index afresh."""

from django.core.management.base import BaseCommand
from django.db import connection

from providers.models import LocationEntry, Provider, TelehealthEntry
from providers.search import index

BATCH = 500  # providers in one transaction: the write lock is held well under a second


class Command(BaseCommand):
    """Rewrite the index in batches; searches and visitors' messages go on meanwhile."""

    help = __doc__

    def handle(self, *args, **options):
        """Rewrite every provider, then refresh what the planner knows."""
        ids = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            index.rewrite_all(ids[start : start + BATCH])
            if options["verbosity"] > 1:
                self.stdout.write(f"{min(start + BATCH, len(ids)):,} of {len(ids):,}")
        refresh_statistics()
        self.stdout.write(f"{len(ids):,} providers indexed.")


def refresh_statistics():
    """Let the planner know the tables; on PostgreSQL also what makes index-only scans possible."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            for model in (LocationEntry, TelehealthEntry):
                cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
        else:
            cursor.execute("ANALYZE")
