"""Finding or installing a Chromium for the browser journeys."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium(python):
    """Return the environment variables that lead the tests to a browser, or None when none can be had."""
    if path := _installed():
        return {"CHROMIUM": path}
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium from the system's packages ...", flush=True)
        quiet = {"capture_output": True, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], **quiet)
        subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", "chromium"], **quiet)
        if path := _installed():
            return {"CHROMIUM": path}
    print("Installing Chromium by Playwright ...", flush=True)
    if (
        subprocess.run([python, "-m", "playwright", "install", "chromium"], capture_output=True).returncode
        == 0
    ):
        return {"CHROMIUM": "playwright"}
    return None


def _installed():
    """Return the path of a browser that starts (a distribution's name may be an empty shell), or None."""
    for name in NAMES:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return path
    return None
