"""The append-only record: decisions of the moderators, and what owners do to their public listing."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import Provider


class DecidedDocument(models.Model):
    """The exact document that a decision was made on; retention and account deletion may erase it."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    document = models.JSONField(_("document"))

    class Meta:
        verbose_name = _("decided document")
        verbose_name_plural = _("decided documents")

    def __str__(self):
        return self.sha256[:12]


class Decision(models.Model):
    """Who decided what, when and why. Append-only: triggers in the database refuse change and removal."""

    class Verdict(models.TextChoices):
        """What was decided."""

        APPROVED = "approved", _("Approved")
        CHANGES_REQUESTED = "changes-requested", _("Changes requested")
        DECLINED = "declined", _("Declined")
        SPAM = "spam", _("Spam")

    submission = models.ForeignKey("listings.Submission", models.PROTECT, related_name="decisions")
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    document_sha256 = models.CharField(_("SHA-256 of the document"), max_length=64)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_verdict_display()}"


class OwnerChange(models.Model):
    """What an owner did to a public listing without a moderator. Append-only, like a decision."""

    class What(models.TextChoices):
        """What was done."""

        HIDDEN = "hidden", _("Hidden")
        SHOWN = "shown", _("Shown again")
        CONFIRMED = "confirmed", _("Confirmed")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="owner_changes")
    what = models.CharField(_("what"), max_length=10, choices=What)
    version = models.PositiveIntegerField(_("version of the listing"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change by an owner")
        verbose_name_plural = _("changes by owners")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_what_display()}"
