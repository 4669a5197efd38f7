"""The record cannot be bent: triggers of the database refuse it, on both engines, after all migrations."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles.models import ArticleVersion
from listings.models import Decision, Export, OwnerChange, Reason
from tests import factories

pytestmark = pytest.mark.django_db
#: Table: triggers that it has on each engine.
TABLES = {
    "listings_decision",
    "listings_export",
    "listings_ownerchange",
    "articles_articleversion",
    "articles_step",
}
WHOLE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def guards(table):
    """The names of the triggers of a table."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return {name for (name,) in cursor.fetchall()}


def expected(table):
    """The names that they must have."""
    words = {"sqlite": ("update", "delete"), "postgresql": ("change", "truncate")}[connection.vendor]
    return {f"{table}_refuses_{word}" for word in words}


def fill():
    """Put a row into every append-only table; return {table: model}."""
    article = factories.article()
    submission, staff = factories.submission(), factories.moderator()
    factories.approve(submission, by=staff)
    OwnerChange.objects.create(provider=submission.provider, what="hidden", version=2, by=submission.owner)
    Export.objects.create(what="decisions", rows=1, by=staff)
    assert article.steps.exists()
    return {model._meta.db_table: model for model in apps.get_models() if model._meta.db_table in TABLES}


def test_every_append_only_table_is_known_here():
    text = "\n".join(path.read_text() for path in Path(settings.BASE_DIR).glob("*/migrations/*.py"))
    assert set(re.findall(r'append_only\("(\w+)"', text)) == TABLES


def test_after_migrate_every_append_only_table_has_its_triggers():
    assert {table: guards(table) for table in TABLES} == {table: expected(table) for table in TABLES}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_database_refuses_to_change_or_remove_a_row(table):
    factories.reference()
    model = fill()[table]
    row, column = model.objects.first(), next(f.column for f in model._meta.fields if not f.primary_key)
    sentences = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table} WHERE id = {row.pk}"]
    if connection.vendor == "postgresql":
        sentences.append(f"TRUNCATE {table} CASCADE")
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the rows above are still open
    for sentence in sentences:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sentence)
    for change in (row.save, model.objects.all()._raw_delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change(*(["default"] if change != row.save else []))
    assert model.objects.filter(pk=row.pk).exists()


def migrate(*targets):
    """Go to these migrations; without any, to the newest of all."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


@WHOLE
@pytest.mark.parametrize("app", ["listings", "articles"])
def test_the_record_goes_back_and_forth_with_its_rows_and_gets_its_guards_back(app):
    factories.reference()
    fill()
    before = list(Decision.objects.values_list("pk", "verdict", "document_sha256", "by"))
    versions, reasons = list(ArticleVersion.objects.values_list("pk", "number")), Reason.objects.count()
    try:
        migrate((app, "0001_initial"))
        assert {table: guards(table) for table in TABLES if table.startswith(app)} == {
            table: set() for table in TABLES if table.startswith(app)
        }
    finally:
        migrate()
    assert list(Decision.objects.values_list("pk", "verdict", "document_sha256", "by")) == before
    assert list(ArticleVersion.objects.values_list("pk", "number")) == versions
    assert Reason.objects.count() == reasons
    assert {table: guards(table) for table in TABLES} == {table: expected(table) for table in TABLES}
