"""Answers to our mail: a signed address in Reply-To, and what came there, read as words.

With `REPLY_ADDRESS` (whose mail comes into the mailbox that BOUNCE_URL names) each mail can have an address
of its own, like `answers+s12.0f3a…@psychly.example`. It says what the mail was about, and its signature to
whom it went, so that nobody writes there who had no mail. What follows is for the room that sent the mail.
"""

import email
import hashlib
import re
from dataclasses import dataclass
from email import policy

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

#: Where an address may stand in a mail that came.
ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
#: What an address for answers says between its name and its domain: about what, and the signature.
SIGNED = re.compile(r"\+([a-z][0-9]{1,18}+)\.([0-9a-f]{20})@")
#: A line that a mail program writes above what it quotes.
ATTRIBUTION = re.compile(r"On [^\n]{1,200}wrote:\s*+")
QUOTED_WHOLE = re.compile(r"-{2,}+ ?(?:Original Message|Forwarded message) ?-{2,}+\s*+", re.I)


@dataclass(frozen=True)
class Reply:
    """A mail that came to a signed address: about what, the signature, its words, and a key of its own."""

    about: str
    signature: str
    text: str
    key: str

    def is_from(self, address):
        """Whether the address that it answers to was given to this recipient."""
        return constant_time_compare(self.signature, _signature(self.about, address))


def address_for(about, recipient):
    """Return the address that takes a recipient's answer to a mail, or "" without REPLY_ADDRESS."""
    if not settings.REPLY_ADDRESS:
        return ""
    name, _at, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{name}+{about}.{_signature(about, recipient)}@{domain}"


def read_reply(content):
    """Return the Reply that a message is, as bytes, or None: to no such address, by a machine, or empty."""
    message = email.message_from_bytes(content, policy=policy.default)
    found = settings.REPLY_ADDRESS and _addressed(message)
    if not found or _is_by_a_machine(message):
        return None
    text = _words_of(message)
    if not text:
        return None
    own_id = str(message.get("Message-ID", "")).strip().encode("utf-8", "replace") or content
    return Reply(found[1], found[2], text, hashlib.sha256(own_id).hexdigest())


def _signature(about, recipient):
    return salted_hmac("psychly.mail.replies", f"{about} {recipient.lower()}").hexdigest()[:20]


def _addressed(message):
    name, _at, domain = settings.REPLY_ADDRESS.partition("@")
    heads = "\n".join(str(value) for head in ADDRESSED for value in message.get_all(head, [])).lower()
    for found in SIGNED.finditer(heads):
        if f"{name}{found[0]}{domain}".lower() in heads:
            return found
    return None


def _is_by_a_machine(message):
    """Whether it says of itself that nobody wrote it (RFC 3834): notes of absence, reports, lists."""
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower()
    bulk = str(message.get("Precedence", "")).strip().lower()
    return automatic != "no" or bulk in ("bulk", "junk", "list", "auto_reply")


def _words_of(message):
    """What was written, without the lines that are quoted; attachments are counted, not kept."""
    body = message.get_body(("plain", "html"))
    try:
        text = body.get_content() if body else ""
    except (LookupError, ValueError):  # in letters that nobody knows
        text = (body.get_payload(decode=True) or b"").decode("latin-1")
    if body and body.get_content_type() == "text/html":
        text = strip_tags(re.sub(r"<(?:br|/p|/div)\b", r"\n\g<0>", text, flags=re.I))
    lines = []
    for line in text.replace("\0", "").replace("\r\n", "\n").split("\n"):
        if QUOTED_WHOLE.fullmatch(line):
            break
        if not line.startswith(">") and not ATTRIBUTION.fullmatch(line):
            lines.append(line.rstrip())
    written = re.sub(r"\n{3,}+", "\n\n", "\n".join(lines)).strip()
    if left_out := len(list(message.iter_attachments())) if message.is_multipart() else 0:
        written = f"{written}\n\n{_('[Attachments that were not kept: %d]') % left_out}".strip()
    return written
