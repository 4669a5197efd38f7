"""The engines of the cluster: PostgreSQL with replicas, PgBouncer, Redis, a server of objects.

Settings and steps are those of `docs/scaling.md`.
"""

import json
import os
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2

from tests.cluster.processes import Daemon, free_port, listens, make_folder, nobody, wait_until

DATABASE = USER = "psychly"
QUERY_TIMEOUT = 20  # seconds
PRIMARY = """
listen_addresses = '127.0.0.1'
wal_level = replica
max_wal_senders = 10
max_replication_slots = 10
max_slot_wal_keep_size = 512MB
wal_log_hints = on
hot_standby = on
shared_buffers = 256MB
max_connections = 100
"""
IN_STEP = "ANY 1 (pg1, pg2, pg3)"
#: What tells that a commit waits for a copy, and who gives it.
QUORUM = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'quorum'"


def newest_binaries():
    """The programs of the newest PostgreSQL of Debian, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parts[-2]))
    return found[-1] if found else None


class Postgres:
    """One server of PostgreSQL, primary or replica: its name is also that of its slot."""

    def __init__(self, name, folder, binaries):
        self.name, self.port, self.binaries = name, free_port(), binaries
        self.identity = nobody()
        self.folder = make_folder(folder / name, self.identity)
        self.data = self.folder / "data"
        options = ["-c", f"port={self.port}", "-c", f"cluster_name={name}", "-k", self.folder]
        self.daemon = Daemon(
            name,
            folder,
            [binaries / "postgres", "-D", self.data, *options],
            cwd=self.folder,
            port=self.port,
            identity=self.identity,
        )

    def run(self, program, *arguments):
        """Run a program of PostgreSQL as the owner of the data."""
        done = subprocess.run(
            [str(self.binaries / program), *map(str, arguments)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            **self.identity,
        )
        if done.returncode:
            raise RuntimeError(f"{program} of {self.name}: {done.stderr[-1500:]}")
        return done.stdout

    def sql(self, statement, *values, database="postgres"):
        """Run one statement as the superuser; return its rows."""
        with closing(self._connect(database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []

    def _connect(self, database):
        return psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=database, connect_timeout=5
        )

    def url(self, user=USER):
        """The address of the database here."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{DATABASE}"

    def make_primary(self):
        """Make an empty one with the database of the site, and start it."""
        self.run(
            "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"
        )
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(PRIMARY)
        self.start()
        self.sql("CREATE ROLE replicator LOGIN REPLICATION")
        self.sql(f"CREATE ROLE {USER} LOGIN CREATEDB")
        self.sql(f"GRANT pg_read_all_stats TO {USER}")
        self.sql(f"CREATE DATABASE {DATABASE} OWNER {USER}")

    def copy(self, primary):
        """Become a replica of a primary, and start."""
        primary.sql("SELECT pg_create_physical_replication_slot(%s)", self.name)
        self.run(
            *("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast", "-S", self.name),
            *("-d", primary.conninfo(self.name)),
        )
        self.start()

    def conninfo(self, name):
        """How a replica of this name reaches this server."""
        return f"host=127.0.0.1 port={self.port} user=replicator application_name={name}"

    def start(self):
        """Start, and return when questions are answered."""
        self.daemon.start()
        wait_until(lambda: self.answers(), f"{self.name} answers")

    def answers(self):
        """Whether it answers a question."""
        try:
            return self.sql("SELECT 1") == [(1,)]
        except psycopg2.Error:
            return False

    def kill(self):
        """Pull the plug."""
        self.daemon.kill()

    def wait_for_copies(self, count=1):
        """Return when so many replicas are in step, so that a commit waits for one of them."""
        what = f"{count} replicas in step with {self.name}"
        wait_until(lambda: self.sql(QUORUM)[0][0] >= count, what, 300)  # seconds: one may be copied anew

    def demand_copies(self):
        """From now on a commit is acknowledged when one replica has it on its disk, too."""
        self.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{IN_STEP}'")
        self.sql("SELECT pg_reload_conf()")

    def received(self):
        """How much of the log this replica has, in bytes."""
        return self.sql("SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn")[0][0]

    def promote(self, followers):
        """Become the primary, with a slot for each follower."""
        self.sql("SELECT pg_promote(true, 30)")
        for follower in followers:
            self.sql("SELECT pg_create_physical_replication_slot(%s)", follower.name)
        self.demand_copies()

    def follow(self, primary):
        """Follow another primary from now on."""
        self.sql("ALTER SYSTEM SET primary_conninfo = %s", primary.conninfo(self.name))
        self.sql("ALTER SYSTEM SET primary_slot_name = %s", self.name)
        self.sql("SELECT pg_reload_conf()")

    def rewind(self, primary):
        """Come back as a replica of the primary that took over: what it does not know is thrown away."""
        source = f"host=127.0.0.1 port={primary.port} user=postgres dbname=postgres"
        self.run("pg_rewind", "-D", self.data, "--source-server", source, "-R")
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.write(f"primary_conninfo = '{primary.conninfo(self.name)}'\n")
            file.write(f"primary_slot_name = '{self.name}'\n")
        self.start()


class PgBouncer:
    """The pool before the primary; `point_at` leads it to another one."""

    def __init__(self, folder):
        self.identity, self.port = nobody(), free_port()
        self.folder = make_folder(folder / "pool", self.identity)
        self.config = self.folder / "pgbouncer.ini"
        users = self.folder / "users.txt"
        users.write_text(f'"{USER}" ""\n')
        self.daemon = Daemon(
            "pgbouncer",
            folder,
            ["/usr/sbin/pgbouncer", self.config],
            cwd=self.folder,
            port=self.port,
            identity=self.identity,
        )

    def point_at(self, primary):
        """Lead to a primary; one that runs reads its file again."""
        self.config.write_text(
            f"[databases]\n{DATABASE} = host=127.0.0.1 port={primary.port}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {self.folder}/users.txt\nadmin_users = {USER}\n"
            "pool_mode = transaction\ndefault_pool_size = 10\nreserve_pool_size = 5\nmax_client_conn = 200\n"
            f"query_wait_timeout = 10\nquery_timeout = {QUERY_TIMEOUT}\nserver_login_retry = 1\n"
            "ignore_startup_parameters = extra_float_digits\n"
        )
        if self.daemon.process:
            self.sql("RELOAD")

    def sql(self, statement):
        """Say something to its own console."""
        with closing(
            psycopg2.connect(host="127.0.0.1", port=self.port, user=USER, dbname="pgbouncer")
        ) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)

    @property
    def url(self):
        """The address of the database through the pool."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{DATABASE}"


def redis_server(folder):
    """A Redis that throws nothing away."""
    port = free_port()
    data = folder / "redis"
    data.mkdir()
    options = {
        "port": port,
        "bind": "127.0.0.1",
        "dir": data,
        "save": "",
        "maxmemory": "64mb",
        "maxmemory-policy": "noeviction",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Daemon("redis", folder, ["/usr/bin/redis-server", *words], port=port)


class Objects:
    """SeaweedFS with one bucket, on loopback."""

    KEY, SECRET, BUCKET = "cluster", "cluster-test-only", "photos"

    def __init__(self, folder, program):
        data = folder / "weed"
        data.mkdir()
        self.port = free_port()
        identity = {
            "name": "site",
            "credentials": [{"accessKey": self.KEY, "secretKey": self.SECRET}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        }
        (data / "s3.json").write_text(json.dumps({"identities": [identity]}))
        ports = {
            "s3.port": self.port,
            "master.port": free_port(),
            "volume.port": free_port(),
            "filer.port": free_port(),
        }
        ports |= {f"{name}.grpc": free_port() for name in ports}
        words = [f"-{name}={port}" for name, port in ports.items()]
        where = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={data}", "-volume.max=20"]
        where += ["-s3.port.iceberg=0", "-s3.port.lance=0"]  # no catalogs, whose ports would be fixed
        self.daemon = Daemon(
            "weed",
            folder,
            [program, "server", *where, "-filer", "-s3", f"-s3.config={data / 's3.json'}", *words],
            environ={**os.environ, "HOME": str(data)},
        )

    @property
    def settings(self):
        """What the site is told."""
        return {
            "S3_BUCKET": self.BUCKET,
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": self.KEY,
            "S3_SECRET_KEY": self.SECRET,
        }

    def start(self):
        """Start; the bucket is made by who seeds."""
        self.daemon.start()
        wait_until(lambda: listens(self.port), "the server of objects listens")
