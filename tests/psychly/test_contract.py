"""Every public address of the contract answers, and every page is whole and keeps to this site."""

import re
from html.parser import HTMLParser

import pytest
from django.core.management import call_command

from providers.document.schema import STEPS
from providers.models import Provider
from tests import factories

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/articles/",
    "/articles/ketamine-for-depression/",
    "/articles/psilocybin-services-where-they-are-lawful/",
    "/articles/how-to-choose-a-provider/",
    "/providers/",
    "/providers/?near=78701&radius=25&treatment=ketamine-infusion",
    "/providers/contract-provider/",
    "/providers/contract-provider/contact/",
    "/providers/contract-provider/report/",
    "/get-listed/",
    "/accounts/login/",
    "/legal-status/",
    "/glossary/",
    "/evidence/",
    "/evidence/depression/",
    "/evidence/esketamine/",
    "/privacy/",
    "/health-data/",
    "/editorial-policy/",
    "/verification/",
]
FILES = ["/readyz", "/articles/feed/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/healthz"]
LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "srcset",
    "form": "action",
    "link": "href",
}


#: A day, or a moment with a fraction of three digits at most (HTML, "valid global date and time string").
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:?\d\d))?")


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, html):
        super().__init__()
        self.headings, self.faults, self.loaded, self.ids = 0, [], [], []
        self.links, self.moments = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.headings += tag == "h1"
        if "style" in attrs or tag == "style":
            self.faults.append(f"style in <{tag}>")
        if tag == "script" and "src" not in attrs and not attrs.get("type", "").endswith("json"):
            self.faults.append("inline script")
        self.faults += [f"{name} in <{tag}>" for name in attrs if name.startswith(("on", "hx-"))]
        if tag == "time" and not MOMENT.fullmatch(attrs.get("datetime", "")):
            self.faults.append(f"<time> of {attrs.get('datetime')}")
        if re.search(r'[\s"<>\\\\^`{|}]', attrs.get("href") or ""):
            self.faults.append(f"link to {attrs['href']}")
        if attrs.get("id"):
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs.get("href"))
        if tag == "time":
            self.moments.append(attrs.get("datetime"))
        if tag in LOADS and attrs.get("rel") not in ("canonical", "alternate"):
            self.loaded.append(attrs.get(LOADS[tag]) or "")


@pytest.fixture(autouse=True)
def _provider():
    provider = factories.provider(slug="contract-provider")
    factories.license(provider)
    factories.offer(provider, location=factories.location(provider))


@pytest.fixture
def content():
    """The first articles and what is lawful where."""
    call_command("load_articles", verbosity=0)
    call_command("load_legal_status", verbosity=0)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_a_title_and_nothing_inline(client, content, address):
    response = client.get(address, secure=True)
    assert response.status_code == 200
    html = response.content.decode()
    page = Page(html)
    assert page.headings == 1
    assert re.search(r"<title>[^<·]{3,} · Psychly</title>", html), "no title"
    assert page.faults == []
    assert [url for url in page.loaded if "//" in url] == []
    assert sorted({i for i in page.ids if page.ids.count(i) > 1}) == []


def test_the_pages_of_therapists_and_staff_have_nothing_inline_either(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    submission = factories.submission()
    draft = factories.submission(submitted=False)
    factories.listed_provider(owner=draft.owner)
    steps = [f"/listing/{draft.pk}/{step}/" for step in STEPS]
    staff = factories.user(is_staff=True, is_superuser=True)
    desk = [f"/admin/listings/submission/{submission.pk}/{page}/" for page in ("change", "history")]
    for person, addresses in (
        (submission.owner, ["/listing/"]),
        (draft.owner, ["/listing/", *steps]),
        (staff, desk),
    ):
        client.force_login(person)
        for address in addresses:
            response = client.get(address, secure=True)
            assert response.status_code == 200, address
            page = Page(response.content.decode())
            assert page.faults == [], address
            if "history" not in address:
                assert page.moments or address in steps, address


def test_an_address_that_somebody_typed_is_one_that_html_allows(client):
    typed = 'https://practice.example/a b?q="x"|<y>&z=\u00e9%20'
    with factories.saying(Provider.objects.get(slug="contract-provider")) as said:
        said.about.website = typed
    page = Page(client.get("/providers/contract-provider/", secure=True).content.decode())
    assert page.faults == []
    assert "https://practice.example/a%20b?q=%22x%22%7C%3Cy%3E&z=%C3%A9%20" in page.links


@pytest.mark.parametrize("address", FILES)
def test_an_address_for_machines_answers(client, content, address):
    assert client.get(address, secure=True).status_code == 200


def test_no_public_page_links_to_a_page_that_is_not_there(client, content):
    links = set()
    for address in PAGES:
        html = client.get(address, secure=True).content.decode()
        links |= {link.split("#")[0] for link in re.findall(r'href="(/[^"]*)"', html)}
    links = {link.replace("&amp;", "&") for link in links if link and not link.startswith("/static/")}
    broken = {link: client.get(link, secure=True).status_code for link in sorted(links)}
    assert {link: status for link, status in broken.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize("address", ["/providers/", "/articles/", "/providers/contract-provider/"])
@pytest.mark.parametrize(
    "query",
    [
        "near=nan,inf",
        "near=7870",
        "near=%00",
        "near=" + "x" * 10_000,
        "near=%ED%A0%80",
        "radius=-1",
        "radius=nan",
        "page=0",
        "page=99999999",
        "page=9" * 3,
        "page=" + "9" * 400,
        "q=%00",
        "q=" + "(" * 500,
        "topic=%00",
        "back=%00",
        "back=https://elsewhere.example/",
        "day=0000-00-00",
        "treatment=nothing&treatment=%00&treatment=ketamine-infusion",
        "near=78701&near=&near=Austin&unknown=1",
        "telehealth=2&accepting=no",
    ],
)
def test_bad_input_is_answered_with_a_page(client, address, query):
    response = client.get(f"{address}?{query}", secure=True)
    assert response.status_code in (200, 404)
    assert b"<h1" in response.content


@pytest.mark.parametrize(
    "address",
    [
        "/providers/%00/",
        "/articles/%00/",
        "/articles/%ED%A0%80/",
        "/providers/" + "x" * 3000 + "/",
        "/get-listed/%00/",
    ],
)
def test_a_bad_address_is_not_found(client, address):
    assert client.get(address, secure=True).status_code in (301, 302, 404)


def test_the_sitemap_leads_to_pages_articles_and_profiles(client, content):
    index = client.get("/sitemap.xml", secure=True).content.decode()
    found = ""
    for section in re.findall(r"<loc>https://testserver(/[^<]+)</loc>", index):
        found += client.get(section, secure=True).content.decode()
    for address in ("/legal-status/", "/articles/ketamine-for-depression/", "/providers/contract-provider/"):
        assert f"<loc>https://testserver{address}</loc>" in found
    assert "/accounts/" not in found
