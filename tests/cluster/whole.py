"""The whole cluster: started in order, filled, and ended whatever happens."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.cluster.hosts import ROOT, Site, settings_of
from tests.cluster.servers import Objects, PgBouncer, Postgres, newest_binaries, redis_server


class Cluster:
    """PostgreSQL three times, a pool, Redis, objects, two hosts with workers, nginx; use it as a context."""

    def __init__(self, size, objects_program, say):
        self.size, self.say = size, say
        self._temporary = tempfile.TemporaryDirectory(prefix="cluster-", ignore_cleanup_errors=True)
        self.folder = Path(self._temporary.name)
        self.folder.chmod(0o711)  # the servers that refuse to run as root must come by
        self.mail = self.folder / "mail"
        binaries = newest_binaries()
        self.primary, *self.replicas = (
            Postgres(name, self.folder, binaries) for name in ("pg1", "pg2", "pg3")
        )
        self.servers = [self.primary, *self.replicas]
        self.pool = PgBouncer(self.folder)
        self.redis = redis_server(self.folder)
        self.objects = Objects(self.folder, objects_program) if objects_program else None
        self.environ = settings_of(
            self.mail, self.pool, self.primary, self.replicas, self.redis, self.objects
        )
        self.site = Site(self.folder, self.environ)

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_error):
        self._end()

    def _start(self):
        began = time.monotonic()
        self.primary.make_primary()
        self.pool.point_at(self.primary)
        for daemon in (self.pool.daemon, self.redis):
            daemon.start()
        if self.objects:
            self.objects.start()
        self.say(f"  engines started in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        alone = {"DATABASE_REPLICA_URLS": "", "DATABASE_POOLED": "", "DATABASE_DIRECT_URL": ""}
        alone["DATABASE_URL"] = self.primary.url()
        self.ask("prepare", **alone)
        as_owner = {**alone, "DATABASE_URL": self.primary.url("postgres")}
        self.facts = self.ask("seed", {"size": self.size}, **as_owner) | {"size": self.size}
        self.ask("index", **alone)
        self.say(f"  {self.size:,} providers seeded in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        for replica in self.replicas:
            replica.copy(self.primary)
        self.primary.demand_copies()
        self.primary.wait_for_copies(2)
        self.say(f"  two replicas copied and in step after {time.monotonic() - began:.0f} s")

    def open(self, submissions):
        """Let people in: their rows, the hosts, workers and nginx."""
        self.facts |= self.ask("people", {"submissions": submissions})
        self.site.start()

    def ask(self, verb, words=None, **environ):
        """Do something through the models of the site; return what it answers."""
        answer = self.folder / f"{verb}.json"
        done = subprocess.run(
            [sys.executable, "-m", "tests.cluster.people", verb, str(answer)],
            cwd=ROOT,
            env={**self.site.environ, **environ},
            input=json.dumps(words or {}),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{verb}: {done.stderr[-3000:]}")
        return json.loads(answer.read_text())

    def _end(self):
        servers = [server.daemon for server in self.servers]
        objects = [self.objects.daemon] if self.objects else []
        for daemon in [*self.site.daemons, self.pool.daemon, self.redis, *objects, *servers]:
            daemon.stop()
        self._temporary.cleanup()
