"""`manage.py invite_staff them@… --as moderators`: makes somebody staff and tells them by e-mail."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from psychly.accounts import staff
from psychly.mail import outbox


class Command(BaseCommand):
    """Give an account the rights of a group, and mail how to come in."""

    help = "Make the account of an e-mail address staff in one of the groups, and mail an invitation."

    def add_arguments(self, parser):
        """Whom, and into which group."""
        parser.add_argument("address", metavar="ADDRESS")
        parser.add_argument("--as", dest="group", metavar="GROUP", required=True, help="like moderators")

    @transaction.atomic
    def handle(self, *, address, group, **options):
        """Do it; who is in that group already gets no second mail."""
        try:
            user, is_new = staff.appoint(address, group)
        except staff.NotPossible as error:
            raise CommandError(str(error)) from error
        if not is_new:
            self.stdout.write(f"{user.email} is among the {group} already; nothing was mailed.")
            return
        context = {"group": group, "staff_email": settings.STAFF_EMAIL}
        outbox.queue("staff_invited", user.email, context)
        self.stdout.write(f"{user.email} is among the {group} now; the invitation is on its way.")
