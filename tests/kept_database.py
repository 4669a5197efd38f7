"""An empty database with every migration applied, kept in `var/tests/` from one run of the suite to the next.

Applying the migrations is most of the time of a short run. What is kept is named after a digest of all that
makes the schema, so that a changed migration makes a new one; nothing that a test writes gets into it.
"""

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"
NAME = "psychly_kept"  # of the database inside a kept PostgreSQL


class KeptDatabase:
    """A SQLite file, or the data folder of a PostgreSQL, with the schema of today's migrations."""

    def __init__(self, engine):
        self.engine = engine
        self.path = FOLDER / f"{engine}-{_digest()}"
        self.is_there = self.path.exists()

    def lay_at(self, target):
        """Copy what is kept to a path that does not exist yet; return whether there was anything."""
        if self.is_there:
            copy = shutil.copytree if self.path.is_dir() else shutil.copy2
            copy(self.path, target)
            _keep_owner(self.path, Path(target))
        return self.is_there

    def keep_file(self, connection):
        """Keep the SQLite database of this connection."""
        with self._making() as draft, connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(draft)])

    def keep_folder(self, data):
        """Keep the data folder of a PostgreSQL that was stopped."""
        with self._making() as draft:
            shutil.copytree(data, draft)
            _keep_owner(data, draft)

    def _making(self):
        return _Draft(self.path)


class _Draft:
    """A path to write to that takes its place at once, so that two runs cannot meet half of one."""

    def __init__(self, path):
        self.path, self.draft = path, path.with_name(f"{path.name}.{os.getpid()}")

    def __enter__(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for old in self.path.parent.glob(f"{self.path.name.partition('-')[0]}-*"):  # of earlier migrations
            if old != self.path:
                shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
        return self.draft

    def __exit__(self, kind, *_):
        if kind is None and not self.path.exists():
            self.draft.rename(self.path)
        else:
            shutil.rmtree(self.draft, ignore_errors=True) if self.draft.is_dir() else self.draft.unlink(True)


def _keep_owner(source, target):
    """Give every copied file the owner of its source: PostgreSQL refuses what is not its own."""
    if os.geteuid() == 0:
        for path in [source, *source.rglob("*")]:
            owner = path.stat()
            os.chown(target / path.relative_to(source), owner.st_uid, owner.st_gid)


def _digest():
    """Name what the schema is made of: the migrations, what they import, and the packages."""
    migrations = sorted(ROOT.glob("*/migrations/*.py"))
    names = {
        name
        for path in migrations
        for name in re.findall(r"^(?:from|import) ([\w.]+)", path.read_text(), re.M)
    }
    modules = {ROOT / (name.replace(".", "/") + ".py") for name in names}
    sources = [*migrations, *sorted(filter(Path.exists, modules)), ROOT / "requirements-dev.txt"]
    sources += [Path(__file__), ROOT / "tests" / "postgres.py"]
    content = b"".join(path.read_bytes() for path in sources)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()[:16]
