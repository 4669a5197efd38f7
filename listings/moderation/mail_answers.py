"""What a therapist answers to a mail goes into the thread of the submission that the mail was about."""

from django.db import transaction
from django.utils.translation import gettext as _

from listings import emails
from listings.models import Answer, Submission
from listings.models.answer import ANSWER_LENGTH
from providers.models import Provider
from psychly.mail.replies import read_reply


def take_reply(content):
    """Keep a message, as bytes, that answers one of our mails; say whether it was one.

    It is kept once, and only where its address was given to somebody who may still write the listing. Staff
    are told that it came; what it says stays in admin.
    """
    reply = read_reply(content)
    submission = reply and _about(reply.about)
    writer = submission and next((user for user in _writers(submission) if reply.is_from(user.email)), None)
    if not writer:
        return False
    text = reply.text
    if len(text) > ANSWER_LENGTH:
        cut = _("[The mail was longer.]")
        text = f"{text[: ANSWER_LENGTH - len(cut) - 2]}\n\n{cut}"
    with transaction.atomic():
        values = {"submission": submission, "text": text, "by": writer}
        _row, is_new = Answer.objects.get_or_create(mail_key=reply.key, defaults=values)
        if is_new:
            emails.answer_came(submission).queue()
    return True


def _about(about):
    """The submission that a mail was about: itself, or the one that its listing was sent in with last."""
    number = int(about[1:])
    if about[0] == emails.ABOUT_SUBMISSION:
        return Submission.objects.filter(pk=number).exclude(document={}).first()
    provider = Provider.objects.filter(pk=number).first() if about[0] == emails.ABOUT_LISTING else None
    return provider and emails.last_sent(provider)


def _writers(submission):
    rows = submission.provider.collaborators.select_related("user") if submission.provider_id else []
    people = [submission.owner, *(row.user for row in rows)]
    return [user for user in dict.fromkeys(people) if submission.may_be_written_by(user)]
