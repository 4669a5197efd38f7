"""A disk that is really full, under a real server: what is told is true, and it ends with the cause."""

import html
import os
import re
import sqlite3
import subprocess
import time
from pathlib import Path
from unittest import mock

import httpx
import pytest
from django.db import connection

from providers.contact import forms
from tests import factories, killing, pictures

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its files elsewhere"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system"),
]
SIZE = 16  # MB


@pytest.fixture
def disk(tmp_path):
    """A small file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SIZE}m", "psychly-full-disk"]
    mounted = subprocess.run(["mount", *options, folder], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk):
    """Leave no byte free, and no room in SQLite's log of changes either; return the file that fills it."""
    with sqlite3.connect(disk / "psychly.sqlite3") as file:
        assert file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    file.close()
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue
    assert os.statvfs(disk).f_bavail == 0
    return filler


class Visitor(httpx.Client):
    """A browser: it keeps its cookies and sends the protection token of every form."""

    def __init__(self, server, user=None):
        cookies = {"csrftoken": killing.CSRF} | ({"sessionid": factories.session(user)} if user else {})
        super().__init__(base_url=f"http://127.0.0.1:{server.port}", cookies=cookies, timeout=60)

    def send_form(self, path, fields, **files):
        """Send a form as a browser does."""
        return self.post(path, data={"csrfmiddlewaretoken": killing.CSRF, **fields}, files=files or None)


def fields(answer):
    """The fields of the form on a page."""
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text)
    }


def test_a_full_disk_tells_the_truth_keeps_what_was_typed_and_is_over_with_its_cause(disk):
    factories.reference()
    factories.article(slug="sleep")
    owner = factories.user()
    factories.provider(slug="ines")
    with mock.patch("time.time", return_value=time.time() - 60):
        stamp = forms.new_stamp()
    letter = {
        "stamp": stamp,
        "name": "Jo",
        "email": "jo@mail.example",
        "message": "A first visit?",
        "consent": "on",
    }
    address = {"login": "new.therapist@clinic.example"}
    photo = ("me.jpg", pictures.photo(size=(1600, 1200)), "image/jpeg")
    database = disk / "psychly.sqlite3"
    environ = {"VAR_DIR": str(disk), "KILLING_DATABASE": str(database)}
    with killing.server(**environ) as server, Visitor(server) as visitor, Visitor(server, owner) as therapist:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(database)])
        assert visitor.get("/readyz").text.count(": ok\n") == 5
        about = fields(therapist.get("/get-listed/about/"))
        step = {"action": "later", "seen": about["seen"], "approach": "We talk first."}
        filler = fill(disk)

        for path in (
            "/",
            "/articles/sleep/",
            "/providers/ines/",
            "/providers/ines/contact/",
            "/accounts/login/",
        ):
            assert visitor.get(path).status_code == 200, path
        for path in ("/listing/", "/get-listed/about/", "/listing/your-data/"):
            assert therapist.get(path).status_code == 200, path
        assert (visitor.get("/healthz").status_code, visitor.get("/healthz").text) == (200, "ok")
        ready = visitor.get("/readyz")
        assert ready.status_code == 503
        assert "database: the database refuses or does not answer" in ready.text
        assert "files: nothing can be stored" in ready.text

        contact = visitor.send_form("/providers/ines/contact/", letter)
        sign_in = visitor.send_form("/accounts/login/", address)
        saved = therapist.send_form("/get-listed/about/", step, **{"photo-file": photo})
        for answer, sent in ((contact, letter), (sign_in, address), (saved, step)):
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "60"
            assert fields(answer) == {"csrfmiddlewaretoken": killing.CSRF, **sent}
        assert [path for path in Path(disk / "media").rglob("*") if path.is_file()] == []

        filler.unlink()
        assert visitor.post("/providers/ines/contact/", data=fields(contact)).status_code == 303
        assert visitor.post("/accounts/login/", data=fields(sign_in)).status_code == 302
        assert therapist.send_form("/get-listed/about/", step, **{"photo-file": photo}).status_code == 302
        assert visitor.get("/readyz").status_code == 200
        assert len(list((disk / "media" / "photos").iterdir())) == 1
    rows = sqlite3.connect(database)
    for table in ("providers_inquiry", "providers_photo", "listings_submission"):
        assert rows.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table
    rows.close()
