"""The site on two machines, its workers, and the nginx before them; as `docs/scaling.md` has them."""

import json
import os
import sys
from pathlib import Path

from tests.cluster.processes import Daemon, free_port
from tests.proxied_site import HOST, write_nginx

ROOT = Path(__file__).resolve().parents[2]
#: How nginx finds the hosts: one that does not answer rests for five seconds. A form that
#: was sent on is never sent a second time by nginx; a page is.
UPSTREAM = "    server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;"
QUEUES = ("mail", "default")


class Site:
    """Two hosts, a worker for each queue on each, and nginx."""

    def __init__(self, folder, environ):
        self.folder = folder
        self.environ = {**os.environ, **environ, "VAR_DIR": str(folder / "var")}
        for name in ("var", "log", "cache", "run"):
            (folder / name).mkdir()
        self.hosts = [self._host(number) for number in (1, 2)]
        self.workers = {
            f"{queue} worker {number}": self._worker(queue, number) for number in (1, 2) for queue in QUEUES
        }
        self.http, self.https = free_port(), free_port()
        config = str(folder / "nginx.conf")
        self.nginx = Daemon(
            "nginx", folder, ["/usr/sbin/nginx", "-c", config, "-g", "daemon off;"], port=self.https
        )

    def _host(self, number):
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "psychly.wsgi"]
        return Daemon(f"host{number}", self.folder, command, environ=self.environ, cwd=ROOT, port=port)

    def _worker(self, queue, number):
        words = ["manage.py", "db_worker", "--no-startup-delay", "--queue-name", queue]
        return Daemon(
            f"worker-{queue}-{number}", self.folder, [sys.executable, *words], environ=self.environ, cwd=ROOT
        )

    def start(self):
        """Start all of it."""
        for daemon in (*self.hosts, *self.workers.values()):
            daemon.start()
        upstream = "\n".join(UPSTREAM.format(port=host.port) for host in self.hosts)
        write_nginx(self.folder, self.folder / "var", (self.http, self.https), upstream)
        self.nginx.start()

    def tend(self):
        """Start again what ended by itself; return how many there were."""
        return sum(daemon.tend() for daemon in (*self.hosts, *self.workers.values()))

    def faults(self):
        """What the hosts say of each answer 500, which no killed machine excuses: its error and place."""
        lines = [line for host in self.hosts for line in host.log.read_text(errors="replace").splitlines()]
        rows = [json.loads(line) for line in lines if '"status": 500' in line]
        return [
            f"{row['message']}: {row.get('error')}, {' '.join(row.get('frames', ())[-6:])}" for row in rows
        ]

    @property
    def daemons(self):
        """All of them, those first that send."""
        return [self.nginx, *self.workers.values(), *self.hosts]


def settings_of(mail, pool, primary, replicas, redis, objects):
    """The environment of every host: that of `docs/scaling.md`; mail goes into the folder `mail`."""
    environ = {
        "ENV_FILE": "",
        "DEBUG": "",
        "DEMO": "",
        "DJANGO_SETTINGS_MODULE": "psychly.settings",
        "SECRET_KEY": "cluster-test-only-" + "".join(chr(97 + 7 * n % 26) for n in range(50)),
        "MFA_KEYS": "Y2x1c3Rlci1vbmx5LWNsdXN0ZXItb25seS1jbHVzdGU=",
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "TRUSTED_PROXY_COUNT": "1",
        "NPI_REGISTRY_URL": "http://127.0.0.1:9/",  # nobody outside is asked
        "CROSSREF_URL": "http://127.0.0.1:9/",
        "PUBMED_URL": "http://127.0.0.1:9/",
        "EMAIL_URL": f"file://{mail}",
        "OPERATOR_NAME": "Example Operator",
        "OPERATOR_ADDRESS": "1 Example Street, Austin, TX 78701",
        "OPERATOR_FUNDING": "By nobody: this is a test.",
        "DATABASE_URL": pool.url,
        "DATABASE_POOLED": "1",
        "DATABASE_DIRECT_URL": primary.url(),
        "DATABASE_REPLICA_URLS": ",".join(replica.url() for replica in replicas),
        "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
    }
    return environ | (objects.settings if objects else {})
