"""`manage.py upgrade`: bring what is stored to this release, also that of a new site.

Nothing in it stops the site: the former release may serve meanwhile. Doing it twice does no harm.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from articles.models import Reference
from providers.models import PlaceRelease, Provider, Summary
from providers.places import loading

LATER = "looked at once the migrations have run"
COLLECT = ("collectstatic", "--noinput", "--verbosity", "0")


@dataclass(frozen=True)
class Step:
    """One command, and the function that says in words what it would do; "" for nothing."""

    command: tuple
    to_do: callable


class Command(BaseCommand):
    """Say what is to do, then do it, step by step; the first error stops it."""

    help = "Bring what is stored to this release, also that of a new site; --dry-run only says what is to do."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        """--dry-run changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="say what is to do; do nothing")

    def handle(self, *, dry_run, **options):
        """Say what is to do; then, unless it is a dry run, look at each step again and do it."""
        migrations = _pending()
        self.stdout.write("To do:" if dry_run else "Will do:")
        for step in STEPS:
            if words := _said(step, bool(migrations)):
                self.stdout.write(f"  {step.command[0]}: {words}")
        for line in _ways_back(migrations):
            self.stdout.write(line)
        if dry_run:
            return
        _keep_from_others()
        for step in STEPS:
            if _said(step, False):
                self.stdout.write(f"{step.command[0]} ...")
                call_command(*step.command, stdout=self.stdout)
        self.stdout.write("Done. Now start the new release.")


def _keep_from_others():
    """An SQLite file is its owner's alone, and so are the two that SQLite lays beside it."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        path.touch(mode=0o600)
        path.chmod(0o600)


def _said(step, is_before_migrations):
    """What a step would do; a table that a migration has yet to make can be asked nothing."""
    try:
        return step.to_do()
    except Error:
        connection.close_if_unusable_or_obsolete()
        if is_before_migrations:
            return LATER
        raise


def _pending():
    """The migrations of this release that have not run, in order."""
    executor = MigrationExecutor(connection)
    return [migration for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _migrate():
    names = [f"{migration.app_label}.{migration.name}" for migration in _pending()]
    is_new = bool(names) and not MigrationRecorder(connection).applied_migrations()
    return f"all {len(names)} migrations of a new database" if is_new else ", ".join(names)


def _ways_back(migrations):
    """How each app's migrations are taken back, for who has to return to the former release."""
    first, lost = {}, set()
    for migration in migrations:
        before = [name for app, name in migration.dependencies if app == migration.app_label]
        first.setdefault(migration.app_label, before[0] if before else "zero")
        if not all(operation.reversible for operation in migration.operations):
            lost.add(migration.app_label)
    if not first or "zero" in first.values():
        return
    yield "The way back, with this release in place, before the former one starts again:"
    for app, name in reversed(first.items()):
        yield f"  {app}: only by a backup" if app in lost else f"  manage.py migrate {app} {name}"


def _cache_table():
    name = settings.IN_DATABASE["LOCATION"]
    is_there = name in connection.introspection.table_names()
    return "" if is_there else "the table in which limits are counted"


def _static_files():
    return f"into {settings.STATIC_ROOT}"


def _places():
    known = PlaceRelease.objects.filter(checksum=loading.checksum()).exists()
    return "" if known else "other places than those that are loaded"


def _law():
    return "rows of law that this release knows; what staff confirmed stays"


def _index():
    bare = Provider.objects.published().exclude(pk__in=Summary.objects.values("provider_id"))
    number = bare.count()
    return f"{number:,} listings have no card" if number else ""


def _references():
    if not Reference.objects.exists():  # asked first: a cursor on a missing table raises no error of Django's
        return ""
    works = Reference.objects.prefetch_related("contributors").iterator(chunk_size=500)
    number = sum(work.reads_differently for work in works)
    return f"{number:,} references read differently" if number else ""


def _error_pages():
    return f"what nginx shows while the site is away, into {settings.VAR_DIR / 'errors'}"


STEPS = [
    Step(("migrate", "--verbosity", "0"), _migrate),
    Step(("createcachetable",), _cache_table),
    Step(COLLECT, _static_files),
    Step(("load_places",), _places),
    Step(("load_legal_status",), _law),
    Step(("rebuild_search_index", "--verbosity", "0"), _index),
    Step(("render_references",), _references),
    Step(("render_error_pages",), _error_pages),
]
