"""`manage.py screen NAME`: what the exclusion check says of a name."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from listings.checks import exclusions
from providers.models.eligibility import Role
from providers.places.spelling import state_named


class Command(BaseCommand):
    """Prints one word (clear, look, alarm, not-looked-at), why, and each entry that is alike."""

    help = (
        "Say what the exclusion check finds about a name. The first word: clear, look, alarm, not-looked-at."
    )

    def add_arguments(self, parser):
        """Take the name, and what else is known."""
        parser.add_argument("name", nargs="+", help="a person's or an organization's name")
        parser.add_argument("--state", default="", help="where the name practices, like TX or Texas")
        parser.add_argument("--role", default="", help=", ".join(Role.values))

    def handle(self, *, name, state, role, **options):
        """Look the name up and print."""
        name = " ".join(name).strip()
        if not name:
            raise CommandError(_("Enter a name."))
        if state and not state_named(state):
            raise CommandError(_("There is no state %s: write it like TX or Texas.") % state)
        if role and role not in Role.values:
            raise CommandError(_("There is no role %(role)s: one of %(roles)s.") % {
                "role": role, "roles": ", ".join(Role.values),
            })  # fmt: skip
        verdict = exclusions.of_name(name, state=state_named(state), role=role)
        self.stdout.write(f"{verdict.word} {verdict.detail}")
        for hit in verdict.hits[: exclusions.MOST]:
            self.stdout.write(f"  {hit.why}\n    {exclusions.said(hit.entry)}")
