"""Measures what reading pictures costs: `script/bench pictures`, or `python -m tests.bench_pictures`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import pictures

MEMORY = 200 * 1024 * 1024  # bytes
DECODES = 5  # plain ones, whose processor one picture may take


def main():
    """Print the costs of the heaviest picture of each kind; return 1 when a limit is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in pictures.heaviest().items():
            (Path(folder) / name).write_bytes(data)
        command = [sys.executable, "-m", "tests.picture_costs", folder]
        found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    print(f"most memory {MEMORY // 1024**2} MB, most processor {DECODES} plain decodes; both in this run")
    for name, figures in found.items():
        mega = {key: figures[key] / 1024**2 for key in ("memory", "sizes_memory")}
        decodes = figures["seconds"] / figures["plain"]
        print(
            f"{name}: {mega['memory']:.0f} MB, {figures['seconds']:.2f} s = {decodes:.1f} decodes;", end=" "
        )
        print(f"its sizes, in a task: {mega['sizes_memory']:.0f} MB, {figures['sizes_seconds']:.1f} s")
    kept = [f["memory"] < MEMORY and f["seconds"] <= DECODES * f["plain"] for f in found.values()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
