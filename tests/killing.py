"""A real server that is killed -9 while it works, on the database of the test.

`with killing.server() as server` starts gunicorn as it serves the site, with one worker that is forked anew
after each kill. `server.client(user)` is somebody signed in. An answer that was read to its end is
acknowledged; a request that the kill cut off raises Killed.

    with server.killed_after(0.03):
        client.post("/listing/1/you/", {...})

To die at every point instead of a random one: `client.post(path, data, dies_before=n)` ends the worker before
its n-th statement; count n up until an answer comes.

The database must not be in a transaction of the test: mark it `django_db(transaction=True)`.
"""

import functools
import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.utils import timezone

ROOT = Path(__file__).parent.parent
PATIENCE = 30  # seconds until a server that does not come up or go down fails the test
CSRF = "k" * 32


class Killed(Exception):
    """The server died before the answer was whole."""


def site():
    """Return the WSGI application that gunicorn serves here: the site, with plain static files."""
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }
    settings.DATABASES["default"]["NAME"] = os.environ["KILLING_DATABASE"]
    from psychly.wsgi import application  # noqa: PLC0415 - it reads the settings above

    import_module("listings.policy").UNDO_SECONDS = 0  # a decision is made as it is pressed
    import_module(settings.ROOT_URLCONF)  # before the fork: a new worker then answers sooner
    return functools.partial(_answer, application)


def _answer(application, environ, start_response):
    dies_before = environ.get("HTTP_X_DIES_BEFORE")
    if dies_before is None:
        return application(environ, start_response)
    with connection.execute_wrapper(_dying(int(dies_before))):
        return application(environ, start_response)


def _dying(number):
    """A wrapper of statements that kills its own process before the `number`-th."""
    count = itertools.count(1)

    def execute(run, sql, params, many, context):
        if next(count) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(sql, params, many, context)

    return execute


@contextmanager
def server(**environ):
    """Serve the site from a process of its own, with more of an environment if given; yield a Server."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        started = Server(listener, environ)
        try:
            yield started
        finally:
            started.stop()


class Server:
    """The running server. Its master process stays; the worker that does the work is what gets killed."""

    def __init__(self, listener, environ):
        self.port = listener.getsockname()[1]
        options = ["--workers=1", "--preload", "--log-level=critical", f"--bind=fd://{listener.fileno()}"]
        environ = {
            **os.environ,
            "DEMO": "1",  # plain HTTP on this machine
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "KILLING_DATABASE": str(connection.settings_dict["NAME"]),
            **environ,
        }
        self._master = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options, "tests.killing:site()"],
            cwd=ROOT,
            env=environ,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )

    def client(self, user):
        """Return a Client of somebody who is signed in."""
        return Client(self, user)

    @contextmanager
    def killed_after(self, seconds):
        """Kill the worker so many seconds after the block began, also when the block is done before."""
        worker, death = self.worker(), []

        def kill():
            os.kill(worker, signal.SIGKILL)
            death.append(timezone.now())

        timer = threading.Timer(seconds, kill)
        timer.start()
        try:
            yield
        except Killed:
            pass
        finally:
            timer.join()
            self.bury(worker, *death)

    def worker(self):
        """Return the process id of the worker, once there is one."""
        self._wait(self._workers)
        return self._workers()[0]

    def bury(self, worker, died_at):
        """Return when nothing of a worker that died can write any more."""
        self._wait(lambda: worker not in self._workers())
        if connection.vendor == "postgresql":  # it finishes what it was told before it notices
            self._wait(lambda: self._is_forgotten(died_at))

    def stop(self):
        """End everything."""
        os.killpg(self._master.pid, signal.SIGKILL)
        self._master.wait()

    def _is_forgotten(self, died_at):
        """Whether PostgreSQL has no connection left from before a death but that of the test."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND backend_start < %s",
                [died_at],
            )
            return cursor.fetchone() == (0,)

    def _workers(self):
        """Process ids of the workers: gunicorn's master has no other children."""
        children = Path(f"/proc/{self._master.pid}/task/{self._master.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def _wait(self, is_so):
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            if self._master.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server does not come up or go down")
            time.sleep(0.002)


class Client:
    """Somebody signed in, over HTTP."""

    def __init__(self, server, user):
        from tests import factories  # noqa: PLC0415 - no models yet where gunicorn reads this file

        self._server = server
        cookies = f"sessionid={factories.session(user)}; csrftoken={CSRF}"
        self._headers = {"Cookie": cookies, "Connection": "close"}

    def get(self, path):
        """Return (status, headers, text); raises Killed."""
        return self._ask("GET", path, None, self._headers)

    def post(self, path, data, *, dies_before=None):
        """Send a form; return (status, headers, text); raises Killed.

        With `dies_before` the worker kills itself before that statement of the request (1 is the first).
        """
        headers = {**self._headers, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrfmiddlewaretoken": CSRF, **data}, doseq=True)
        if dies_before is None:
            return self._ask("POST", path, body, headers)
        worker = self._server.worker()
        try:
            return self._ask("POST", path, body, {**headers, "X-Dies-Before": str(dies_before)})
        except Killed:
            self._server.bury(worker, timezone.now())
            raise

    def _ask(self, method, path, body, headers):
        wire = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=PATIENCE)
        try:
            wire.request(method, path, body, headers)
            answer = wire.getresponse()
            text = answer.read().decode()
        except (ConnectionError, http.client.IncompleteRead, http.client.BadStatusLine) as error:
            raise Killed from error
        finally:
            wire.close()
        return answer.status, answer.headers, text
