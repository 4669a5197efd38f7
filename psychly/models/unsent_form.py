"""What staff typed into a form of the desk that was not taken."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class UnsentForm(models.Model):
    """The newest values of a form by its page, for whoever typed them: kept as typed, until it is saved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsent_forms")
    address = models.CharField(max_length=200)
    values = models.JSONField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "address"], name="one_unsent_form_per_page"),
        ]

    def __str__(self):
        return f"{self.address} ({self.user_id})"
