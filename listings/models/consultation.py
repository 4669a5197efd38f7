"""What one member of staff asks of another, about a submission or a report."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.models.submission import Submission
from providers.models import ProblemReport


class ConsultationQuerySet(models.QuerySet):
    """Consultations by where they stand."""

    def about(self, target):
        """Those about a Submission or a ProblemReport."""
        return self.filter(**{self.model.column_of(target): target})

    def living(self):
        """Those about what still waits for staff, as it was when they were written."""
        waits = models.Q(submission__state=Submission.State.SUBMITTED)
        waits &= models.Q(at__gte=models.F("submission__submitted_at"))
        return self.filter(waits | models.Q(report__isnull=False, report__handled_at=None))

    def open(self):
        """Those that wait for the colleague."""
        return self.living().filter(closed_at=None)


class Consultation(models.Model):
    """A second opinion that a colleague is asked for, or a submission or report that is handed over to them.

    It is closed by the colleague's answer, or by taking what was handed over; when staff have decided, nobody
    is asked any more. For staff alone: whoever the listing belongs to reads none of it.
    """

    class What(models.TextChoices):
        """What is asked."""

        OPINION = "opinion", _("Second opinion")
        HANDOVER = "handover", _("Handed over")

    submission = models.ForeignKey(
        Submission, models.CASCADE, null=True, blank=True, related_name="consultations"
    )
    report = models.ForeignKey(
        ProblemReport, models.CASCADE, null=True, blank=True, related_name="consultations"
    )
    what = models.CharField(_("what is asked"), max_length=10, choices=What)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=4000)
    at = models.DateTimeField(_("at"), default=timezone.now)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    closed_at = models.DateTimeField(_("answered or taken"), null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission=None, report__isnull=False)
                | models.Q(submission__isnull=False, report=None),
                name="consultation_on_a_submission_or_a_report",
            )
        ]

    def __str__(self):
        return f"{self.get_what_display()}: {self.listing}"

    @staticmethod
    def column_of(target):
        """The column in which a Submission or a ProblemReport stands."""
        return "report" if isinstance(target, ProblemReport) else "submission"

    @property
    def target(self):
        """The Submission or the ProblemReport that it is about."""
        return self.submission or self.report

    @property
    def listing(self):
        """The name of the listing that it is about."""
        return str(self.report.provider if self.report_id else self.submission)
