"""The one door for mail: a row in the outbox, written with the change that causes the mail."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from psychly.mail.tasks import send_mail
from psychly.models import OutgoingMail

AWAITED = 50  # priority of a mail that somebody sits and waits for; others have 0


def render(kind, context):
    """Return (subject, text, HTML) of a mail from `emails/<kind>_subject.txt`, `.txt` and `.html`."""
    context = {"site_url": settings.SITE_URL, **context}
    parts = (f"emails/{kind}_subject.txt", f"emails/{kind}.txt", f"emails/{kind}.html")
    return tuple(render_to_string(part, context) for part in parts)


def queue(kind, to, context, *, reply_to="", message_id=None, is_awaited=False):
    """Render the mail and queue it; return its row.

    Call it inside the transaction of the change: both are kept or both are lost. The subject names no
    treatment and no condition (a phone shows it on its lock screen).
    """
    subject, text, html = render(kind, context)
    ids = {"reply_to": reply_to, "message_id": message_id}
    return post(kind, to, subject, text, html, is_awaited=is_awaited, **ids)


def post(kind, to, subject, text, html="", *, reply_to="", message_id=None, is_awaited=False):
    """Queue a mail whose parts are already written; return its row.

    The subject becomes one line of at most 200 characters, since it may hold what somebody typed. A
    `message_id` that is already in the outbox raises IntegrityError: one event, one mail. A mail that
    `is_awaited`, like a code, leaves before all others.
    """
    subject = " ".join(subject.split())[:200]
    row = OutgoingMail(kind=kind, to=to, reply_to=reply_to, subject=subject, text=text, html=html)
    if message_id:
        row.message_id = message_id
    row.save(force_insert=True)
    send_mail.using(priority=AWAITED if is_awaited else 0).enqueue(row.pk)
    return row


def send_again(mail):
    """Send a mail now rather than at its next turn, or after it was given up; say whether it can be.

    A mail that has left, is leaving, or was erased is left alone.
    """
    with transaction.atomic():
        rows = OutgoingMail.objects.unclaimed().filter(pk=mail.pk).exclude(text="").exclude(to="")
        if not rows.update(tries=0):
            return False
        send_mail.enqueue(mail.pk)
    return True
