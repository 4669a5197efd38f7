"""`manage.py delete_second_factors you@…`: when the last administrator's phone or passkey is lost."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from psychly.accounts import access_log, lost_factors
from psychly.management.account import account_of


class Command(BaseCommand):
    """What an administrator does at the desk for others, from the shell: logged, and its owner is told."""

    help = "Delete the second factors of an account and end its sessions; its owner sets them up anew."

    def add_arguments(self, parser):
        """Whose."""
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *, address, **options):
        """Do it and say how many there were."""
        user = account_of(address)
        factors = Authenticator.objects.filter(user=user)
        if not (number := factors.count()):
            raise CommandError(f"{user.email} has no second factor.")
        lost_factors.take_away(factors)
        access_log.log.warning("second factors were deleted from the shell, user %s", user.pk)
        self.stdout.write(f"Deleted: {number}. Sessions are ended, and {user.email} is told by e-mail.")
