"""The search index: two narrow tables, rewritten with every public change.

They hold nothing that a search does not compare, so that one covering index answers it on SQLite and
PostgreSQL alike, without a GIS library.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.models.provider import Provider
from providers.states import State


class Entry(models.Model):
    """What both tables hold: masks of what is offered, and the last day on which it may be found."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+", db_index=False)
    valid_until = models.DateField(_("valid until"))
    treatments = models.BigIntegerField(_("treatments"), default=0)
    conditions = models.BigIntegerField(_("conditions"), default=0)
    payments = models.BigIntegerField(_("payment options"), default=0)
    languages = models.BigIntegerField(_("languages"), default=0)
    communities = models.BigIntegerField(_("communities"), default=0)
    access = models.BigIntegerField(_("access and flags"), default=0)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.provider_id}"


MASKS = ["treatments", "conditions", "payments", "languages", "communities", "access"]


class LocationEntry(Entry):
    """One public practice location.

    `lat_band` is floor(latitude × 20), a band of a twentieth of a degree (about 3.5 miles); x, y, z are
    the unit vector of the point, so that the dot product with another is the cosine of the angle between.
    """

    lat_band = models.SmallIntegerField(_("latitude band"))
    lng = models.FloatField(_("longitude"))
    x = models.FloatField()
    y = models.FloatField()
    z = models.FloatField()
    state = models.CharField(_("state"), max_length=2, choices=State)

    class Meta:
        verbose_name = _("location entry")
        verbose_name_plural = _("location entries")
        indexes = [
            models.Index(
                fields=["lat_band", "lng", "x", "y", "z", *MASKS, "valid_until", "provider"],
                name="location_entry_covering",
            ),
            models.Index(fields=["state", *MASKS, "valid_until", "provider"], name="location_entry_state"),
            models.Index(fields=["provider"], name="location_entry_provider"),
        ]


class TelehealthEntry(Entry):
    """One state in which a provider with an active license offers something remotely."""

    state = models.CharField(_("state"), max_length=2, choices=State)

    class Meta:
        verbose_name = _("telehealth entry")
        verbose_name_plural = _("telehealth entries")
        indexes = [
            models.Index(
                fields=["state", *MASKS, "valid_until", "provider"], name="telehealth_entry_covering"
            ),
            models.Index(fields=["provider"], name="telehealth_entry_provider"),
        ]
