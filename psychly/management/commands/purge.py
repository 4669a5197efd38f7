"""Erase what the retention rules say must not be kept any longer; run it daily."""

from django.core.management.base import BaseCommand

from providers.retention import erase_old_inquiries, erase_unused_photos
from psychly.tasks import prune_finished_tasks


class Command(BaseCommand):
    """Erase old messages, photos that nothing uses, and finished tasks."""

    help = __doc__

    def handle(self, *args, **options):
        """Do it and say how much there was."""
        self.stdout.write(f"messages erased: {erase_old_inquiries()}")
        self.stdout.write(f"photos erased: {erase_unused_photos()}")
        self.stdout.write(f"finished tasks deleted: {prune_finished_tasks()}")
