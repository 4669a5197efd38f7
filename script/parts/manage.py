"""Django's commands with the settings of the demonstration that script/server runs."""

import os
import sys

from demonstration import VAR, settings_of
from environment import ROOT, Problem, prepare


def main():
    """Become `manage.py` with the arguments that were given; return the exit code when that fails."""
    os.umask(0o077)  # what lies in var/ is its owner's alone
    try:
        python = prepare("requirements.txt", "requirements-dev.txt")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    VAR.mkdir(parents=True, exist_ok=True)
    environ = settings_of(os.environ.get("PORT") or "8000")
    os.execve(python, [str(python), str(ROOT / "manage.py"), *sys.argv[1:]], environ)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
