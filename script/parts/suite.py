"""Every check and every test, in one command, with an honest exit code; or the tests that are named.

Only the standard library: this runs before anything is installed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

import cluster_test
from chromium import chromium
from environment import ROOT, Problem, clean_environ, prepare

# Settings of a real site, so that `check --deploy` judges what production would run.
PRODUCTION = {
    "DEBUG": "",
    "DEMO": "",
    "SECRET_KEY": "checks-only-" + "".join(chr(33 + 7 * n % 90) for n in range(60)),
    "MFA_KEYS": "Y2hlY2tzLW9ubHktY2hlY2tzLW9ubHktY2hlY2tzLW8=",
    "SITE_URL": "https://psychly.example",
    "ALLOWED_HOSTS": "",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DATABASE_URL": "",
    "OPERATOR_NAME": "Example Operator",
    "OPERATOR_ADDRESS": "1 Example Street, Austin, TX 78701",
    "OPERATOR_FUNDING": "By nobody: this is a check.",
}


@dataclass
class Step:
    """One command of the run and what came of it."""

    name: str
    command: list
    environ: dict = field(default_factory=dict)
    report: Path | None = None  # the JUnit file of a pytest run
    is_ok: bool = False
    seconds: float = 0.0

    def start(self, folder):
        """Start the command with its output in a file of `folder`."""
        self.output = folder / f"{self.name.replace(' ', '-')}.log"
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=clean_environ(**self.environ),
            stdin=subprocess.DEVNULL,
            stdout=self.output.open("w"),
            stderr=subprocess.STDOUT,
        )

    def finish(self):
        """Wait for the command and print what it said."""
        self.is_ok = self.process.wait() == 0
        self.seconds = time.monotonic() - self.began
        print(f"\n=== {self.name}", flush=True)
        print(self.output.read_text(errors="replace").rstrip() or "nothing to say", flush=True)

    def counts(self):
        """Return (passed, failed, skipped) of a pytest run."""
        if self.report is None or not self.report.exists():
            return 0, 0, 0
        suite = ElementTree.parse(self.report).getroot().find("testsuite")  # noqa: S314 - our own file
        number = {key: int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped")}
        failed = number["failures"] + number["errors"]
        return number["tests"] - failed - number["skipped"], failed, number["skipped"]


def main():
    """Run everything, or what was named; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="script/test",
        description="Run every check and every test. Anything else is handed to pytest: script/test "
        "tests/providers/test_places.py -k city runs that alone, on SQLite, or with TEST_DATABASE=postgresql "
        "in the environment on PostgreSQL.",
        allow_abbrev=False,
    )
    parser.add_argument("--full", action="store_true", help="add what takes longer than six minutes")
    options, named = parser.parse_known_args()
    try:
        python = prepare("requirements-dev.txt")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    if named:
        return run_named(python, named)
    return run_everything(python, options.full)


def run_named(python, arguments):
    """Run pytest with these arguments; a browser is looked for only where a journey is named."""
    names_journeys = any("journeys" in argument or "browser" in argument for argument in arguments)
    browser = (chromium(python) if names_journeys else None) or {}
    command = [python, "-m", "pytest", "--no-header", *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean_environ(**browser)).returncode


def run_everything(python, is_full):
    """Run every check and every test; return the exit code."""
    began = time.monotonic()
    browser = chromium(python)
    with tempfile.TemporaryDirectory(prefix="psychly-run-") as name:
        folder = Path(name)
        rounds = [[step] for step in checks(python, folder)] + [engines(python, folder, is_full)]
        if browser:
            rounds += [[step] for step in journeys(python, folder, is_full, browser)]
        lacking = cluster_test.missing() if is_full else []
        if is_full and not lacking:
            rounds += [[Step("cluster", [ROOT / "script" / "cluster-test"])]]
        done = []
        for steps in rounds:
            for step in steps:
                step.start(folder)
            for step in steps:
                step.finish()
            done += steps
        if lacking:
            print(f"NOT RUN: the cluster; it needs Debian's packages {', '.join(lacking)}.")
        return _close(done, browser, time.monotonic() - began)


def checks(python, folder):
    """The steps that run no test."""
    manage = [python, "manage.py"]
    production = {**PRODUCTION, "VAR_DIR": str(folder)}
    return [
        Step("ruff check", [python, "-m", "ruff", "check", "."]),
        Step("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        Step("types", [python, "-m", "mypy"]),
        Step("import contracts", [python.parent / "lint-imports", "--no-cache"]),
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], production),
        Step("check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
    ]


def engines(python, folder, is_full):
    """The suite without browser journeys, on both engines, at the same time."""
    marks = "not browser" if is_full else "not browser and not slow"
    names = ["sqlite", "postgresql"]
    return [_pytest(python, folder, f"suite on {name}", marks, {"TEST_DATABASE": name}) for name in names]


def journeys(python, folder, is_full, browser):
    """The browser journeys: on SQLite, and on PostgreSQL too when there is time."""
    names = ["sqlite", "postgresql"] if is_full else ["sqlite"]
    marks = "browser" if is_full else "browser and not slow"
    return [
        _pytest(python, folder, f"journeys on {name}", marks, {"TEST_DATABASE": name, **browser})
        for name in names
    ]


def _pytest(python, folder, name, marks, environ):
    report = folder / f"{name.replace(' ', '-')}.xml"
    options = ["-q", "--no-header", "--durations=5", "--durations-min=2", "-m", marks, f"--junitxml={report}"]
    if "sqlite" in name:  # the server named by TEST_DATABASE_URL is a PostgreSQL
        environ = {**environ, "TEST_DATABASE_URL": ""}
    return Step(name, [python, "-m", "pytest", *options], environ, report)


def _close(steps, browser, seconds):
    """Print the closing lines; return the exit code."""
    print("\n" + "-" * 60)
    passed = failed = 0
    for step in steps:
        counts = step.counts()
        passed, failed = passed + counts[0], failed + counts[1]
        detail = "  {} passed, {} failed, {} skipped".format(*counts) if step.report else ""
        print(f"{'ok    ' if step.is_ok else 'FAILED'} {step.name:24} {step.seconds:6.1f} s{detail}")
    is_ok = all(step.is_ok for step in steps)
    if not browser:
        print("NOT RUN: the browser journeys; no Chromium was found and none could be installed.")
        is_ok = is_ok and os.environ.get("CI") != "true"
    print(f"{'Everything holds' if is_ok else 'Something failed'}, in {seconds:.0f} s.")
    print(f"suite: {passed} passed, {failed} failed", flush=True)
    return 0 if is_ok else 1


if __name__ == "__main__":
    sys.exit(main())
