"""`manage.py invite_staff them@… --as moderators`: makes somebody staff and tells them by e-mail."""

from django.core.management.base import BaseCommand, CommandError

from psychly.accounts import staff


class Command(BaseCommand):
    """Give an account the rights of a group, and mail how to come in."""

    help = "Make the account of an e-mail address staff in one of the groups, and mail an invitation."

    def add_arguments(self, parser):
        """Whom, and into which group."""
        parser.add_argument("address", metavar="ADDRESS")
        parser.add_argument("--as", dest="group", metavar="GROUP", required=True, help="like moderators")

    def handle(self, *, address, group, **options):
        """Do it; who is in that group already gets no second mail."""
        try:
            user, is_new = staff.invite(address, group)
        except staff.NotPossible as error:
            raise CommandError(str(error)) from error
        if not is_new:
            self.stdout.write(f"{user.email} is among the {group} already; nothing was mailed.")
            return
        self.stdout.write(f"{user.email} is among the {group} now; the invitation is on its way.")
