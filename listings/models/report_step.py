"""What staff did about a report before it was closed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import ProblemReport


class ReportStep(models.Model):
    """One step: the owner was asked to correct, the reporter was answered, the listing was taken out.

    A step that asks has a day until which the owner is asked to correct; when `hides` is set, the listing is
    taken out of the directory once that day is over and nothing was changed.
    """

    class What(models.TextChoices):
        """What was done."""

        HELD = "held", _("Held")
        ASKED = "asked", _("Owner asked to correct")
        ANSWERED = "answered", _("Reporter answered")
        TAKEN_OUT = "taken-out", _("Taken out: the day was over")

    report = models.ForeignKey(ProblemReport, models.CASCADE, related_name="steps")
    what = models.CharField(_("step"), max_length=10, choices=What)
    text = models.TextField(_("words"), max_length=4000, blank=True)
    until = models.DateField(_("to be corrected by"), null=True, blank=True)
    hides = models.BooleanField(_("taken out when the day is over"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what="asked", until__isnull=False) | ~models.Q(what="asked"),
                name="report_step_asks_until_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(hides=False) | models.Q(what="asked"), name="report_step_that_asks_hides"
            ),
        ]

    def __str__(self):
        return self.get_what_display()
