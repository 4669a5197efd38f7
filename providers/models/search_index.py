"""The search index: what a search compares, what a card prints, and the words of listings.

Two narrow tables hold nothing that a search does not compare, so that one covering index answers it on SQLite
and PostgreSQL alike, without a GIS library. What is compared lies packed in one column
(`providers.search.packing`): a search takes the rows of an area as one block of memory. All of it is written
by `providers.search.index` with every public change.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.models.provider import Location, Provider
from providers.states import USState
from psychly.database.full_text import Words


class Entry(models.Model):
    """What both tables hold: the moment from which on a row is not found, and what a search compares, packed.

    `packed` holds one `packing.ROW` for each treatment offered there, with what *that* treatment is offered
    for and how it can be paid; a place where nothing is offered has one row without a treatment. Bit 60 of
    `access` says that new patients are accepted (`criteria.ACCEPTING_FLAG`); bits 61 and 62 are kept for
    further flags.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=2, choices=USState)
    valid_until = models.DateTimeField(_("valid until"))
    packed = models.BinaryField(_("what a search compares"))

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.provider_id}"


class LocationEntry(Entry):
    """One public practice location.

    `lat_band` is floor(latitude × 20), a band of a twentieth of a degree (about 3.5 miles); x, y, z of the
    packed rows are the unit vector of the point, so that the dot product with another is the cosine of the
    angle between.
    """

    location = models.OneToOneField(Location, models.CASCADE, primary_key=True, related_name="+")
    lat_band = models.SmallIntegerField(_("latitude band"))
    lng = models.FloatField(_("longitude"))

    class Meta:
        verbose_name = _("location entry")
        verbose_name_plural = _("location entries")
        indexes = [
            models.Index(fields=["lat_band", "lng", "provider", "packed"], name="location_entry_covering"),
            models.Index(fields=["state", "valid_until", "provider", "packed"], name="location_entry_state"),
            models.Index(fields=["provider"], name="location_entry_provider"),
        ]


class TelehealthEntry(Entry):
    """One state in which a provider with an active license offers something remotely."""

    class Meta:
        verbose_name = _("telehealth entry")
        verbose_name_plural = _("telehealth entries")
        indexes = [
            models.Index(fields=["state", "provider", "packed"], name="telehealth_entry_covering"),
            models.Index(fields=["provider"], name="telehealth_entry_provider"),
        ]


class Summary(models.Model):
    """What the results show of one provider: everything that a card prints, in one row.

    What ends on a day carries that day, so that a card is right without being written again.
    """

    provider = models.OneToOneField(Provider, models.CASCADE, primary_key=True, related_name="+")
    card = models.JSONField(_("card"))

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")

    def __str__(self):
        return f"{self.provider_id}"


class SearchText(models.Model):
    """The public words of one listing, folded."""

    provider = models.OneToOneField(Provider, models.CASCADE, primary_key=True, related_name="+")
    body = models.TextField(_("words"))

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")

    def __str__(self):
        return f"{self.provider_id}"


class Word(models.Model):
    """A word that some listing uses; misspelt words are corrected to those that are part of a name."""

    word = models.CharField(_("word"), max_length=100)
    is_name = models.BooleanField(_("part of a name"), default=False)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints = [models.UniqueConstraint(fields=["word", "is_name"], name="one_row_a_word")]

    def __str__(self):
        return self.word


@SearchText._meta.get_field("body").register_lookup
class _Words(Words):
    """`body__words=[["johnson", "jonson"], ["ketamine"]]`: one of each group begins a word of the text."""

    index = "providers_words"
