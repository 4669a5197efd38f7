"""Erase what the retention rules say must not be kept any longer; run it daily. --dry-run only counts."""

from django.core.management.base import BaseCommand
from django.db import connection

from listings import retention as listings
from listings.steps import resume
from providers import retention as visitors
from providers.models import Photo
from psychly import retention
from psychly.accounts import address_change, sign_in, sign_in_codes

#: What it is, how many there are, what erases them (and returns how many there were).
JOBS = [
    ("messages", lambda now: visitors.old_inquiries(now).count(), visitors.erase_old_inquiries),
    ("reports", lambda now: visitors.old_reports(now).count(), visitors.erase_old_reports),
    ("mail addresses", lambda now: retention.forgettable_mail(now).count(), retention.forget_mail),
    ("drafts", lambda now: listings.left(now).count(), listings.delete_left),
    ("interrupted steps", lambda now: resume.old(now).count(), resume.delete_old),
    ("ended listings", lambda now: listings.ended(now).count(), listings.erase_ended),
    ("photos", lambda now: Photo.objects.unused(now).count(), visitors.erase_unused_photos),
    ("unconfirmed users", lambda now: sign_in.unconfirmed(now).count(), sign_in.forget_unconfirmed),
    ("codes", lambda now: sign_in_codes.forgettable(now).count(), sign_in_codes.forget),
    ("former addresses", lambda now: address_change.old(now).count(), address_change.forget_old),
    ("finished tasks", lambda now: retention.old_tasks(now).count(), retention.delete_old_tasks),
    ("counters", retention.count_old_counters, retention.delete_old_counters),
]


class Command(BaseCommand):
    """Erase old messages, reports, addresses, photos, counters and tasks. Running it twice does no harm."""

    help = __doc__

    def add_arguments(self, parser):
        """--dry-run changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="count what would go; erase nothing")

    def handle(self, *args, dry_run, **options):
        """Do it, or count it, and say how much there was."""
        done = "would be erased" if dry_run else "erased"
        for what, count, erase in JOBS:
            self.stdout.write(f"{what} {done}: {(count if dry_run else erase)(None)}")
        if connection.vendor == "sqlite" and not dry_run and not connection.in_atomic_block:
            with connection.cursor() as cursor:  # the log of changes still holds what the file has lost
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
