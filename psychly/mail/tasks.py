"""Tasks of the whole site: sending mail, trying failed tasks again.

The database backend of django-tasks runs a task once; what it lacks is here: a retry with back-off
and a reaper for tasks whose worker died (`retention.py` prunes). Together they make every task
at-least-once, so a task must do no harm when it runs twice.
"""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from psychly import deadlines
from psychly.models import OutgoingMail

WAITS = [timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600, 43200)]
#: After this a worker that began a task has died: no task runs so long (`psychly.deadlines`).
RUNNING_LIMIT = timedelta(seconds=1.5 * deadlines.LONGEST)


@receiver(task_finished)
def retry_failed_task(sender, task_result, **kwargs):
    """Put a failed task back in the queue with a growing wait, until WAITS is used up.

    The number of tries is the number of workers the row has seen; the last traceback stays on it.
    """
    tries = len(task_result.worker_ids)
    if task_result.status == TaskResultStatus.FAILED and tries <= len(WAITS):
        DBTaskResult.objects.failed().filter(pk=task_result.id).update(
            status=TaskResultStatus.READY, run_after=timezone.now() + WAITS[tries - 1]
        )


def revive_stuck_tasks():
    """Put tasks back in the queue whose worker died; return how many there were."""
    stuck = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - RUNNING_LIMIT)
    return stuck.update(status=TaskResultStatus.READY)


@task(queue_name="mail", deadline=60)
def send_mail(mail_id):
    """Send one mail of the outbox and erase its text; a mail that has left is not sent again.

    The row is claimed first and the server spoken to outside any transaction: on SQLite a slow mail
    server would otherwise hold up everybody who writes. A claim that nobody finished runs out.
    """
    if not OutgoingMail.objects.unclaimed().filter(pk=mail_id).update(claimed_at=timezone.now()):
        return
    mail = OutgoingMail.objects.get(pk=mail_id)
    try:
        _message(mail).send()
    except BaseException as error:
        OutgoingMail.objects.filter(pk=mail_id).update(
            claimed_at=None, tries=F("tries") + 1, failed_at=timezone.now(), problem=_said(error)
        )
        raise
    OutgoingMail.objects.filter(pk=mail_id).update(text="", html="", sent_at=timezone.now(), problem="")


def _said(error):
    """Return the class of an error and the number that the server gave; its words may name people."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return " ".join(filter(None, [type(error).__name__, str(code or "")]))[:100]


def _message(mail):
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": f"<{mail.message_id}@psychly>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
