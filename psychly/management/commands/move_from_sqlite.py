"""`manage.py move_from_sqlite FILE`: bring a site from its SQLite file into PostgreSQL."""

from django.core.management.base import BaseCommand, CommandError

from psychly.running import moving


class Command(BaseCommand):
    """Copy every row into the database that DATABASE_URL names, and compare the numbers of rows."""

    help = "Copy every row of an SQLite file into the empty, migrated PostgreSQL that DATABASE_URL names."

    def add_arguments(self, parser):
        """Which file."""
        parser.add_argument("file", metavar="FILE")

    def handle(self, *, file, **options):
        """Do it and say what there is now."""
        try:
            rows = moving.move(file)
        except moving.Impossible as error:
            raise CommandError(str(error)) from error
        for table, number in sorted(rows.items()):
            if number:
                self.stdout.write(f"{number:>10,}  {table}")
        self.stdout.write(f"{sum(rows.values()):,} rows in {len(rows)} tables, as many on both sides.")
