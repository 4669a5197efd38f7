"""The demonstration server: prepares everything, then keeps the site and its task workers running.

Only the standard library: this runs before anything is installed. State lives in `var/`, packages in
`.venv/`. SIGTERM and Ctrl-C stop everything that was started here.
"""

import argparse
import ctypes
import errno
import fcntl
import hashlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from urllib.parse import quote

from demonstration import VAR, settings_of
from environment import ROOT, Problem, prepare

PREPARATION = [
    ("migrate", "--verbosity", "0"),
    ("createcachetable",),
    ("collectstatic", "--noinput", "--verbosity", "0"),
    ("load_places",),
    ("load_demonstration",),
    ("rebuild_search_index", "--verbosity", "0"),  # a database of an earlier version has no cards
    ("render_references",),  # nor does it know how entries are written now
]
STORED = ["psychly.sqlite3*", "mail", "media", "static", "prepared", "secret_key", "mfa_keys"]
NOT_SOURCE = {".git", ".venv", "var", "tests", "docs", "__pycache__"}
QUEUES = ["default", "mail"]  # of tasks, each with a worker of its own
HOUSEKEEPING_EVERY = 900  # seconds
STOP_WITHIN = 15  # seconds a process may take to end by itself
PR_SET_PDEATHSIG = 1
SIGN_INS = [
    ("therapist", "therapist@demo.example"),
    ("moderator", "moderator@demo.example"),
    ("editor", "editor@demo.example"),
    ("administrator", "admin@demo.example"),
]


def main():
    """Prepare, serve until told to stop; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/server", description="Run Psychly on this machine.")
    parser.add_argument("--reset", action="store_true", help="delete the database, mail and files first")
    parser.add_argument("--watch", action="store_true", help="load source files again when they change")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it on purpose
        signal.signal(signal.SIGHUP, _stop)
    os.umask(0o077)  # what lies in var/ is its owner's alone
    try:
        port = _port(os.environ.get("PORT") or "8000")
        python = prepare("requirements.txt", "requirements-dev.txt")
        VAR.mkdir(parents=True, exist_ok=True)
        with _only_one():
            if arguments.reset:
                _reset()
            _refuse_other_version()
            environ = settings_of(port)
            _prepare_site(python, environ)
            return _serve(python, environ, port, is_watching=arguments.watch)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1


def _stop(number, frame):
    """Leave whatever is running; `finally` blocks end the processes."""
    raise SystemExit(0)


def _port(text):
    """Return the port as a number; raise Problem when it is not one or is taken."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Problem(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Problem(f"Port {text} needs more rights: choose one above 1023.") from error
            raise Problem(
                f"Port {text} is taken: set PORT to another, like PORT=8010 script/server."
            ) from error
    return int(text)


def _only_one():
    """Return an open, locked file; raise Problem when another server works in the same folder."""
    lock = (VAR / "server.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Problem(f"Another script/server is already running in {VAR}: stop it first.") from error
    return lock


def _reset():
    """Delete what a demonstration stores; the secret key goes too, which ends every session.

    Anything else stays: VAR_DIR may name a folder in which a person keeps more than this.
    """
    for pattern in STORED:
        for path in VAR.glob(pattern):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _refuse_other_version():
    """Raise Problem when the database was made by migrations that this version does not have."""
    path = VAR / "psychly.sqlite3"
    if not path.exists():
        return
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as database:
        try:
            applied = database.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.DatabaseError:
            return  # empty, or no database at all: the commands that follow say so
    ours = {path.parent.name for path in ROOT.glob("*/migrations")}
    unknown = [row for row in applied if row[0] in ours and not _migration(*row).exists()]
    if unknown:
        raise Problem(
            f"{VAR} holds the demonstration of another version (its “{'.'.join(unknown[0])}” is not "
            "here). Start over with script/server --reset, or name another folder with VAR_DIR."
        )


def _migration(app, name):
    return ROOT / app / "migrations" / f"{name}.py"


def _source_files():
    """The size and the time of every source file: what differs from an earlier look has changed."""
    seen = {}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCE and not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(folder, name)
            with suppress(FileNotFoundError):  # an editor puts a new file in its place
                status = os.stat(path)
                seen[path] = (status.st_size, status.st_mtime_ns)
    return seen


def _source_fingerprint():
    """One value for all source files: it says whether anything changed."""
    return hashlib.sha256(repr(sorted(_source_files().items())).encode()).hexdigest()


def _prepare_site(python, environ):
    """Migrate, collect static files and load places and demonstration data, unless nothing changed."""
    marker = VAR / "prepared"
    fingerprint = _source_fingerprint()
    is_current = marker.exists() and marker.read_text() == fingerprint
    if is_current and (VAR / "psychly.sqlite3").exists() and (VAR / "static").exists():
        return
    print("Preparing the database and the demonstration ...", flush=True)
    for command in PREPARATION:
        _manage(python, environ, *command)
    marker.write_text(fingerprint)


def _manage(python, environ, *command):
    """Run a command of manage.py in silence; raise Problem after its words when it fails."""
    result = subprocess.run(
        [python, "manage.py", *command], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    if result.returncode:
        sys.stderr.write(result.stdout + result.stderr)
        raise Problem(f"`manage.py {command[0]}` failed; its own words are above.")


def _serve(python, environ, port, *, is_watching=False):
    """Run the site, the task workers and the periodic jobs until told to stop."""
    site = [python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "psychly.wsgi"]
    worker = [python, "manage.py", "db_worker", "--no-startup-delay", "--verbosity", "0", "--queue-name"]
    housekeeping = [python, "manage.py", "housekeeping"]
    patient = {**environ, "SQLITE_TIMEOUT": "30"}  # a worker outwaits any page's write
    running = {}
    try:
        running["site"] = _start(site, environ)
        running |= {queue: _start([*worker, queue], patient) for queue in QUEUES}
        _announce(running["site"], port)
        due = time.monotonic() + 60
        seen = _source_files() if is_watching else {}
        while running["site"].poll() is None:
            time.sleep(0.5)
            if is_watching and (now := _source_files()) != seen:
                changed = {path for path, _ in now.items() ^ seen.items()}
                seen = now
                _load_again(python, environ, running, changed)
            for queue in QUEUES:
                if running[queue].poll() is not None:
                    print(f"The worker of “{queue}” ended and is started again.", file=sys.stderr, flush=True)
                    time.sleep(1)
                    running[queue] = _start([*worker, queue], patient)
            if time.monotonic() > due:
                due = time.monotonic() + HOUSEKEEPING_EVERY
                running["housekeeping"] = _start(housekeeping, patient)
            if "housekeeping" in running:
                running["housekeeping"].poll()
        raise Problem("The site stopped by itself; its own words are above.")
    finally:
        _stop_all(running.values())


def _load_again(python, environ, running, changed):
    """Have the site and its workers read the source files anew; a mistake in them is told and waited out."""
    print(f"Loading again: {', '.join(sorted(os.path.relpath(path, ROOT) for path in changed))}", flush=True)
    try:
        if any("/migrations/" in path for path in changed):
            _manage(python, environ, "migrate", "--verbosity", "0")
        if any(path.startswith(f"{ROOT}/static/") for path in changed):
            _manage(python, environ, "collectstatic", "--noinput", "--verbosity", "0")
    except Problem as problem:
        print(problem, file=sys.stderr, flush=True)
        return
    running["site"].send_signal(signal.SIGHUP)  # gunicorn starts new workers, then ends the old ones
    for queue in QUEUES:
        running[queue].terminate()  # started again below, where a worker that ended is


def _start(command, environ):
    """Start a process in a session of its own, which ends with this one even after kill -9 (Linux)."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_all(processes):
    """Ask every process to end, then end what is left of its group."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    processes = list(processes)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _announce(site, port):
    """Wait until the site answers, then say where things are."""
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        if site.poll() is not None:
            raise Problem("The site did not start; its own words are above.")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)  # past any proxy
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                break
        time.sleep(0.1)
    else:
        raise Problem("The site did not answer within 15 seconds.")
    mail = VAR / "mail"
    print(f"\nPsychly runs at {address}\n\nSign in at {address}/accounts/login/ with one of these addresses;")
    print(f"the code arrives in {mail}{os.sep}")
    for role, email in SIGN_INS:
        print(f"  {role:14} {email}")
    print("\nCtrl-C stops it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
