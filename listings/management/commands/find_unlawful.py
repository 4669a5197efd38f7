"""`manage.py find_unlawful`: public listings that the law no longer allows, put into the queue of staff."""

import uuid

from django.core.management.base import BaseCommand

from listings.steps import rules
from providers.models import ProblemReport, Provider

CHUNK = 200  # listings that are read at once


class Command(BaseCommand):
    """Makes a report for each, which waits with those of visitors, unless one waits already."""

    help = "Find public listings that break what the law limits, and put them into the queue."

    def handle(self, **options):
        """Read them all; print the address of each that was found."""
        waiting = ProblemReport.objects.waiting().filter(kind=ProblemReport.Kind.LAW)
        known = set(waiting.values_list("provider", flat=True))
        found = seen = 0
        listings = Provider.objects.published().order_by("slug")
        for provider in listings.iterator(chunk_size=CHUNK):
            seen += 1
            document = provider.listing
            if problems := rules.broken_law(document):
                found += 1
                self.stdout.write(provider.get_absolute_url())
                if provider.pk not in known:
                    _report(provider, problems)
        self.stdout.write(f"{found} of {seen} public listings break the law as we know it.")


def _report(provider, problems):
    """Put a listing into the queue, with what it breaks."""
    sentences = "\n".join(dict.fromkeys(problem.sentence for problem in problems))
    kind, limit = ProblemReport.Kind.LAW, ProblemReport._meta.get_field("message").max_length
    ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), kind=kind, message=sentences[:limit])
