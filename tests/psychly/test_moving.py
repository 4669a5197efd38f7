"""A site moves from its SQLite file into PostgreSQL with every row, or not at all."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError
from django.db import connection

from articles.models import Article
from listings.models import Decision
from providers.models import LegalStatus, Provider
from psychly.models import User
from tests import factories
from tests.kept_database import KeptDatabase

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="moves into PostgreSQL")
#: A listing that was approved (its decision lies in a table that refuses changes), an article, an account.
FILLING = """
from listings.moderation import decisions
from psychly.models import User
from tests import factories
moderator = factories.moderator()
submission = factories.submission(you={"display_name": "Ana Rivera, é"})
decisions.approve(submission, by=moderator, facts=factories.license_facts(submission))
factories.reference(); factories.article(body="Sleep helps.[@doe2021] " + "x" * 5000)
[factories.user() for _ in range(1100)]
User.objects.filter(email__startswith="person-7").delete()
"""


def manage(url, folder, *arguments):
    """Run a command of a site as its operator does; return the ended process."""
    environ = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(folder)}
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)


@pytest.fixture(scope="module")
def sqlite_site(tmp_path_factory):
    """The SQLite file of a site in use."""
    path = tmp_path_factory.mktemp("site") / "psychly.sqlite3"
    KeptDatabase("sqlite").lay_at(path)
    for command in (
        ["migrate", "--verbosity", "0"],
        ["createcachetable"],
        ["load_legal_status"],
        ["shell", "--no-imports", "-c", FILLING],
    ):
        done = manage(f"sqlite:///{path}", path.parent, *command)
        assert done.returncode == 0, done.stderr
    return path


def run(path):
    """Move a file into the database of the tests; return what was printed."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{known['NAME']}"
    else:
        user = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else "")
        host = quote(known["HOST"], safe="") + (f":{known['PORT']}" if known["PORT"] else "")
        url = f"postgresql://{user}@{host}/{known['NAME']}"
    done = manage(url, path.parent, "move_from_sqlite", path)
    if done.returncode:
        assert "Traceback" not in done.stderr
        raise CommandError(done.stderr)
    return done.stdout


@on_postgresql
def test_every_row_moves_and_the_site_goes_on(sqlite_site, client):
    with closing(sqlite3.connect(sqlite_site)) as source:
        emails = {email for (email,) in source.execute("SELECT email FROM psychly_user")}
        highest = source.execute("SELECT max(id) FROM psychly_user").fetchone()[0]
    assert "as many on both sides" in run(sqlite_site)
    assert set(User.objects.values_list("email", flat=True)) == emails
    provider = Provider.objects.get()
    page = client.get(provider.get_absolute_url()).content.decode()
    assert "Ana Rivera, é" in page
    assert Decision.objects.get().verdict == "approved"
    assert client.get(Article.objects.get().get_absolute_url()).status_code == 200
    assert User.objects.create_user("next@mail.example").pk == highest + 1
    with pytest.raises(CommandError, match=r"rows of psychly\.User already"):
        run(sqlite_site)


@on_postgresql
def test_a_row_that_does_not_fit_is_named_and_nothing_moves(sqlite_site, tmp_path):
    path = tmp_path / "copy.sqlite3"
    path.write_bytes(sqlite_site.read_bytes())
    before = Group.objects.count(), LegalStatus.objects.count()
    with closing(sqlite3.connect(path)) as source:
        pk = source.execute("SELECT max(id) FROM psychly_user").fetchone()[0]
        source.execute("UPDATE psychly_user SET email = ? WHERE id = ?", ["x" * 300, pk])
        source.commit()
    with pytest.raises(CommandError, match=f"psychly_user, row {pk}: value too long"):
        run(path)
    assert not User.objects.exists()
    assert before == (Group.objects.count(), LegalStatus.objects.count())


@on_postgresql
def test_a_reference_that_leads_nowhere_is_named_and_nothing_moves(sqlite_site, tmp_path):
    path = tmp_path / "copy.sqlite3"
    path.write_bytes(sqlite_site.read_bytes())
    with closing(sqlite3.connect(path)) as source:
        source.execute("UPDATE providers_provider SET photo_id = '00000000000000000000000000000001'")
        source.commit()
    with pytest.raises(CommandError, match="violates foreign key"):
        run(path)
    assert not Provider.objects.exists()


@on_postgresql
def test_a_file_of_another_release_is_refused(sqlite_site, tmp_path):
    path = tmp_path / "copy.sqlite3"
    path.write_bytes(sqlite_site.read_bytes())
    with closing(sqlite3.connect(path)) as source:
        source.execute("DELETE FROM django_migrations WHERE name LIKE '0007%'")
        source.commit()
    with pytest.raises(CommandError, match="differ in migrations"):
        run(path)


@on_postgresql
@pytest.mark.parametrize("content", [None, b"no database at all, but longer than a header" * 9])
def test_what_is_no_site_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "x.sqlite3"
    if content:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=r"There is no file|not a database"):
        run(path)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="what SQLite answers")
def test_a_site_moves_into_postgresql_alone(tmp_path):
    factories.user()
    with pytest.raises(CommandError, match="DATABASE_URL must name the PostgreSQL"):
        run(tmp_path / "x.sqlite3")
