"""Moving a site from an SQLite file into the PostgreSQL that DATABASE_URL names: every row, or none."""

from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

BATCH = 1000  # rows
SOURCE, HERE = "source", DEFAULT_DB_ALIAS
#: Who has rows in one of these has a site already. Other tables hold what migrations and loading wrote.
OF_A_SITE = ("psychly.User", "providers.Provider", "articles.Article")


class Impossible(Exception):
    """Nothing was changed; its text is one clear sentence."""


def move(path):
    """Copy every row of the SQLite file at `path`; return how many rows each table has, on both sides.

    What migrations and loading wrote here before is replaced. Raises Impossible, and changes nothing, when
    one of the two is not at this release, when a site is here already, or when a row does not fit.
    """
    if connection.vendor != "postgresql":
        raise Impossible("DATABASE_URL must name the PostgreSQL that the site moves to.")
    if not Path(path).is_file():
        raise Impossible(f"There is no file {path}.")
    with _opened(path) as source:
        _compare_migrations(source)
        for name in OF_A_SITE:
            if apps.get_model(name)._base_manager.exists():
                raise Impossible(f"This database has rows of {name} already: a site is here.")
        models = [model for model in apps.get_models(include_auto_created=True) if _is_stored(model)]
        with transaction.atomic():
            _empty(models)
            counts = {model._meta.db_table: _copy(model) for model in models}
            _check(models, counts)
        ContentType.objects.clear_cache()
    return counts


@contextmanager
def _opened(path):
    """The SQLite file as a database of its own, which is only read."""
    url = f"file:{quote(str(Path(path).resolve()))}?mode=ro"
    known = {"ENGINE": "django.db.backends.sqlite3", "NAME": url}
    connections.settings[SOURCE] = connections.configure_settings({"default": {}, SOURCE: known})[SOURCE]
    try:
        yield connections[SOURCE]
    except DatabaseError as error:
        raise Impossible(str(error).strip().splitlines()[0]) from error
    finally:
        connections[SOURCE].close()
        del connections[SOURCE]
        del connections.settings[SOURCE]


def _compare_migrations(source):
    there = set(MigrationRecorder(source).applied_migrations())
    here = set(MigrationRecorder(connection).applied_migrations())
    if there != here or not here:
        differing = ", ".join(sorted(".".join(key) for key in there ^ here)[:3]) or "none have run"
        raise Impossible(f"The two differ in migrations ({differing}): run manage.py upgrade for both first.")


def _is_stored(model):
    return model._meta.managed and not model._meta.proxy and not model._meta.swapped


def _empty(models):
    """Delete what is here; constraints between tables are judged at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in models:
            if model._base_manager.exists():  # a table that refuses deletion is empty
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _copy(model):
    """Copy one table as it is: no value is computed anew; return how many rows there were."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    rows = model._base_manager.using(SOURCE).order_by("pk").iterator(chunk_size=BATCH)
    count = 0
    while batch := list(islice(rows, BATCH)):
        try:
            with transaction.atomic():
                _insert(model, batch, fields)
        except (DatabaseError, ValueError) as error:
            culprit = _culprit(model, batch, fields)
            raise Impossible(f"{model._meta.db_table}, {culprit}: {_first(error)}") from error
        count += len(batch)
    return count


def _insert(model, rows, fields):
    model._base_manager.using(HERE)._insert(rows, fields=fields, using=HERE, raw=True)


def _culprit(model, batch, fields):
    """Name the first row that does not fit."""
    for row in batch:
        try:
            with transaction.atomic():
                _insert(model, [row], fields)
        except (DatabaseError, ValueError):
            return f"row {row.pk}"
    return "rows together"


def _first(error):
    return str(error).strip().splitlines()[0]


def _check(models, counts):
    """Every reference leads to a row, every table has its rows, and numbers go on after the highest."""
    connection.check_constraints()
    for model in models:
        if model._base_manager.count() != counts[model._meta.db_table]:
            raise Impossible(f"{model._meta.db_table} has other rows than it should: nothing was moved.")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
