"""`manage.py sweep`: look at every public listing again, now; housekeeping does it each month."""

from django.core.management.base import BaseCommand

from listings.moderation import sweep
from psychly.models import Upkeep
from psychly.running import upkeep


class Command(BaseCommand):
    """Puts what it finds into the moderators' queue, each finding once."""

    help = "Look at every public listing again and put what a person should see into the queue."

    def handle(self, **options):
        """Sweep and say how many findings are new."""
        found = sweep.sweep()
        upkeep.note_done(Upkeep.Kind.SWEEP)
        self.stdout.write(f"{found} findings are new.")
