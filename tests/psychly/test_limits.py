"""Limits count by the network that somebody comes from."""

import pytest
from django.core.cache import cache
from django.test import Client

from psychly.accounts import rate_limits


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:1::1", "2001:db8:1:1::/64"),
        ("2001:db8:1:1:ffff::e", "2001:db8:1:1::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ],
)
def test_an_address_of_ipv6_counts_by_its_network(rf, address, network):
    assert rate_limits.address_of(rf.get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize("network", ["2001:db8:1:1::", "::ffff:192.0.2."])
@pytest.mark.django_db
def test_one_network_asks_twenty_times_a_minute_at_most(settings, network):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    answers = [
        Client().post("/accounts/login/", {"login": f"p{n}@clinic.example"}, REMOTE_ADDR=f"{network}{n + 1}")
        for n in range(21)
    ]
    asked = [answer.status_code == 302 for answer in answers]
    assert asked == ([True] * 20 + [False] if network.endswith("::") else [True] * 21)
