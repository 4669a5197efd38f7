"""Submissions (a listing being written or proposed) and the append-only record of decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import Provider
from providers.models.provider import both_or_neither


class SubmissionQuerySet(models.QuerySet):
    """Submissions by where they stand."""

    def waiting(self):
        """What needs a decision, oldest first."""
        return self.filter(state=Submission.State.SUBMITTED).order_by("submitted_at", "pk")

    def open(self):
        """What is not decided for good yet."""
        return self.filter(state__in=Submission.OPEN)

    def owned_by(self, user):
        """The submissions of one therapist."""
        return self.filter(owner=user)


class Submission(models.Model):
    """A listing that is being written or proposed, as one document.

    The first listing and every later edit are the same thing; an edit names the `provider` it changes and
    the public version it is `based_on`. `document_version` counts saved changes of the document: a
    decision names the version it was made on, so nothing is approved unseen.
    """

    class State(models.TextChoices):
        """Where a submission stands."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CHANGES_REQUESTED = "changes-requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        SPAM = "spam", _("Spam")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)
    OPEN = (State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="submissions")
    based_on = models.PositiveIntegerField(_("based on version"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    document = models.JSONField(_("document"), default=dict)
    document_version = models.PositiveIntegerField(_("document version"), default=0)
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    private_note = models.TextField(_("private note"), blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["submitted_at", "pk"]
        constraints = [
            both_or_neither("claimed_at", "claimed_by", name="submission_claimed_at_and_by"),
            both_or_neither("provider", "based_on", name="submission_edit_has_a_base"),
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(provider__isnull=False, state__in=["draft", "submitted", "changes-requested"]),
                name="one_open_submission_per_provider",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(provider=None, state__in=["draft", "submitted", "changes-requested"]),
                name="one_open_first_listing_per_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(submitted_at__isnull=False),
                name="submission_submitted_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="submission_queue")]

    def __str__(self):
        return self.name or str(_("Untitled listing"))

    @property
    def name(self):
        """The display name in the document, or nothing yet."""
        return self.document.get("you", {}).get("display_name", "")


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

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
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
