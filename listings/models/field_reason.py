"""What staff asked at the fields of a listing when they sent it back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FieldReason(models.Model):
    """One sentence about one field, shown to the therapist on that step.

    The decision keeps the same words in its reason, which is what the mail says; these rows say where each
    belongs. Without a step it is about the whole listing.
    """

    decision = models.ForeignKey("listings.Decision", models.PROTECT, related_name="at_fields")
    step = models.CharField(_("step"), max_length=20, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    text = models.TextField(_("what is asked"), max_length=4000)

    class Meta:
        verbose_name = _("reason at a field")
        verbose_name_plural = _("reasons at fields")
        ordering = ["pk"]

    def __str__(self):
        return self.text[:60]
