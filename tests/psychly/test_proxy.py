"""The nginx of `deploy/`, really run: what it keeps, and how long; what it shows by itself; what it logs."""

import signal
import threading
import time

import httpx
import pytest
from django.db import connection

from tests.proxied_site import HOST, ProxiedSite, is_possible

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_possible(), reason="nginx or openssl is not installed"),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the site behind nginx has a database of its own"
    ),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = ProxiedSite(tmp_path_factory.mktemp("p"))
    made.prepare()
    made.start_site()
    made.start_nginx()
    yield made
    made.close()


def test_a_page_for_everybody_is_kept_and_a_personal_one_is_not(site):
    first, second = site.get("/articles/"), site.get("/articles/")
    assert first.status_code == 200
    assert second.content == first.content
    assert site.cached() == "HIT"
    site.get("/articles/", Cookie=f"__Host-sessionid={site.session}")
    assert site.cached() == "BYPASS"
    mine = site.get("/listing/", Cookie=f"__Host-sessionid={site.session}")
    assert "Ines Example" in mine.text
    assert site.get("/listing/").status_code == 302
    for _ in range(2):
        form = site.get("/providers/ines/contact/")
        assert form.status_code == 200
        assert site.cached() in ("MISS", "EXPIRED")


def test_the_query_the_encoding_and_htmx_are_each_pages_of_their_own(site):
    seen = {
        site.get("/providers/places?q=Aus").headers["Content-Type"].partition(";")[0],
        site.get("/providers/places?q=Aus", **{"HX-Request": "true"})
        .headers["Content-Type"]
        .partition(";")[0],
    }
    assert seen == {"application/json", "text/html"}
    site.get("/providers/?near=a")
    assert "near" in site.get("/providers/?near=bbbb").text
    assert site.cached() == "MISS"
    plain = site.get("/about/", **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert site.get("/about/", **{"Accept-Encoding": "br, gzip"}).headers["Content-Encoding"] == "gzip"


def test_what_is_hidden_is_gone_within_ten_seconds(site):
    assert site.get("/providers/ines/").status_code == 200
    hide = "from providers.models import Provider; from django.utils import timezone; "
    hide += "Provider.objects.update(hidden_by_owner_at=timezone.now())"
    site.manage("shell", "--no-imports", "-c", hide)
    began = time.monotonic()
    while site.get("/providers/ines/").status_code == 200 and time.monotonic() - began < 30:
        time.sleep(0.2)
    site.manage("shell", "--no-imports", "-c", hide.replace("timezone.now())", "None)"))
    assert site.get("/providers/ines/").status_code in (200, 404)
    assert time.monotonic() - began < 30


def test_static_files_come_compressed_from_the_proxy_and_for_ever(site):
    css = site.get("/about/").text.split('href="/static/css/')[1].split('"')[0]
    for accepted, encoding in (("gzip", "gzip"), ("", None)):
        answer = site.get(f"/static/css/{css}", **{"Accept-Encoding": accepted})
        assert answer.status_code == 200
        assert answer.headers.get("Content-Encoding") == encoding
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert site.get("/static/nothing.css").status_code == 404
    assert site.get("/static/../psychly.sqlite3").status_code == 404


def test_a_phone_photo_passes_and_what_is_too_large_meets_a_page_of_ours(site):
    boundary = {"Content-Type": "multipart/form-data; boundary=x"}
    part = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    phone = site.send(
        "POST", "/get-listed/about/", headers=boundary, content=part + bytes(5_000_000) + b"\r\n--x--"
    )
    assert phone.status_code == 403  # a stranger's post without a token: the application read it
    ours = site.send("POST", "/get-listed/about/", headers=boundary, content=part + bytes(20_500_000))
    assert ours.status_code == 413
    assert "masthead" in ours.text
    with site.connect() as refused:  # before a byte of it is sent
        refused.sendall(f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 50000000\r\n\r\n".encode())
        theirs = b"".join(iter(lambda: refused.recv(65536), b"")).decode()
    assert theirs.startswith("HTTP/1.1 413 ")
    assert "That was too much to send" in theirs
    assert "Strict-Transport-Security" in theirs


def test_another_name_and_plain_http_lead_nowhere_else(site):
    with site.client() as client, pytest.raises(httpx.HTTPError):
        client.get("/", headers={"Host": HOST}, extensions={"sni_hostname": "elsewhere.example"})
    plain = httpx.get(f"http://127.0.0.1:{site.http}/providers/?near=Austin", headers={"Host": HOST})
    assert plain.status_code == 301
    assert plain.headers["Location"] == f"https://{HOST}/providers/?near=Austin"


def test_nobody_can_say_who_they_are(site):
    """The limits count by the address that the proxy saw, not by one that a visitor sends."""
    for number in range(130):
        answer = site.get("/accounts/login/", **{"X-Forwarded-For": f"192.0.2.{number}"})
        if answer.status_code == 429:
            return
    post = [
        site.send(
            "POST",
            "/accounts/login/",
            headers={"X-Forwarded-For": f"192.0.2.{n}", "Referer": f"https://{HOST}/"},
        ).status_code
        for n in range(3)
    ]
    assert set(post) == {403}  # no token: the form is guarded all the same


def test_two_hundred_slow_clients_hold_up_nobody(site):
    head = f"POST /get-listed/about/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100000\r\n\r\n".encode()
    slow = [site.connect() for _ in range(200)]
    try:
        for connected in slow:
            connected.sendall(head + b"a=")
        answers = [site.get(f"/about/?{number}").status_code for number in range(20)]
        assert answers == [200] * 20
    finally:
        for connected in slow:
            connected.close()


def restart(site):
    """As `systemctl restart` does: the socket stays."""
    site.stop_site()
    site.start_site()


def reload(site):
    """As `systemctl reload` does."""
    site.site.send_signal(signal.SIGHUP)


def upgrade(site):
    """As docs/operate.md says, with the new release beside the one that runs."""
    site.manage("upgrade")
    restart(site)


@pytest.mark.parametrize("change", [restart, reload, upgrade])
def test_a_change_of_the_site_under_load_fails_no_request(site, change):
    seen, stop = [], threading.Event()

    def visit():
        number = 0
        while not stop.is_set():
            number += 1
            page = f"/about/?{change.__name__}-{threading.get_ident()}-{number}"
            seen.append(site.get(page).status_code)

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    try:
        for _ in range(2):
            time.sleep(1)
            change(site)
        time.sleep(1)
        before = len(seen)
        while len(seen) < before + 20:
            time.sleep(0.1)
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()
    assert set(seen) == {200}
    assert len(seen) > 20


def test_while_the_site_is_away_its_own_page_says_so_and_no_log_tells_of_visitors(site):
    site.stop_site()
    site.listening.close()
    try:
        answer = site.get("/providers/?near=Secretville&condition=ptsd")
        assert answer.status_code == 502
        assert "Back in a minute" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        css = answer.text.split('href="/static/')[1].split('"')[0]
        assert site.get(f"/static/{css}").status_code == 200
    finally:
        logs = "".join(path.read_text() for path in (site.folder / "log").iterdir())
        assert "Secretville" not in logs
        assert "127.0.0.1" not in site.log.read_text()
        assert "ines" not in site.log.read_text()
        assert "/providers/..." in logs
