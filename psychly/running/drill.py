"""Bringing a backup back beside the site, to know that it can be done: a backup nobody restored is a hope.

The commands are those that an operator runs in earnest, in processes of their own, on a database and a
folder that are made for it and deleted afterwards. The rows of each table are compared by the restore.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import Error, connection

from psychly.running import backup

LONGEST = 6 * 60 * 60  # seconds
#: What would lead out of the place that is made for the drill.
TAKEN_AWAY = (
    *("S3_BUCKET", "S3_ENDPOINT_URL", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY"),
    *("REDIS_URL", "DATABASE_REPLICA_URLS", "DATABASE_POOLED", "DATABASE_DIRECT_URL"),
)


class Failed(Exception):
    """The backup did not come back; its text is one clear sentence."""


def drill(folder, identity=""):
    """Restore the newest backup in a folder and bring it to this release; return its name and the words.

    Raises Failed.
    """
    try:
        names = backup.backups_in(folder)
    except backup.Refused as error:
        raise Failed(str(error)) from error
    if not names:
        raise Failed(f"There is no backup in {folder}.")
    newest = names[-1]
    with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.VAR_DIR) as place, _database(place) as url:
        environ = {**os.environ, **dict.fromkeys(TAKEN_AWAY, ""), "VAR_DIR": place, "DATABASE_URL": url}
        key = ["--identity", str(identity)] if identity else []
        said = _manage(environ, "backup", "--restore", f"{folder}/{newest}", *key)
        _manage(environ, "migrate", "--verbosity", "0")
        _manage(environ, "check", "--database", "default")
    return newest, said.splitlines()[0]


@contextmanager
def _database(place):
    """Give the address of an empty database, which is deleted afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{place}/psychly.sqlite3"
        return
    known = connection.settings_dict
    name = f"{known['NAME']}_drill"
    quoted = connection.ops.quote_name(name)
    drop = f"DROP DATABASE IF EXISTS {quoted}"
    _sql(drop)  # of a drill that was killed
    _sql(f"CREATE DATABASE {quoted} TEMPLATE template0")
    try:
        user = quote(known["USER"], safe="") + (
            f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else ""
        )
        host = quote(known["HOST"], safe="") + (f":{known['PORT']}" if known["PORT"] else "")
        yield f"postgresql://{user}@{host}/{quote(name, safe='')}"
    finally:
        _sql(drop)


def _sql(statement):
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except Error as error:
        said = str(error).strip().splitlines()[0]
        raise Failed(f"{said}. The database's user needs the right CREATEDB.") from error


def _manage(environ, *command):
    """Run a command of manage.py; return what it printed."""
    path = Path(settings.BASE_DIR) / "manage.py"
    done = subprocess.run(
        [sys.executable, str(path), *command], env=environ, capture_output=True, text=True, timeout=LONGEST
    )
    if done.returncode:
        raise Failed((done.stderr.strip().splitlines() or [f"{command[0]} failed"])[-1])
    return done.stdout
