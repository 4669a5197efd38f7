"""What is lawful where: one row for each treatment and state, with its source and date."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.models.taxonomy import Treatment
from providers.states import USState


class LegalStatus(models.Model):
    """The law on one treatment in one state (or in all, when `state` is empty).

    A row that staff have not confirmed (`confirmed_by` empty) still informs, with the date of last
    knowledge; only a confirmed "not lawful" row stops a listing.
    """

    class Status(models.TextChoices):
        """How the law stands."""

        LAWFUL = "lawful", _("lawful")
        LICENSED = "licensed", _("licensed program")
        NOT_OPEN = "not-open", _("law passed, not open yet")
        NOT_LAWFUL = "not-lawful", _("no licensed program")

    treatment = models.ForeignKey(Treatment, models.PROTECT, related_name="legal_statuses")
    state = models.CharField(_("state"), max_length=2, choices=USState, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    summary = models.TextField(_("summary"))
    source_name = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("source address"), blank=True)
    known_on = models.DateField(_("last known on"), help_text=_("Date up to which this is known to be so."))
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("legal status")
        verbose_name_plural = _("legal statuses")
        ordering = ["treatment__position", "state"]
        constraints = [
            models.UniqueConstraint(fields=["treatment", "state"], name="one_legal_status_per_state"),
            models.CheckConstraint(
                condition=models.Q(confirmed_on=None, confirmed_by=None)
                | models.Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="legal_status_confirmed_on_and_by",
            ),
        ]

    def __str__(self):
        return f"{self.treatment} {self.state or _('all states')}: {self.get_status_display()}"

    @property
    def first_source(self):
        """The source that `source_url` leads to: the first that is named."""
        return self.source_name.partition(";")[0]

    @property
    def further_sources(self):
        """The other sources, with the semicolon that parts them, or nothing."""
        return self.source_name[len(self.first_source) :]
