"""What is done for the site again and again by whoever runs it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Upkeep(models.Model):
    """One kind of upkeep: when it was done last, and what went wrong since. One row for each kind."""

    class Kind(models.TextChoices):
        """What is done."""

        BACKUP = "backup", _("backup")
        DRILL = "drill", _("restore drill")
        HOUSEKEEPING = "housekeeping", _("housekeeping")
        SWEEP = "sweep", _("monthly sweep")

    kind = models.CharField(primary_key=True, max_length=20, choices=Kind)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.kind
