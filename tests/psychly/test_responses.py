"""What every response carries, wherever it comes from."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from psychly.urls import urlpatterns as site_urls
from psychly.web.middleware import LoopbackOnly
from tests import factories

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
PATHS = [
    "/",
    "/readyz",
    "/privacy/",
    "/accounts/login/",
    "/admin/",
    "/healthz",
    "/nowhere/",
    "/robots.txt",
    "/broken/",
]

pytestmark = pytest.mark.django_db


def broken(request):
    """A page with a fault in it."""
    raise RuntimeError("on purpose")


urlpatterns = [*site_urls, path("broken/", broken)]


@pytest.fixture(autouse=True)
def _with_a_broken_page(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def visitor():
    """A client that sees the error page instead of the error."""
    return Client(raise_request_exception=False, headers={"x-forwarded-proto": "https"})


@pytest.mark.parametrize("address", PATHS)
def test_the_content_security_policy_is_the_same_everywhere(visitor, address):
    policy = visitor.get(address, secure=True)["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY


@pytest.mark.parametrize("address", PATHS)
def test_security_headers_are_on_every_response(visitor, address):
    headers = visitor.get(address, secure=True).headers
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=(self)" in headers["Permissions-Policy"]


HEADERS = (
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "X-Frame-Options",
    "Permissions-Policy",
    "Content-Security-Policy",
)


@pytest.mark.parametrize(
    ("status", "request_of"),
    [
        (405, {"method": "TRACE", "path": "/"}),
        (405, {"method": "FOO", "path": "/admin/"}),
        (413, {"method": "POST", "path": "/get-listed/about/", "CONTENT_LENGTH": "50000000"}),
        (400, {"method": "POST", "path": "/get-listed/about/", "CONTENT_LENGTH": "many"}),
        (400, {"method": "GET", "path": "/", "HTTP_HOST": "elsewhere.example"}),
        (400, {"method": "GET", "path": "/healthz", "HTTP_HOST": "elsewhere.example"}),
        (403, {"method": "GET", "path": "/", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}),
    ],
)
def test_what_is_refused_before_it_is_read_carries_the_same_headers(settings, status, request_of):
    if status == 403:
        settings.DEMO = True
        place = settings.MIDDLEWARE.index("psychly.web.middleware.SmallBodies")
        settings.MIDDLEWARE = [*settings.MIDDLEWARE]
        settings.MIDDLEWARE.insert(place, "psychly.web.middleware.LoopbackOnly")
    answer = Client(raise_request_exception=False).generic(**request_of, secure=True)
    assert answer.status_code == status
    assert [name for name in HEADERS if name not in answer] == []
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_wrong_host_over_plain_http_is_refused_with_headers_and_not_redirected(settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client(raise_request_exception=False).get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Client().get("/")["Location"] == "https://testserver/"
    assert Client().get("/readyz").status_code == 200


@pytest.mark.parametrize("address", ["/", "/privacy/", "/nowhere/", "/robots.txt", "/healthz"])
def test_a_first_visit_sets_no_cookie(visitor, address):
    response = visitor.get(address, secure=True)
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/accounts/login/", "/admin/login/", "/accounts/email/"])
def test_private_pages_are_kept_by_no_cache(visitor, address):
    assert "no-store" in visitor.get(address, secure=True)["Cache-Control"]


@pytest.mark.parametrize("page", ["contact/", "contact/sent/", "report/", "report/sent/"])
def test_what_a_visitor_writes_is_kept_by_no_cache(visitor, page):
    provider = factories.listed_provider()
    response = visitor.get(f"/providers/{provider.slug}/{page}", secure=True)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_a_form_that_was_refused_is_kept_by_the_browser_that_sent_it_and_by_nothing_else(visitor):
    page = f"/providers/{factories.listed_provider().slug}/contact/"
    refused = visitor.post(page, {"message": "Hello"}, secure=True)
    assert refused.status_code == 200
    assert refused["Cache-Control"] == "private, max-age=0"
    for secret in ("/admin/login/", "/accounts/2fa/authenticate/"):
        assert "no-store" in visitor.post(secret, {}, secure=True)["Cache-Control"]


def test_cookies_are_bound_to_the_host_and_to_https(visitor, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    cookie = visitor.get("/accounts/login/", secure=True).cookies["__Host-csrftoken"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/broken/", 500)])
def test_error_pages_are_in_the_look_of_the_site(visitor, address, status):
    response = visitor.get(address, secure=True)
    assert response.status_code == status
    assert b"<h1" in response.content
    assert b"css/site" in response.content
    assert b"988" in response.content
    assert b"on purpose" not in response.content


def test_a_form_without_its_token_is_refused_in_the_look_of_the_site():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "a@mail.example"}, secure=True)
    assert response.status_code == 403
    assert b"<h1" in response.content


def test_another_host_name_is_refused(visitor):
    assert visitor.get("/", headers={"host": "elsewhere.example"}, secure=True).status_code == 400


def test_a_forwarded_host_name_changes_nothing(visitor):
    response = visitor.get("/", headers={"x-forwarded-host": "elsewhere.example"}, secure=True)
    assert b"elsewhere.example" not in response.content


def test_what_a_visitor_searched_for_reaches_no_log(visitor, caplog):
    caplog.set_level(0)
    for address in PATHS:
        visitor.get(address, {"near": "canary-town", "treatment": "canary-treatment"}, secure=True)
    Client(enforce_csrf_checks=True).post("/accounts/login/?near=canary-town", secure=True)
    logged = [
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db.backends")
    ]
    assert logged
    assert [line for line in logged if "canary" in line] == []


def test_a_demonstration_answers_only_to_its_own_machine(rf, settings):
    settings.DEMO = True
    answer = LoopbackOnly(lambda request: HttpResponse("ok"))
    assert answer(rf.get("/", REMOTE_ADDR="127.0.0.1")).status_code == 200
    assert answer(rf.get("/", REMOTE_ADDR="192.0.2.7")).status_code == 403
    assert answer(rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7")).status_code == 403


@pytest.mark.parametrize("path", ["/", "/articles/", "/healthz", "/robots.txt", "/privacy/", "/providers/"])
def test_trace_is_refused(client, path):
    assert client.generic("TRACE", path).status_code == 405


@pytest.mark.parametrize("path", ["/get-listed/about/", "/admin/", "/providers/", "/accounts/login/"])
def test_a_body_of_fifty_megabytes_is_refused_before_a_byte_is_read(client, path):
    class Unread:
        def read(self, *args):
            raise AssertionError("read")

        readline = read

    length = {"CONTENT_LENGTH": "50000000", "wsgi.input": Unread()}
    answer = client.generic("POST", path, content_type="multipart/form-data; boundary=x", **length)
    assert answer.status_code == 413
    assert "A photo may have up to 15 MB" in answer.content.decode()
    assert client.get("/", CONTENT_LENGTH="-1").status_code == 400


@pytest.mark.django_db
def test_ten_thousand_fields_or_many_files_are_refused(client):
    client.force_login(factories.user())
    fields = {f"field-{n}": "1" for n in range(10_001)}
    assert client.post("/get-listed/about/", fields).status_code == 400
    files = {f"file-{n}": SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(20)}
    assert client.post("/get-listed/about/", files).status_code == 400
