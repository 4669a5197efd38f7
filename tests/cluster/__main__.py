"""Starts the cluster, kills its parts in turn, prints what was served, what failed and what was lost."""

import argparse
import signal
import sys
import time

from tests.cluster.trials import Trials
from tests.cluster.visitors import FORMS, PAGES, Journal, Visitors
from tests.cluster.whole import Cluster

SUBMISSIONS = 250  # that wait for a moderator
COLUMNS = (*PAGES, "forms", *FORMS)


def main():
    """Run all of it; 1 when something acknowledged was lost, or a part did not come back."""
    parser = argparse.ArgumentParser(prog="script/cluster-test", description=__doc__)
    parser.add_argument("--providers", type=int, default=100_000)
    parser.add_argument("--objects", default="", help="the program weed; without it photos lie on a disk")
    parser.add_argument("--only", default="", help="the one thing to kill, as the table names it")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began, journal = time.monotonic(), Journal()
    say(f"A cluster on loopback, {options.providers:,} providers")
    with Cluster(options.providers, options.objects, say) as cluster:
        cluster.open(SUBMISSIONS)
        visitors = Visitors(cluster.site.https, cluster.facts, journal)
        trials = Trials(cluster, visitors, options.only, say)
        visitors.session = cluster.ask("desk")["session"]
        with visitors:
            trials.pause(3)
            trials.run()
        found = trials.judge()
        faults = cluster.site.faults()
    show(trials.rows, found, options.objects)
    problems = [*visitors.problems, *faults, *wrong(trials.rows, found)]
    for problem in problems:
        say(f"WRONG: {problem}")
    say(
        f"{'Something is wrong' if problems else 'Nothing acknowledged was lost'}, in "
        f"{time.monotonic() - began:.0f} s."
    )
    return 1 if problems else 0


def wrong(rows, found):
    """What must not be, in sentences."""
    for kind, row in found.items():
        for what in ("lost", "twice"):
            if row[what] and (kind, what) != ("mails", "twice"):  # a task runs at least once
                yield f"{row[what]} {kind} {what}"
        if not row["acknowledged"]:
            yield f"no {kind} at all: nothing was tried"
    for row in rows:
        for kind in ("searches", "articles", "messages", "steps", "approvals"):
            if not row.get(kind, {}).get("good"):
                yield f"no {kind} while {row['what']} was killed and came back"


def show(rows, found, has_objects):
    """Print both tables, in the form in which `docs/scaling.md` has them."""
    say(f"\n| Killed | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
    for row in rows:
        say(f"| {row['what']} | {' | '.join(_cell(row.get(kind)) for kind in COLUMNS)} |")
    say("\n| | acknowledged | lost | twice |\n|---|---|---|---|")
    for kind, row in found.items():
        say(f"| {kind} | {row['acknowledged']:,} | {row['lost']} | {row['twice']} |")
    if not has_objects:
        say("Not looked at: photos in a bucket; the program weed could not be installed.")
    say("")


def _cell(row):
    if not row:
        return "–"
    return f"{row['good']:,}" + (f", {row['failed']} failed in {row['gap']:.1f} s" if row["failed"] else "")


def say(line):
    """Print a line at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
