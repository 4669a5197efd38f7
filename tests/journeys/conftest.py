"""A browser for the journeys: every page is watched for errors and for requests that leave the site."""

import os
import re
import shutil
import time
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.test.testcases import _StaticFilesHandler
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from providers.models import Place, Provider
from psychly.models import User
from tests import factories
from tests.journeys.tls_proxy import make_certificate, serving_tls
from tests.mailbox import make_held_decisions, sign_in_code

FLAGS = [
    "--headless",
    "--no-sandbox",  # the suite may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STORAGES, HSTS_SECONDS = settings.STORAGES, settings.SECURE_HSTS_SECONDS  # before a fixture changes them
#: For the journeys of staff: with script, without, and once as on a real site.
WAYS = [
    pytest.param(True, id="script"),
    pytest.param(False, id="no-script"),
    pytest.param(True, id="real-site", marks=pytest.mark.production),
]
PATIENCE = 60_000  # milliseconds until what never comes is given up: the machine may do other things
expect.set_options(timeout=PATIENCE)
NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items):
    """Everything in this folder needs the browser and a server of its own."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def chromium():
    """The browser of the whole run; without one the journeys are skipped and script/test says so."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        options = {} if path == "playwright" else {"executable_path": path}
        browser = playwright.chromium.launch(args=FLAGS, **options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def static_files():
    """Collect the static files once, as the site is served with."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def live_server(settings, transactional_db, django_db_serialized_rollback, static_files, _test_settings):
    """A server for one test (the library's own is older than the settings a test changes)."""
    settings.STORAGES = STORAGES
    settings.SECURE_HSTS_SECONDS = 0
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = _StaticFilesHandler  # collected files under their hashed names
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site(request, static_files):
    """The address of the running site: with the settings of a demonstration, or with those of production
    behind a proxy when the test is marked so."""
    name = "real_site" if request.node.get_closest_marker("production") else "demonstration_site"
    return request.getfixturevalue(name)


@pytest.fixture
def real_site(live_server, settings, tmp_path):
    """The site as production runs it: second factor, cookies for TLS alone, HSTS, all behind a proxy."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = HSTS_SECONDS
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert (settings.DEMO, settings.DEBUG, settings.STAFF_SECOND_FACTOR) == (False, False, True)
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    certificate = make_certificate(tmp_path)
    with serving_tls(live_server.thread.host, live_server.thread.port, certificate) as url:
        settings.SITE_URL = url
        yield url


@pytest.fixture
def demonstration_site(live_server, settings):
    """The site with the settings of a demonstration."""
    settings.SITE_URL = live_server.url
    settings.SESSION_COOKIE_NAME = "sessionid"  # a browser takes no __Host- cookie over plain HTTP
    settings.CSRF_COOKIE_NAME = "csrftoken"
    settings.STAFF_SECOND_FACTOR = False
    return live_server.url


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def has_script(request):
    """Whether JavaScript runs: a test that asks for this runs both ways."""
    return request.param


@pytest.fixture
def someone(chromium, site, request):
    """Make pages of different people: `someone()` is a new visitor with cookies of their own.

    At the end of the test every page and tab must have been free of script errors, console errors,
    violations of the content security policy (the console tells of them), requests to other hosts and
    faults of the server.
    """
    faults, contexts = [], []

    def new_page(width=1280):
        has_script = request.getfixturevalue("has_script") if "has_script" in request.fixturenames else True
        context = chromium.new_context(
            base_url=site,
            java_script_enabled=has_script,
            viewport={"width": width, "height": 900},
            ignore_https_errors=True,  # the certificate of the test signs itself
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda said: _is_fault(said) and faults.append(said.text))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("request", lambda sent: _is_off_host(sent.url, site) and faults.append(sent.url))
        context.on("response", lambda got: got.status >= 500 and faults.append((got.status, got.url)))
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(said):
    """Whether a line of the console is an error; that a test took the network away is none."""
    return said.type == "error" and "ERR_INTERNET_DISCONNECTED" not in said.text


def _is_off_host(url, site):
    return not url.startswith((site, "data:", "blob:", "about:"))


@pytest.fixture
def page(someone):
    """The page of one visitor."""
    return someone()


@pytest.fixture
def sign_in():
    """Sign a page in: `sign_in(page, address)` types the address, then the code that was mailed.

    With `start=None` the page already shows the form for the address.
    """

    def with_code(page, address, start="/accounts/login/"):
        if start:
            page.goto(start)
        page.locator("input[type=email]").fill(address)
        page.get_by_role("button", name="Send me a code").click()
        page.locator("input[name=code]").fill(sign_in_code(address))
        page.get_by_role("button", name="Continue", exact=True).click()
        expect(page).not_to_have_url(re.compile("/accounts/login/"))

    return with_code


@pytest.fixture
def enter_desk(sign_in, request):
    """Sign staff in who never were here: `enter_desk(page, address)`; a real site has them set up an app."""
    is_real = request.node.get_closest_marker("production") is not None

    def with_app(page, address, start="/accounts/login/?next=/admin/"):
        sign_in(page, address, start)
        if is_real:
            set_up_app(page)
            page.goto("/admin/")
            expect(page.locator("#user-tools")).to_be_visible()

    return with_app


def set_up_app(page):
    """From the page about a second step: set up an app and prove it; return the app's secret."""
    expect(page.locator("main")).to_contain_text("A second step to sign in")
    page.get_by_role("link", name="Set up the app").click()
    secret = page.locator("#authenticator_secret").input_value()
    type_app_code(page, secret)
    expect(page.locator("main")).not_to_contain_text("Scan this square")
    page.goto("/admin/")
    if "/accounts/" in page.url:
        type_app_code(page, secret)
    return secret


@pytest.fixture(autouse=True)
def _clock_of_the_app_stands_still(monkeypatch):
    """A code lives half a minute, which may end between reading and typing it."""
    moment = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: moment))


def type_app_code(page, secret):
    """Type what the app shows; each code works once, so half a minute is let pass."""
    cache.clear()
    code = page.locator("[name=code]")
    code.fill(factories.app_code(secret))
    code.press("Enter")


@pytest.fixture
def enter(site, settings):
    """Have somebody already signed in on a page: `enter(page, user)`."""

    def with_session(page, user):
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": factories.session(user), "url": site}
        page.context.add_cookies([cookie])

    return with_session


@pytest.fixture
def places(site):
    """Austin and Guymon (a far town) with a ZIP code each and their states, instead of sixty thousand."""
    rows = [
        ("zip", "78701", "78701", "TX", "Austin", "austin", 30.2706, -97.7426, 0),
        ("zip", "73942", "73942", "OK", "Guymon", "guymon", 36.6828, -101.4816, 0),
        ("city", "Austin", "austin", "TX", "", "", 30.2672, -97.7431, 931830),
        ("city", "Guymon", "guymon", "OK", "", "", 36.6828, -101.4816, 12000),
        ("state", "Texas", "texas", "TX", "", "", 31.25, -99.25, 0),
        ("state", "Oklahoma", "oklahoma", "OK", "", "", 35.5, -97.5, 0),
    ]
    names = ["kind", "name", "folded", "state", "city", "folded_city", "latitude", "longitude", "population"]
    return Place.objects.bulk_create(Place(**dict(zip(names, row, strict=True)), slug=row[2]) for row in rows)


# --- Getting listed -----------------------------------------------------------------------------------

MODERATOR = "moderator@staff.example"
STATES = {"OR": "Oregon", "NM": "New Mexico"}


@pytest.fixture
def ready_for_listings(places, settings, tmp_path):
    """Make towns, what is lawful where and a moderator; no registry can be reached."""
    settings.MEDIA_ROOT = tmp_path
    settings.NPI_REGISTRY_URL = "http://127.0.0.1:9/"  # nobody listens there

    def with_towns(towns):
        for zip_code, state, city, latitude, longitude in towns:
            point = {"state": state, "city": city, "latitude": latitude, "longitude": longitude}
            factories.zip_code(zip_code, **point)
        Place.objects.bulk_create(
            Place(
                kind="state", name=name, folded=name.lower(), state=code, slug=code,
                latitude=40, longitude=-100,
            )
            for code, name in STATES.items()
        )  # fmt: skip
        call_command("load_legal_status", verbosity=0)
        moderator = factories.user(MODERATOR, is_staff=True)
        moderator.groups.add(Group.objects.get(name="moderators"))
        EmailAddress.objects.create(user=moderator, email=MODERATOR, verified=True, primary=True)

    return with_towns


def check_licenses(page):
    """Tick each license on a decision page as looked up; one whose board is not known gets a source."""
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    for row in page.locator("p.checked").filter(has_text="License:").all():
        row.get_by_role("checkbox").check()
        source = row.get_by_label("Source")
        if not source.input_value():
            source.fill("Demonstration board")


@pytest.fixture
def approve(someone, enter):
    """Have a moderator approve the listing of this name in admin; return its public address."""

    def at_the_desk(name):
        page = someone()
        enter(page, User.objects.get(email=MODERATOR))
        page.goto("/admin/listings/submission/")
        page.get_by_role("link", name=name).first.click()
        check_licenses(page)
        page.get_by_role("button", name="Approve").click()
        expect(page.locator(".held")).to_contain_text("Approve and publish")
        make_held_decisions()
        return Provider.objects.get(display_name=name).get_absolute_url()

    return at_the_desk
