"""The gazetteer: ZIP codes, cities and states of the United States."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.states import State


class PlaceQuerySet(models.QuerySet):
    """Places by kind."""

    def zips(self):
        """ZIP codes."""
        return self.filter(kind=Place.Kind.ZIP)

    def cities(self):
        """Cities, the largest first."""
        return self.filter(kind=Place.Kind.CITY).order_by("-population", "state", "name")


class Place(models.Model):
    """A place that a search can start from.

    `name` is the ZIP code, the city's name or the state's name; `folded` is the same in lower-case ASCII
    words (`providers.places.fold`), what look-ups compare. Coordinates are degrees (WGS 84). For a ZIP,
    `city` is its post-office city (an alias: Bronx, Tarzana) and `county` its county.
    """

    class Kind(models.TextChoices):
        """What a place is."""

        ZIP = "zip", _("ZIP code")
        CITY = "city", _("city")
        STATE = "state", _("state")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    folded = models.CharField(_("folded name"), max_length=100)
    state = models.CharField(_("state"), max_length=2, choices=State, blank=True)  # none: military mail
    city = models.CharField(_("post-office city"), max_length=100, blank=True)
    folded_city = models.CharField(_("folded post-office city"), max_length=100, blank=True)
    county = models.CharField(_("county"), max_length=100, blank=True)
    slug = models.SlugField(_("slug"), max_length=120)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("population"), default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [
            models.Index(fields=["kind", "folded", "state"], name="place_by_name"),
            models.Index(fields=["folded_city", "state"], name="place_by_post_office"),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "state", "slug"], name="place_slug_is_unique")]

    def __str__(self):
        return self.name if self.kind != self.Kind.CITY else f"{self.name}, {self.state}"
