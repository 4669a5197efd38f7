"""`manage.py import_exclusions FILE`: read the OIG's published exclusion list (once a month)."""

from django.core.management.base import BaseCommand, CommandError

from listings.checks import exclusion_list, screening
from listings.models import Submission
from listings.tasks import run_checks

SHOWN = 20


class Command(BaseCommand):
    """Makes the table hold exactly what the file says; the same file twice changes nothing."""

    help = "Import the OIG exclusion list (UPDATED.csv of https://oig.hhs.gov/exclusions/)."

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file")

    def handle(self, *, file, **options):
        """Import, name what could not be read, and have waiting and public listings checked again.

        They are checked even if the file is the one from before: a check says how old the list is.
        """
        try:
            record, added, gone, bad = exclusion_list.load(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except exclusion_list.NotTheList as error:
            raise CommandError(f"{file} is not the published list. {error} Nothing was changed.") from error
        for line, sentence in bad[:SHOWN]:
            self.stderr.write(f"line {line} left out: {sentence}")
        if len(bad) > SHOWN:
            self.stderr.write(f"and {len(bad) - SHOWN} more lines")
        self.stdout.write(f"{record.rows} exclusions: {added} added, {gone} gone, {len(bad)} lines left out")
        for key in Submission.objects.waiting().values_list("pk", flat=True):
            run_checks.enqueue(key)
        self.stdout.write(f"{screening.screen_published()} public listings put into the queue")
