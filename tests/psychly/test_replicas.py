"""Public pages are read from a real replica, and no page is lost when it lags, is cut off or dies."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests import engine, factories

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not engine.server, reason="needs the PostgreSQL of this run"),
]
#: Run as a site with one replica, which is paused and killed from within. Prints what was asked of whom.
VISITS = """
import json, subprocess, sys, time
from django.db import connections
from django.test import Client, override_settings
from django.conf import settings
from psychly.web import replicas
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
replicas.LOOKED = 0
asked = {alias: 0 for alias in ("default", "replica1")}
at_first = []
def counting(alias):
    def count(execute, sql, *rest):
        if "pg_is_in_recovery" not in sql:
            asked[alias] += 1
            if alias == "replica1" and at_first:
                subprocess.run(at_first.pop(), check=True, stdout=subprocess.DEVNULL)
        return execute(sql, *rest)
    return count
for alias in asked:
    connections[alias].execute_wrappers.append(counting(alias))
client = Client(headers={"host": "testserver"})
said = {}
def visit(name, *addresses):
    asked.update(dict.fromkeys(asked, 0))
    statuses = [client.get(address, secure=True).status_code for address in addresses]
    said[name] = {"statuses": statuses, **asked}
primary, replica, kill = json.loads(sys.stdin.read())
PAGES = ["/", "/providers/?condition=ptsd", "/providers/ines/", "/articles/sleep/", "/legal-status/"]
PAGES.append("/api/v1/providers")
def sql(database, statement):
    subprocess.run([*database, "-c", statement], check=True, stdout=subprocess.DEVNULL)
def settle(is_following):
    for _ in range(300):
        if replicas._is_good("replica1") == is_following:
            return
        time.sleep(0.1)
replicas.MOST_BEHIND = 0
settle(True)  # with nothing left to follow
replicas.MOST_BEHIND = 8
visit("following", *PAGES)
client.cookies[settings.SESSION_COOKIE_NAME] = "x"
visit("with a session", *PAGES)
client.cookies.clear()
visit("private", "/listing/", "/accounts/login/", "/readyz")
sql(replica, "SELECT pg_wal_replay_pause()")
sql(primary, "UPDATE providers_provider SET version = version + 1")
replicas.MOST_BEHIND = 0
settle(False)  # once the news of the change is there
visit("behind", *PAGES)
replicas.MOST_BEHIND = 8
sql(replica, "SELECT pg_wal_replay_resume()")
settle(True)
visit("following again", *PAGES)
at_first.append(kill)
visit("dying", "/providers/ines/")
visit("dead", *PAGES)
print(json.dumps(said))
"""


@pytest.fixture
def replica():
    """A replica of the server of this run; gives its folder and how it is killed."""
    server = engine.server
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket path holds 107 bytes
    if server.identity:
        shutil.chown(folder, "nobody", "nogroup")
    data = folder / "data"

    def run(*command):
        subprocess.run([str(word) for word in command], check=True, capture_output=True, **server.identity)

    run(
        server.bin / "pg_basebackup",
        "-h",
        server.folder,
        "-U",
        "postgres",
        "-D",
        data,
        "-R",
        "-X",
        "stream",
        "-c",
        "fast",
    )
    process = subprocess.Popen(
        [server.bin / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="],
        stderr=subprocess.DEVNULL,
        **server.identity,
    )
    probe = [server.bin / "pg_isready", "-q", "-h", folder]
    for _ in range(300):
        if subprocess.run(probe).returncode == 0:
            break
        time.sleep(0.2)
    yield folder, process
    process.kill()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_replica_answers_the_public_and_its_death_costs_no_page(replica):
    factories.listed_provider(slug="ines")
    factories.reference()
    factories.article(slug="sleep")
    folder, process = replica
    name = connection.settings_dict["NAME"]
    psql = [str(engine.server.bin / "psql"), "-q", "-U", "postgres", "-d", name, "-h"]
    time.sleep(2)  # what was written just now arrives
    environ = {
        **os.environ,
        "DATABASE_URL": f"postgresql://postgres@{quote(str(engine.server.folder), safe='')}/{name}",
        "DATABASE_REPLICA_URLS": f"postgresql://postgres@{quote(str(folder), safe='')}/{name}",
    }
    kill = ["kill", "-9", str(process.pid)]
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{VISITS}"],
        cwd=ROOT,
        env={**environ, "DJANGO_SETTINGS_MODULE": "psychly.settings"},
        input=json.dumps([[*psql, str(engine.server.folder)], [*psql, str(folder)], kill]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    for visits in said.values():
        assert {status for status in visits["statuses"] if status not in (200, 302)} <= {503}, said
    for name in ("following", "following again"):
        assert said[name]["default"] == 0, said
        assert said[name]["replica1"] > 8, said
    for name in ("with a session", "private", "behind", "dead"):
        assert said[name]["replica1"] == 0, said
        assert said[name]["default"] > 1, said
    assert said["dying"]["statuses"] == [200]
    assert said["dying"]["replica1"] >= 1
    assert said["dying"]["default"] >= 1
    assert "failed in the middle of a page" in done.stderr
