"""Asking servers of other people, with one deadline for the whole of the question.

The time limits of an HTTP library hold for each read: a server that sends a byte now and then is waited for
for days. Here what is left of one deadline limits every step, from looking up the name to the last byte of
the answer; and the address that was judged is the address that is connected to, so a name that leads
elsewhere when it is looked up again changes nothing. Call it from a task, never inside a request. Proxies
that the environment names are not used.
"""

import socket
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass

import httpcore
import httpx
from django.conf import settings

MOST = 10_000_000  # bytes of an answer


class NoAnswer(Exception):
    """The server did not answer, or not as a web server does. Its text is a word of why."""


class TooSlow(NoAnswer):
    """The deadline passed before the answer was there."""


@dataclass(frozen=True)
class Answer:
    """What a server said; the names of `headers` may be asked for in any case."""

    status: int
    headers: httpx.Headers
    body: bytes


def ask(url, *, until, params=None, agent="", may_reach=None, reads_body=True):
    """Return the Answer to a GET, whatever its status; no redirect is followed.

    `until` is a moment of `time.monotonic()`. With `may_reach(address)` a host is only connected to when it
    is true of every IP address of it. Raises NoAnswer, and of it TooSlow.
    """
    try:
        address = httpx.URL(url, params=params) if params else httpx.URL(url)
        target = httpcore.URL(
            scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path
        )
        headers = {
            "Host": address.netloc.decode("ascii"),
            "User-Agent": agent or f"Psychly ({settings.SITE_URL})",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        }
        wire = _Wire(until, may_reach)
        with (
            httpcore.ConnectionPool(httpx.create_ssl_context(), network_backend=wire) as pool,
            pool.stream("GET", target, headers=headers) as answer,
        ):
            body = _body(answer) if reads_body else b""
            return Answer(answer.status, httpx.Headers(answer.headers), body)
    except httpcore.TimeoutException as error:
        raise TooSlow(type(error).__name__) from error
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
        httpx.InvalidURL,
        OSError,
        ValueError,
    ) as error:
        raise NoAnswer(type(error).__name__) from error


def _body(answer):
    """Read an answer to its end; one that is too long is none."""
    content = bytearray()
    for chunk in answer.iter_stream():
        content += chunk
        if len(content) > MOST:
            raise NoAnswer("the answer is too long")
    return bytes(content)


def _left(until):
    """Return the seconds that are left."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TooSlow("no time left")
    return seconds


class _Wire(httpcore.NetworkBackend):
    """Connects in what is left of the time, and to no address that may not be reached."""

    def __init__(self, until, may_reach):
        self._until, self._may_reach = until, may_reach
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        """Look the name up once, judge each of its addresses, and connect to one of these very addresses."""
        addresses = _addresses(host, port, _left(self._until))
        if self._may_reach and not all(map(self._may_reach, addresses)):
            raise NoAnswer("not a public address")
        stream = self._sockets.connect_tcp(
            addresses[0], port, _left(self._until), local_address, socket_options
        )
        return _Stream(stream, self._until)


def _addresses(host, port, seconds):
    """Return the IP addresses of a host, those of version 4 first.

    The system's resolver knows no deadline, so a thread asks it: one that is late ends by itself, unheard.
    """
    found = Future()

    def look_up():
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # whatever it is, it is raised where the answer is waited for
            found.set_exception(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        rows = found.result(seconds)
    except TimeoutError as error:
        raise TooSlow("the name was not found in time") from error
    return sorted({row[4][0] for row in rows}, key=lambda address: (":" in address, address))


class _Stream(httpcore.NetworkStream):
    """A connection whose every read and write must end in what is left of the time."""

    def __init__(self, stream, until):
        self._stream, self._until = stream, until

    def read(self, max_bytes, timeout=None):
        """Read what has come, waiting at most until the deadline."""
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer, timeout=None):
        """Send all of it before the deadline."""
        self._stream.write(buffer, _left(self._until))

    def close(self):
        """Hang up."""
        self._stream.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        """Shake hands with the server of this name before the deadline."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info):
        """What the connection says about itself."""
        return self._stream.get_extra_info(info)
