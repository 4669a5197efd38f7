"""Encrypt the secrets of second factors with the first key of MFA_KEYS, all or none."""

from django.core.management.base import BaseCommand, CommandError

from psychly.accounts import factor_secrets, lost_factors


class Command(BaseCommand):
    """Re-encrypt after a new key was put first; then the old one can go."""

    help = __doc__

    def add_arguments(self, parser):
        """--delete-unreadable is the way out when a key is lost for good."""
        parser.add_argument(
            "--delete-unreadable",
            action="store_true",
            help="delete the factors that no key opens: their owners are told and set them up anew",
        )

    def handle(self, *args, delete_unreadable, **options):
        """Do it and say how many there were."""
        if delete_unreadable:
            owners = lost_factors.take_away(factor_secrets.unreadable())
            self.stdout.write(f"Unreadable factors deleted; people told: {len(owners)}.")
        try:
            self.stdout.write(f"Second factors encrypted with the first key: {factor_secrets.reencrypt()}.")
        except factor_secrets.LostKey:
            raise CommandError(
                f"Nothing was changed: no key in MFA_KEYS opens {factor_secrets.unreadable().count()} of the "
                "second factors. Put the former key back at the end of MFA_KEYS and run this again. If it is "
                "lost for good, --delete-unreadable deletes them, and their owners set them up anew."
            ) from None
