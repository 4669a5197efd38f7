"""The virtual environment of the project, made from the hashed requirement files.

Only the standard library: this runs before anything is installed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
INSTALL_TIMEOUT = 900  # seconds


class Problem(Exception):
    """Something the person at the keyboard can mend; its text is one clear sentence."""


def prepare(*requirement_files):
    """Install the packages of the first file, unless it or a later (larger) one is already installed.

    Returns the path of the environment's Python; raises Problem when it cannot be made.
    """
    if _is_usable() and any(_is_installed(name) for name in requirement_files):
        return PYTHON
    print("Installing the packages (once, about a minute) ...", flush=True)
    uv = shutil.which("uv")
    if not _is_usable():
        _create(uv)
    pip = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install"]
    quiet = [] if uv else ["--disable-pip-version-check", "--retries", "2", "--timeout", "30"]
    wheels = ["--only-binary", ":all:"]
    _install([*pip, *quiet, *wheels, "--require-hashes", "-r", ROOT / requirement_files[0]])
    _marker(requirement_files[0]).write_text(_fingerprint(requirement_files[0]))
    return PYTHON


def _create(uv):
    """Make an empty environment with this Python."""
    if not uv and importlib.util.find_spec("ensurepip") is None:
        raise Problem(
            "This Python cannot make an environment (ensurepip is missing): "
            "install the package python3-venv, or uv, and start again."
        )
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT]
    else:
        command = [sys.executable, "-m", "venv", "--clear", ENVIRONMENT]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise Problem(f"The environment .venv could not be made: {_last_line(result)}")


def _install(command):
    """Run the installer; its whole output goes to .venv/install.log."""
    log = ENVIRONMENT / "install.log"
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise Problem("Installing the packages took longer than 15 minutes and was stopped.") from error
    log.write_text(result.stdout + result.stderr)
    if result.returncode:
        raise Problem(
            "The packages could not be installed: is this machine connected to a network? "
            f"(The installer's own words are in {log.relative_to(ROOT)}.)"
        )


def _is_usable():
    """Whether the environment is there and its Python starts and is new enough."""
    if not PYTHON.exists():
        return False
    check = [PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, capture_output=True).returncode == 0


def _fingerprint(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _marker(name):
    return ENVIRONMENT / f"installed-{name}"


def _is_installed(name):
    marker = _marker(name)
    return marker.exists() and marker.read_text() == _fingerprint(name)


def _last_line(result):
    return ((result.stdout + result.stderr).strip().splitlines() or ["no reason given"])[-1]


def clean_environ(**values):
    """Return this process's environment without its Python and site settings, plus `values`.

    Nor does the `.env` of a real site count for a demonstration or a test.
    """
    dropped = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE")
    return {**{k: v for k, v in os.environ.items() if k not in dropped}, "ENV_FILE": "", **values}
