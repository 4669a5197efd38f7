"""`manage.py housekeeping`: what has to happen now and then; run it every quarter of an hour."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from articles.publishing import release_due
from articles.tasks import start_round
from articles.working_copies import swap_due
from listings.access import inviting
from listings.moderation import held_decisions, mail_answers, reports, sweep
from listings.publishing.unlawful import follow_law
from listings.tasks import refine_points_if_any_wait
from providers.contact import undelivered
from psychly.mail import bounces, tasks
from psychly.models import Upkeep
from psychly.running import upkeep


class Command(BaseCommand):
    """Runs the periodic jobs once. Each does no harm when it runs twice or at the same time as another."""

    help = "Revive tasks whose worker died, erase what is kept long enough."

    def add_arguments(self, parser):
        """--dry-run changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="count what would be erased; do nothing")

    def handle(self, *, dry_run, **options):
        """Run every job and say what was done."""
        if dry_run:
            call_command("purge", dry_run=True, stdout=self.stdout)
            return
        self.stdout.write(f"{tasks.revive_stuck_tasks()} tasks revived")
        self.stdout.write(f"{held_decisions.make_due()} held decisions made")
        self.stdout.write(f"{reports.take_out_overdue()} listings taken out that nobody corrected")
        self.stdout.write(f"{release_due()} scheduled articles published")
        self.stdout.write(f"{swap_due()} working copies published")
        seen, reported = follow_law()
        self.stdout.write(f"{seen} listings held against a law that changed, {reported} put into the queue")
        if refine_points_if_any_wait():
            self.stdout.write("streets are being looked up")
        try:
            lost, answers = bounces.take_mail(mail_answers.take_reply)
            self.stdout.write(f"{lost} mails came back, {answers} answers came by mail")
        except bounces.NoMailbox as error:  # what else is due does not wait for it
            self.stderr.write(f"The mailbox for mail that comes back cannot be read: {error}")
        self.stdout.write(f"{undelivered.follow_up()} messages that did not arrive were followed up")
        self.stdout.write("registries are asked about works" if start_round() else "no work is due")
        call_command("purge", stdout=self.stdout)
        call_command("ask_for_confirmation", stdout=self.stdout)
        self.stdout.write(f"{inviting.remind()} invitations reminded of")
        call_command("clearsessions")
        if (found := sweep.sweep_when_due()) is not None:
            self.stdout.write(f"{found} findings of the monthly sweep")
        upkeep.note_done(Upkeep.Kind.HOUSEKEEPING)
