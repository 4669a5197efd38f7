"""The gazetteer: ZIP codes, cities and states of the United States."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from providers.states import USState


def on_earth(*, name):
    """Return a constraint: `latitude` and `longitude` are degrees that exist (NaN is none)."""
    return models.CheckConstraint(
        condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name=name
    )


#: Their name alone means, or could mean, the city.
NAMED_LIKE_CITIES = {USState.NY, USState.WA}


def near_of_state(state):
    """Return the text that finds a USState and nothing else."""
    return f"{state.label} State" if state in NAMED_LIKE_CITIES else str(state.label)


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

    `name` is the ZIP code, the city's name or the state's name; `folded` is what look-ups compare
    (`spelling.squash`: lower-case ASCII without spaces, "St." spelled out). Coordinates are
    degrees (WGS 84). For a ZIP, `city` is its post-office city and `county` its county; it is approximate
    when only the point of its town is known.
    """

    class Kind(models.TextChoices):
        """What a place is."""

        ZIP = "zip", _("ZIP code")
        CITY = "city", _("city")
        STATE = "state", _("state")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    folded = models.CharField(_("folded name"), max_length=100)
    state = models.CharField(_("state"), max_length=2, choices=USState, blank=True)  # none: military mail
    city = models.CharField(_("post-office city"), max_length=100, blank=True)
    folded_city = models.CharField(_("folded post-office city"), max_length=100, blank=True)
    county = models.CharField(_("county"), max_length=100, blank=True)
    slug = models.SlugField(_("slug"), max_length=120)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    is_approximate = models.BooleanField(_("stands about there"), default=False)
    population = models.PositiveIntegerField(_("population"), default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [
            models.Index(fields=["kind", "folded", "state"], name="place_by_name"),
            models.Index(fields=["folded_city", "state"], name="place_by_post_office"),
            models.Index(fields=["kind", "latitude", "longitude", "state"], name="place_by_position"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "state", "slug"], name="place_slug_is_unique"),
            on_earth(name="place_on_earth"),
        ]

    def __str__(self):
        if self.kind == self.Kind.CITY:
            return f"{self.name}, {self.state}"
        if self.kind == self.Kind.ZIP and self.city:
            return f"{self.name} ({self.city}, {self.state})" if self.state else f"{self.name} ({self.city})"
        return self.name

    @property
    def near(self):
        """The text that finds this very place again (`near=` of a search)."""
        if self.kind == self.Kind.STATE:
            return near_of_state(USState(self.state))
        if self.kind != self.Kind.CITY:
            return self.name
        plain = slugify(self.name)
        if self.slug == plain:
            return str(self)
        if self.slug == slugify(f"{self.name} {self.county}"):
            return f"{self.name}, {self.county} County, {self.state}"
        return f"{self.latitude},{self.longitude}"  # two of one name in one county


class PlaceRelease(models.Model):
    """Which data the places were loaded from: one row, replaced when other data are loaded."""

    checksum = models.CharField(_("checksum"), max_length=64, unique=True)
    loaded_at = models.DateTimeField(_("loaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("place release")
        verbose_name_plural = _("place releases")

    def __str__(self):
        return self.checksum[:12]
