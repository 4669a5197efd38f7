"""Every address of the sign-in library, as everybody who may meet it: our words, our forms, no stock page."""

import re
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import gettext
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.mailbox import mail_to, sign_in_code, type_in_the_code
from tests.psychly.test_second_factor import SECRET, app_code, member, sign_in

pytestmark = pytest.mark.django_db
LIBRARY = Path(allauth.__file__).parent / "templates"
#: Words of the library that we would have chosen too.
OURS_TOO = {
    "Activate", "Add", "Cancel", "Code", "Confirm", "Download", "Edit", "Key", "Name", "Not used.", "Passkey",
    "Remove", "Save", "View",
}  # fmt: skip
#: What the library calls things, and we do not.
STOCK = re.compile(
    r"two-factor|authenticat(e|ion|or (code|secret))\b|security key|reauthenticate|passwordless|"
    r"verif(y|ication)|expires shortly|log(ged)? ?in\b|\bemail\b|assword:|multi-factor|deactivate|generate",
    re.I,
)
FIELDS = ("text", "email", "number", "password", "checkbox")


def addresses():
    """Every address under /accounts/ with a number or a token filled in."""

    def walk(patterns, prefix):
        for row in patterns:
            address = prefix + re.sub(r"^\^|\$$|\\Z", "", str(row.pattern))
            if hasattr(row, "url_patterns"):
                yield from walk(row.url_patterns, address)
            else:
                yield address

    found = {
        address for address in walk(get_resolver().url_patterns, "/") if address.startswith("/accounts/")
    }
    filled = {re.sub(r"<int:\w+>", "{key}", address) for address in found}
    return sorted(re.sub(r"<(str|path):\w+>", "1:x", address) for address in filled)


class Page(HTMLParser):
    """What a reader sees of a page's middle, and the forms in it."""

    def __init__(self, html):
        super().__init__()
        self.words, self.wrong, self.open, self.silent = [], [], [], 0
        self.feed(re.search(r"<main.*?</main>", html, re.S).group())

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        names = (has.get("class") or "").split()
        if tag in ("script", "style"):
            self.silent += 1
        if tag in ("div", "form", "p", "section", "label"):
            self.open.append((tag, names))
        if "style" in has or any(name.startswith("on") for name in has):
            self.wrong.append(f"inline code on <{tag}>")
        if tag == "input" and has.get("type", "text") in FIELDS:
            if not any("field" in names for _tag, names in self.open):
                self.wrong.append(f"a bare field {has.get('name')}")
            if has.get("placeholder"):
                self.wrong.append(f"words inside the field {has.get('name')}")
        if tag == "button" and not {"button", "linked"} & set(names):
            self.wrong.append(f"a bare button {has.get('id') or has.get('name')}")
        self.words += [has[name] for name in ("title", "aria-label", "alt") if has.get(name)]

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.silent -= 1
        while self.open and tag in ("div", "form", "p", "section", "label"):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


def spoken(source):
    """The sentences in the source of a template, as translations know them."""
    said = re.findall(r"{%\s*trans(?:late)?\s+[\"'](.*?)[\"']", source)
    said += re.findall(r"{%\s*blocktrans(?:late)?[^%]*%}(.*?){%\s*(?:plural|endblocktrans)", source, re.S)
    return {re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", words) for words in said}


def stock_words(response):
    """Sentences of the library's templates that a page was made of and that we say no other way."""
    sources = [
        template.origin.name
        for template in response.templates
        if template.origin and Path(template.origin.name).is_relative_to(LIBRARY)
    ]
    keys = spoken("\n".join(Path(name).read_text() for name in set(sources)))
    page = " ".join(" ".join(Page(response.content.decode()).words).split())
    return {words for words in keys - OURS_TOO if gettext(words) == words and " ".join(words.split()) in page}


def judge(address, response):
    """Say what is stock or bare about a page."""
    html = response.content.decode()
    if response.request["PATH_INFO"].startswith("/admin/"):
        return []
    if response.status_code in (301, 302, 405) or not response.headers["Content-Type"].startswith(
        "text/html"
    ):
        return []
    page = Page(html)
    title = re.search(r"<title>(.*?)</title>", html, re.S).group(1)
    said = title + " " + " ".join(page.words)
    wrong = [*page.wrong, *(f"stock: {words}" for words in stock_words(response))]
    wrong += [f"stock word: {hit.group()}" for hit in STOCK.finditer(said)]
    wrong += [] if "· Psychly" in title and title.strip() != "· Psychly" else [f"no title of ours: {title!r}"]
    return [f"{address} {response.status_code}: {sentence}" for sentence in wrong]


def add_passkey(user):
    """Give somebody a passkey, as a browser would have registered it."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    held = AttestedCredentialData.create(Aaguid.NONE, b"a passkey of a test", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    about = AuthenticatorData.create(sha256(b"testserver").digest(), flags, 0, held)
    client = CollectedClientData.create("webauthn.create", b"challenge", "https://testserver")
    made = {
        "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
        "clientDataJSON": websafe_encode(client),
    }
    number = websafe_encode(held.credential_id)
    credential = {"id": number, "rawId": number, "type": "public-key", "response": made}
    return WebAuthn.add(user, "My passkey", credential).instance


def anonymous():
    return Client(), None


def therapist():
    browser, user = Client(), member("therapist@mail.example")
    sign_in(browser, user, "/listing/")
    return browser, user


def staff():
    browser, user = Client(), member("staff@mail.example", is_staff=True)
    sign_in(browser, user)
    return browser, user


def enrolled():
    """Staff with an app, a passkey and recovery codes, who have just used the app."""
    browser, user = Client(), member("enrolled@mail.example", is_staff=True)
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    add_passkey(user)
    sign_in(browser, user)
    browser.post("/accounts/2fa/authenticate/", {"code": app_code()})
    codes = RecoveryCodes(user.authenticator_set.get(type="recovery_codes")).get_unused_codes()
    browser.post("/accounts/2fa/reauthenticate/", {"code": codes[0]})
    return browser, user


@pytest.mark.parametrize("who", [anonymous, therapist, staff, enrolled])
def test_no_address_of_an_account_shows_a_stock_page_or_a_bare_form(who):
    browser, user = who()
    passkey = user and user.authenticator_set.filter(type="webauthn").first()
    wrong, seen = [], 0
    for address in addresses():
        address = address.replace("{key}", str(passkey.pk if passkey else 1))
        if address.startswith(("/accounts/logout", "/accounts/sessions/end")):
            continue
        cache.clear()
        response = browser.get(address, follow=True)
        assert response.status_code in (200, 403, 404, 405, 410), (address, response.status_code)
        wrong += judge(address, response)
        seen += response.status_code == 200
        cache.clear()
        response = browser.post(address, {})
        assert response.status_code < 500, address
        wrong += judge(f"POST {address}", response)
    assert wrong == []
    assert seen > (12 if user else 5)


def test_no_page_in_the_middle_of_something_is_a_stock_page():
    browser, user = Client(), member("robin@mail.example")
    pages = [browser.post("/accounts/login/", {"login": user.email}, follow=True)]
    browser.post("/accounts/login/code/confirm/", {"code": sign_in_code(user.email)})
    asked = browser.post("/accounts/email/", {"action_add": "1", "email": "new@mail.example"})
    pages += [browser.get(asked["Location"]), browser.post(asked["Location"], {"code": "x"})]
    onward = type_in_the_code(browser, asked, user.email)["Location"]
    pages += [browser.get(onward), browser.post(onward, {"code": "x"}), browser.get("/accounts/email/")]
    browser.post(onward, {"code": sign_in_code("new@mail.example")})
    way = re.search(r"https://testserver(\S+/undo/\S+)", mail_to(user.email)[-1].body).group(1)
    pages += [browser.get("/accounts/email/"), browser.get(way), browser.post(way), browser.get(way)]
    TOTP.activate(user, SECRET)
    add_passkey(user)
    sign_in(browser, user)
    pages += [browser.get("/accounts/2fa/authenticate/")]
    pages += [browser.post("/accounts/2fa/authenticate/", {"code": "x"})]
    browser.post("/accounts/2fa/authenticate/", {"code": app_code()})
    for address in ("/accounts/2fa/webauthn/reauthenticate/", "/accounts/2fa/reauthenticate/"):
        pages += [browser.get(address)]
    assert [response.status_code for response in pages] == [200] * 9 + [410] + [200] * 4
    assert [
        sentence for response in pages for sentence in judge(response.request["PATH_INFO"], response)
    ] == []


def test_every_sentence_that_the_library_says_by_mail_or_in_passing_is_in_our_words():
    never = ("password", "phone", "account_already_exists", "email_confirmation_signup")
    ours = Path(settings.BASE_DIR) / "templates"
    for folder in ("account/email", "mfa/email", "account/messages", "mfa/messages"):
        for path in (LIBRARY / folder).glob("*.txt"):
            is_ours = (ours / folder / path.name).exists()
            if is_ours or path.name.startswith(never) or path.name.startswith("base_"):
                continue
            for words in spoken(path.read_text()):
                assert gettext(words) != words, f"{folder}/{path.name}: {words}"
