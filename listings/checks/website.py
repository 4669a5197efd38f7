"""Whether the website of a listing answers. Asked by a task, never inside a request.

A listing may name any address, so nothing inside our own network may be reached through it: only hosts are
connected to whose every address is public, at each redirect anew (see `psychly.web.outside`).
"""

import ipaddress
import time
from urllib.parse import urljoin, urlsplit

from psychly.web import outside

SECONDS = 10  # for the whole of the check, redirects included
REDIRECTS = 3

#: What `ipaddress` of some release of Python takes for global although no website can be there, or the
#: address only wraps another one: https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-.
NOT_PUBLIC = [
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # behind the NAT of a carrier
        "192.0.0.0/24",  # assigned to protocols
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved
        "2001::/23",  # assigned to protocols, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
]
#: All that is given out of version 6 (RFC 4291, 2.4). Outside lie ::, ::1, addresses of version 4 in all
#: their wrappings (::/96, ::ffff:0:0/96, NAT64), unique local, link-local, site-local and multicast ones.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


class WebsiteUnreachable(Exception):
    """The website cannot be shown: no such host, no answer, an error, or an address that is not public."""


class NotAnsweredInTime(Exception):
    """The website had not answered after SECONDS: nothing is known about it."""


def check_answer(url):
    """Return the address that answers in the end.

    Raises WebsiteUnreachable with a word of why, or NotAnsweredInTime.
    """
    until = time.monotonic() + SECONDS
    for _hop in range(REDIRECTS + 1):
        answer = _ask(url, until)
        if not (300 <= answer.status < 400 and "Location" in answer.headers):
            break
        url = _join(url, answer.headers["Location"])
    else:
        raise WebsiteUnreachable("too many redirects")
    # Sites that refuse programs answer 401, 403 or 429: they are there.
    if answer.status >= 400 and answer.status not in (401, 403, 405, 429):
        raise WebsiteUnreachable(f"status {answer.status}")
    return url


def _join(url, location):
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise WebsiteUnreachable("no web address") from error


def _ask(url, until):
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WebsiteUnreachable("no web address")
        return outside.ask(url, until=until, may_reach=is_public, reads_body=False)
    except outside.TooSlow as error:
        raise NotAnsweredInTime from error
    except outside.NoAnswer as error:
        raise WebsiteUnreachable(str(error)) from error
    except ValueError as error:
        raise WebsiteUnreachable("no web address") from error


def is_public(address):
    """Whether an IP address is one that a website on the public Internet can have."""
    address = ipaddress.ip_address(address.partition("%")[0])
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not any(address in net for net in NOT_PUBLIC)
