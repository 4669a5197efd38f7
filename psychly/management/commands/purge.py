"""Erase what the retention rules say must not be kept any longer; run it daily. --dry-run only counts."""

from django.core.management.base import BaseCommand
from django.db import connection

from psychly.retention import RULES


class Command(BaseCommand):
    """Erase old messages, reports, addresses, photos, counters and tasks. Running it twice does no harm."""

    help = __doc__

    def add_arguments(self, parser):
        """--dry-run changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="count what would go; erase nothing")

    def handle(self, *args, dry_run, **options):
        """Do it, or count it, and say how much there was."""
        done = "would be erased" if dry_run else "erased"
        for rule in RULES:
            if rule.job:
                self.stdout.write(f"{rule.job} {done}: {rule.count() if dry_run else rule.erase(None)}")
        if connection.vendor == "sqlite" and not dry_run and not connection.in_atomic_block:
            with connection.cursor() as cursor:  # the log of changes still holds what the file has lost
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
