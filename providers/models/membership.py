"""Who of a practice has a listing of their own: both sides agree to it, and either may end it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models.provider import Provider


class MembershipQuerySet(models.QuerySet):
    """Memberships by what both sides said."""

    def of(self, provider):
        """Those of a listing, as practice or as clinician, with both listings."""
        rows = self.filter(Q(practice=provider) | Q(clinician=provider))
        return rows.select_related("practice", "clinician").order_by("asked_at", "pk")

    def agreed(self):
        """What both sides agreed to."""
        return self.exclude(agreed_at=None)


class Membership(models.Model):
    """A person of a practice and the listing of their own; public from when both agreed, until one ends it.

    `person` is their key in the practice's document: where they work and what they do stands there. An end
    deletes the row.
    """

    practice = models.ForeignKey(Provider, models.CASCADE, related_name="members")
    clinician = models.ForeignKey(Provider, models.CASCADE, related_name="memberships")
    person = models.CharField(_("person"), max_length=40)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["practice", "clinician"], name="one_membership_of_a_clinician"),
            models.UniqueConstraint(fields=["practice", "person"], name="one_membership_of_a_person"),
            models.CheckConstraint(condition=~Q(practice=F("clinician")), name="no_member_of_oneself"),
        ]

    def __str__(self):
        return f"{self.clinician} / {self.practice}"

    @property
    def name(self):
        """What the practice calls the person; "" when its listing names them no more."""
        people = self.practice.listing.you.people
        return next((person.name for person in people if person.key == self.person), "")

    @property
    def is_public(self):
        """Whether both agreed, both listings are public, and the practice still names the person."""
        both = self.practice.is_public and self.clinician.is_public
        return bool(self.agreed_at and both and self.name)
