"""Write a backup of database and photos below FOLDER, or into `bucket:FOLDER`; --restore takes one back."""

import time

from django.core.management.base import BaseCommand, CommandError

from psychly.models import Upkeep
from psychly.running import backup, upkeep


class Command(BaseCommand):
    """Back up, deleting backups that are older than the retention table allows; or restore."""

    help = __doc__
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        """The folder of all backups, or with --restore one of the backups in it."""
        parser.add_argument("folder", metavar="FOLDER")
        parser.add_argument(
            "--restore", action="store_true", help="fill an empty site from the backup FOLDER"
        )
        parser.add_argument(
            "--identity", metavar="FILE", default="", help="the private key of age that opens it"
        )

    def handle(self, *args, folder, restore, identity="", **options):
        """Do it and say what was done."""
        began = time.monotonic()
        try:
            self._restore(folder, identity) if restore else self._write(folder)
        except backup.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{time.monotonic() - began:.1f} seconds.")

    def _restore(self, folder, identity):
        rows = backup.restore_backup(folder, identity)
        self.stdout.write(f"{sum(rows.values())} rows in {len(rows)} tables are back.")
        self.stdout.write(f"Not in a backup: {', '.join(backup.KEPT_ELSEWHERE)}. Then: manage.py migrate")

    def _write(self, folder):
        try:
            self.stdout.write(str(backup.write_backup(folder)))
            self.stdout.write(f"{backup.delete_old(folder)} old backups were deleted.")
        except backup.Refused as error:
            upkeep.note_failed(Upkeep.Kind.BACKUP, str(error))
            raise
        upkeep.note_done(Upkeep.Kind.BACKUP)
