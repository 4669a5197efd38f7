"""Invitations by e-mail, and what is kept of an address so that nobody is written to against their will."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from providers.models import Collaborator, Provider


class InvitationQuerySet(models.QuerySet):
    """Invitations by whom they are for and what they lead to."""

    def sent_to(self, user):
        """Those that an account can take: the ones to the address that it signs in with."""
        return self.filter(address=user.email).select_related("provider", "clinic", "by")

    def to_write(self, provider):
        """Those to write one listing together with others."""
        return self.filter(provider=provider).order_by("pk")

    def of_clinic(self, provider):
        """Those to clinicians that one clinic has sent."""
        return self.filter(clinic=provider).order_by("pk")


class Invitation(models.Model):
    """An invitation that was sent and not taken yet; it goes when it is taken, withdrawn, refused or old.

    With a `provider` it lets the reader of the address write that listing in a `role`. Without one it leads
    to a listing of their own, a draft that begins with what is known (`document`); a `clinic` may have asked.
    """

    address = models.EmailField(_("e-mail address"))
    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name=_("listing")
    )
    role = models.CharField(_("role"), max_length=6, choices=Collaborator.Role, blank=True)
    document = models.JSONField(_("what is filled in"), default=dict, blank=True)
    clinic = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="clinician_invitations"
    )
    # Nobody where a list was read on the server.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "address"], name="one_invitation_to_write_a_listing"),
            models.UniqueConstraint(
                fields=["address"], condition=Q(provider=None), name="one_invitation_to_be_listed"
            ),
            models.CheckConstraint(
                condition=Q(provider=None, role="") | Q(provider__isnull=False) & ~Q(role=""),
                name="invitation_to_a_listing_has_a_role",
            ),
        ]

    def __str__(self):
        return self.name or str(_("A listing of your own"))

    @property
    def name(self):
        """What the listing is called that it leads to, as far as anybody knows."""
        if self.provider_id:
            return self.provider.display_name
        return self.document.get("you", {}).get("display_name", "")

    @property
    def sender(self):
        """Who invites, as its reader knows them: an account, a clinic, or nothing for our staff."""
        if self.clinic_id:
            return self.clinic.display_name
        return str(self.by) if self.provider_id and self.by_id else ""


class InvitedAddressQuerySet(models.QuerySet):
    """What is known of an address without keeping it."""

    def known(self, address):
        """The row of an address, or None when it was never invited."""
        return self.filter(address_hash=hash_of(address)).first()

    def refuses(self, address):
        """Whether the reader of an address asked never to be invited again."""
        return self.filter(address_hash=hash_of(address), refused_at__isnull=False).exists()

    def note_sent(self, address):
        """Keep that an invitation went to an address."""
        now = timezone.now()
        self.update_or_create(
            address_hash=hash_of(address), defaults={"sent_at": now}, create_defaults={"sent_at": now}
        )

    def note_refused(self, address):
        """Keep that its reader wants none any more."""
        now = timezone.now()
        self.update_or_create(address_hash=hash_of(address), defaults={"refused_at": now})


class InvitedAddress(models.Model):
    """That an address was invited, or must never be again: a keyed hash, which nobody can read back."""

    address_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("last invited"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused for good"), null=True, blank=True)

    objects = InvitedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("invited address")
        verbose_name_plural = _("invited addresses")

    def __str__(self):
        return self.address_hash[:8]


def hash_of(address):
    """Return the keyed hash by which an address is known here, whatever its case."""
    return salted_hmac("listings.invited_address", address.strip().lower(), algorithm="sha256").hexdigest()
