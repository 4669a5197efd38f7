"""Print what is read of a file of references, as CSL-JSON, with what could not be read."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.bibliography.formats.detect import read_works
from articles.works.importing import findings, left_out


def works_of(path):
    """Return the `ParsedWork`s of a file; raises CommandError when it cannot be opened or is no text."""
    try:
        return read_works(Path(path).read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return read_works(Path(path).read_bytes().decode("cp1252", errors="replace"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


class Command(BaseCommand):
    """`manage.py read_references FILE`: works on standard output, what is broken on standard error.

    What there is to say about a work stands in its `custom.findings`, and the names of fields that no
    reference keeps in `custom.left_out`.
    """

    help = "Print what is read of a file of references (any format), as CSL-JSON with its findings."

    def add_arguments(self, parser):
        """One file."""
        parser.add_argument("file")

    def handle(self, *args, file, **options):
        """Nothing is saved."""
        works = works_of(file)
        items = []
        for work in works:
            if work.item is None:
                self.stderr.write(f"{file}:{work.line}: {work.name or '–'}: {work.problem}")
                continue
            custom = {"line": work.line, "findings": findings(work), "left_out": left_out(work)}
            items.append({**work.item, "id": work.item.get("id") or str(len(items) + 1), "custom": custom})
        self.stdout.write(json.dumps(items, ensure_ascii=False, indent=2))
        self.stderr.write(f"{len(items)} of {len(works)} entries were read.")
