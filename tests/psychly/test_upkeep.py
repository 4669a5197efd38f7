"""Whether the site does well: one command, one exit code, one place on the desk. A drill proves a backup."""

import io
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from psychly.models import OutgoingMail, Upkeep
from psychly.running import backup, sealing, status, unpacking
from tests import engine, factories
from tests.object_store import ObjectStore

ROOT = Path(__file__).resolve().parents[2]
needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="the program age is not installed")


def run(command, *arguments, **options):
    printed = io.StringIO()
    try:
        call_command(command, *arguments, stdout=printed, **options)
    except SystemExit as end:
        return end.code, printed.getvalue()
    return 0, printed.getvalue()


@pytest.fixture
def kept_up():
    """A site whose backup and drill are of today."""
    for kind in Upkeep.Kind:
        Upkeep.objects.create(kind=kind, done_at=timezone.now())


@pytest.mark.django_db
def test_a_site_that_does_well_ends_with_0_and_says_so_line_by_line(kept_up):
    code, said = run("status")
    assert code == 0
    assert "backup: ok\nrestore drill: ok\n" in said
    assert "database: ok\nmigrations: ok\n" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("backup", {"done_at": None}, "backup: was never made"),
        ("backup", {"done_at": timezone.now() - timedelta(hours=27)}, "backup: was made last on"),
        ("drill", {"done_at": timezone.now() - timedelta(days=9)}, "restore drill: was made last on"),
        (
            "drill",
            {"failed_at": timezone.now(), "problem": "no such key"},
            "UTC: no such key",
        ),
    ],
)
def test_upkeep_that_is_late_or_failed_ends_with_1_and_is_named(kept_up, kind, values, words):
    Upkeep.objects.filter(kind=kind).update(**values)
    code, said = run("status")
    assert code == 1
    assert words in said


@pytest.mark.django_db
def test_mail_given_up_a_full_disk_and_a_dead_database_are_named(kept_up, monkeypatch):
    OutgoingMail.objects.create(kind="x", to="a@mail.example", text="words", tries=9)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(status.shutil, "disk_usage", lambda path: usage(100, 95, 5))
    _code, said = run("status")
    assert "mail given up: 1 were given up" in said
    assert "disk: 5% of the disk is free" in said

    def fail():
        raise DatabaseError

    monkeypatch.setitem(status.CHECKS, "tasks", fail)
    assert "tasks: the database refuses or does not answer" in run("status")[1]


@pytest.mark.django_db
def test_the_desk_shows_administrators_how_the_site_runs_and_nobody_else(client):
    user = factories.user(is_staff=True)
    user.groups.add(Group.objects.get(name="moderators"))
    factories.enter_desk(client, user)
    assert "backup: was never made" not in client.get("/admin/").content.decode()
    user.groups.add(Group.objects.get(name="administrators"))
    page = client.get("/admin/").content.decode()
    assert "backup: was never made" in page


@pytest.fixture
def stored(settings, tmp_path, monkeypatch):
    """A site with a listing and a photo."""
    if engine.server:
        monkeypatch.setenv("PATH", f"{engine.server.bin}:{Path('/usr/bin')}:{Path('/bin')}")
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.webp").write_bytes(b"a picture")
    settings.VAR_DIR = tmp_path
    return factories.listed_provider(slug="ana-rivera")


stores = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@stores
def test_a_backup_and_its_drill_are_noted_and_leave_nothing_behind(stored, tmp_path):
    run("backup", str(tmp_path / "backups"))
    _code, said = run("restore_drill", str(tmp_path / "backups"))
    assert "rows in" in said
    assert "are back" in said
    assert {row.kind for row in Upkeep.objects.filter(done_at__isnull=False, problem="")} == {
        "backup",
        "drill",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "media"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%%_drill'")
            assert cursor.fetchall() == []


@stores
def test_a_drill_takes_the_newest_backup_and_says_what_is_wrong_with_it(stored, tmp_path):
    folder = tmp_path / "backups"
    with pytest.raises(CommandError, match="There is no backup in"):
        run("restore_drill", str(folder))
    run("backup", str(folder))
    newest = next(folder.iterdir()).rename(folder / "psychly-29990101T000000Z")
    next(newest.glob("database.*")).write_bytes(b"damaged")
    run("backup", str(folder))
    with pytest.raises(CommandError, match="changed since the backup was made"):
        run("restore_drill", str(folder))
    row = Upkeep.objects.get(kind="drill")
    assert "changed since" in row.problem
    assert row.done_at is None


@stores
def test_a_backup_that_fails_is_noted(stored, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="cannot be made"):
        run("backup", str(tmp_path / "file"))
    assert "cannot be made" in Upkeep.objects.get(kind="backup").problem


@pytest.fixture
def identity(tmp_path, settings):
    """A pair of keys, the public one in the settings."""
    path = tmp_path / "identity"
    subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
    settings.BACKUP_KEYS = [path.read_text().split("public key: ")[1].splitlines()[0]]
    return path


@stores
@needs_age
def test_with_a_key_nothing_lies_in_clear_and_the_drill_opens_it(stored, tmp_path, identity):
    folder = tmp_path / "backups"
    run("backup", str(folder))
    (made,) = folder.iterdir()
    assert made.name.endswith(".tar.age")
    assert made.stat().st_mode & 0o777 == 0o600
    assert b"ana-rivera" not in made.read_bytes()
    assert made.read_bytes().startswith(b"age-encryption.org")
    assert "are back" in run("restore_drill", str(folder), identity=str(identity))[1]
    with pytest.raises(CommandError, match="--identity"):
        run("restore_drill", str(folder))
    other = tmp_path / "other"
    subprocess.run(["age-keygen", "-o", str(other)], check=True, capture_output=True)
    with pytest.raises(CommandError, match="no identity matched"):
        run("restore_drill", str(folder), identity=str(other))
    made.write_bytes(made.read_bytes()[:-40])
    with pytest.raises(CommandError, match=r"drill failed: .*age"):
        run("restore_drill", str(folder), identity=str(identity))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "identity", "media", "other"]


@stores
@needs_age
def test_encrypted_backups_grow_old_like_others(stored, tmp_path, identity):
    old = (timezone.now() - timedelta(days=backup.KEPT_DAYS + 1)).strftime(backup.NAME) + sealing.ENDING
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / old).write_bytes(b"")
    run("backup", str(tmp_path / "backups"))
    assert len(backup.backups_in(tmp_path / "backups")) == 1


@pytest.fixture
def bucket(settings, monkeypatch):
    """A bucket for backups, which the settings and the environment of a command name."""
    made = ObjectStore()
    settings.BACKUP_BUCKET = made.options
    for option in ("bucket_name", "endpoint_url", "region_name", "access_key", "secret_key"):
        name = option.removesuffix("_name").upper()
        monkeypatch.setenv(f"BACKUP_S3_{name}", made.options[option])
    yield made
    made.close()


@stores
@needs_age
def test_a_backup_in_a_bucket_is_encrypted_comes_back_and_grows_old(stored, tmp_path, identity, bucket):
    old = (timezone.now() - timedelta(days=backup.KEPT_DAYS + 1)).strftime(backup.NAME) + sealing.ENDING
    bucket.objects = {f"nightly/{old}": b"", "nightly/notes.txt": b"kept", f"weekly/{old}": b""}
    code, said = run("backup", "bucket:nightly")
    assert (code, "1 old backups were deleted" in said) == (0, True)
    (name,) = backup.backups_in("bucket:nightly")
    assert f"bucket:nightly/{name}" in said
    assert set(bucket.objects) == {f"nightly/{name}", "nightly/notes.txt", f"weekly/{old}"}
    content = bucket.objects[f"nightly/{name}"]
    assert content.startswith(b"age-encryption.org")
    assert b"ana-rivera" not in content
    assert "are back" in run("restore_drill", "bucket:nightly", identity=str(identity))[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["identity", "media"]
    bucket.objects[f"nightly/{name}"] = content[:-40]
    with pytest.raises(CommandError, match=r"drill failed: .*age"):
        run("restore_drill", "bucket:nightly", identity=str(identity))


@stores
@needs_age
def test_half_a_backup_in_a_bucket_is_none_and_is_said(stored, tmp_path, identity, bucket):
    bucket.loses_after = 100
    with pytest.raises(CommandError, match=r"100 of \d+ bytes arrived"):
        run("backup", "bucket:")
    assert "bytes arrived" in Upkeep.objects.get(kind="backup").problem
    assert not bucket.objects


@stores
@needs_age
def test_a_bucket_that_does_not_answer_is_named_without_its_keys(stored, tmp_path, identity, bucket):
    bucket.close()
    for command in ("backup", "restore_drill"):
        with pytest.raises(
            CommandError, match=r"The bucket backups did not .*EndpointConnectionError"
        ) as error:
            run(command, "bucket:")
        assert "secret" not in str(error.value)
    assert "did not take" in Upkeep.objects.get(kind="backup").problem


@stores
def test_nothing_in_clear_goes_into_a_bucket_and_nothing_outside_of_a_folder_in_it(stored, settings, bucket):
    with pytest.raises(CommandError, match="BACKUP_KEYS is empty"):
        run("backup", "bucket:")
    settings.BACKUP_KEYS = ["age1" + "q" * 58]
    for address in ("bucket:..", "bucket:nightly/../weekly", "bucket:nightly//weekly"):
        for command in ("backup", "restore_drill"):
            with pytest.raises(CommandError, match="names no folder in a bucket"):
                run(command, address)
    settings.BACKUP_BUCKET = None
    with pytest.raises(CommandError, match="no BACKUP_S3_… names one"):
        run("backup", "bucket:")
    assert not bucket.objects


def test_a_site_without_a_bucket_starts_without_the_client_of_buckets():
    """It costs each process a tenth of a second and 9 MB; only commands of the operator need it."""
    code = "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns"
    code = f"import sys; {code}; print(sorted({{'boto3', 'botocore'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


@stores
def test_a_backup_that_cannot_be_encrypted_is_none(stored, tmp_path, settings, monkeypatch):
    settings.BACKUP_KEYS = ["age1" + "q" * 58]
    bin = engine.server.bin if engine.server else tmp_path
    monkeypatch.setenv("PATH", str(bin))
    with pytest.raises(CommandError, match="age is not installed"):
        run("backup", str(tmp_path / "backups"))
    assert list((tmp_path / "backups").iterdir()) == []


@stores
def test_photos_that_lie_elsewhere_are_in_the_backup(stored, tmp_path, settings):
    """By the storage, wherever it is; the memory of this process stands for a bucket here."""
    elsewhere = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    default_storage.save("photos/elsewhere.webp", ContentFile(b"of a bucket"))
    made = backup.write_backup(tmp_path / "backups")
    found = dict(unpacking.files_in(made / "media.tar"))
    assert found == {"photos/elsewhere.webp": b"of a bucket"}


@pytest.mark.django_db
def test_a_bucket_that_does_not_answer_is_said_and_waited_for_once(kept_up, settings):
    """At an address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    options = {"bucket_name": "photos", "endpoint_url": f"http://127.0.0.1:{port}", "region_name": "x"}
    settings.PHOTO_BUCKET = options | {"access_key": "key", "secret_key": "secret", "default_acl": None}
    bucket = {"BACKEND": "psychly.web.bucket_storage.BucketStorage", "OPTIONS": settings.PHOTO_BUCKET}
    settings.STORAGES = {**settings.STORAGES, "default": bucket}
    code, said = run("status")
    assert code == 1
    assert "files: nothing can be stored" in said
