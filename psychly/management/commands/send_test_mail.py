"""`manage.py send_test_mail you@…`: whether the server takes our mail, and the worker sends it."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError

from psychly.running import readiness


class Command(BaseCommand):
    """Send one mail at once, past the outbox, then say whether what lies in the outbox leaves, too."""

    help = "Send a test mail to an address and say what the mail server answered."

    def add_arguments(self, parser):
        """Where to."""
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *, address, **options):
        """Send it; end with 1 when it does not leave or when others wait too long."""
        mail = EmailMessage(
            "Test of the mail of Psychly",
            f"{settings.SITE_URL} can send mail to this address. Nobody has to answer.",
            to=[address],
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            mail.send()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise CommandError(f"It was not sent: {type(error).__name__}: {error}") from error
        self.stdout.write(f"Sent to {address} from {settings.DEFAULT_FROM_EMAIL}. Did it arrive?")
        found = readiness.of_each()
        if problems := {name: found[name] for name in ("mail", "worker") if found[name]}:
            lines = ", ".join(f"{name} {problem}" for name, problem in problems.items())
            raise CommandError(f"But: {lines}. Is the worker of the queue “mail” running?")
        self.stdout.write("Nothing in the outbox waits longer than it should.")
