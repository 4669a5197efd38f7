"""Installs what is missing and runs the measurement of the search on each engine."""

import argparse
import subprocess
import sys

from environment import ROOT, Problem, clean_environ, prepare


def main():
    """Run `tests.bench_search` once for each engine; return the worst exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000", help="numbers of providers")
    parser.add_argument("--engines", default="sqlite,postgresql")
    options = parser.parse_args()
    try:
        python = prepare("requirements-dev.txt")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    codes = [
        subprocess.run(
            [python, "-m", "tests.bench_search", *options.sizes.split(",")],
            cwd=ROOT,
            env=clean_environ(TEST_DATABASE=engine, DJANGO_SETTINGS_MODULE="psychly.settings"),
        ).returncode
        for engine in options.engines.split(",")
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
