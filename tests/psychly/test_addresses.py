"""Addresses for machines: health, robots, security.txt."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from psychly.mail import outbox
from psychly.models import OutgoingMail
from psychly.models.mail import TRIES

pytestmark = pytest.mark.django_db


def test_healthz_is_ok_while_the_database_answers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_healthz_is_503_when_the_database_does_not_answer(client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", fail)
    assert client.get("/healthz").status_code == 503


def test_healthz_is_503_when_the_connection_is_gone(client, monkeypatch):
    def fail(*args, **kwargs):
        raise InterfaceError

    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert client.get("/healthz").status_code == 503


def ready(client):
    """The status and the lines of /readyz, by what they are about."""
    answer = client.get("/readyz")
    assert answer["Content-Type"] == "text/plain"
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, dict(line.split(": ") for line in answer.content.decode().splitlines())


def test_readyz_is_ok_when_the_site_can_write_and_nothing_waits(client):
    outbox.post("code", "jo@mail.example", "A code", "ABCD")
    fine = dict.fromkeys(("database", "migrations", "files", "mail", "worker"), "ok")
    assert ready(client) == (200, fine)
    assert ready(client) == (200, fine)


def test_readyz_says_that_mail_does_not_leave_and_names_nobody(client):
    mail = outbox.post("code", "jo@mail.example", "A code", "ABCD")
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(minutes=7))
    status, said = ready(client)
    assert (status, said["mail"], said["worker"]) == (503, "waits for 7 minutes", "ok")
    assert "jo@" not in repr(said)
    for seen in (
        {"sent_at": timezone.now()},
        {"tries": TRIES + 1},  # given up: staff see it in the outbox
        {"tries": 1, "problem": "SMTPRecipientsRefused"},  # about this one address
    ):
        with transaction.atomic():
            OutgoingMail.objects.filter(pk=mail.pk).update(**seen)
            assert ready(client)[1]["mail"] == "ok", seen
            transaction.set_rollback(True)


def test_readyz_says_that_a_worker_is_dead_but_not_that_it_is_busy(client):
    outbox.post("code", "jo@mail.example", "A code", "ABCD")
    long_ago = timezone.now() - timedelta(minutes=9)
    DBTaskResult.objects.update(enqueued_at=long_ago)
    assert ready(client)[1]["worker"] == "waits for 9 minutes"
    busy = DBTaskResult.objects.get()
    busy.pk, busy.status, busy.started_at = uuid.uuid4(), TaskResultStatus.RUNNING, timezone.now()
    busy.save(force_insert=True)
    assert ready(client)[1]["worker"] == "ok"
    DBTaskResult.objects.filter(pk=busy.pk).update(queue_name="another")  # of another worker
    assert ready(client)[0] == 503
    DBTaskResult.objects.exclude(pk=busy.pk).update(run_after=timezone.now() + timedelta(minutes=1))
    assert ready(client)[0] == 200
    DBTaskResult.objects.exclude(pk=busy.pk).update(run_after=timezone.now() - timedelta(minutes=1))
    assert ready(client)[0] == 200  # tried again a minute ago, first asked for nine minutes ago


def test_readyz_says_that_a_migration_has_not_run_or_photos_cannot_be_stored(client, settings, tmp_path):
    recorder = MigrationRecorder.Migration
    recorder.objects.using("default").filter(app="psychly", name="0001_initial").delete()
    (tmp_path / "media").write_text("a file")
    settings.MEDIA_ROOT = tmp_path / "media"
    status, said = ready(client)
    assert (status, said["migrations"], said["files"]) == (503, "1 have not run", "nothing can be stored")


def test_robots_keep_out_of_private_pages_and_find_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /providers/*/contact/\n" in text
    assert "Sitemap: https://testserver/sitemap.xml" in text


def test_robots_keep_out_of_a_demonstration(client, settings):
    settings.DEMO = True
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n\n"


def test_security_txt_expires_within_a_year(client):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines() if line)
    assert lines["Contact"] == "mailto:staff@testserver"
    assert lines["Canonical"] == "https://testserver/.well-known/security.txt"
    expires = datetime.fromisoformat(lines["Expires"])
    assert timezone.now() < expires < timezone.now() + timedelta(days=365)


def test_the_icon_is_found_where_browsers_look_for_it(client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/icon.svg"
