"""Decisions that were pressed and are not made yet: for a few seconds each can be taken back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import Provider


class HeldDecisionQuerySet(models.QuerySet):
    """Held decisions by where they stand."""

    def on(self, target):
        """Those on a Submission or on a Provider."""
        return self.filter(**{self.model.column_of(target): target})

    def pending(self):
        """What will be made."""
        return self.filter(refused="")

    def due(self, now=None):
        """What is to be made by now."""
        return self.pending().filter(due_at__lte=now or timezone.now())


class HeldDecision(models.Model):
    """A press on a button that decides, kept until its moment comes (`listings.policy.UNDO_SECONDS`).

    It is on a submission, or on a public listing as it stands.

    Till then nothing is public, recorded or sent. When it could not be made after all, `refused` says why,
    for whoever pressed. Presses on several at once share a `batch`.
    """

    submission = models.OneToOneField(
        "listings.Submission", models.CASCADE, null=True, blank=True, related_name="held"
    )
    provider = models.OneToOneField(Provider, models.CASCADE, null=True, blank=True, related_name="held")
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission=None, provider__isnull=False)
                | models.Q(submission__isnull=False, provider=None),
                name="held_decision_on_a_submission_or_a_listing",
            )
        ]

    def __str__(self):
        return f"{self.action}: {self.target}"

    @staticmethod
    def column_of(target):
        """The column in which a Submission or a Provider stands."""
        return "provider" if isinstance(target, Provider) else "submission"

    @property
    def target(self):
        """The Submission or the Provider that it is on."""
        return self.submission or self.provider
