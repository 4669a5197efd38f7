"""The mail that waits to leave."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: After this a worker that claimed a mail has died: no mail server is waited for so long.
CLAIM_LIVES = timedelta(minutes=10)
#: How often a mail is tried again by itself; `tasks.WAITS` says when.
TRIES = 7
#: What a mail server says of one recipient; it tells nothing of the others' mail.
ABOUT_ONE_ADDRESS = "SMTPRecipientsRefused"


class OutgoingMailQuerySet(models.QuerySet):
    """Mail by where it stands."""

    def waiting(self):
        """Mail that has not left yet."""
        return self.filter(sent_at=None)

    def given_up(self):
        """Waiting mail that was tried as often as it ever will be by itself."""
        return self.waiting().filter(tries__gt=TRIES)

    def undelivered(self):
        """Mail whose recipient takes none: it came back, or was refused until we gave up.

        What was given up because nothing leaves is not among it: that is no fault of the recipient's.
        """
        refused = models.Q(sent_at=None, tries__gt=TRIES, problem__startswith=ABOUT_ONE_ADDRESS)
        return self.filter(refused | models.Q(bounced_at__isnull=False))

    def unclaimed(self):
        """Waiting mail that no worker is sending at this moment."""
        old = timezone.now() - CLAIM_LIVES
        return self.waiting().filter(models.Q(claimed_at=None) | models.Q(claimed_at__lt=old))


class OutgoingMail(models.Model):
    """One mail, written in the transaction that causes it and sent by a task.

    The text is erased as soon as the mail has left; what stays says only that it was sent.
    """

    kind = models.CharField(_("kind"), max_length=60, help_text=_("Name of the mail's template."))
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(_("reply to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    message_id = models.CharField(_("message ID"), max_length=120, unique=True, default=uuid.uuid4)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    claimed_at = models.DateTimeField(_("being sent since"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("failed tries"), default=0)
    failed_at = models.DateTimeField(_("failed last"), null=True, blank=True)
    problem = models.CharField(
        _("problem"), max_length=100, blank=True, help_text=_("What the mail server or the network said.")
    )
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)
    bounce = models.CharField(
        _("why it came back"), max_length=12, blank=True, help_text=_("The status that a mail server gave.")
    )
    followed_up_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_erased(self):
        """Whether nothing is left of it to send."""
        return not (self.text and self.to)

    @property
    def stands(self):
        """Where it stands, in words."""
        if self.bounced_at:
            return _("Came back")
        if self.sent_at:
            return _("Sent")
        if self.is_erased:
            return _("Erased before it could be sent")
        if self.claimed_at:
            return _("Being sent")
        if self.tries > TRIES:
            return _("Given up")
        return _("Waits for another try") if self.tries else _("Waits")
