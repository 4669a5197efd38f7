"""Ask owners to confirm their listing, and tell them of licenses that run out."""

from django.core.management.base import BaseCommand

from listings.publishing import confirmation, license_expiry


class Command(BaseCommand):
    """`manage.py ask_for_confirmation`: part of housekeeping; may run twice without harm."""

    help = "Queue the mail that asks owners to confirm, and the mail on licenses that run out."

    def handle(self, **options):
        """Ask, and say how many were asked."""
        self.stdout.write(f"{confirmation.ask()} owners asked to confirm")
        self.stdout.write(f"{license_expiry.remind()} owners told of a license")
