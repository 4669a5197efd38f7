"""What a therapist writes to staff about a listing: the answer to a question, or to a mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ANSWER_LENGTH = 4000  # characters


class Answer(models.Model):
    """An answer, for staff alone.

    One that was typed on a step belongs to the question there and may be changed until the listing is sent
    again; one that came by mail answers none in particular, and `mail_key` says which mail it was.
    """

    submission = models.ForeignKey("listings.Submission", models.CASCADE, related_name="answers")
    question = models.ForeignKey(
        "listings.FieldReason", models.PROTECT, null=True, blank=True, related_name="answers"
    )
    text = models.TextField(_("answer"), max_length=ANSWER_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    mail_key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("answer of a therapist")
        verbose_name_plural = _("answers of therapists")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question"], name="one_answer_to_a_question"),
            models.CheckConstraint(
                condition=Q(question=None, mail_key__isnull=False)
                | Q(question__isnull=False, mail_key__isnull=True),
                name="answer_to_a_question_or_a_mail",
            ),
        ]

    def __str__(self):
        return self.text[:60]
