"""Installs what is missing and runs one measurement on each engine."""

import argparse
import subprocess
import sys

from environment import ROOT, Problem, clean_environ, prepare


def main():
    """Run `tests.bench_search` or `tests.bench_articles` once for each engine; return the worst exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["search", "articles"])
    parser.add_argument("--sizes", default="10000,100000", help="numbers of providers, for the search")
    parser.add_argument("--engines", default="sqlite,postgresql")
    options = parser.parse_args()
    try:
        python = prepare("requirements-dev.txt")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    sizes = options.sizes.split(",") if options.what == "search" else []
    codes = [
        subprocess.run(
            [python, "-m", f"tests.bench_{options.what}", *sizes],
            cwd=ROOT,
            env=clean_environ(TEST_DATABASE=engine, DJANGO_SETTINGS_MODULE="psychly.settings"),
        ).returncode
        for engine in options.engines.split(",")
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
