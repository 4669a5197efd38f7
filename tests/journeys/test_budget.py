"""What a first visit costs: 60 KB compressed in 8 requests, 25 KB of script among them."""

import gzip

import pytest
from django.core.management import call_command

from tests import factories

PAGES = [
    "/",
    "/articles/",
    "/articles/ketamine-for-depression/",
    "/articles/?q=is+ketamine+safe",
    "/evidence/depression/",
    "/glossary/",
    "/providers/",
    "/providers/?near=Austin,+TX",
    "/providers/?near=Guymon&radius=5",
    "/providers/ana-rivera/",
    "/providers/ana-rivera/contact/",
    "/legal-status/",
    "/get-listed/",
    "/accounts/login/",
    "/privacy/",
    "/nothing/here/",
]
KILOBYTE = 1000  # bytes


@pytest.fixture
def visit(chromium, site):
    """Open a page as somebody new: return the size in compressed bytes of each thing that was loaded."""

    def cost(path):
        context = chromium.new_context(base_url=site)
        page, loaded = context.new_page(), []
        page.on("response", lambda response: loaded.append(response))
        page.goto(path, wait_until="networkidle")
        sizes = {r.url.removeprefix(site): len(gzip.compress(r.body(), 6)) for r in loaded if r.status != 304}
        context.close()
        return sizes

    return cost


def test_a_first_visit_stays_within_its_budget(visit, places):
    call_command("load_articles", verbosity=0)
    for number in range(20):
        factories.cost(factories.listed_provider(display_name=f"Ana Rivera {number}"))
    factories.listed_provider(slug="ana-rivera", display_name="Ana Rivera", conditions=["depression"])
    dear = {}
    for path in PAGES:
        sizes = visit(path)
        script = sum(size for url, size in sizes.items() if url.endswith(".js"))
        if len(sizes) > 8 or sum(sizes.values()) > 60 * KILOBYTE or script > 25 * KILOBYTE:
            dear[path] = sizes
    assert dear == {}
