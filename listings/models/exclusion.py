"""People and businesses that federal health programs exclude (the OIG's published list)."""

import hashlib

from django.db import models
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import Provider

BEGINNING = 3  # letters of a last or business name by which rows are picked for comparison


class Exclusion(models.Model):
    """One row of the List of Excluded Individuals/Entities of the HHS Office of Inspector General.

    `surname` and `given_name` (for a business: `surname` alone) are folded for comparison; `row_sha256`
    is the fingerprint of the published row, so that importing a file twice changes nothing. Birth dates of
    the file are not kept: no listing states one to compare with.
    """

    row_sha256 = models.CharField(_("SHA-256 of the row"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_business = models.BooleanField(_("business"), default=False)
    surname = models.CharField(_("folded last or business name"), max_length=120, db_index=True)
    # SQLite finds no beginning of a word by an index; three letters of it, compared whole, it does.
    beginning = models.GeneratedField(
        expression=Left("surname", BEGINNING),
        output_field=models.CharField(max_length=BEGINNING),
        db_persist=True,
        db_index=True,
    )
    given_name = models.CharField(_("folded first name"), max_length=60, blank=True)
    general = models.CharField(_("kind of provider"), max_length=60, blank=True)
    specialty = models.CharField(_("specialty"), max_length=60, blank=True)
    npi = models.CharField(_("NPI"), max_length=10, blank=True, db_index=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    zip_code = models.CharField(_("ZIP code"), max_length=5, blank=True)
    basis = models.CharField(_("section of the law"), max_length=20)
    excluded_on = models.DateField(_("excluded on"))

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["surname", "given_name"]
        indexes = [
            models.Index(fields=["given_name", "surname"], name="excluded_people"),
            models.Index(
                fields=["surname"], condition=models.Q(is_business=True), name="excluded_businesses"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def identity(self):
        """SHA-256 of who is excluded since when and why: stays when the address on the list changes."""
        who = "\x1f".join([self.name, f"{self.excluded_on:%Y%m%d}", self.basis])
        return hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()


class ExclusionHitQuerySet(models.QuerySet):
    """What was put before the moderators."""

    def remember(self, provider, hits):
        """Keep that these Hits were put before a moderator; return those that never were.

        An alarm is another matter than the look that was cleared before: it is put before them again.
        """
        known = dict.fromkeys(self.filter(provider=provider).values_list("entry", "is_alarm"))
        new = [
            hit
            for hit in hits
            if (hit.entry.identity, True) not in known
            and (hit.is_alarm or (hit.entry.identity, False) not in known)
        ]
        self.bulk_create(
            [self.model(provider=provider, entry=hit.entry.identity, is_alarm=hit.is_alarm) for hit in new],
            ignore_conflicts=True,
        )
        return new


class ExclusionHit(models.Model):
    """That an entry like a name on a public listing was put before the moderators; it is only once."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="exclusion_hits")
    entry = models.CharField(_("SHA-256 of who is excluded"), max_length=64)
    is_alarm = models.BooleanField(_("alarm"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = ExclusionHitQuerySet.as_manager()

    class Meta:
        verbose_name = _("hit on the exclusion list")
        verbose_name_plural = _("hits on the exclusion list")
        constraints = [
            models.UniqueConstraint(fields=["provider", "entry", "is_alarm"], name="one_hit_of_an_entry")
        ]

    def __str__(self):
        return self.entry[:12]


class ExclusionList(models.Model):
    """That a published file was read: when, how many rows, and how many of them could not be."""

    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    bad_rows = models.PositiveIntegerField(_("rows that could not be read"), default=0)
    newest_on = models.DateField(_("newest exclusion in it"), null=True, blank=True)
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    class Meta:
        verbose_name = _("import of the exclusion list")
        verbose_name_plural = _("imports of the exclusion list")
        ordering = ["-imported_at", "-pk"]

    def __str__(self):
        return f"{self.imported_at:%Y-%m-%d}"
