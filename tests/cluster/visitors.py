"""People who use the site without a pause while its parts die: each is a thread with an address of its own.

A form that was not acknowledged is sent again, the same one, as the page of an outage asks; what was
acknowledged is noted, and nothing else.
"""

import itertools
import random
import threading
import time
from collections import Counter, defaultdict
from urllib.parse import urlencode

import httpx
from bs4 import BeautifulSoup

from tests.proxied_site import HOST

PATIENCE = 40  # seconds of a visitor; nginx gives up after 35
FASTEST = 3.2  # seconds; who writes faster is asked to press once more
READERS, WRITERS, THERAPISTS = 4, 6, 2
PAGES = ("searches", "articles", "profiles", "photos")
FORMS = ("messages", "steps", "approvals")


class Journal:
    """What was answered and what failed, by kind and by time; and what was acknowledged."""

    def __init__(self):
        self.lock = threading.Lock()
        self.events = []  # (time, kind, whether it was answered as wanted, seconds, what it was)
        self.messages, self.steps, self.approvals = [], {}, []

    def note(self, kind, is_good, seconds, what=""):
        """Note one attempt."""
        with self.lock:
            self.events.append((time.monotonic(), kind, is_good, seconds, what))

    def between(self, began, ended):
        """What happened in a time: {kind: {"good", "failed", "worst", "gap"}}.

        `gap` is from the first failure to the last one: how long a kind was disturbed.
        """
        found = defaultdict(lambda: {"good": 0, "failed": 0, "worst": 0.0, "at": [], "what": Counter()})
        for at, kind, is_good, seconds, what in self.events:
            if began <= at < ended:
                row = found[kind]
                row["good" if is_good else "failed"] += 1
                row["worst"] = max(row["worst"], seconds)
                if not is_good:
                    row["at"] += [at - seconds, at]
                    row["what"][what] += 1
        for row in found.values():
            row["gap"] = max(row["at"]) - min(row["at"]) if row["at"] else 0.0
        return found


class Visitors:
    """All of them; use it as a context."""

    _addresses = itertools.count(2)

    def __init__(self, port, facts, journal):
        self.port, self.facts, self.journal = port, facts, journal
        self.session = ""  # of the moderator
        self.over = threading.Event()
        self.waiting = list(facts["waiting"])
        works = [self.read] * READERS + [self.write] * WRITERS + [self.moderate]
        self.threads = [threading.Thread(target=self._work, args=[work]) for work in works]
        self.threads += [
            threading.Thread(target=self._work, args=[self.save, *draft])
            for draft in facts["drafts"][:THERAPISTS]
        ]
        self.problems = []

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _work(self, work, *arguments):
        try:
            work(random.Random(threading.get_ident()), *arguments)
        except Exception as error:  # told at the end: a visitor who is gone would hide every later failure
            self.problems.append(repr(error))

    def browser(self, session=""):
        """A browser at an address that nobody else has: limits count by it."""
        number = next(self._addresses)
        address = f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return Browser(self, address, session)

    # --- What each does, again and again ----------------------------------------------------------

    def read(self, chance):
        """Search, read articles and profiles, look at photos."""
        kinds = [kind for kind in PAGES if kind != "photos" or self.facts["photo"]]
        with self.browser() as browser:
            while not self.over.is_set():
                kind = chance.choice(kinds)
                browser.get(kind, self._address(kind, chance))
                self.over.wait(0.05)

    def _address(self, kind, chance):
        """An address of a kind; most were not asked for in the last ten seconds, so that a host is asked."""
        if kind == "searches":
            near = {"near": chance.choice(self.facts["towns"]), "radius": chance.choice([10, 25, 50, 100])}
            return f"/providers/?{urlencode(near)}"
        if kind == "articles":
            return f"/articles/sleep/?{urlencode({'from': chance.randrange(1000)})}"
        if kind == "photos":
            return self.facts["photo"]
        return f"/providers/demo-{chance.randint(1, self.facts['size'])}/"

    def write(self, chance):
        """Write to providers."""
        for number in itertools.count():
            address = f"/providers/{chance.choice(self.facts['slugs'])}/contact/"
            with self.browser() as browser:
                page = browser.get("forms", address)
                if self.over.wait(FASTEST):
                    return
                if page is None:
                    continue
                text = f"message {threading.get_ident()} {number}"
                values = {
                    "name": "Pat Example",
                    "email": "pat@mail.example",
                    "message": text,
                    "consent": "on",
                }
                sent = browser.send_until("messages", address, {**fields(page), **values}, "/contact/sent/")
                if sent:
                    self.journal.messages.append(text)

    def save(self, chance, pk, session):
        """Write a listing: one step is saved again and again, with a number that grows."""
        address, number = f"/listing/{pk}/about/", 0
        with self.browser(session) as browser:
            while not self.over.wait(0.3):
                page = browser.get("forms", address)
                if page is None:
                    continue
                number += 1
                values = {**fields(page), "approach": f"We talk first {number}", "action": "later"}
                if browser.send_once("steps", address, values, "/listing/"):
                    self.journal.steps[str(pk)] = number

    def moderate(self, chance):
        """Approve one submission after another."""
        while self.waiting and not self.over.wait(0.5):
            pk = self.waiting[0]
            with self.browser(self.session) as browser:
                page = browser.get("forms", f"/admin/listings/submission/{pk}/change/")
                if page is None:
                    continue
                self.waiting.pop(0)
                check = {"checked": "0", "source-0": "Demonstration board"}  # of the one license
                values = {**fields(page), **check, "action": "approve"}
                address = f"/admin/listings/submission/{pk}/decide/"
                if browser.send_until("approvals", address, values, "/admin/"):
                    self.journal.approvals.append(pk)


class Browser:
    """One browser with its cookies."""

    def __init__(self, visitors, address, session):
        self.visitors, self.journal = visitors, visitors.journal
        base = f"https://127.0.0.1:{visitors.port}"
        self.client = httpx.Client(
            base_url=base,
            headers={"Host": HOST, "Referer": f"https://{HOST}/"},
            timeout=PATIENCE,
            transport=httpx.HTTPTransport(verify=False, local_address=address),
        )
        self.cookies = {visitors.facts["cookie"]: session} if session else {}

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.client.close()

    def get(self, kind, address):
        """Ask for a page; return its text, or None after noting that it failed."""
        answer = self._ask(kind, "GET", address, lambda answer: answer.status_code == 200)
        return answer.text if answer is not None else None

    def send_once(self, kind, address, values, goal):
        """Send a form; say whether it was acknowledged: by being led to `goal`."""

        def is_good(answer):
            return answer.status_code in (302, 303) and goal in answer.headers["Location"]

        return self._ask(kind, "POST", address, is_good, values) is not None

    def send_until(self, kind, address, values, goal):
        """Send the same form until it is acknowledged; False when the run ended before."""
        while not self.send_once(kind, address, values, goal):
            if self.visitors.over.wait(1):
                return False
        return True

    def _ask(self, kind, method, address, is_good, values=None):
        began = time.monotonic()
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            answer = self.client.request(
                method,
                address,
                data=values,
                headers={"Cookie": cookie} if cookie else {},
                extensions={"sni_hostname": HOST},
            )
        except httpx.HTTPError as error:
            self.journal.note(kind, False, time.monotonic() - began, type(error).__name__)
            return None
        self.cookies.update(answer.cookies)
        good = is_good(answer)
        self.journal.note(kind, good, time.monotonic() - began, "" if good else _what(answer))
        return answer if good else None


def _what(answer):
    title = BeautifulSoup(answer.text, "html.parser").title
    said = title.get_text(strip=True) if title else answer.headers.get("Location", "")
    return f"{answer.status_code} {said}"


def fields(page):
    """The values of the largest form of a page, as a browser would send them; no button among them."""
    forms = BeautifulSoup(page, "html.parser").find_all("form", method="post")
    form = max(forms, key=lambda found: len(found.find_all(["input", "textarea", "select"])))
    values = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind in ("submit", "button", "file", "image"):
            continue
        if kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                values.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values[name] = chosen.get("value", "") if chosen else ""
        else:
            values[name] = field.get_text() if field.name == "textarea" else field.get("value", "")
    return values
