"""One command brings a new or an older site to this release, says first what it will do, can be repeated."""

import io
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, migrations
from django.db.migrations import Migration

from articles.models import Reference
from providers.models import Summary
from psychly.management.commands import list_licences, upgrade
from tests import factories

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def done(monkeypatch):
    """The commands that an upgrade runs, which are noted and not run."""
    seen = []
    monkeypatch.setattr(upgrade, "call_command", lambda name, *rest, **options: seen.append(name))
    return seen


def run(*arguments):
    printed = io.StringIO()
    call_command("upgrade", *arguments, stdout=printed)
    return printed.getvalue()


ALWAYS = ["collectstatic", "load_legal_status", "render_error_pages"]


@pytest.mark.django_db
def test_a_dry_run_says_what_is_to_do_and_does_nothing(done):
    factories.listed_provider()
    Summary.objects.all().delete()
    factories.reference()
    Reference.objects.update(apa_html="<p>As it was written before.</p>")
    said = run("--dry-run")
    assert said.startswith("To do:\n")
    assert "rebuild_search_index: 1 listings have no card" in said
    assert "render_references: 1 references read differently" in said
    assert "load_places: other places" in said
    assert "migrate:" not in said
    assert done == []


@pytest.mark.django_db
def test_what_is_in_order_is_left_alone_and_the_rest_is_done_in_order(done, monkeypatch):
    factories.listed_provider()
    monkeypatch.setattr(upgrade.loading, "checksum", lambda: "loaded")
    upgrade.PlaceRelease.objects.create(checksum="loaded")
    assert run().endswith("Done. Now start the new release.\n")
    assert done == ALWAYS
    Summary.objects.all().delete()
    done.clear()
    run()
    assert done == [ALWAYS[0], ALWAYS[1], "rebuild_search_index", ALWAYS[2]]


@pytest.mark.django_db
def test_the_first_error_stops_it(monkeypatch):
    seen = []

    def fail(name, *rest, **options):
        seen.append(name)
        raise CommandError("no room")

    monkeypatch.setattr(upgrade, "call_command", fail)
    with pytest.raises(CommandError, match="no room"):
        run()
    assert len(seen) == 1


@pytest.mark.django_db
def test_migrations_come_with_the_way_back(done, monkeypatch):
    def migration(app, name, before, *operations):
        made = Migration(name, app)
        made.dependencies, made.operations = [(app, before)], list(operations)
        return made

    there = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)
    gone = migrations.RunPython(migrations.RunPython.noop)
    pending = [
        migration("providers", "0098_x", "0097_before", there),
        migration("providers", "0099_y", "0098_x", there),
        migration("listings", "0050_z", "0049_w", gone),
    ]
    monkeypatch.setattr(upgrade, "_pending", lambda: pending)
    said = run("--dry-run")
    assert "migrate: providers.0098_x, providers.0099_y, listings.0050_z" in said
    assert "  listings: only by a backup\n  manage.py migrate providers 0097_before\n" in said


@pytest.mark.django_db
def test_what_a_migration_has_yet_to_make_is_looked_at_later(done, monkeypatch):
    def missing():
        raise DatabaseError("no such table")

    step = upgrade.Step(("load_places",), missing)
    monkeypatch.setattr(upgrade, "STEPS", [step])
    monkeypatch.setattr(upgrade, "_pending", lambda: [Migration("0001_initial", "providers")])
    assert "load_places: looked at once the migrations have run" in run("--dry-run")
    with pytest.raises(DatabaseError):
        run()  # the migrations have run, and it is missing still


@pytest.fixture
def new_site(tmp_path):
    """The environment of a site of this engine in which nothing is stored."""
    environ = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    if connection.vendor == "sqlite":
        yield environ
        return
    known = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE new_site")
    user = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else "")
    host = quote(known["HOST"], safe="") + (f":{known['PORT']}" if known["PORT"] else "")
    yield {**environ, "DATABASE_URL": f"postgresql://{user}@{host}/new_site"}
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE new_site")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_new_site_is_set_up_by_it_alone_and_a_second_run_finds_little_to_do(new_site, tmp_path):
    def manage(*arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=new_site, capture_output=True, text=True
        )

    first = manage("upgrade")
    assert first.returncode == 0, first.stderr
    assert "migrations of a new database" in first.stdout
    assert "way back" not in first.stdout
    if connection.vendor == "sqlite":
        assert (tmp_path / "new.sqlite3").stat().st_mode & 0o777 == 0o600
    pages = tmp_path / "errors"
    assert sorted(path.name for path in pages.iterdir()) == ["413.html", "50x.html"]
    css = pages.joinpath("50x.html").read_text().split('href="/static/')[1].split('"')[0]
    assert (tmp_path / "static" / css).exists()
    second = manage("upgrade", "--dry-run")
    assert [line.split(":")[0].strip() for line in second.stdout.splitlines()[1:]] == ALWAYS
    page = "from django.test import Client; c = Client(headers={'host': 'testserver'}); "
    page += "print(c.get('/providers/?near=Austin', secure=True).status_code)"
    shown = manage("shell", "--no-imports", "-c", page)
    assert shown.stdout.strip() == "200", shown.stderr


def test_every_package_that_is_pinned_is_listed_with_a_licence():
    printed = io.StringIO()
    call_command("list_licences", stdout=printed)
    listed = {line.split("\t")[0].lower().replace("_", "-"): line for line in printed.getvalue().splitlines()}
    pinned = [
        line.split("==")[0].split("[")[0].strip().lower()
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if "==" in line and ";" not in line
    ]
    assert len(pinned) > 40
    for name in pinned:
        assert name in listed
        assert list_licences.UNSAID not in listed[name], name
