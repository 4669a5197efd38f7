"""A Redis that is dead, full or read-only turns nobody away and breaks no page: the database counts then."""

import io
import shutil
import socket
import subprocess
import time

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from redis import Redis
from redis.exceptions import RedisError

from psychly.accounts import rate_limits
from psychly.environment import REDIS_WAITS
from psychly.web.fallback_cache import ASKED, FallbackCache
from tests import factories

pytestmark = pytest.mark.django_db


def use(settings, port):
    """Count in the Redis at a port."""
    settings.CACHES = {
        "default": {
            "BACKEND": "psychly.web.fallback_cache.FallbackCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
            "OPTIONS": REDIS_WAITS,
        },
        "database": settings.IN_DATABASE,
    }


@pytest.fixture(autouse=True)
def _rested():
    FallbackCache.rests_until = 0.0
    yield
    FallbackCache.rests_until = 0.0


@pytest.fixture
def dead(settings):
    """A port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    use(settings, port)


@pytest.fixture
def alive(settings, tmp_path):
    """A Redis of this test."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [
        "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        str(tmp_path),
        "--save",
        "",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    use(settings, port)
    client = Redis(port=port)
    for _ in range(100):
        try:
            client.ping()
            break
        except RedisError:
            time.sleep(0.1)
    yield client
    process.terminate()
    process.wait(20)


def judge(client):
    """Limits hold, and a sign-in gets its page."""
    assert rate_limits.take_slot("x", "somebody", 2, by="a")
    assert rate_limits.take_slot("x", "somebody", 2, by="b")
    assert not rate_limits.take_slot("x", "somebody", 2, by="c")
    assert client.post("/accounts/login/", {"login": "pat@mail.example"})["Location"].startswith(
        "/accounts/login/code/"
    )
    client.force_login(factories.user())
    assert client.get("/listing/").status_code == 200


def test_with_a_dead_redis_limits_hold_and_people_sign_in(dead, client):
    judge(client)
    assert FallbackCache.rests_until > time.monotonic()


def test_with_a_redis_the_database_counts_nothing(alive, client):
    judge(client)
    assert FallbackCache.rests_until == 0.0
    assert alive.dbsize() >= 2
    names = [key.decode().split(":", 2)[2] for key in alive.scan_iter()]
    assert caches["database"].get_many(names) == {}


def test_a_redis_that_is_full_or_may_only_be_read_is_as_good_as_dead(alive, client):
    alive.config_set("maxmemory", 1)
    judge(client)
    alive.config_set("maxmemory", 0)
    FallbackCache.rests_until = 0.0
    alive.replicaof("127.0.0.1", 1)
    assert cache.add("key", 1, 60)
    assert FallbackCache.rests_until > time.monotonic()


def test_it_is_asked_again_after_a_rest(alive):
    FallbackCache.rests_until = time.monotonic() + 60
    cache.set("key", "in the database", 60)
    assert alive.dbsize() == 0
    FallbackCache.rests_until = 0.0
    cache.set("key", "in Redis", 60)
    assert (cache.get("key"), caches["database"].get("key")) == ("in Redis", "in the database")


@pytest.mark.parametrize("name", ASKED)
def test_each_question_has_an_answer_without_redis(dead, name):
    caches["database"].set("key", 1, 60)
    arguments = {"get_many": [["key"]], "delete_many": [["key"]], "set_many": [{"key": 2}], "clear": []}
    values = {"add": ["other", 1], "set": ["key", 2]}
    getattr(cache, name)(*{**arguments, **values}.get(name, ["key"]))


def test_housekeeping_goes_on_with_redis(dead):
    printed = io.StringIO()
    call_command("purge", stdout=printed)
    assert "counters erased" in printed.getvalue()
