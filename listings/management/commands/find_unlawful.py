"""`manage.py find_unlawful`: public listings that the law no longer allows, put into the queue of staff."""

from django.core.management.base import BaseCommand

from listings.publishing import unlawful
from listings.steps import rules
from providers.models import Provider

CHUNK = 200  # listings that are read at once


class Command(BaseCommand):
    """Makes a report for each, which waits with those of visitors, unless one waits already."""

    help = "Find public listings that break what the law limits, and put them into the queue."

    def handle(self, **options):
        """Read them all; print the address of each that was found."""
        found = seen = 0
        for provider in Provider.objects.published().order_by("slug").iterator(chunk_size=CHUNK):
            seen += 1
            if problems := rules.broken_law(provider.listing):
                found += 1
                self.stdout.write(provider.get_absolute_url())
                unlawful.report(provider, problems)
        self.stdout.write(f"{found} of {seen} public listings break the law as we know it.")
