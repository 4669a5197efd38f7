"""Ask owners whose listing was not confirmed for 90 days."""

from django.core.management.base import BaseCommand

from listings import confirmation


class Command(BaseCommand):
    """`manage.py ask_for_confirmation`: part of housekeeping; may run twice without harm."""

    help = "Queue the mail that asks owners to confirm their listing."

    def handle(self, **options):
        """Ask, and say how many were asked."""
        self.stdout.write(f"{confirmation.ask()} owners asked to confirm")
