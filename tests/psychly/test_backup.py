"""A backup is whole, its owner's alone, and brings a site back; what is there is never overwritten."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from providers.models import Provider
from psychly.running import backup
from tests import engine, factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def stored(settings, tmp_path, monkeypatch):
    """A site with a listing and a photo; PostgreSQL's programs are those of the server that runs."""
    if engine.server:
        monkeypatch.setenv("PATH", f"{engine.server.bin}{os.pathsep}{os.environ['PATH']}")
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "photos").mkdir(parents=True)
    (tmp_path / "media" / "photos" / "a.webp").write_bytes(b"a picture")
    return factories.listed_provider(slug="ana-rivera", display_name="Ana Rivera")


@pytest.fixture
def empty_site(tmp_path):
    """The environment of a second site of the same engine, in which nothing is stored."""
    environ = {
        **os.environ,
        "VAR_DIR": str(tmp_path / "second"),
        "SITE_URL": "https://second.example",
        "ALLOWED_HOSTS": "",
    }
    (tmp_path / "second").mkdir()
    if connection.vendor == "sqlite":
        yield {**environ, "DATABASE_URL": f"sqlite:///{tmp_path}/second/psychly.sqlite3"}
        return
    known = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE second_site")
    user = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else "")
    host = quote(known["HOST"], safe="") + (f":{known['PORT']}" if known["PORT"] else "")
    yield {**environ, "DATABASE_URL": f"postgresql://{user}@{host}/second_site"}
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE second_site")


def manage(environ, *arguments):
    """Run a command of a site as its operator does."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120)


def test_a_backup_brings_a_site_back_with_every_row_and_photo(tmp_path, empty_site):
    made = backup.write_backup(tmp_path / "backups")
    known = json.loads((made / "backup.json").read_text())["rows"]
    assert known["providers_provider"] == 1
    done = manage(empty_site, "backup", "--restore", made)
    assert done.returncode == 0, done.stderr
    assert f"{sum(known.values())} rows in {len(known)} tables are back." in done.stdout
    assert (tmp_path / "second" / "media" / "photos" / "a.webp").read_bytes() == b"a picture"
    assert manage(empty_site, "migrate", "--check").returncode == 0
    page = "from django.test import Client; c = Client(headers={'host': 'second.example'}); "
    page += "print(c.get('/api/v1/providers', secure=True).text)"
    assert manage(empty_site, "shell", "--no-imports", "-c", page).stdout.count("/providers/ana-rivera/") == 1
    again = manage(empty_site, "backup", "--restore", made)
    assert again.returncode != 0
    assert "never overwrites" in again.stderr


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about files of SQLite")
def test_a_restored_file_is_its_owners_alone_and_takes_no_log_of_another(tmp_path, empty_site):
    made = backup.write_backup(tmp_path / "backups")
    for ending in ("-wal", "-shm"):
        (tmp_path / "second" / f"psychly.sqlite3{ending}").write_bytes(b"of an earlier database")
    assert manage(empty_site, "backup", "--restore", made).returncode == 0
    path = tmp_path / "second" / "psychly.sqlite3"
    assert path.stat().st_mode & 0o777 == 0o600
    file = sqlite3.connect(path)
    assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert file.execute("SELECT slug FROM providers_provider").fetchall() == [("ana-rivera",)]


def test_a_backup_is_readable_by_its_owner_alone_and_holds_no_secret(tmp_path, settings):
    made = backup.write_backup(tmp_path / "backups")
    assert made.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made.iterdir()} == {0o600}
    assert not [path for path in made.iterdir() if settings.SECRET_KEY.encode() in path.read_bytes()]
    assert "SECRET_KEY" in (made / "backup.json").read_text()


def test_a_backup_under_load_is_whole(tmp_path):
    writing, stop = threading.Event(), threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            Provider.objects.filter(slug="ana-rivera").update(legal_name=str(number))
            factories.user(email=f"reader-{number}@mail.example")
            number += 1
            writing.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert writing.wait(60), "nothing was written"
    try:
        made = [backup.write_backup(tmp_path / name) for name in ("one", "two")]
    finally:
        stop.set()
        writer.join()
    for folder in made:
        assert backup._facts(folder)["rows"]["providers_provider"] == 1


def test_a_damaged_backup_is_refused_before_anything_is_changed(tmp_path, empty_site):
    made = backup.write_backup(tmp_path / "backups")
    with next(made.glob("database.*")).open("ab") as file:
        file.write(b"x")
    done = manage(empty_site, "backup", "--restore", made)
    assert "changed since the backup was made" in done.stderr
    assert list((tmp_path / "second").glob("psychly.sqlite3*")) == []


def crafted(made, *members):
    """Put an archive made by hand into a backup, with the digest that belongs to it."""
    with tarfile.open(made / "media.tar", "w") as archive:
        for name, fields in members:
            member = tarfile.TarInfo(name)
            for key, value in fields.items():
                setattr(member, key, value)
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    facts = json.loads((made / "backup.json").read_text())
    facts["sha256"]["media.tar"] = backup._digest(made / "media.tar")
    (made / "backup.json").write_text(json.dumps(facts))


def test_an_archive_made_by_hand_is_refused_in_a_sentence_before_anything_is_changed(tmp_path, empty_site):
    made = backup.write_backup(tmp_path / "backups")
    fine = ("photos/b.webp", {"size": 4})
    for name, fields in (
        ("../../escaped", {"size": 4}),
        ("/tmp/escaped", {"size": 4, "type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}),
        ("photos/link", {"type": tarfile.SYMTYPE, "linkname": "../../../etc/passwd"}),
        ("photos/inside", {"type": tarfile.SYMTYPE, "linkname": "b.webp"}),
        ("photos/device", {"type": tarfile.CHRTYPE}),
        ("photos/pipe", {"type": tarfile.FIFOTYPE}),
    ):
        crafted(made, fine, (name, fields))
        done = manage(empty_site, "backup", "--restore", made)
        assert done.returncode != 0, name
        assert "Traceback" not in done.stderr, name
        assert done.stderr.startswith("CommandError: "), name
        assert "media.tar" in done.stderr, name
        if connection.vendor == "sqlite":
            assert list((tmp_path / "second").glob("psychly.sqlite3*")) == []
        assert not (tmp_path / "second" / "media").exists()
    (made / "media.tar").write_bytes(b"no archive")
    facts = json.loads((made / "backup.json").read_text())
    facts["sha256"]["media.tar"] = backup._digest(made / "media.tar")
    (made / "backup.json").write_text(json.dumps(facts))
    assert "cannot be unpacked" in manage(empty_site, "backup", "--restore", made).stderr
    crafted(made, fine)
    assert manage(empty_site, "backup", "--restore", made).returncode == 0  # it was still empty


def test_a_site_in_use_is_never_restored_over(tmp_path):
    made = backup.write_backup(tmp_path / "backups")
    with pytest.raises(CommandError, match="never overwrites"):
        call_command("backup", str(made), restore=True)
    assert Provider.objects.get().slug == "ana-rivera"


def test_what_is_no_backup_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="is no backup"):
        call_command("backup", str(tmp_path), restore=True)


def test_backups_go_when_the_retention_table_says_so(tmp_path):
    days = backup.KEPT_DAYS
    ages = {"young": timedelta(days=days - 1), "old": timedelta(days=days + 1)}
    folders = {name: tmp_path / (timezone.now() - age).strftime(backup.NAME) for name, age in ages.items()}
    for folder in [*folders.values(), tmp_path / "psychly-of-mine"]:
        folder.mkdir()
    call_command("backup", str(tmp_path))
    assert not folders["old"].exists()
    assert folders["young"].exists()
    assert (tmp_path / "psychly-of-mine").exists()
    assert len(list(tmp_path.glob("psychly-*/backup.json"))) == 1
