"""`manage.py invite FILE.csv`: invite each practice of a list, once."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from listings.access.invitation_list import Came, NoSuchList, invite_all


class Command(BaseCommand):
    """May run again, also after it broke off: who was invited by any list is not invited again."""

    help = "Invite the practices of a CSV file (columns name, address, e-mail, website) to be listed."

    def add_arguments(self, parser):
        """The file, and --dry-run."""
        parser.add_argument("file", help="UTF-8; the first line names the columns")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done; invite nobody")

    def handle(self, *, file, dry_run, **options):
        """Invite, and report: how many of each, and the lines that cannot be read."""
        counted = Counter()
        try:
            with open(file, encoding="utf-8-sig", newline="") as opened:
                for line in invite_all(opened, is_trial=dry_run):
                    counted[line.came] += 1
                    if line.came is Came.BAD:
                        self.stdout.write(f"line {line.number}: {line.fault}")
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except NoSuchList as error:
            raise CommandError(str(error)) from error
        finally:
            for came in Came:
                self.stdout.write(f"{counted[came]} {came.value}")
        if dry_run:
            self.stdout.write("Nobody was invited: this was a trial.")
