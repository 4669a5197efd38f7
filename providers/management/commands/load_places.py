"""`manage.py load_places`: fill the gazetteer from `providers/places/data/`."""

from django.core.management.base import BaseCommand

from providers.places import loading


class Command(BaseCommand):
    """Load ZIP codes, cities and states; does nothing when these very data are loaded."""

    help = __doc__

    def handle(self, *args, **options):
        """Load, and say how many places there are now."""
        count = loading.load()
        self.stdout.write(f"{count:,} places loaded." if count else "Places are loaded already.")
