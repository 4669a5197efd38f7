"""Somebody says that a public listing is theirs: it was made by another, or its mailbox is lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import Provider
from providers.models.provider import both_or_neither

STATEMENT_LENGTH = 2000  # characters


class ClaimQuerySet(models.QuerySet):
    """Claims by whether staff have decided."""

    def waiting(self):
        """What staff have not decided, oldest first."""
        return self.filter(decided_at=None).order_by("at", "pk")

    def not_about(self, user):
        """Without those of a user and on listings that the user writes: nobody decides on their own."""
        own = Provider.objects.written_by(user).values("pk")
        return self.exclude(by=user).exclude(provider__in=own)


class Claim(models.Model):
    """A claim on a listing, until staff decide. Who owns it is told at once and may object."""

    class Verdict(models.TextChoices):
        """What staff decided."""

        JOINS = "joins", _("Let in beside the owners")
        REPLACES = "replaces", _("Let in, in place of the owners")
        REFUSED = "refused", _("Refused")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="claims")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    statement = models.TextField(_("who it is, and how that can be checked"), max_length=STATEMENT_LENGTH)
    at = models.DateTimeField(_("received"), default=timezone.now)
    objected_at = models.DateTimeField(_("objected"), null=True, blank=True)
    objected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "by"], condition=Q(decided_at=None), name="one_open_claim_of_an_account"
            ),
            both_or_neither("decided_at", "decided_by", name="claim_decided_at_and_by"),
            models.CheckConstraint(
                condition=Q(decided_at=None, verdict="") | Q(decided_at__isnull=False) & ~Q(verdict=""),
                name="claim_decided_with_a_verdict",
            ),
        ]

    def __str__(self):
        return f"{self.provider.display_name} ({self.pk})"
