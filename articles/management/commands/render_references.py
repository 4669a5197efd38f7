"""Render the entries of all works anew, after the way they are written has changed."""

from django.core.management.base import BaseCommand

from articles.models import Reference
from articles.publishing import show_reference


class Command(BaseCommand):
    """`manage.py render_references`: works that read differently are saved, with their pages."""

    help = "Render the entry of each reference anew from its fields."

    def handle(self, *args, **options):
        """Save what reads differently; say how many works there were."""
        changed = 0
        for work in Reference.objects.prefetch_related("contributors").iterator(chunk_size=500):
            if work.render_anew():
                show_reference(work)
                changed += 1
        self.stdout.write(f"{changed} of {Reference.objects.count()} references read differently now.")
