"""`manage.py status`: how the site does; ends with 1 when something is wrong, for monitors."""

import sys

from django.core.management.base import BaseCommand

from psychly.front_page.desk_facts import waiting_for_staff
from psychly.running.status import site_status
from psychly.web.release import release_name


class Command(BaseCommand):
    """One line for each thing that was looked at; then what waits for staff, no fault of the site."""

    help = "Say how the site does, one line for each thing; end with 1 when something is wrong."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **options):
        """Print it."""
        found = site_status()
        self.stdout.write(f"release {release_name()}")
        for name, problem in found.items():
            self.stdout.write(f"{name}: {problem or 'ok'}")
        for fact in waiting_for_staff():
            self.stdout.write(f"for staff: {fact.words}")
        if any(found.values()):
            sys.exit(1)
