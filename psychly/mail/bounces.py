"""Mail that comes back: reports of mail servers (RFC 3464) in the mailbox that BOUNCE_URL names.

Answers come there too (`replies`).

A report quotes the mail that it is about, by whose Message-ID the row of the outbox is found; a word in it
is believed no further. What follows from it is decided by the room that sent the mail.
"""

import email
import imaplib
import re
from contextlib import contextmanager
from email import policy

from django.conf import settings
from django.utils import timezone

from psychly.models import OutgoingMail

TIMEOUT = 20  # seconds for each answer of the mailbox
MOST = 200  # messages at a time; the next run goes on
LARGEST = 1_000_000  # bytes of a message that is read
STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")


class NoMailbox(Exception):
    """The mailbox cannot be read; its text is the kind of the error."""


def take_mail(take_reply):
    """Read what is new in the mailbox; return how many mails of ours came back, and how many answers came.

    `take_reply(content)` says whether a message was an answer and is kept. What is a report about one of our
    mails, or such an answer, is deleted then; anything else stays there, marked as seen.
    """
    if not settings.BOUNCE_MAILBOX:
        return 0, 0
    try:
        with _opened(**settings.BOUNCE_MAILBOX) as mailbox:
            taken = [_take(mailbox, number, take_reply) for number in _new(mailbox)]
            return sum(lost for lost, _answers in taken), sum(answers for _lost, answers in taken)
    except (TimeoutError, imaplib.IMAP4.error, OSError) as error:
        raise NoMailbox(type(error).__name__) from error


def note_bounce(content):
    """Note the mails of the outbox that a message reports as lost; return how many there were."""
    return sum(
        OutgoingMail.objects.filter(message_id=key, bounced_at=None).update(
            bounced_at=timezone.now(), bounce=status
        )
        for key, status in lost_mails(content)
    )


def lost_mails(content):
    """Return [(our Message-ID, status)] of a message, as bytes; nothing when it reports none of ours as lost.

    A delay is no loss, nor is a note that somebody is away.
    """
    message = email.message_from_bytes(content, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return []
    parts = list(message.walk())
    states = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    fields = [block for part in states for block in _blocks(part)]
    lost = [block for block in fields if str(block.get("Action", "")).strip().lower() == "failed"]
    if not lost:
        return []
    found = STATUS.search(str(lost[0].get("Status", "")))
    status = found[0] if found else ""
    return [(key, status) for part in parts if (key := _our_id(part))]


def _blocks(part):
    """The groups of fields of a delivery status: the server's first, then one for each recipient."""
    content = part.get_payload()
    return content if isinstance(content, list) else []


def _our_id(part):
    """The Message-ID of a mail that a part quotes, whole or its head alone, if we gave it."""
    if part.get_content_type() == "message/rfc822":
        head = part.get_payload(0)
    elif part.get_content_type() == "text/rfc822-headers":
        head = email.message_from_string(part.get_content(), policy=policy.default)
    else:
        return ""
    found = re.fullmatch(r"<([\w-]{1,120})@psychly>", str(head.get("Message-ID", "")).strip())
    return found[1] if found else ""


@contextmanager
def _opened(host, port, user, password, folder):
    """The mailbox, signed in to over TLS."""
    mailbox = imaplib.IMAP4_SSL(host, port, timeout=TIMEOUT)
    try:
        mailbox.login(user, password)
        if mailbox.select(folder)[0] != "OK":
            raise imaplib.IMAP4.error("no such folder")
        yield mailbox
        mailbox.expunge()
    finally:
        mailbox.logout()


def _new(mailbox):
    """The numbers of messages that nobody has seen, the oldest first."""
    return mailbox.search(None, "UNSEEN")[1][0].split()[:MOST]


def _take(mailbox, number, take_reply):
    """Return how many lost mails one message reports, and whether it is an answer.

    Of a large one the beginning is read: the words of an answer stand before the pictures that make it large.
    """
    size = re.search(rb"RFC822\.SIZE (\d+)", mailbox.fetch(number, "(RFC822.SIZE)")[1][0])
    is_whole = bool(size) and int(size[1]) <= LARGEST
    content = mailbox.fetch(number, "(BODY.PEEK[])" if is_whole else f"(BODY.PEEK[]<0.{LARGEST}>)")[1][0][1]
    noted = note_bounce(content) if is_whole else 0
    answers = int(not noted and take_reply(content))
    mailbox.store(number, "+FLAGS", "\\Deleted" if noted or answers else "\\Seen")
    return noted, answers
