"""A copy of everything that is stored, and the way back: database, photos, and what to keep elsewhere.

A backup is a folder that only its owner can read: `database.sqlite3` or `database.dump`, `media.tar`, and
`backup.json` with the rows of every table and the SHA-256 of both files. Secrets are never in it. With
BACKUP_KEYS it is one encrypted file instead (`psychly.running.sealing`), and nothing in clear is left.
Only such a file goes into a bucket (`psychly.running.backup_bucket`).
"""

import hashlib
import io
import json
import os
import posixpath
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from psychly.running import backup_bucket, sealing, unpacking
from psychly.running.backup_bucket import BackupBucket
from psychly.running.upkeep import KEPT_DAYS

NAME = "psychly-%Y%m%dT%H%M%SZ"
NAMES = re.compile(r"psychly-\d{8}T\d{6}Z(\.tar\.age)?")
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
KEPT_ELSEWHERE = [
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "MFA_KEYS",
    "DATABASE_URL",
    "EMAIL_URL",
    "SITE_URL",
    "the private key of BACKUP_KEYS",
]


class Refused(Exception):
    """Nothing was changed; its text is one clear sentence."""


@contextmanager
def _refusing():
    """What age or the bucket could not do is refused in their sentence."""
    try:
        yield
    except (sealing.NotSealed, backup_bucket.NotReached) as error:
        raise Refused(str(error)) from error


@_refusing()
def write_backup(folder):
    """Write a backup below `folder` and return its address; raise Refused when it fails.

    With BACKUP_KEYS it is made in a folder of its own on this machine, and only the encrypted file goes to
    `folder`, which may be another machine's, or a bucket's.
    """
    name = timezone.now().strftime(NAME)
    previous = os.umask(0o077)
    try:
        if backup_bucket.is_address(folder):
            return _write_to_bucket(folder, f"{name}{sealing.ENDING}")
        folder = Path(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.BACKUP_KEYS:
            return _write(folder / name)
        with _workplace() as place:
            target = folder / f"{name}{sealing.ENDING}"
            sealing.seal(_write(place / name), target, settings.BACKUP_KEYS)
            return target
    except OSError as error:
        raise Refused(f"{folder}/{name} cannot be made: {error.strerror}.") from error
    finally:
        os.umask(previous)


def _write_to_bucket(address, name):
    """Make it here, and send nothing that others could read."""
    if not settings.BACKUP_KEYS:
        raise Refused("Only an encrypted backup goes into a bucket: BACKUP_KEYS is empty.")
    bucket = BackupBucket(address)
    with _workplace() as place:
        sealing.seal(_write(place / "parts"), place / name, settings.BACKUP_KEYS)
        bucket.put(place / name)
    return f"{address.rstrip('/')}/{name}"


def _write(target):
    """Write the parts of a backup into a new folder and return it; half a backup is none.

    The database comes first: a photo that is uploaded meanwhile has no row yet and does no harm.
    """
    target.mkdir(mode=0o700)
    try:
        dump = target / DUMPS[connection.vendor]
        rows = _dump_sqlite(dump) if connection.vendor == "sqlite" else _dump_postgresql(dump)
        _pack_media(target / "media.tar")
        facts = {
            "made_at": timezone.now().isoformat(),
            "engine": connection.vendor,
            "engine_version": _major_version(),
            "rows": rows,
            "sha256": {name: _digest(target / name) for name in (dump.name, "media.tar")},
            "kept_elsewhere": KEPT_ELSEWHERE,
        }
        (target / "backup.json").write_text(json.dumps(facts, indent=1))
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target


@contextmanager
def _workplace():
    """A folder on this machine for what must not lie anywhere in clear; it goes again."""
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.VAR_DIR) as name:
        yield Path(name)


def _major_version():
    """The first number of PostgreSQL's version, whose dumps no older server takes; 0 for SQLite."""
    return connection.pg_version // 10_000 if connection.vendor == "postgresql" else 0


@_refusing()
def backups_in(folder):
    """The names of the backups in a folder, the oldest first; raises Refused when a bucket is dead."""
    if backup_bucket.is_address(folder):
        names = BackupBucket(folder).names()
    else:
        names = [path.name for path in Path(folder).glob("psychly-*") if not path.is_symlink()]
    return sorted(name for name in names if NAMES.fullmatch(name))


@_refusing()
def delete_old(folder):
    """Delete the backups in `folder` that are older than KEPT_DAYS; return how many."""
    limit = (timezone.now() - timedelta(days=KEPT_DAYS)).strftime(NAME)
    old = [name for name in backups_in(folder) if name < limit]
    delete = BackupBucket(folder).delete if backup_bucket.is_address(folder) else partial(_delete, folder)
    for name in old:
        delete(name)
    return len(old)


def _delete(folder, name):
    path = Path(folder, name)
    path.unlink() if path.is_file() else shutil.rmtree(path)


@_refusing()
def restore_backup(address, identity=""):
    """Fill the empty database and the empty folder of photos of this site from a backup.

    `address` is its path, or its name in a bucket as `bucket:FOLDER/NAME`; `identity` names the file with the
    private key, where it is encrypted. Returns the rows of each table. Raises Refused before anything is
    changed when the backup is damaged, made by somebody else's hand or of the other engine, or when something
    is stored here already.
    """
    if not str(address).endswith(sealing.ENDING):
        return _restore(Path(address))
    if not identity:
        raise Refused(f"{address} is encrypted: name the file with the private key by --identity.")
    previous = os.umask(0o077)
    try:
        with _workplace() as place:
            path = Path(address)
            if backup_bucket.is_address(address):
                folder, _, name = address.removeprefix(backup_bucket.BEGINNING).rpartition("/")
                path = BackupBucket(f"{backup_bucket.BEGINNING}{folder}").fetch(name, place)
            sealing.unseal(path, place, identity)
            return _restore(place)
    finally:
        os.umask(previous)


def _restore(folder):
    facts = _facts(folder)
    dump = folder / DUMPS[facts["engine"]]
    if stored := next(_stored(), None):
        raise Refused(f"Photos are stored already, like {stored}; a restore never overwrites.")
    try:
        unpacking.check(
            folder / "media.tar"
        )  # its digest proves nothing: whoever makes one by hand writes both
    except unpacking.Unsafe as error:
        raise Refused(str(error)) from error
    previous = os.umask(0o077)
    try:
        rows = _restore_sqlite(dump) if connection.vendor == "sqlite" else _restore_postgresql(dump)
        for name, content in unpacking.files_in(folder / "media.tar"):
            default_storage.save(name, ContentFile(content))
    finally:
        os.umask(previous)
    if rows != facts["rows"]:
        raise Refused("The rows that came back are not those that were saved: do not use this database.")
    return rows


def _facts(folder):
    """Read what a backup says of itself and check that it is whole."""
    try:
        facts = json.loads((folder / "backup.json").read_text())
        damaged = [name for name, known in facts["sha256"].items() if _digest(folder / name) != known]
    except (OSError, ValueError, KeyError) as error:
        raise Refused(f"{folder} is no backup, or half of one.") from error
    if damaged:
        raise Refused(f"{' and '.join(damaged)} in {folder} changed since the backup was made.")
    if facts["engine"] != connection.vendor:
        raise Refused(f"This backup is of {facts['engine']}, and DATABASE_URL names {connection.vendor}.")
    if facts.get("engine_version", 0) > (here := _major_version()):
        raise Refused(f"This backup is of PostgreSQL {facts['engine_version']}, and here runs {here}.")
    return facts


def _dump_sqlite(path):
    """Copy the database while others write (VACUUM INTO reads one snapshot), and check the copy."""
    if connection.in_atomic_block:
        raise Refused("A backup cannot be made inside a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    path.chmod(0o600)
    return _rows_of_sqlite(path)


def _rows_of_sqlite(path):
    copy = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise Refused(f"The copy {path} is damaged.")
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608 - our tables
    finally:
        copy.close()


def _restore_sqlite(dump):
    """Put the copy where the site looks for its database; a log of an earlier one must not be replayed."""
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    if path.exists():
        raise Refused(f"{path} is there already; a restore never overwrites.")
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copyfile(dump, path)
    path.chmod(0o600)
    rows = _rows_of_sqlite(path)
    with connection.cursor() as cursor:  # opening it sets the write-ahead log, which a copy has lost
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone()[0] != "wal":
            raise Refused(f"{path} cannot be opened with a write-ahead log.")
    return rows


def _dump_postgresql(path):
    """Dump with the server's own program, and count in the very same snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}")
        return _rows_of_postgresql(cursor)


def _rows_of_postgresql(cursor):
    names = sorted(connection.introspection.table_names(cursor))
    rows = {}
    for name in names:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - our tables
        rows[name] = cursor.fetchone()[0]
    return rows


def _restore_postgresql(dump):
    """Fill an empty database, all or nothing."""
    with connection.cursor() as cursor:
        if tables := connection.introspection.table_names(cursor):
            raise Refused(f"The database has {len(tables)} tables already; a restore never overwrites.")
    database = connection.settings_dict["NAME"]
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database}", dump)
    with connection.cursor() as cursor:
        return _rows_of_postgresql(cursor)


def _run(program, *arguments):
    """Run one of PostgreSQL's programs on this database; the password is in no command line."""
    known = connection.get_connection_params()
    names = {"dbname": "PGDATABASE", "host": "PGHOST", "port": "PGPORT", "user": "PGUSER"}
    names |= {"password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    environ = {**os.environ, **{names[key]: str(value) for key, value in known.items() if key in names}}
    try:
        done = subprocess.run([program, *arguments], env=environ, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Refused(f"{program} is not installed: it comes with the clients of PostgreSQL.") from error
    if done.returncode:
        raise Refused(f"{program}: {(done.stderr.strip().splitlines() or ['failed without a word'])[-1]}")


def _pack_media(path):
    """Pack every stored photo, wherever they lie; one that is erased meanwhile is left out."""
    with tarfile.open(path, "w") as archive:
        for name in _stored():
            try:
                with default_storage.open(name) as file:
                    content = file.read()
            except FileNotFoundError:
                continue
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), timezone.now().timestamp()
            archive.addfile(member, io.BytesIO(content))


def _stored(folder=""):
    """Yield the names of all stored photos, in order."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield posixpath.join(folder, name)
    for name in sorted(folders):
        yield from _stored(posixpath.join(folder, name))


def _digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
