"""The website of a listing is asked for by a task, and nothing inside our network is reached through it."""

import datetime
import socket
import ssl
import threading

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from listings.checks import website
from listings.models import CheckResult
from listings.steps import submitting
from tests import factories
from tests.mailbox import run_tasks
from tests.outside import drip, serving, talking, was_met

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
look_up = socket.getaddrinfo


@pytest.fixture
def anywhere(monkeypatch):
    """Let the checks reach this machine, where the test's server is."""
    monkeypatch.setattr(website, "is_public", lambda address: True)


@pytest.fixture
def names(monkeypatch):
    """A resolver that knows the names in this dict, and takes off one list of addresses at each question.

    Of the addresses of this machine 127.0.0.1 alone counts as one of the public Internet.
    """
    known = {}

    def answer(host, port, *args, **kwargs):
        if host not in known:
            return look_up(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in known[host].pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    monkeypatch.setattr(website, "is_public", lambda address: address == "127.0.0.1")
    return known


def saying(answer):
    """A talk that reads a request and answers it."""

    def talk(connection, number):
        connection.recv(10_000)
        connection.sendall(answer)

    return talk


def leading_to(url):
    """A talk that sends everybody on."""
    return saying(f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n".encode())


@pytest.mark.parametrize(("status", "is_there"), [(200, True), (403, True), (404, False), (500, False)])
def test_an_answer_is_judged_by_its_status(anywhere, status, is_there):
    with serving(lambda path: (status, "x")) as (url, _asked):
        if is_there:
            assert website.check_answer(url + "page") == url + "page"
        else:
            with pytest.raises(website.WebsiteUnreachable):
                website.check_answer(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1%25lo]/",
        "http://[2002:7f00:1::]/",
        "ftp://a.example/",
        "javascript:alert(1)",
        "http://",
        "http://[::",
        "http://127.0.0.1:99999/",
    ],
)
def test_nothing_inside_is_reached(url):
    with pytest.raises(website.WebsiteUnreachable):
        website.check_answer(url)


@pytest.mark.parametrize(
    "address",
    [
        # version 4: https://www.iana.org/assignments/iana-ipv4-special-registry
        *("0.0.0.0", "0.1.2.3", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.0.9", "192.0.2.1"),
        *("192.88.99.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        # version 6: nothing, this machine, its kin
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fdff::1", "ff02::1", "ff0e::1"),
        # an address of version 4 in a wrapping: mapped, compatible, translated, NAT64, 6to4, Teredo
        *("::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "::93.184.216.34", "::ffff:0:127.0.0.1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::5db8:d822", "64:ff9b:1::a00:1"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001::1"),
        # what nobody has a website at: documentation, benchmarks, discarding, ORCHID, segment routing
        *("2001:db8::1", "3fff::1", "2001:2::1", "100::1", "2001:10::1", "2001:20::1", "5f00::1", "4000::1"),
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_refused(address):
    assert not website.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "1.1.1.1",
            "8.8.8.8",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "11.0.0.0",
        ),
        *("172.32.0.0", "192.88.98.255", "198.17.255.255", "198.20.0.0", "223.255.255.255"),
        *("2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:2800:220:1::1", "2a00:1450::1", "3ffe::1"),
    ],
)
def test_an_address_of_the_public_internet_is_not_refused(address):
    assert website.is_public(address)


def test_a_name_with_one_inside_address_is_refused(names):
    with talking(saying(OK)) as (port, met):
        names["a.example"] = [["127.0.0.1", "10.0.0.1"]]
        with pytest.raises(website.WebsiteUnreachable, match="not a public address"):
            website.check_answer(f"http://a.example:{port}/")
        assert met == []


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_judged(names):
    with talking(saying(OK)) as (port, met), talking(saying(OK), "127.0.0.2", port) as (_port, inside):
        names["a.example"] = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]]
        assert website.check_answer(f"http://a.example:{port}/")
        assert (len(met), len(inside), len(names["a.example"])) == (1, 0, 2)


def test_a_name_that_leads_inside_at_the_second_hop_is_not_followed_there(names):
    with talking(leading_to("/again")) as (port, met), talking(saying(OK), "127.0.0.2", port) as (_, inside):
        names["a.example"] = [["127.0.0.1"], ["127.0.0.2"]]
        with pytest.raises(website.WebsiteUnreachable, match="not a public address"):
            website.check_answer(f"http://a.example:{port}/")
        assert (len(met), len(inside)) == (1, 0)


@pytest.mark.parametrize("target", ["http://127.0.0.2:1/", "file:///etc/passwd", "http://[", "//10.0.0.1/"])
def test_a_redirect_to_the_inside_is_not_followed(names, target):
    with talking(leading_to(target)) as (port, met), pytest.raises(website.WebsiteUnreachable):
        website.check_answer(f"http://127.0.0.1:{port}/")
    assert len(met) == 1


def test_redirects_are_followed_to_another_host_and_relative_ones_too(names):
    def answer(path):
        if path == "/":
            return 301, "", {"Location": f"http://b.example:{url.rpartition(':')[2]}old?a=1"}
        return (302, "", {"Location": "new"}) if path.startswith("/old") else (200, "x")

    with serving(answer) as (url, asked):
        names["b.example"] = [["127.0.0.1"], ["127.0.0.1"]]
        assert website.check_answer(url).endswith("/new")
        assert asked == ["/", "/old?a=1", "/new"]
        assert names["b.example"] == []


def test_endless_redirects_end(names):
    with talking(leading_to("/again")) as (port, met):
        with pytest.raises(website.WebsiteUnreachable, match="redirects"):
            website.check_answer(f"http://127.0.0.1:{port}/")
        assert len(met) == website.REDIRECTS + 1


@pytest.fixture
def certificate(tmp_path):
    """Key and certificate of a.example in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a.example")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("a.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "a.pem"
    path.write_bytes(key.private_bytes(*plain) + signed.public_bytes(serialization.Encoding.PEM))
    return path


def test_the_judged_address_is_asked_under_the_name_of_the_site(names, certificate, monkeypatch):
    trusting = ssl.create_default_context(cafile=certificate)
    serving_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving_tls.load_cert_chain(certificate)
    monkeypatch.setattr(httpx, "create_ssl_context", lambda: trusting)
    shown, heard = [], []
    serving_tls.sni_callback = lambda connection, name, context: shown.append(name)

    def talk(connection, number):
        with serving_tls.wrap_socket(connection, server_side=True) as secure:
            heard.append(secure.recv(10_000))
            secure.sendall(OK)

    with talking(talk) as (port, _met):
        names |= {name: [["127.0.0.1"]] for name in ("a.example", "b.example")}
        assert website.check_answer(f"https://a.example:{port}/x")
        with pytest.raises(website.WebsiteUnreachable):  # it has no certificate for that name
            website.check_answer(f"https://b.example:{port}/x")
    assert shown == ["a.example", "b.example"]
    assert heard[0].startswith(b"GET /x HTTP/1.1\r\n")
    assert f"\r\nhost: a.example:{port}\r\n".encode() in heard[0].lower()


# --- A site that takes its time -----------------------------------------------------------------------

STEPS = 60  # that a slow server takes: many times what the check waits


def slow_headers(connection, number):
    connection.recv(10_000)
    pieces = [b"HTTP/1.1 200 OK\r\n", *[b"X-Wait: 1\r\n"] * STEPS, b"\r\n"]
    drip(connection, pieces)


def slow_redirects(connection, number):
    connection.recv(10_000)
    pieces = [b"HTTP/1.1 302 Found\r\nLocation: /x\r\n", *[b"X-Wait: 1\r\n"] * 4, b"\r\n"]
    drip(connection, pieces)


def silence(connection, number):
    drip(connection, [b""] * STEPS)


@pytest.mark.parametrize(
    ("scheme", "talk"),
    [("http", slow_headers), ("http", slow_redirects), ("http", silence), ("https", silence)],
)
def test_a_site_that_drips_is_given_up_on_whatever_it_drips(anywhere, monkeypatch, scheme, talk):
    monkeypatch.setattr(website, "SECONDS", 0.5)
    with talking(talk) as (port, met):
        with pytest.raises(website.NotAnsweredInTime):
            website.check_answer(f"{scheme}://127.0.0.1:{port}/")
        assert was_met(met)


def test_a_name_that_takes_for_ever_to_look_up_is_given_up_on(monkeypatch):
    monkeypatch.setattr(website, "SECONDS", 0.2)
    done = threading.Event()

    def never(*args, **kwargs):
        done.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", never)
    try:
        with pytest.raises(website.NotAnsweredInTime):
            website.check_answer("http://slow.example/")
    finally:
        done.set()


@pytest.mark.django_db
def test_submitting_has_the_website_checked_for_the_moderator(anywhere):
    with serving(lambda path: (200, "x")) as (url, _asked):
        row = factories.submission(about={"website": url})
        assert CheckResult.objects.get(submission=row, kind="website").outcome == "unchecked"
        run_tasks()
        assert CheckResult.objects.get(submission=row, kind="website").outcome == "plausible"
        submitting.withdraw(row, by=row.owner)
    row = factories.submission(about={"website": url})
    run_tasks()
    assert CheckResult.objects.get(submission=row, kind="website").outcome == "look"


@pytest.mark.django_db
def test_a_site_that_had_not_answered_in_time_reads_not_checked_and_never_fine(anywhere, monkeypatch):
    monkeypatch.setattr(website, "SECONDS", 0.3)
    with talking(slow_headers) as (port, _met):
        row = factories.submission(about={"website": f"http://127.0.0.1:{port}/"})
        run_tasks()
    found = CheckResult.objects.get(submission=row, kind="website")
    assert found.get_outcome_display() == "not looked at"
    assert "had not answered after" in found.detail


@pytest.mark.django_db
def test_the_link_on_the_profile_passes_nothing_on(client):
    provider = factories.approve(
        factories.submission(about={"website": "https://a.example/"}), by=factories.moderator()
    )
    page = client.get(provider.get_absolute_url()).content.decode()
    assert 'href="https://a.example/" rel="nofollow noopener noreferrer"' in page
