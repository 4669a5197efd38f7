"""Load what is known of the law into the table that staff keep."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from providers.models import LegalStatus, Treatment

DATA = Path(__file__).resolve().parents[2] / "profile" / "legal_status.json"


class Command(BaseCommand):
    """Add the rows of providers/profile/legal_status.json; rows that exist are left as staff made them."""

    help = __doc__

    @transaction.atomic
    def handle(self, *args, **options):
        """Load and say how many rows are new."""
        treatments = {treatment.slug: treatment for treatment in Treatment.objects.all()}
        new = 0
        for row in json.loads(DATA.read_text()):
            key = {"treatment": treatments[row.pop("treatment")], "state": row.pop("state")}
            new += LegalStatus.objects.get_or_create(**key, defaults=row)[1]
        self.stdout.write(f"legal rows added: {new}")
