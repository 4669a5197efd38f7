"""Mail leaves through the outbox: kept with the change, tried again, erased once it has left."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from psychly.mail import outbox, tasks
from psychly.models import OutgoingMail
from psychly.models.mail import TRIES
from psychly.web import logs
from tests import factories
from tests.mailbox import mail_to, run_tasks

pytestmark = pytest.mark.django_db


def post(**fields):
    return outbox.post("note", "pat@mail.example", "Hello", "The text", "<p>The text</p>", **fields)


@pytest.fixture
def broken_server(monkeypatch):
    """A mail server that refuses everything until `mend()` is called."""

    def refuse(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        yield patch


def skip_the_wait():
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))


def test_mail_leaves_once_and_its_text_is_erased():
    post(reply_to="visitor@mail.example")
    (message,) = mail_to("pat@mail.example")
    assert (message.subject, message.body, message.reply_to) == (
        "Hello",
        "The text",
        ["visitor@mail.example"],
    )
    row = OutgoingMail.objects.get()
    assert (row.text, row.html) == ("", "")
    assert row.sent_at


def test_mail_for_a_change_that_did_not_happen_is_not_sent():
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    run_tasks()
    assert mail.outbox == []
    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_task_carries_the_number_of_the_mail_and_nothing_of_its_content():
    row = post()
    assert DBTaskResult.objects.get().args_kwargs == {"args": [row.pk], "kwargs": {}}


def test_mail_is_kept_and_tried_again_with_a_growing_wait(broken_server):
    post()
    for wait in tasks.WAITS[:3]:
        run_tasks()
        task = DBTaskResult.objects.get()
        assert task.status == "READY"
        left = task.run_after - timezone.now()
        assert wait - timedelta(seconds=30) < left <= wait
        assert mail.outbox == []
        skip_the_wait()
    assert OutgoingMail.objects.get().text == "The text"
    broken_server.undo()
    run_tasks()
    assert len(mail.outbox) == 1
    assert OutgoingMail.objects.get().text == ""


def test_mail_that_never_leaves_ends_as_a_failed_task_for_staff_to_see(broken_server):
    post()
    for _ in range(len(tasks.WAITS) + 1):
        run_tasks()
        skip_the_wait()
    run_tasks()
    task = DBTaskResult.objects.get()
    assert task.status == "FAILED"
    assert len(task.worker_ids) == len(tasks.WAITS) + 1
    assert OutgoingMail.objects.waiting().count() == 1
    row = OutgoingMail.objects.given_up().get()
    assert (row.stands, row.tries, row.problem) == (
        "Given up",
        len(tasks.WAITS) + 1,
        "SMTPServerDisconnected",
    )


OUTBOX = "/admin/psychly/outgoingmail/"


@pytest.fixture
def boss(client):
    row = factories.editor("administrators")
    factories.enter_desk(client, row)
    return row


def test_an_administrator_finds_what_one_address_got(client, boss):
    outbox.post("note", "pat@mail.example", "To Pat", "Text")
    outbox.post("note", "wren@mail.example", "To Wren", "Text")
    page = client.get(OUTBOX, {"q": "pat@mail"}).content.decode()
    assert "pat@mail.example" in page
    assert "wren@mail.example" not in page


def test_an_administrator_sends_again_what_was_given_up_and_it_is_on_record(client, boss, broken_server):
    row = post()
    OutgoingMail.objects.update(tries=len(tasks.WAITS) + 1, failed_at=timezone.now(), problem="Gone 421")
    DBTaskResult.objects.all().delete()
    page = client.get(OUTBOX, {"stands": "given-up"}).content.decode()
    assert "Gone 421" in page
    assert "Given up" in page
    assert re.search(r"\b1 mail\b", page)
    broken_server.undo()
    answer = client.post(OUTBOX, {"action": "retry", "_selected_action": [row.pk]}, follow=True)
    assert "1 mail is on its way." in answer.content.decode()
    run_tasks()
    assert [message.subject for message in mail.outbox] == ["Hello"]
    row.refresh_from_db()
    assert (row.stands, row.problem) == ("Sent", "")
    history = client.get(f"{OUTBOX}{row.pk}/history/").content.decode()
    assert "Sent again." in history
    assert str(boss) in history


def test_nothing_that_left_is_leaving_or_was_erased_is_sent_again(client, boss):
    sent, leaving, erased = post(), post(), post()
    OutgoingMail.objects.filter(pk=sent.pk).update(sent_at=timezone.now(), text="", html="")
    OutgoingMail.objects.filter(pk=leaving.pk).update(claimed_at=timezone.now())
    OutgoingMail.objects.filter(pk=erased.pk).update(to="", text="", html="", subject="")
    tasks_before = DBTaskResult.objects.count()
    chosen = {"action": "retry", "_selected_action": [sent.pk, leaving.pk, erased.pk]}
    assert "None of these waits." in client.post(OUTBOX, chosen, follow=True).content.decode()
    assert DBTaskResult.objects.count() == tasks_before


def test_who_may_only_look_at_the_outbox_has_no_button(client):
    looker, row = factories.user(is_staff=True), post()
    looker.user_permissions.add(Permission.objects.get(codename="view_outgoingmail"))
    factories.enter_desk(client, looker)
    assert client.get(OUTBOX).status_code == 200
    client.post(OUTBOX, {"action": "retry", "_selected_action": [row.pk]})
    assert DBTaskResult.objects.count() == 1


def test_the_outbox_counts_tries_as_the_tasks_do():
    assert len(tasks.WAITS) == TRIES


def test_one_event_makes_one_mail():
    post(message_id="event-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        post(message_id="event-1")
    assert OutgoingMail.objects.count() == 1


def test_a_task_that_runs_twice_sends_one_mail():
    row = post()
    run_tasks()
    tasks.send_mail.call(row.pk)
    assert len(mail.outbox) == 1


def test_a_task_whose_worker_died_is_revived():
    post()
    task = DBTaskResult.objects.get()
    task.claim("worker-that-dies")
    run_tasks()
    assert mail.outbox == []
    assert tasks.revive_stuck_tasks() == 0  # it may still be at work
    DBTaskResult.objects.update(started_at=timezone.now() - tasks.RUNNING_LIMIT - timedelta(seconds=1))
    assert tasks.revive_stuck_tasks() == 1
    run_tasks()
    assert len(mail.outbox) == 1


def test_line_breaks_in_a_subject_make_no_new_header():
    outbox.post("note", "pat@mail.example", "Hello\nBcc: other@mail.example", "Text")
    messages = mail_to("pat@mail.example")
    assert len(messages) == 1
    assert messages[0].recipients() == ["pat@mail.example"]
    assert "\n" not in messages[0].subject


@pytest.mark.parametrize("formatter", [logs.WithoutValues(), logs.Structured()])
def test_the_log_of_a_failed_mail_names_nobody(monkeypatch, caplog, formatter):
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({"pat@mail.example": (550, b"no such person")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    post()
    run_tasks()
    said = "\n".join(map(formatter.format, caplog.records))
    assert "state=FAILED" in said
    assert "SMTPRecipientsRefused" in said
    assert "pat@mail.example" not in said


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_mail_server_is_spoken_to_outside_every_transaction(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send", lambda mail: seen.append(connection.in_atomic_block)
    )
    tasks.send_mail.call(post().pk)
    assert seen == [False]


def test_a_mail_that_another_worker_is_sending_is_left_alone(mailoutbox):
    row = post()
    OutgoingMail.objects.update(claimed_at=timezone.now())
    tasks.send_mail.call(row.pk)
    assert mailoutbox == []
    OutgoingMail.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    tasks.send_mail.call(row.pk)
    assert len(mailoutbox) == 1
