"""How often something may be done from one address, without keeping the address."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOUR = 3600  # seconds


def take_slot(scope, key, limit, *, by, seconds=HOUR):
    """Take one of `limit` slots that each come back after `seconds`; return False when none is left.

    `by` names who takes it: the same name takes one slot however often it asks, so that one form sent
    twice counts once. Adding a key to the cache is atomic, so the limit also holds for requests in
    parallel. The cache holds a keyed hash of `key`, never the key.
    """
    digest = salted_hmac(f"limits.{scope}", str(key)).hexdigest()[:32]
    slots = [f"{scope}:{digest}:{number}" for number in range(limit)]
    taken = cache.get_many(slots)  # a refusal costs one question, whatever the limit
    if str(by) in taken.values():
        return True
    free = [slot for slot in slots if slot not in taken]
    return any(cache.add(slot, str(by), seconds) or cache.get(slot) == str(by) for slot in free)


def address_of(request):
    """The network that a visitor comes from: the same function that guards sign-in, the same proxies.

    A household or a rented server has 2^64 addresses of IPv6 and more (RFC 6177): they count by their /64.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    return str(address) if address.version == 4 else str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
