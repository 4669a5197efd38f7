"""Mail that comes back is noted; who wrote to a provider is told, and the listing goes before staff, once."""

import imaplib
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from providers.contact import undelivered
from providers.models import Inquiry, ProblemReport
from psychly.mail import bounces
from psychly.models import OutgoingMail
from tests import factories
from tests.mailbox import mail_to, run_tasks

pytestmark = pytest.mark.django_db
REPORT = """\
From: MAILER-DAEMON@mail.example
To: no-reply@psychly.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; ines@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b
Content-Type: {kind}

From: Psychly <no-reply@psychly.example>
To: ines@mail.example
Message-ID: <{key}@{host}>
Subject: A message

{body}
--b--
"""


def report(
    key, action="failed", status="5.1.1", kind="message/rfc822", host="psychly", body="Words of a patient."
):
    text = REPORT.format(action=action, status=status, kind=kind, key=key, host=host, body=body)
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def sent():
    """A visitor's message that left for the provider."""
    provider = factories.listed_provider(
        slug="ines", display_name="Ines Example", owner=factories.user("ines@mail.example")
    )
    Inquiry.objects.receive(
        provider=provider,
        token=uuid4(),
        name="Pat",
        email="pat@mail.example",
        message="Are you taking patients?",
    )
    run_tasks()
    return OutgoingMail.objects.get(kind="inquiry")


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_of_a_mail_server_finds_the_mail_that_it_is_about(sent, kind):
    assert bounces.note_bounce(report(sent.message_id, kind=kind)) == 1
    sent.refresh_from_db()
    assert str(sent.stands) == "Came back"
    assert sent.bounce == "5.1.1"
    assert bounces.note_bounce(report(sent.message_id, kind=kind)) == 0  # the same once more


@pytest.mark.parametrize(
    "content",
    [
        report("x", action="delayed", status="4.4.1"),
        report("x", host="elsewhere.example"),
        report("no-such-mail"),
        report("x" * 500),
        b"From: a@b.example\r\nSubject: I am away\r\n\r\nUntil Monday.",
        b"",
        b"Content-Type: multipart/report; boundary=b\r\n\r\nno parts",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\n",
        bytes(range(256)) * 20,
    ],
)
def test_what_reports_no_mail_of_ours_as_lost_changes_nothing(sent, content):
    content = content.replace(b"<x@", f"<{sent.message_id}@".encode())
    assert bounces.note_bounce(content) == 0
    assert not OutgoingMail.objects.undelivered().exists()


def test_the_sender_is_told_and_the_listing_goes_before_staff_once(sent, client):
    assert undelivered.follow_up() == 0
    bounces.note_bounce(report(sent.message_id))
    assert undelivered.follow_up() == 1
    assert undelivered.follow_up() == 0
    (told,) = mail_to("pat@mail.example")
    assert "Ines Example did not arrive" in told.body
    assert "patients?" not in told.body
    found = ProblemReport.objects.get()
    assert found.kind == "unreachable"
    assert "5.1.1" in found.message
    moderator = factories.moderator()
    factories.enter_desk(client, moderator)
    page = client.get(f"/admin/providers/problemreport/{found.pk}/change/").content.decode()
    assert "Mail to the listing comes back" in page
    assert "pat@mail.example" not in page


def test_a_second_message_that_comes_back_makes_no_second_report(sent):
    provider = ProblemReport._meta.get_field("provider").related_model.objects.get()
    Inquiry.objects.receive(provider=provider, token=uuid4(), name="Q", phone="5125550143", message="Hello?")
    run_tasks()
    for mail in OutgoingMail.objects.filter(kind="inquiry"):
        bounces.note_bounce(report(mail.message_id))
    assert undelivered.follow_up() == 2
    assert ProblemReport.objects.count() == 1
    assert (
        OutgoingMail.objects.filter(kind="inquiry_undelivered").count() == 1
    )  # the other left a number alone


def test_a_message_whose_address_is_refused_until_we_give_up_counts_as_lost(sent):
    OutgoingMail.objects.filter(pk=sent.pk).update(sent_at=None, tries=8, problem="SMTPRecipientsRefused")
    assert undelivered.follow_up() == 1


def test_a_message_that_was_given_up_because_nothing_leaves_is_no_fault_of_the_listing(sent):
    OutgoingMail.objects.filter(pk=sent.pk).update(
        sent_at=None, tries=8, problem="ConnectionRefusedError 111"
    )
    assert undelivered.follow_up() == 0


def test_another_mail_that_comes_back_is_noted_and_nobody_is_told(sent):
    OutgoingMail.objects.filter(pk=sent.pk).update(kind="login_code")
    bounces.note_bounce(report(sent.message_id))
    assert undelivered.follow_up() == 0


class Mailbox:
    """What imaplib makes of a mailbox with three messages."""

    def __init__(self, host, port, timeout):
        assert (host, port) == ("mail.psychly.example", 993)
        self.calls = []

    def login(self, user, password):
        assert (user, password) == ("no-reply", "p@ss")

    def select(self, folder):
        return "OK", [b"3"]

    def search(self, charset, which):
        return "OK", [b"1 2 3"]

    def fetch(self, number, what):
        content = self.messages[number]
        if "SIZE" in what:
            return "OK", [b"%s (RFC822.SIZE %d)" % (number, len(content))]
        assert "PEEK" in what
        return "OK", [(b"head", content), b")"]

    def store(self, number, how, flag):
        self.flags[number] = flag

    def expunge(self):
        self.flags["expunged"] = True

    def logout(self):
        """Nothing to do."""


@pytest.fixture
def mailbox(settings, monkeypatch, sent):
    settings.BOUNCE_MAILBOX = {
        "host": "mail.psychly.example",
        "port": 993,
        "user": "no-reply",
        "password": "p@ss",
        "folder": "INBOX",
    }
    Mailbox.messages = {
        b"1": report(sent.message_id),
        b"2": b"Subject: A question\r\n\r\nIs somebody there?",
        b"3": report(sent.message_id, body="x" * bounces.LARGEST),
    }
    Mailbox.flags = {}
    monkeypatch.setattr(imaplib, "IMAP4_SSL", Mailbox)
    return Mailbox


def test_housekeeping_reads_the_mailbox_and_deletes_what_it_understood(mailbox):
    printed = io.StringIO()
    call_command("housekeeping", stdout=printed)
    assert "1 mails came back, 0 answers" in printed.getvalue()
    assert "1 messages that did not arrive were followed up" in printed.getvalue()
    assert mailbox.flags == {b"1": "\\Deleted", b"2": "\\Seen", b"3": "\\Seen", "expunged": True}
    assert OutgoingMail.objects.filter(kind="inquiry_undelivered").exists()


def test_a_mailbox_that_cannot_be_read_holds_up_nothing_else(mailbox, monkeypatch):
    def refuse(self, user, password):
        raise imaplib.IMAP4.error("no-reply: wrong password")

    monkeypatch.setattr(mailbox, "login", refuse)
    printed, problems = io.StringIO(), io.StringIO()
    call_command("housekeeping", stdout=printed, stderr=problems)
    assert "cannot be read: error" in problems.getvalue()
    assert "wrong" not in problems.getvalue()
    assert "erased" in printed.getvalue()


def test_the_outbox_lists_what_came_back(sent, client):
    user = factories.user(is_staff=True)
    user.groups.add(Group.objects.get(name="administrators"))
    factories.enter_desk(client, user)
    bounces.note_bounce(report(sent.message_id))
    page = client.get("/admin/psychly/outgoingmail/?stands=came-back").content.decode()
    assert "Came back" in page
    assert "5.1.1" in page
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=31))
    call_command("purge", stdout=io.StringIO())
    assert not OutgoingMail.objects.exclude(to="").exists()
