"""Ready-made reasons, kept by staff in admin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReasonQuerySet(models.QuerySet):
    """Reasons by where they are offered."""

    def offered(self):
        """What the decision page offers, in order."""
        return self.filter(is_offered=True)


class Reason(models.Model):
    """A reason that moderators choose and change; it is sent as it stands in the decision, not from here."""

    title = models.CharField(_("title"), max_length=80, help_text=_("What moderators choose by."))
    text = models.TextField(
        _("text"), max_length=2000, help_text=_("What the therapist reads. Names no person.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("ready-made reason")
        verbose_name_plural = _("ready-made reasons")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title
