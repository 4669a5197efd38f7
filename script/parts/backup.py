"""Installs what is missing and hands over to `manage.py backup`, with the environment of the site.

Only the standard library: this runs before anything is installed.
"""

import os
import sys

from environment import ROOT, Problem, prepare

if __name__ == "__main__":
    try:
        python = str(prepare("requirements.txt", "requirements-dev.txt"))
    except Problem as problem:
        sys.exit(str(problem))
    os.execv(python, [python, str(ROOT / "manage.py"), "backup", *sys.argv[1:]])  # noqa: S606 - no shell on purpose
