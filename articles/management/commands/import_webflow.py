"""Take over the articles of a Webflow export as drafts, and make a list of invitations of its providers."""

import csv
import json
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.webflow.collection import NoExport, read_collection, usual
from articles.webflow.providers import COLUMNS, invitations
from articles.webflow.providers import MEANINGS as OF_PROVIDERS
from articles.webflow.taking_over import MEANINGS, Came, take_over


class Command(BaseCommand):
    """Twice is once: an article whose slug is or was known here is left as it is. Nothing becomes public."""

    help = (
        "Take over ARTICLES.csv of a Webflow export as drafts. With --providers, write the list of "
        "invitations that `manage.py invite` reads; nobody is listed or written to by this command."
    )

    def add_arguments(self, parser):
        """The export, what goes with it, and --dry-run."""
        parser.add_argument("articles", metavar="ARTICLES.csv")
        parser.add_argument("--providers", metavar="PROVIDERS.csv")
        parser.add_argument(
            "--invitations", metavar="LIST.csv", help="where to write the list of invitations"
        )
        parser.add_argument("--media", metavar="FOLDER", help="the saved files of the pictures")
        parser.add_argument(
            "--mapping",
            metavar="FILE.json",
            help='{"articles": {"body": "Post Body", …}, "providers": {"email": "E-mail", …}}',
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done; store nothing")

    def handle(self, *, articles, providers, invitations, media, mapping, dry_run, **options):
        """Report every row; store all that can be read, or nothing in a trial."""
        if bool(providers) != bool(invitations):
            raise CommandError("--providers and --invitations go together.")
        if media and not Path(media).is_dir():
            raise CommandError(f"{media} is no folder.")
        named = self._mapping(mapping)
        try:
            rows = self._read(articles, named.get("articles", {}), MEANINGS)
            people = self._read(providers, named.get("providers", {}), OF_PROVIDERS) if providers else []
        except NoExport as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            self._take_articles(rows, None if dry_run else media)
            transaction.set_rollback(dry_run)
        if providers:
            self._write_invitations(people, invitations, dry_run)
        if dry_run:
            self.stdout.write("Nothing was stored: this was a trial. Pictures were not looked at.")

    def _mapping(self, path):
        try:
            named = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
        except (OSError, ValueError) as error:
            raise CommandError(f"The mapping cannot be read: {error}.") from error
        if not isinstance(named, dict) or not all(isinstance(part, dict) for part in named.values()):
            raise CommandError('The mapping looks like {"articles": {"body": "Post Body"}}.')
        for part, meanings in (("articles", MEANINGS), ("providers", OF_PROVIDERS)):
            if unknown := sorted(set(named.get(part, {})) - set(meanings)):
                raise CommandError(f"“{unknown[0]}” means nothing here; meanings are: {', '.join(meanings)}.")
        return named

    def _read(self, path, mapping, meanings):
        try:
            with open(path, encoding="utf-8-sig", newline="") as opened:
                columns = next(csv.reader(opened), [])
                opened.seek(0)
                collection = read_collection(opened, {**usual(columns, meanings), **mapping})
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{path} cannot be read as CSV in UTF-8: {error}.") from error
        for name, times in collection.unused.items():
            self.stdout.write(f"column “{name}” has no meaning here: {times} cells were not taken over")
        return collection.rows

    def _take_articles(self, rows, media):
        counted = Counter()
        for outcome in take_over(rows, media=media):
            counted[outcome.came] += 1
            self.stdout.write(f"line {outcome.line}: {outcome.name}: {outcome.came.value}")
            for note in outcome.notes:
                self.stdout.write(f"    {note}")
        for came in Came:
            self.stdout.write(f"{counted[came]} {came.value}")

    def _write_invitations(self, rows, path, is_trial):
        listed, faults = invitations(rows)
        for line, fault in faults:
            self.stdout.write(f"provider, line {line}: {fault}")
        self.stdout.write(f"{len(listed)} invitations, {len(faults)} rows that cannot be invited")
        if is_trial:
            return
        with open(path, "w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, COLUMNS)
            writer.writeheader()
            writer.writerows(listed)
        self.stdout.write(f"Written to {path}; send them with: manage.py invite {path}")
