"""Running queued tasks inside a test, and reading the mail that they sent."""

import re
import uuid
from datetime import timedelta

from django.core import mail
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from listings.models import HeldDecision


def run_tasks():
    """Run every task that is due, as the worker would, until none is left.

    Not by the worker's own loop: that closes connections, and with them the transaction of the test.
    """
    name = uuid.uuid4().hex
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
    )
    while row := DBTaskResult.objects.ready().first():
        row.claim(name)
        worker.run_task(row)


def make_held_decisions():
    """Let the seconds pass in which a decision can be taken back, and have the worker make it."""
    HeldDecision.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    DBTaskResult.objects.filter(task_path__endswith="make_held").update(run_after=timezone.now())
    run_tasks()


def mail_to(address):
    """Deliver what waits; return the messages that went to this address, oldest first."""
    run_tasks()
    return [message for message in mail.outbox if address in message.to]


def sign_in_code(address):
    """Return the newest code that went to this address; codes leave before other mail."""
    texts = [message.body for message in mail_to(address)]
    return re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", "\n".join(texts), re.M)[-1]


def type_in_the_code(client, answer, address):
    """Follow an answer that asks for a code from the present mailbox first; return what comes then."""
    assert answer["Location"].startswith("/accounts/reauthenticate/"), answer["Location"]
    return client.post(answer["Location"], {"code": sign_in_code(address)})
