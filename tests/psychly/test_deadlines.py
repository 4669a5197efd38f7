"""Every task has a deadline for the whole of it, and says so when it has passed."""

import signal
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.mail import get_connection
from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks.exceptions import InvalidTaskError
from django_tasks_db.models import DBTaskResult

from psychly import deadlines
from psychly.mail import outbox, tasks
from psychly.models import OutgoingMail
from tests import factories
from tests.mailbox import run_tasks
from tests.outside import drip, talking, was_met

done = []  # what the tasks of this module got done


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


@task(deadline=0.2)
def sleep_long():
    """Take much longer than the deadline."""
    time.sleep(3)
    done.append("slept")


@task(deadline=0.2)
def forgive_errors():
    """Catch every Exception, as careless tasks do."""
    try:
        time.sleep(3)
    except Exception:
        done.append("forgave")
    done.append("slept")


@task(deadline=0.2)
def swallow_everything():
    """Go on whatever happens, once."""
    try:
        time.sleep(3)
    except BaseException:
        done.append("swallowed")
    time.sleep(3)
    done.append("slept")


@task(deadline=60)
def be_quick():
    """End in time."""
    done.append("quick")


@pytest.mark.django_db
@pytest.mark.parametrize("slow", [sleep_long, forgive_errors])
def test_a_task_that_takes_too_long_ends_as_failed_and_the_worker_goes_on(slow):
    slow.enqueue()
    be_quick.enqueue()
    run_tasks()
    assert done == ["quick"]
    row = DBTaskResult.objects.get(task_path__endswith=slow.name)
    assert row.exception_class_path == "psychly.deadlines.DeadlinePassed"
    assert "Not done after 0.2 seconds, the deadline of this task." in row.traceback
    assert (row.status, row.run_after > timezone.now()) == ("READY", True)  # for another try


@pytest.mark.django_db
def test_an_alarm_that_was_swallowed_rings_again(monkeypatch):
    monkeypatch.setattr(deadlines, "AGAIN", 0.2)
    swallow_everything.enqueue()
    run_tasks()
    assert done == ["swallowed"]
    assert "DeadlinePassed" in DBTaskResult.objects.get().exception_class_path


@pytest.mark.django_db
def test_staff_read_that_a_task_took_too_long(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(factories.editor("administrators"))
    sleep_long.enqueue()
    DBTaskResult.objects.update(worker_ids=["w"] * len(tasks.WAITS))  # this is its last try
    run_tasks()
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    address = "/admin/django_tasks_database/dbtaskresult/"
    assert "Took longer than it may" in client.get(address).content.decode()
    assert "the deadline of this task" in client.get(f"{address}{row.pk}/change/").content.decode()


def test_a_task_in_time_leaves_no_alarm_behind():
    before = signal.getsignal(signal.SIGALRM)
    be_quick.call()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before
    with pytest.raises(deadlines.DeadlinePassed):
        sleep_long.call()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_a_task_called_in_another_thread_works_without_an_alarm():
    thread = threading.Thread(target=be_quick.call)
    thread.start()
    thread.join()
    assert done == ["quick"]


@pytest.mark.parametrize("seconds", [0, -1, deadlines.LONGEST + 1])
def test_a_deadline_with_which_a_task_could_count_as_dead_is_refused(seconds):
    with pytest.raises(InvalidTaskError, match="deadline"):
        replace(be_quick, deadline=seconds)


def test_no_deadline_reaches_the_limit_after_which_a_task_is_revived():
    backend = task_backends["default"]
    assert backend.task_class is deadlines.Task  # a task without a deadline cannot be defined
    assert timedelta(seconds=deadlines.LONGEST + deadlines.AGAIN) < tasks.RUNNING_LIMIT


@pytest.mark.django_db
def test_a_mail_server_that_drips_is_given_up_on_and_the_mail_waits_for_another_try(settings):
    def stall(connection, number):
        drip(connection, [b"220-please wait\r\n"] * 60)

    row = outbox.post("note", "pat@mail.example", "Hello", "The text")
    with talking(stall) as (port, met):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert get_connection().port == port
        with pytest.raises(deadlines.DeadlinePassed):
            replace(tasks.send_mail, deadline=0.5).call(row.pk)
        assert was_met(met)
    row = OutgoingMail.objects.unclaimed().get()
    assert (row.problem, row.tries, row.text) == ("DeadlinePassed", 1, "The text")
