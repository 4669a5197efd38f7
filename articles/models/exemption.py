"""Why something that stops publication may stand."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Exemption(models.Model):
    """A second editor's reason why a doubtful line may be published as it is; another line has none."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="exemptions")
    finding = models.TextField(_("finding"))
    quote = models.TextField(_("line"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.finding}: {self.reason}"
