"""Fixtures of the whole suite."""

import io
import os

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from providers import vocabulary
from tests import engine
from tests.kept_database import NAME


@pytest.fixture(autouse=True)
def _test_settings(settings):
    """Plain static files and plain HTTP: tests are served without collectstatic and without TLS."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


@pytest.fixture(autouse=True)
def _fresh_vocabulary():
    """Nothing is remembered of terms that another test wrote and took back."""
    vocabulary.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """On SQLite use a file: WAL and the write lock then behave as they do in use, between threads too."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = os.path.join(os.environ["VAR_DIR"], "suite.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """Whether the database comes with its migrations from an earlier run."""
    return django_db_keepdb or bool(engine.kept and engine.kept.is_there)


@pytest.fixture(scope="session")
def _kept_database(django_db_modify_db_settings, django_db_blocker):
    """Lay what is kept where this run looks for its database."""
    if engine.kept and engine.kept.is_there:
        test_name = connection.creation._get_test_db_name()
        if connection.vendor == "sqlite":
            engine.kept.lay_at(test_name)
        else:
            with django_db_blocker.unblock():
                engine.copy_database(NAME, test_name)


@pytest.fixture(scope="session")
def django_db_setup(_kept_database, django_db_setup, django_db_blocker):
    """Keep what was just made, and let every connection know what the migrations wrote for after a flush.

    Playwright runs tests in another context, where Django opens a connection of its own.
    """
    if engine.kept and not engine.kept.is_there:
        with django_db_blocker.unblock():
            if connection.vendor == "sqlite":
                engine.kept.keep_file(connection)
            else:
                engine.copy_database(connection.settings_dict["NAME"], NAME)
                engine.server.is_complete = True
    with django_db_blocker.unblock():  # without a row of law no drug treatment can be offered
        call_command("load_legal_status", verbosity=0, stdout=io.StringIO())
        if hasattr(connection, "_test_serialized_contents"):
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    wrapper = connections["default"]
    if contents := getattr(wrapper, "_test_serialized_contents", ""):
        type(wrapper)._test_serialized_contents = contents


def _flush_past_triggers(self, sql_list):
    """Empty the tables of a transactional test although triggers guard the append-only ones."""
    with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
        guards = []
        if self.connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%%RAISE(%%'"
            )
            guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for sql in sql_list:
            cursor.execute(sql)
        for _, sql in guards:
            cursor.execute(sql)


BaseDatabaseOperations.execute_sql_flush = _flush_past_triggers


@pytest.fixture(autouse=True)
def _no_counted_attempts(request):
    """Forget counted attempts after a transactional test: no flush empties the cache table."""
    yield
    if "transactional_db" in request.fixturenames:
        cache.clear()
