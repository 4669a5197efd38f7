"""Read the file of Retraction Watch, and note what it says of the works that are stored."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles import watching
from articles.bibliography import notices
from articles.models import Reference

COLUMNS = {"RetractionNature", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionDOI", "RetractionDate"}
LONGEST = 1_000_000  # characters of one field; rows are longer than the reader's own limit


class Command(BaseCommand):
    """`manage.py import_retractions FILE`: row by row, so that memory holds the stored works and no more."""

    help = "Note what the CSV file of Retraction Watch (gitlab.com/crossref/retraction-watch-data) says."

    def add_arguments(self, parser):
        """One file."""
        parser.add_argument("file")

    def handle(self, *args, file, **options):
        """Replace what the file said before; tell the editors once."""
        works = {}
        for pk, doi, pmid in Reference.objects.values_list("pk", "doi", "pmid").iterator():
            works |= {("doi", doi): pk} if doi else {}
            works |= {("pmid", pmid): pk} if pmid else {}
        found, count = self._matching(Path(file), works)
        told_before = Reference.objects.filter(notices__registry="retraction-watch")
        affected = Reference.objects.filter(pk__in=found) | told_before
        worse = [
            changed
            for work in affected.distinct()
            if (
                changed := watching.record(
                    work, {"retraction-watch": found.get(work.pk, [])}, is_complete=False
                )
            )
        ]
        watching.tell_editors(worse)
        self.stdout.write(
            f"{count} rows were read; {len(found)} works are named, {len(worse)} are worse than before."
        )

    def _matching(self, path, works):
        """Return {work: notices} for the rows about stored works, and how many rows there were."""
        csv.field_size_limit(LONGEST)
        found, count = {}, 0
        try:
            with path.open(encoding="utf-8", errors="replace", newline="") as lines:
                rows = csv.DictReader(lines)
                if not set(rows.fieldnames or ()) >= COLUMNS:
                    missing = ", ".join(sorted(COLUMNS - set(rows.fieldnames or ())))
                    raise CommandError(f"{path} is no file of Retraction Watch: it has no {missing}.")
                for row in rows:
                    count += 1
                    doi, pmid = notices.original(row)
                    pk = works.get(("doi", doi)) or works.get(("pmid", pmid))
                    if pk and (notice := notices.of_retraction_watch(row)):
                        found.setdefault(pk, []).append(notice)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except csv.Error as error:
            raise CommandError(f"{path} is broken behind row {count}: {error}.") from error
        return found, count
