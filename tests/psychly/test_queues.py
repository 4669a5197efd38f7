"""Mail has a queue and a worker of its own: it waits for nothing else."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django_tasks.exceptions import InvalidTaskError
from django_tasks_db.models import DBTaskResult

from listings.models import RegistryLookup
from listings.tasks import look_up_npi
from psychly.mail import outbox, tasks
from psychly.models import OutgoingMail
from tests import factories
from tests.outside import talking

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds until a worker that does nothing fails the test
SLOW = 500


def wait_until(is_so):
    """Return when something is so; fail when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def database_url():
    """The URL of the database that this test writes to."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def start_worker():
    """Start the worker that a real site runs, for one queue; stop all of them after the test."""
    running = []

    def start(queue, **environ):
        command = [sys.executable, "manage.py", "db_worker", "--queue-name", queue, "--no-startup-delay"]
        environ = {**os.environ, "DATABASE_URL": database_url(), "SQLITE_TIMEOUT": "30", **environ}
        running.append(subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL))

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_sign_in_code_overtakes_five_hundred_slow_tasks_that_wait(client, tmp_path, start_worker):
    lookup = RegistryLookup.objects.create(owner=factories.user(), npi="1234567893")
    with transaction.atomic():
        for _ in range(SLOW):
            look_up_npi.enqueue(lookup.pk)
    never = threading.Event()
    with talking(lambda connection, number: never.wait(PATIENCE)) as (port, asked):
        registry = {"NPI_REGISTRY_URL": f"http://127.0.0.1:{port}/", "EMAIL_URL": f"file://{tmp_path}"}
        for queue in settings.TASKS["default"]["QUEUES"]:
            start_worker(queue, **registry)
        wait_until(lambda: asked)  # the worker of everything else is held up by the first of the slow ones
        client.post("/accounts/login/", {"login": "therapist@clinic.example"})
        wait_until(OutgoingMail.objects.filter(sent_at__isnull=False).exists)
        slow = DBTaskResult.objects.filter(queue_name="default")
        assert slow.count() == SLOW
        assert slow.filter(started_at=None).count() > SLOW - 50
        never.set()
    [mail] = tmp_path.iterdir()
    assert re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}\s*$", mail.read_text(), re.M)


@pytest.mark.django_db
def test_a_code_that_somebody_waits_for_overtakes_other_mail(client):
    for number in range(20):
        outbox.post("please_confirm", f"p{number}@mail.example", "Hello", "Text")
    client.post("/accounts/login/", {"login": "therapist@clinic.example"})
    first = DBTaskResult.objects.ready().first()
    assert OutgoingMail.objects.get(pk=first.args_kwargs["args"][0]).to == "therapist@clinic.example"


@pytest.mark.django_db
def test_all_mail_and_nothing_else_goes_into_the_queue_of_mail():
    mail = outbox.post("note", "pat@mail.example", "Hello", "Text")
    outbox.send_again(mail)
    factories.submission(you={"npi": "1234567893"}, about={"website": "https://a.example/"})
    rows = DBTaskResult.objects.all()
    queues = {(row.queue_name == "mail", row.task_path == "psychly.mail.tasks.send_mail") for row in rows}
    assert queues == {(True, True), (False, False)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--queue-name", "mial"], "“mial”"),
        (["--queue-name", "mail,defualt"], "“defualt”"),
        (["--queue-name", "mail, default"], "“ default”"),
        (["--queue-name", ""], "“”"),
        (["--queue-name"], "“”"),
        (["--queue-name", "*", "--exclude-queues", "mails"], "“mails”"),
    ],
)
def test_a_queue_that_does_not_exist_is_refused_by_name(options, named):
    with pytest.raises(CommandError, match=named) as refusal:
        call_command("db_worker", *options, "--batch")
    assert "The queues are: default, mail." in str(refusal.value)


def test_a_task_for_a_queue_that_does_not_exist_is_refused():
    with pytest.raises(InvalidTaskError, match="mial"):
        tasks.send_mail.using(queue_name="mial")


def test_the_page_and_the_containers_start_a_worker_for_each_queue():
    queues = sorted(settings.TASKS["default"]["QUEUES"])
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    assert sorted(re.findall(r"--queue-name, (\w+)", compose)) == queues
    page = (ROOT / "docs" / "operate.md").read_text()
    assert sorted(set(re.findall(r"psychly-worker@(\w+)", page))) == queues
