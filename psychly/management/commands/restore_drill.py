"""`manage.py restore_drill FOLDER`: whether the newest backup in FOLDER really comes back."""

from django.core.management.base import BaseCommand, CommandError

from psychly.models import Upkeep
from psychly.running import drill, upkeep


class Command(BaseCommand):
    """Restore the newest backup beside the site, compare its rows, migrate it, and delete it again."""

    help = "Restore the newest backup in FOLDER into a database of its own, and note whether it came back."

    def add_arguments(self, parser):
        """Where the backups lie, and what opens them."""
        parser.add_argument("folder", metavar="FOLDER")
        parser.add_argument("--identity", metavar="FILE", default="", help="the private key of age")

    def handle(self, *, folder, identity, **options):
        """Do it and note it."""
        try:
            newest, said = drill.drill(folder, identity)
        except drill.Failed as error:
            upkeep.note_failed(Upkeep.Kind.DRILL, str(error))
            raise CommandError(f"The drill failed: {error}") from error
        upkeep.note_done(Upkeep.Kind.DRILL)
        self.stdout.write(f"{newest}: {said}")
