"""`manage.py status`: how the site does; ends with 1 when something is wrong, for monitors."""

import sys

from django.core.management.base import BaseCommand

from psychly.running.status import site_status
from psychly.web.release import release_name


class Command(BaseCommand):
    """One line for each thing that was looked at."""

    help = "Say how the site does, one line for each thing; end with 1 when something is wrong."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **options):
        """Print it."""
        found = site_status()
        self.stdout.write(f"release {release_name()}")
        for name, problem in found.items():
            self.stdout.write(f"{name}: {problem or 'ok'}")
        if any(found.values()):
            sys.exit(1)
