"""Decisions that were pressed and are not made yet: for a few seconds each can be taken back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HeldDecisionQuerySet(models.QuerySet):
    """Held decisions by where they stand."""

    def pending(self):
        """What will be made."""
        return self.filter(refused="")

    def due(self, now=None):
        """What is to be made by now."""
        return self.pending().filter(due_at__lte=now or timezone.now())


class HeldDecision(models.Model):
    """A press on a button of the decision page, kept until its moment comes (`listings.policy.UNDO`).

    Till then nothing is public, recorded or sent. When it could not be made after all, `refused` says why,
    for whoever pressed. Presses on several at once share a `batch`.
    """

    submission = models.OneToOneField("listings.Submission", models.CASCADE, related_name="held")
    action = models.CharField(_("action"), max_length=20)
    data = models.JSONField(_("what was posted"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    batch = models.UUIDField(_("pressed together"), default=uuid.uuid4, db_index=True)
    at = models.DateTimeField(_("pressed"), default=timezone.now)
    due_at = models.DateTimeField(_("to be made"))
    refused = models.TextField(_("why it was not made"), blank=True)

    objects = HeldDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("held decision")
        verbose_name_plural = _("held decisions")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.action}: {self.submission}"
