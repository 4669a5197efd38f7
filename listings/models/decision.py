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


class DecisionQuerySet(models.QuerySet):
    """Decisions by what they are about."""

    def about(self, provider):
        """Everything that was decided about one listing, the newest first."""
        return self.filter(models.Q(provider=provider) | models.Q(submission__provider=provider))


class Decision(models.Model):
    """Who decided what, when and why. Append-only: triggers in the database refuse change and removal."""

    class Verdict(models.TextChoices):
        """What was decided."""

        APPROVED = "approved", _("Approved")
        CHANGES_REQUESTED = "changes-requested", _("Changes requested")
        DECLINED = "declined", _("Declined")
        SPAM = "spam", _("Spam")
        REVERSED = "reversed", _("Decision reversed")
        REMOVED = "removed", _("Removed from the directory")
        RESTORED = "restored", _("Put back into the directory")

    #: Verdicts on a public listing as it stands; all others are on a submission.
    ON_A_LISTING = (Verdict.REMOVED, Verdict.RESTORED)

    submission = models.ForeignKey(
        "listings.Submission", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="decisions")
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    #: For staff alone: it may say something of somebody else.
    acknowledgement = models.TextField(_("what an alarm of the exclusion list was answered with"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    sent_at = models.DateTimeField(_("had been sent"), null=True, blank=True)
    document_sha256 = models.CharField(_("SHA-256 of the document"), max_length=64)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    verdict__in=["removed", "restored"], provider__isnull=False, submission=None
                )
                | models.Q(provider=None, submission__isnull=False)
                & ~models.Q(verdict__in=["removed", "restored"]),
                name="decision_on_a_submission_or_a_listing",
            )
        ]

    def __str__(self):
        return f"{self.get_verdict_display()}"


class Export(models.Model):
    """That somebody took a list out of admin: what, how many rows, who, when. Append-only."""

    what = models.CharField(_("what"), max_length=60)
    rows = models.PositiveIntegerField(_("rows"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.what


class OwnerChange(models.Model):
    """What an owner did to a public listing without a moderator. Append-only, like a decision."""

    class What(models.TextChoices):
        """What was done."""

        HIDDEN = "hidden", _("Hidden")
        SHOWN = "shown", _("Shown again")
        CONFIRMED = "confirmed", _("Confirmed")
        INSTANT = "instant", _("Small facts changed")
        INVITED = "invited", _("Somebody invited to write it")
        JOINED = "joined", _("Invitation taken")
        LEFT = "left", _("Left")
        DISMISSED = "dismissed", _("Right to write it taken away")
        MADE_OWNER = "owner", _("Made an owner")
        MADE_EDITOR = "editor", _("Made an editor")
        HANDED_OVER = "handed", _("Handed over")
        LET_IN = "let-in", _("Made an owner by staff, after a claim")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="owner_changes")
    what = models.CharField(_("what"), max_length=10, choices=What)
    version = models.PositiveIntegerField(_("version of the listing"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: Whose right to write the listing changed, where that is what was done.
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change by an owner")
        verbose_name_plural = _("changes by owners")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_what_display()}"
