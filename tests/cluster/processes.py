"""Processes that end with the one that started them, and are started again as systemd would."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
PATIENCE = 60  # seconds until something that does not come up fails the run


def free_port():
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def nobody():
    """The identity for servers that refuse to run as root, as arguments of `subprocess`."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def wait_until(is_so, what, patience=PATIENCE):
    """Return when something is so; raise RuntimeError when it never is. Gives the seconds it took."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > patience:
            raise RuntimeError(f"waited {patience} s in vain: {what}")
        time.sleep(0.1)
    return time.monotonic() - began


def listens(port):
    """Whether somebody listens at a port of this machine."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Daemon:
    """One server with its log; start it from the main thread, because it dies with the thread."""

    def __init__(self, name, folder, command, *, environ=None, cwd=None, port=None, identity=None):
        self.name, self.command, self.port = name, [str(word) for word in command], port
        self.identity = identity or {}
        self.log = Path(folder) / f"{name}.log"
        self.environ, self.cwd = environ or dict(os.environ), cwd or folder
        self.process = None
        self.is_wanted = False

    def start(self):
        """Start it; with a port, return when it listens."""
        self.is_wanted = True
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
                **self.identity,
            )
        if self.port:
            wait_until(lambda: listens(self.port) or self.process.poll() is not None, f"{self.name} listens")
            if self.process.poll() is not None:
                raise RuntimeError(
                    f"{self.name} did not start: {self.log.read_text(errors='replace')[-1500:]}"
                )
        return self

    def kill(self):
        """End it at once, with all that it started, as a machine ends that loses its power."""
        self.is_wanted = False
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """End it in order; what does not end is killed."""
        self.is_wanted = False
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def tend(self):
        """Start it again when it ended by itself, as `Restart=always` does; say whether that was so."""
        if not self.is_wanted or self.process.poll() is None:
            return False
        self.start()
        return True


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def make_folder(path, identity):
    """Make a folder that the identity owns."""
    path.mkdir(mode=0o700)
    if identity:
        shutil.chown(path, identity["user"], identity["group"])
    return path
