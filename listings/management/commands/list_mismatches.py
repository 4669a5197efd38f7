"""`manage.py list_mismatches`: public listings of which two fields do not agree."""

from django.core.management.base import BaseCommand, CommandError

from listings.checks import agreement
from providers.models import Provider

CHUNK = 200  # listings that are read at once


class Command(BaseCommand):
    """Prints a line for each: the listing's address, its name, which fields. Ends with 1 when there is any.

    It says nothing else of a listing, so that its output may be kept.
    """

    help = "List public listings whose ZIP code, town and state, or license and board, do not agree."

    def handle(self, **options):
        """Compare them all."""
        listings = Provider.objects.published().order_by("slug")
        seen = found = 0
        for provider, zips in agreement.with_zips(listings.iterator(chunk_size=CHUNK), CHUNK):
            lines = list(_lines(provider.listing, zips))
            for line in lines:
                self.stdout.write(f"{provider.get_absolute_url()}  {provider.display_name}: {line}")
            seen += 1
            found += bool(lines)
        if found:
            raise CommandError(f"{found} of {seen} public listings do not agree with themselves.")
        self.stdout.write(f"{seen} public listings agree with themselves.")


def _lines(document, zips):
    for number, place in enumerate(document.places.places, 1):
        if mismatch := agreement.of_place(place, zips):
            yield f"place {number}: {mismatch.brief}"
    for number, license in enumerate(document.licenses.licenses, 1):
        if mismatch := agreement.of_license(license):
            yield f"license {number}: {mismatch.brief}"
