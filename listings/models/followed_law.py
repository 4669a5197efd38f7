"""What the law limited when public listings were last held against it."""

from django.db import models
from django.utils import timezone


class FollowedLaw(models.Model):
    """One row: limits by name of what they limit, as `providers.search.law_changes` returns them."""

    limits = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.at}"
