"""Load what is known of the law into the table that staff keep."""

import datetime
import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from providers.models import LegalSource, LegalStatus, Treatment

#: A row that says nothing but what it is about.
KEPT = {"id", "treatment", "subject", "state", "confirmed_on", "confirmed_by"}
UNSAID = {
    item.name: item.get_default() for item in LegalStatus._meta.concrete_fields if item.name not in KEPT
}
DATA = Path(__file__).resolve().parents[2] / "profile" / "legal_status.json"


class Command(BaseCommand):
    """Add the rows of providers/profile/legal_status.json.

    A row that exists is left as staff made it. Only one that nobody has confirmed and that is known up to an
    earlier day than the file's is replaced.
    """

    help = __doc__

    @transaction.atomic
    def handle(self, *args, **options):
        """Load and say how many rows are new, and how many were replaced."""
        treatments = {treatment.slug: treatment for treatment in Treatment.objects.all()}
        new = replaced = 0
        for values in json.loads(DATA.read_text(encoding="utf-8")):
            sources = values.pop("sources")
            key = {
                "treatment": treatments[values.pop("treatment")] if "treatment" in values else None,
                "subject": values.pop("subject", ""),
                "state": values.pop("state"),
            }
            row = LegalStatus.objects.filter(**key).first()
            known_on = datetime.date.fromisoformat(values["known_on"])
            if row and (row.confirmed_by_id or row.known_on >= known_on):
                continue
            new, replaced = new + (row is None), replaced + (row is not None)
            # What a newer row no longer says is not true any more.
            row, _created = LegalStatus.objects.update_or_create(**key, defaults=UNSAID | values)
            row.sources.all().delete()
            LegalSource.objects.bulk_create(
                LegalSource(row=row, position=position, **source) for position, source in enumerate(sources)
            )
        self.stdout.write(f"legal rows added: {new}, replaced by newer ones: {replaced}")
