"""What registries say of a work since it was published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.reference import Reference


class WorkNotice(models.Model):
    """One retraction, expression of concern, correction or reinstatement of a work.

    `registry` is who was asked; what it said before is replaced by what it says now.
    """

    class Kind(models.TextChoices):
        """What the notice does."""

        RETRACTION = "retraction", _("Retraction")
        CONCERN = "concern", _("Expression of concern")
        CORRECTION = "correction", _("Correction")
        REINSTATEMENT = "reinstatement", _("Reinstatement")

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    doi = models.CharField(_("DOI of the notice"), max_length=250, blank=True)
    pmid = models.CharField(_("PMID of the notice"), max_length=12, blank=True)
    on = models.DateField(_("published on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=60)
    registry = models.CharField(_("registry"), max_length=20)
    noticed_at = models.DateTimeField(_("noticed"), auto_now_add=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["reference", "on", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.doi or self.pmid}".strip()
