"""`manage.py make_administrator you@…`: somebody who may do everything at the staff desk."""

from django.core.management.base import BaseCommand, CommandError

from psychly.accounts import staff


class Command(BaseCommand):
    """Make the first administrator of a site, or another one. Doing it twice does no harm."""

    help = "Make the account of an e-mail address an administrator."

    def add_arguments(self, parser):
        """Whose."""
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *, address, **options):
        """Do it and say how to come in."""
        try:
            user, is_new = staff.appoint(address, staff.ADMINISTRATORS)
        except staff.NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.email} is {'now ' if is_new else ''}an administrator.")
        self.stdout.write(
            "The code to sign in comes by e-mail. Does mail not work yet? "
            f"manage.py sign_in_link {user.email} makes a link."
        )
