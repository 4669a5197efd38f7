"""Who may write a listing: owners, who may do everything with it, and editors, who write and send."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models.provider import Provider


class CollaboratorManager(models.Manager):
    """Collaborators with their accounts, those who came first first."""

    def get_queryset(self):
        """One statement for rows and accounts: every reader names or writes to the person."""
        return super().get_queryset().select_related("user")


class Collaborator(models.Model):
    """That an account may write a listing. Every listing that says something has at least one owner."""

    class Role(models.TextChoices):
        """What a collaborator may do."""

        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="collaborators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="collaborations")
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.OWNER)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = CollaboratorManager()

    class Meta:
        verbose_name = _("collaborator")
        verbose_name_plural = _("collaborators")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "user"], name="one_role_of_a_collaborator"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "editor"]), name="collaborator_role_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.user} ({self.get_role_display()})"

    @property
    def is_owner(self):
        """Whether it is an owner."""
        return self.role == self.Role.OWNER
