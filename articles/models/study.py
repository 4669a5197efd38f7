"""What a work found, as data: who was studied, what came out, and which side effects were counted."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.reference import Reference
from providers.models import Condition, Treatment


class Direction(models.TextChoices):
    """What came out on the main measure; "" where there was nothing to compare with."""

    BETTER = "better", _("Better than what it was compared with")
    NOT_WORSE = "not-worse", _("Not worse, by a margin set before")
    MIXED = "mixed", _("Mixed")
    NOT_SHOWN = "not-shown", _("No difference shown")
    WORSE = "worse", _("Worse than what it was compared with")


class StudyQuerySet(models.QuerySet):
    """Studies by what they are about; what a journal withdrew counts nowhere."""

    def standing(self):
        """Studies whose work was not retracted, with what a page shows of them."""
        found = self.exclude(reference__health=Reference.Health.RETRACTED)
        return found.select_related("reference").prefetch_related("reference__contributors")


class Study(models.Model):
    """One study that a work reports. Numbers and sentences are those of the work, with its size."""

    class Kind(models.TextChoices):
        """How it was made, the strongest first."""

        RANDOMIZED = "randomized", _("Randomized trial")
        OPEN_RANDOMIZED = "open-randomized", _("Randomized trial, open label")
        CROSSOVER = "crossover", _("Crossover trial")
        PLACEBO_CONTROLLED = "placebo-controlled", _("Placebo-controlled study")
        POOLED = "pooled", _("Several studies counted together")
        REVIEW = "review", _("Systematic review")
        OPEN_LABEL = "open-label", _("Open-label study, no comparison group")
        RECORDS = "records", _("Clinic records, no comparison group")
        SURVEY = "survey", _("Survey")
        CONSENSUS = "consensus", _("Advice of experts")

    class Substance(models.TextChoices):
        """What was given."""

        KETAMINE = "ketamine", _("Ketamine")
        ESKETAMINE = "esketamine", _("Esketamine")
        PSILOCYBIN = "psilocybin", _("Psilocybin")
        MDMA = "mdma", _("MDMA")
        SEVERAL = "several", _("Several psychedelics")

    reference = models.OneToOneField(
        Reference, models.CASCADE, related_name="evidence", verbose_name=_("work")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    substance = models.CharField(_("substance"), max_length=12, choices=Substance)
    treatments = models.ManyToManyField(
        Treatment,
        blank=True,
        related_name="studies",
        verbose_name=_("treatments"),
        help_text=_(
            "Only where it is the treatment that providers here offer; none for psilocybin and MDMA."
        ),
    )
    conditions = models.ManyToManyField(
        Condition, through="StudyCondition", related_name="studies", verbose_name=_("conditions")
    )
    people = models.PositiveIntegerField(_("people"), null=True, blank=True, help_text=_("For the drawing."))
    people_words = models.CharField(
        _("people, in words"), max_length=80, blank=True, help_text=_("“403; 365 were treated”")
    )
    comparator = models.CharField(_("compared with"), max_length=200, blank=True)
    outcome = models.CharField(_("main measure"), max_length=200, blank=True)
    direction = models.CharField(_("what came out"), max_length=12, choices=Direction, blank=True)
    verdict = models.CharField(_("what came out, in words"), max_length=160)
    sentence = models.TextField(_("one plain sentence"), max_length=600)
    interests = models.CharField(_("money and interests"), max_length=300, blank=True)
    is_about_harm = models.BooleanField(_("about side effects, not benefit"), default=False)
    is_repeat = models.BooleanField(
        _("same people as in other studies here"), default=False, help_text=_("Shown, and not counted twice.")
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["-reference__year", "reference__key"]

    def __str__(self):
        return self.reference.key


class StudyCondition(models.Model):
    """What a study found for one condition; that may be another thing than its main measure said."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="findings")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="+", verbose_name=_("condition"))
    direction = models.CharField(_("what came out"), max_length=12, choices=Direction, blank=True)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.UniqueConstraint(fields=["study", "condition"], name="study_has_a_condition_once")
        ]

    def __str__(self):
        return f"{self.study_id}: {self.condition_id}"


class SideEffect(models.Model):
    """How often a side effect was counted, in percent, with and without the treatment.

    `low` and `high` stand for a range where the work gives no single figure.
    """

    reference = models.ForeignKey(
        Reference, models.CASCADE, related_name="side_effects", verbose_name=_("work")
    )
    treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("treatment")
    )
    effect = models.CharField(_("side effect"), max_length=120)
    percent = models.FloatField(_("percent"), null=True, blank=True, validators=[MaxValueValidator(100)])
    low = models.FloatField(_("percent, from"), null=True, blank=True, validators=[MaxValueValidator(100)])
    high = models.FloatField(_("percent, to"), null=True, blank=True, validators=[MaxValueValidator(100)])
    percent_comparator = models.FloatField(
        _("percent of the others"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    comparator = models.CharField(_("the others had"), max_length=120, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    people_comparator = models.PositiveIntegerField(_("the others"), null=True, blank=True)

    class Meta:
        verbose_name = _("side effect")
        verbose_name_plural = _("side effects")
        ordering = ["reference__key", "-percent", "-high", "effect"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "effect"],
                name="work_counts_an_effect_once",
                violation_error_message=_(
                    "There is a row on this side effect in this work. Change that one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=False) | Q(low__isnull=False, high__isnull=False),
                name="side_effect_has_a_figure",
                violation_error_message=_("Give the percent, or a range from and to."),
            ),
        ]

    def __str__(self):
        return f"{self.reference_id}: {self.effect}"
