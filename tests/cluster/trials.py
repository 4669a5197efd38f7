"""What is killed, one after the other, while people use the site."""

import re
import time
from collections import Counter

from tests.cluster.processes import wait_until
from tests.cluster.servers import QUERY_TIMEOUT
from tests.cluster.visitors import FORMS, PAGES

DISTURBED = 12  # seconds that each trial goes on after something was killed
CALM = 6  # and after it came back
SETTLED = 300  # seconds until the workers must be done at the end


class Trials:
    """Runs them; `rows` tell what happened in each."""

    def __init__(self, cluster, visitors, only, say):
        self.cluster, self.visitors, self.only, self.say = cluster, visitors, only, say
        self.rows = []

    def run(self):
        """All of them, in this order; at the end the cluster has another primary."""
        site = self.cluster.site
        self.trial("nothing", lambda: None, lambda: None)
        self.trial("a replica", self.cluster.replicas[0].kill, self._replica_back)
        self.trial("a web host", site.hosts[0].kill, site.hosts[0].start)
        self.trial("both workers of a host", self._kill_workers, self._workers_back)
        self.trial("Redis", self.cluster.redis.kill, self.cluster.redis.start)
        if self.cluster.objects:
            self.trial("the server of photos", self.cluster.objects.daemon.kill, self.cluster.objects.start)
        # Long enough for the pool to lose its patience: writes wait, then they are refused.
        self.trial("both replicas", self._kill_replicas, self._replicas_back, QUERY_TIMEOUT + 15)
        self.trial("the primary", self._kill_primary, self._old_primary_back)

    def trial(self, what, kill, mend, disturbed=DISTURBED):
        """Kill something, wait, bring it back, wait; note what people met."""
        if self.only not in ("", what):
            return
        self.visitors.session = self.cluster.ask("desk")["session"]
        self.pause(2)
        began = time.monotonic()
        kill()
        self.pause(disturbed)
        mend()
        self.pause(CALM)
        ended = time.monotonic()
        row = {"what": what, "seconds": ended - began, **self.visitors.journal.between(began, ended)}
        self.rows.append(row)
        kinds = (*PAGES, "forms", *FORMS)
        self.say(f"  {what}: " + ", ".join(_said(kind, row[kind]) for kind in kinds if kind in row))
        for kind in kinds:
            for answer, count in Counter(row.get(kind, {}).get("what", {})).most_common(3):
                self.say(f"      {kind}: {count} × {answer}")

    def pause(self, seconds):
        """Let time pass; what ended by itself is started again, as systemd would."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.cluster.site.tend()
            time.sleep(0.2)

    # --- What is more than one call ---------------------------------------------------------------

    def _kill_workers(self):
        for name, worker in self.cluster.site.workers.items():
            if name.endswith("1"):
                worker.kill()

    def _workers_back(self):
        for worker in self.cluster.site.workers.values():
            if worker.process.poll() is not None:
                worker.start()

    def _replica_back(self):
        self.cluster.replicas[0].start()
        self.cluster.primary.wait_for_copies(2)

    def _kill_replicas(self):
        for replica in self.cluster.replicas:
            replica.kill()

    def _replicas_back(self):
        for replica in self.cluster.replicas:
            replica.start()
        self.cluster.primary.wait_for_copies(2)

    def _kill_primary(self):
        """Pull the plug while commits are on their way, then promote by hand."""
        cluster = self.cluster
        cluster.primary.wait_for_copies(1)
        cluster.primary.kill()
        self.pause(3)  # until somebody sees it
        began = time.monotonic()
        first, *others = sorted(cluster.replicas, key=lambda replica: replica.received(), reverse=True)
        first.promote([*others, cluster.primary])
        for other in others:
            other.follow(first)
        cluster.pool.point_at(first)
        first.wait_for_copies(1)
        self.say(f"  {first.name} promoted, {others[0].name} follows, after {time.monotonic() - began:.1f} s")
        self.old, cluster.primary, cluster.replicas = cluster.primary, first, others

    def _old_primary_back(self):
        self.old.rewind(self.cluster.primary)
        self.cluster.replicas.append(self.old)
        self.cluster.primary.wait_for_copies(2)

    # --- Afterwards -------------------------------------------------------------------------------

    def judge(self):
        """Wait for the workers; return {kind: what was acknowledged, lost, twice} and what still waits."""
        cluster, journal = self.cluster, self.visitors.journal
        direct = {"DATABASE_DIRECT_URL": cluster.primary.url()}
        cluster.ask("hours_later", **direct)

        def is_done():
            cluster.site.tend()
            time.sleep(2)
            return not any(cluster.ask("waiting").values())

        try:
            wait_until(is_done, "the workers are done", SETTLED)
        except RuntimeError:
            self.say(f"  after {SETTLED} s there still wait: {cluster.ask('waiting')}")
        acknowledged = {
            "messages": journal.messages,
            "steps": journal.steps,
            "approvals": journal.approvals,
        }
        found = cluster.ask("check", acknowledged)
        counts = {kind: len(what) for kind, what in acknowledged.items()}
        counts["steps"] = sum(good for _at, kind, good, *_rest in journal.events if kind == "steps")
        for kind, count in counts.items():
            found[kind]["acknowledged"] = count
        sent = self._mails()
        found["mails"] = {
            "acknowledged": len(journal.messages),
            "lost": sum(not sent[text] for text in journal.messages),
            "twice": sum(count > 1 for count in sent.values()),
        }
        return found

    def _mails(self):
        """How often the text of each message has left."""
        pattern = re.compile(r"message \d+ \d+")
        texts = (path.read_text(errors="replace") for path in self.cluster.mail.glob("*"))
        plain = (text.split("Content-Type: text/html")[0::2] for text in texts)
        return Counter(found for parts in plain for part in parts for found in set(pattern.findall(part)))


def _said(kind, row):
    failed = f", {row['failed']} failed within {row['gap']:.1f} s" if row["failed"] else ""
    return f"{row['good']} {kind}{failed}"
