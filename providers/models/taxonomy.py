"""The vocabulary of the directory: six taxonomies of terms, each with a bit in the search index."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

LAST_BIT = 62  # of a signed number of 64 bits


class TermQuerySet(models.QuerySet):
    """Terms of one taxonomy."""

    def mask(self):
        """Return the integer that has the bit of each of these terms set."""
        return sum(1 << bit for bit in self.values_list("bit", flat=True))


class Term(models.Model):
    """One term of a taxonomy.

    `bit` (0 to 62) is the term's place in the masks of the search index; it is given once, never changed
    and never given to another term. A taxonomy holds at most 63 terms, retired ones among them.
    """

    #: Changes of terms in this process.
    edits = 0

    slug = models.SlugField(_("slug"), unique=True, help_text=_("Part of public addresses; never changes."))
    name = models.CharField(_("name"), max_length=80)
    sentence = models.CharField(_("plain sentence"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    bit = models.PositiveSmallIntegerField(_("bit"), unique=True, editable=False)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("Leaves forms and filters; stays where it stands already.")
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(bit__lte=LAST_BIT), name="%(class)s_bit_fits_a_bigint")
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Give a new term the next bit."""
        if self.bit is None:
            self.bit = self.next_bit()
        super().save(*args, **kwargs)
        Term.edits += 1

    def delete(self, *args, **kwargs):
        """Delete the term; `edits` counts what changes what other modules remember."""
        Term.edits += 1
        return super().delete(*args, **kwargs)

    @classmethod
    def next_bit(cls):
        """Return the bit of the next term; past LAST_BIT there is none to give."""
        top = cls.objects.aggregate(top=models.Max("bit"))["top"]
        return 0 if top is None else top + 1

    def clean(self):
        """Refuse a term for which the search index has no bit left."""
        if self.bit is None and self.next_bit() > LAST_BIT:
            sentence = _("There are %d already, and the search can hold no more. Rename one that is retired.")
            raise ValidationError(sentence % (LAST_BIT + 1))


class Treatment(Term):
    """What a provider offers, at a place or remotely."""

    class Practice(models.TextChoices):
        """Who may offer a treatment (vocabulary, "offered by")."""

        PRESCRIBER = "prescriber", _("prescribers and clinics")
        PRESCRIBER_WITH_THERAPIST = "prescriber-with-therapist", _("a prescriber and a licensed therapist")
        FACILITATOR = "facilitator", _("licensed facilitators and centers")
        THERAPIST = "therapist", _("licensed therapists and prescribers")
        SITE = "site", _("clinics and hospitals")

    practice = models.CharField(_("offered by"), max_length=30, choices=Practice)
    may_be_remote = models.BooleanField(_("may be offered by telehealth"), default=False)
    is_drug_treatment = models.BooleanField(_("a drug is given"), default=False)
    takes_conditions = models.BooleanField(
        _("offered for conditions"),
        default=True,
        help_text=_("Off for services that are not treatment of a disease, such as psilocybin services."),
    )

    class Meta(Term.Meta):
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")

    @property
    def is_prescribed(self):
        """Whether it is a drug that a prescriber gives alone, and may send home."""
        return self.is_drug_treatment and self.practice == self.Practice.PRESCRIBER


class Condition(Term):
    """What a treatment is offered for."""

    class Meta(Term.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")


class PaymentOption(Term):
    """How a provider can be paid."""

    class Meta(Term.Meta):
        verbose_name = _("payment option")
        verbose_name_plural = _("payment options")


class Language(Term):
    """A language spoken besides English."""

    class Meta(Term.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class Community(Term):
    """A community the provider states experience with."""

    class Meta(Term.Meta):
        verbose_name = _("community")
        verbose_name_plural = _("communities")


class Access(Term):
    """What makes premises reachable and usable."""

    class Meta(Term.Meta):
        verbose_name = _("access feature")
        verbose_name_plural = _("access features")
