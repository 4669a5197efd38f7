"""Installs what is missing and runs one measurement on each engine.

The search is measured at each size; where PostGIS is installed (Debian: postgresql-15-postgis-3), PostgreSQL
is that server, and a PostGIS table answers the same questions beside both engines.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, Problem, clean_environ, prepare


def main():
    """Run `tests.bench_<what>` on each engine; return the worst exit code."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    kinds = ["search", "rebuild", "articles", "places", "moderation", "pictures", "rules", "load"]
    parser.add_argument("what", choices=kinds)
    parser.add_argument(
        "--sizes",
        default="",
        help="numbers of providers, for search, rebuild and load (0: the demonstration)",
    )
    parser.add_argument("--index-only", action="store_true", help="the engine alone: quicker at a million")
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--url", default="", help="a site that runs, for load")
    parser.add_argument("--facilities", default="", help="real addresses (.csv.gz), for the places")
    options = parser.parse_args()
    try:
        python = prepare("requirements-dev.txt")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures"
        code = measure(python, options, figures)
        if figures.exists():
            compare_sizes([json.loads(line) for line in figures.read_text(encoding="utf-8").splitlines()])
    return code


def measure(python, options, figures):
    """Run one process for each engine and size; return the worst exit code."""
    usual = {"search": "10000,100000", "rebuild": "100000", "load": "0"}
    numbers = options.sizes or usual.get(options.what, "")
    sizes = [options.facilities] if options.what == "places" else numbers.split(",")
    engines = options.engines.split(",")
    if options.what == "pictures" or options.url:
        engines = ["sqlite"]
    if options.url:
        sizes = [f"--url={options.url}"]
    codes = [
        subprocess.run(
            [
                python,
                "-m",
                f"tests.bench_{options.what}",
                *filter(None, [size]),
                *(["--index-only"] if options.index_only else []),
            ],
            cwd=ROOT,
            env=clean_environ(
                TEST_DATABASE=engine,
                TEST_POSTGRESQL_BIN=postgis_server() if options.what == "search" else "",
                DJANGO_SETTINGS_MODULE="psychly.settings",
                BENCH_FIGURES=str(figures),
            ),
        ).returncode
        for engine in engines
        for size in sizes
    ]
    return max(codes)


def compare_sizes(figures):
    """Print how the medians of each engine grow from the smallest size to the largest."""
    for engine in dict.fromkeys(row["engine"] for row in figures):
        rows = sorted((row for row in figures if row["engine"] == engine), key=lambda row: row["size"])
        small, large = rows[0], rows[-1]
        for name in (set(small) & set(large)) - {"engine", "size"} if small is not large else ():
            print(
                f"{engine}, {name}: p50 grows {large[name] / small[name]:.1f} times "
                f"from {small['size']:,} to {large['size']:,} (wanted: 10)"
            )


def postgis_server():
    """Return the programs of the newest PostgreSQL of Debian that has PostGIS, or an empty string."""
    controls = sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    folders = [Path("/usr/lib/postgresql") / path.parts[-3] / "bin" for path in controls]
    return str(folders[-1]) if folders and folders[-1].exists() else ""


if __name__ == "__main__":
    sys.exit(main())
