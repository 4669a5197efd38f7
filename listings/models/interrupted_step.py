"""What was typed into a step after the session had ended, until its writer has signed in again."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class InterruptedStep(models.Model):
    """The posted form of one step, for the writer that the page was made for.

    A stranger cannot write here: the form carries the signed name of whoever was signed in when it was shown.
    """

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="interrupted_steps")
    path = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    size = models.PositiveIntegerField()
    typed = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["writer", "path"], name="one_interrupted_form_a_step")]

    def __str__(self):
        return f"{self.path} {self.at}"
