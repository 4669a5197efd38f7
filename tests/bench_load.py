"""Measures the site under load: `script/bench load`, or `python -m tests.bench_load NUMBER` of providers.

Two processes of gunicorn answer 1, 8 and 64 connections that each ask again as soon as they are answered;
then the nginx of `deploy/` stands in front, over TLS, with its cache of pages. Before and after each page a
view that only says hello is asked: what else the machine does slows both. The client works beside the server.
Each page is compared with hello by answers a second and by what the processes of the server worked for one
answer (not the database's of PostgreSQL): on a busy machine only the second can be believed.
`--url=ADDRESS` asks a site that runs already for what can be read there, its robots.txt in place of hello.
"""

import asyncio
import itertools
import os
import re
import ssl
import statistics
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock
from urllib.parse import urlencode, urlsplit

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.conf import settings  # noqa: E402
from django.core import signing  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import override_settings  # noqa: E402

from articles.models import Article  # noqa: E402
from providers import views  # noqa: E402
from providers.contact import forms  # noqa: E402
from providers.models import Provider  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench_search import say, served  # noqa: E402
from tests.bench_seed import Seed  # noqa: E402
from tests.killing import CSRF  # noqa: E402
from tests.proxied_site import ProxiedSite, is_possible, write_nginx  # noqa: E402

CONNECTIONS = (1, 8, 64)
SECONDS = 2  # that each page is asked for
RESULTS = "/providers/?near=Austin%2C+TX&radius=50"
HOST = "testserver"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/"}


@dataclass(frozen=True)
class Kind:
    """What is asked for: `request(number)` gives (method, path, headers, body); `answers` are no errors."""

    name: str
    request: object
    answers: tuple[int, ...] = (200,)
    from_one: int = 0  # that one visitor sends; the next comes from another address of the loopback


@dataclass
class Asked:
    """What came of asking for a while: a time for each answer, and the errors."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    worked: float = 0.0  # seconds of the processor, by the processes of the server

    @property
    def rate(self):
        """Answers a second."""
        return len(self.times) / self.seconds

    @property
    def work(self):
        """Seconds of work for one answer."""
        return self.worked / max(1, len(self.times))

    def __str__(self):
        first = f" (the first: {self.errors[0]})" if self.errors else ""
        if len(self.times) < 2:
            return f"{len(self.times)} answers, {len(self.errors)} errors{first}"
        cuts = statistics.quantiles(self.times, n=100)
        return (
            f"{self.rate:7.0f} a second, p50 {cuts[49] * 1000:7.1f} ms, p99 {cuts[98] * 1000:7.1f} ms, "
            f"{self.work * 1000:5.2f} ms of work, {len(self.errors)} errors{first}"
        )


def worked_below(pid):
    """Seconds of the processor that the processes below one have used; 0 where there is no /proc."""
    total = 0.0
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(") ")[2].split()
                total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + worked_below(child)
    return total


class Client:
    """Connections to one server that are kept open and each ask again and again."""

    def __init__(self, address, host=""):
        self.address = urlsplit(address)
        self.host = host or self.address.netloc
        self.tls, self.visitors = None, itertools.count()
        if self.address.scheme == "https":
            self.tls = ssl.create_default_context()
            self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE

    def ask(self, kind, connections, seconds=SECONDS):
        """Ask for one kind over so many connections; return what came of it."""
        return asyncio.run(self._ask(kind, connections, seconds))

    async def _ask(self, kind, connections, seconds):
        asked, numbers, began = Asked(), itertools.count(), time.perf_counter()
        before = worked_below(os.getpid())
        work = (self._work(kind, asked, numbers, began + seconds) for _ in range(connections))
        await asyncio.gather(*work)
        asked.seconds, asked.worked = time.perf_counter() - began, worked_below(os.getpid()) - before
        return asked

    async def _work(self, kind, asked, numbers, until):
        streams, sent = None, 0
        while time.perf_counter() < until:
            method, path, headers, body = kind.request(next(numbers))
            began = time.perf_counter()
            try:
                streams = streams or await self._connect(kind)
                status, is_last = await asyncio.wait_for(
                    self._exchange(*streams, method, path, headers, body), 60
                )
            except (OSError, EOFError, TimeoutError) as error:
                asked.errors.append(repr(error))
                status, is_last = None, True
            if status in kind.answers:
                asked.times.append(time.perf_counter() - began)
            elif status:
                asked.errors.append(f"{path} answered {status}")
            sent += 1
            if (is_last or sent == kind.from_one) and streams:
                streams[1].close()
                streams, sent = None, 0
        if streams:
            streams[1].close()

    async def _connect(self, kind):
        port = self.address.port or (443 if self.tls else 80)
        name = {"server_hostname": self.host} if self.tls else {}
        if kind.from_one:
            number = next(self.visitors)
            name["local_addr"] = (f"127.{os.getpid() % 250 + 1}.{number // 250}.{number % 250 + 1}", 0)
        return await asyncio.open_connection(self.address.hostname, port, ssl=self.tls, limit=1 << 20, **name)

    async def _exchange(self, reader, writer, method, path, headers, body):
        """Send one request; return (status, whether the server closes the connection)."""
        headers = {"Host": self.host, **headers, **({"Content-Length": len(body)} if body else {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = re.search(r"\r\ncontent-length: (\d+)", head)
        if length is None and status not in (204, 304):  # to the end
            await reader.read()
            return status, True
        await reader.readexactly(int(length[1]) if length else 0)
        return status, "\r\nconnection: close" in head


def page(name, path):
    """The Kind of a page that is read."""
    return Kind(name, lambda _number: ("GET", path, {}, b""))


def contact_kind():
    """Messages, each by a form that was opened a minute ago, to one provider after the other."""
    slugs = itertools.cycle(list(Provider.objects.published().values_list("slug", flat=True)[:1000]))

    def request(number):
        with mock.patch.object(forms._signer, "timestamp", _a_minute_ago):
            stamp = forms._signer.sign(str(uuid.uuid4()))
        typed = {
            "name": "Bench",
            "email": "bench@demo.example",
            "message": f"Message {number}",
            "consent": "on",
        }
        body = urlencode({**typed, "stamp": stamp, "csrfmiddlewaretoken": CSRF}).encode()
        headers = {**FORM, "Cookie": f"{settings.CSRF_COOKIE_NAME}={CSRF}"}
        return "POST", f"/providers/{next(slugs)}/contact/", headers, body

    return Kind("contact", request, (303,), from_one=views.MESSAGES_AN_HOUR)


def _a_minute_ago():
    return signing.b62_encode(int(time.time()) - 60)


def step_kind():
    """Saves of a step, as the page makes them while somebody writes, by as many people as connections."""
    drafts = []
    for _ in range(max(CONNECTIONS)):
        row = factories.submission(submitted=False)
        session = f"{settings.SESSION_COOKIE_NAME}={factories.session(row.owner)}"
        drafts.append((f"/listing/{row.pk}/about/", f"{session}; {settings.CSRF_COOKIE_NAME}={CSRF}"))
    turns = itertools.cycle(drafts)

    def request(number):
        path, cookie = next(turns)
        typed = {"approach": f"Version {number}.", "first_visit": "We talk.", "about": "About us."}
        body = urlencode({**typed, "action": "keep", "seen": "", "csrfmiddlewaretoken": CSRF}).encode()
        return "POST", path, {**FORM, "Cookie": cookie}, body

    return Kind("step save", request)


def pages():
    """The Kinds that anybody may read."""
    provider = Provider.objects.published().order_by("pk").first()
    article = Article.objects.published().order_by("pk").first()
    return [
        page("home", "/"),
        page("article", f"/articles/{article.slug}/"),
        page("results", RESULTS),
        page("profile", f"/providers/{provider.slug}/"),
    ]


def measure(client, kinds, hello, connections):
    """Ask for each kind between two hellos, print a line for each; return the number of errors."""
    errors = 0
    for number in connections:
        before = client.ask(hello, number)
        load = os.getloadavg()[0]
        say(f"  {number} connections; load average {load:.1f}; answers and work over {hello.name}")
        say(f"    {hello.name:<10}             {before}")
        for kind in kinds:
            asked = client.ask(kind, number)
            after = client.ask(hello, number)
            rate = asked.rate / statistics.mean([before.rate, after.rate])
            work = statistics.mean([before.work, after.work]) / asked.work if asked.work else 0
            say(f"    {kind.name:<10} {rate:5.2f} {work:5.2f} {asked}")
            errors += len(before.errors) + len(asked.errors)
            before = after
    return errors


def prepare(size):
    """Fill the database: the demonstration, or its articles and so many seeded providers."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_places", verbosity=0)
    if size:
        call_command("load_articles", verbosity=0)
        Seed(size).write()
    else:
        with override_settings(DEMO=True):
            call_command("load_demonstration", verbosity=0)
    call_command("rebuild_search_index", verbosity=0)
    return f"{size:,} providers" if size else "demonstration data"


def front(folder, port):
    """The nginx of `deploy/` before a server at a port."""
    made = ProxiedSite(folder)
    (made.var / "static").symlink_to(settings.STATIC_ROOT)
    write_nginx(folder, made.var, (made.http, made.https), f"    server 127.0.0.1:{port};")
    site = folder / "site.conf"
    text = site.read_text()
    site.write_text(text.replace("server_name psychly.example", f"server_name {HOST}"))
    made.start_nginx()
    return made


def behind_nginx(port, kinds):
    """Measure what nginx keeps, beside a file of its own of the size of an article."""
    with tempfile.TemporaryDirectory(prefix="psychly-load-") as name:
        os.chmod(name, 0o755)  # nginx's own user reads the files below it
        made = front(Path(name), port)
        try:
            client = Client(f"https://127.0.0.1:{made.https}", HOST)
            size = len(made.send("GET", kinds[1].request(0)[1], headers={"Host": HOST}).content)
            Path(settings.STATIC_ROOT, "bench.html").write_text("x" * size)
            say(f"  behind nginx, with its cache; beside a file of {size:,} bytes")
            return measure(client, kinds, page("file", "/static/bench.html"), CONNECTIONS)
        finally:
            made.close()


def of_address(address):
    """Measure what can be read of a site that runs."""
    kinds = [page("home", "/"), page("articles", "/articles/"), page("results", RESULTS)]
    say(f"\n{address}")
    return measure(Client(address), kinds, page("robots.txt", "/robots.txt"), CONNECTIONS)


def main(size):
    """Measure; return 1 when anything failed."""
    what = prepare(size)
    read, written = pages(), [contact_kind(), step_kind()]
    connections.close_all()
    say(f"\n{connection.vendor}, {what}, two processes of four threads, no nginx")
    with served(workers=2) as port:
        client = Client(f"http://127.0.0.1:{port}", HOST)
        for kind in read:
            client.ask(kind, 8, 0.5)  # the first answers of a process are slower
        errors = measure(client, [*read, *written], page("hello", "/hello"), CONNECTIONS)
        if is_possible():
            errors += behind_nginx(port, read)
        else:
            say("  nginx or openssl is not installed: not measured behind it")
    say(f"  {errors} errors in all (wanted: none)")
    return 1 if errors else 0


if __name__ == "__main__":
    told = sys.argv[1]
    sys.exit(bool(of_address(told.partition("=")[2])) if told.startswith("--url=") else main(int(told)))
