"""Print the entries in APA 7 of a file of references."""

from django.core.management.base import BaseCommand

from articles.bibliography.apa import entry
from articles.management.commands.read_references import works_of


class Command(BaseCommand):
    """`manage.py format_references FILE`: a line an entry, in the order of the file; `--html` with marks."""

    help = "Print the entries in APA 7 of a file of references (any format), as text or HTML."

    def add_arguments(self, parser):
        """One file, and the form of the entries."""
        parser.add_argument("file")
        parser.add_argument("--html", action="store_true", help="print HTML instead of plain text")

    def handle(self, *args, file, html, **options):
        """What cannot be read is named on standard error; nothing is saved."""
        printed = entry.entry if html else entry.entry_text
        for work in works_of(file):
            if work.item is None:
                self.stderr.write(f"{file}:{work.line}: {work.name or '–'}: {work.problem}")
            else:
                self.stdout.write(printed(work.item))
