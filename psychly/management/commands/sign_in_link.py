"""`manage.py sign_in_link you@…`: a link that signs in once, for when no mail arrives."""

from django.core.management.base import BaseCommand, CommandError

from psychly.accounts import sign_in_link
from psychly.management.account import account_of


class Command(BaseCommand):
    """Print a link that stands for the mailed code, once and for ten minutes. It is logged."""

    help = (
        "Print a link that signs an account in, once, within ten minutes; the second step is still asked for."
    )

    def add_arguments(self, parser):
        """Whom."""
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *, address, **options):
        """Print it."""
        user = account_of(address)
        if not user.is_active:
            raise CommandError(f"The account of {user.email} was made inactive: nobody can sign in with it.")
        self.stdout.write(sign_in_link.make_link(user))
        self.stderr.write(f"It works once, for {sign_in_link.LASTS // 60} minutes. Give it to nobody else.")
