"""The search index: two narrow tables, rewritten with every public change.

They hold nothing that a search does not compare, so that one covering index answers it on SQLite and
PostgreSQL alike, without a GIS library.
"""

import datetime
import math

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from providers.eligibility import ACCEPTED_LICENSES
from providers.models.provider import CONFIRMATION_DAYS, Location, Provider
from providers.search import text
from providers.search.criteria import ACCEPTING_FLAG
from providers.states import State

BANDS_A_DEGREE = 20


def unit_vector(latitude, longitude):
    """Return (x, y, z) on the unit sphere of a point in degrees."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


def lat_band(latitude):
    """Return the band of a twentieth of a degree that a latitude lies in."""
    return math.floor(latitude * BANDS_A_DEGREE)


class Entry(models.Model):
    """What both tables hold: masks of what is offered there, and the last day on which it may be found.

    `conditions` is the union over the offers of that place. Bit 60 of `access` says that new patients are
    accepted (`criteria.ACCEPTING_FLAG`); bits 61 and 62 are kept for further flags.
    """

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

    location = models.OneToOneField(Location, models.CASCADE, primary_key=True, related_name="+")
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


# --- Writing ------------------------------------------------------------------------------------


def rewrite(provider):
    """Rewrite the index rows of one provider; call it inside the transaction that changes them."""
    rewrite_all([provider.pk])


def rewrite_all(provider_ids):
    """Rewrite the index rows of these providers in one transaction."""
    with transaction.atomic():
        LocationEntry.objects.filter(provider__in=provider_ids).delete()
        TelehealthEntry.objects.filter(provider__in=provider_ids).delete()
        text.SearchText.objects.filter(provider__in=provider_ids).delete()
        providers = list(Provider.objects.published().for_index().filter(pk__in=provider_ids))
        LocationEntry.objects.bulk_create(
            [entry for provider in providers for entry in location_entries(provider)], batch_size=1000
        )
        TelehealthEntry.objects.bulk_create(
            [entry for provider in providers for entry in telehealth_entries(provider)], batch_size=1000
        )
        text.write(providers)


def location_entries(provider):
    """Return the rows of a provider's practice locations, where an accepted license is held."""
    shared = _shared(provider)
    offers = list(provider.offers.all())
    entries = []
    for location in provider.locations.all():
        if not (valid_until := last_day(provider, location.state)):
            continue
        x, y, z = unit_vector(location.latitude, location.longitude)
        access = shared["access"] | _mask(location.access.all())
        entries.append(
            LocationEntry(
                location=location,
                valid_until=valid_until,
                state=location.state,
                lat_band=lat_band(location.latitude),
                lng=location.longitude,
                x=x,
                y=y,
                z=z,
                **_offered([offer for offer in offers if offer.location_id == location.pk]),
                **{**shared, "access": access},
            )
        )
    return entries


def telehealth_entries(provider):
    """Return the rows of the states in which a provider offers something remotely under a license."""
    remote = [o for o in provider.offers.all() if o.location_id is None and o.treatment.may_be_remote]
    if not remote:
        return []
    values = _shared(provider) | _offered(remote)
    return [
        TelehealthEntry(state=state, valid_until=valid_until, **values)
        for state in dict.fromkeys(provider.telehealth_states)
        if (valid_until := last_day(provider, state))
    ]


def last_day(provider, state):
    """Return the last day on which a provider may be found in a state, or None without a license there.

    The earlier of 120 days after the last confirmation and the latest expiry among the licenses that
    the provider's role may rest on.
    """
    accepted = ACCEPTED_LICENSES[provider.role]
    expiries = [
        license.expires_on
        for license in provider.licenses.all()
        if license.state == state and license.type in accepted
    ]
    if not expiries:
        return None
    return min(max(expiries), provider.confirmed_on + datetime.timedelta(days=CONFIRMATION_DAYS))


def _shared(provider):
    """Return what every row of a provider carries."""
    return {
        "provider": provider,
        "payments": _mask(provider.payment_options.all()),
        "languages": _mask(provider.languages.all()),
        "communities": _mask(provider.communities.all()),
        "access": ACCEPTING_FLAG if provider.accepting == Provider.Accepting.YES else 0,
    }


def _offered(offers):
    treatments, conditions = 0, 0
    for offer in offers:
        treatments |= 1 << offer.treatment.bit
        conditions |= _mask(offer.conditions.all())
    return {"treatments": treatments, "conditions": conditions}


def _mask(terms):
    mask = 0
    for term in terms:
        mask |= 1 << term.bit
    return mask
