"""Whether the website of a listing answers. Asked by a task, never inside a request.

A listing may name any address, so nothing inside our own network may be reached through it: every host is
resolved first, and the connection goes to the address that was looked at.
"""

import ipaddress
import socket
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from django.conf import settings

TIMEOUT = httpx.Timeout(10, connect=5)  # seconds
REDIRECTS = 3


class Unreachable(Exception):
    """The website cannot be shown: no such host, no answer, an error, or an address that is not public."""


def check(url):
    """Return the address that answers in the end; raise Unreachable with a word of why."""
    for _hop in range(REDIRECTS + 1):
        answer = _ask(url)
        if not answer.is_redirect:
            break
        url = urljoin(url, answer.headers.get("Location", ""))
    else:
        raise Unreachable("too many redirects")
    # Sites that refuse programs answer 401, 403 or 429: they are there.
    if answer.status_code >= 400 and answer.status_code not in (401, 403, 405, 429):
        raise Unreachable(f"status {answer.status_code}")
    return url


def _ask(url):
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable("no web address")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = public_address(parts.hostname, port)
        host = f"[{address}]" if ":" in address else address
        target = urlunsplit((parts.scheme, f"{host}:{port}", parts.path or "/", parts.query, ""))
        with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
            request = client.build_request(
                "GET",
                target,
                headers={
                    "Host": parts.netloc.rpartition("@")[2],
                    "User-Agent": f"Psychly ({settings.SITE_URL})",
                },
                extensions={"sni_hostname": parts.hostname},
            )
            answer = client.send(request, stream=True)  # nobody reads the body
            answer.close()
            return answer
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error


def public_address(host, port):
    """Return an address of a host; raise Unreachable unless every address of it is on the public Internet."""
    found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(is_public(address) for address in found):
        raise Unreachable("not a public address")
    return sorted(found, key=lambda address: ":" in address)[0]


def is_public(address):
    """Whether an IP address is reachable from everywhere."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global
