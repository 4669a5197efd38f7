"""What is lawful where: one row for each treatment and state, with its limits, sources and dates."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from providers.models.eligibility import LicenseType
from providers.models.taxonomy import Term, Treatment
from providers.states import USState

#: How long a confirmation by staff counts, in days: of what changes often, and of the rest.
OFTEN_DAYS, SELDOM_DAYS = 90, 365
_OFTEN = format_lazy(_("Confirm every {days} days instead of every year."), days=OFTEN_DAYS)
#: Days before its last day from which a row stands on the staff's list.
NOTICE_DAYS = 45
#: The subject of the row on prescribing by telehealth: what is prescribed remotely rests on it.
TELEHEALTH_PRESCRIBING = "Prescribing controlled medicines by telehealth"


class LegalQuerySet(models.QuerySet):
    """Rows of law."""

    def with_sources(self):
        """With all that a page shows of a row; two queries."""
        return self.select_related("treatment").prefetch_related("sources")

    def awaiting(self, today):
        """Rows that staff must look at: their last day is near or over, or a confirmation has aged."""
        near = today + datetime.timedelta(days=NOTICE_DAYS)
        often, seldom = (today - datetime.timedelta(days=days) for days in (OFTEN_DAYS, SELDOM_DAYS))
        return self.filter(
            Q(last_day__lte=near)
            | Q(confirmed_on=None)
            | Q(changes_often=True, confirmed_on__lt=often)
            | Q(changes_often=False, confirmed_on__lt=seldom)
        )


class LegalStatus(models.Model):
    """The law on one treatment in one state (or in all, when `state` is empty), and what it limits.

    What nobody can be listed for (MDMA, ibogaine, a rule on prescribing) has a `subject` and no treatment.
    A row for a state goes before the row for all. Expiry fails closed: what is not lawful stays stopped,
    confirmed or not, until staff write another row; `providers.profile.law` answers for all who ask.
    """

    class Status(models.TextChoices):
        """How the law stands."""

        LAWFUL = "lawful", _("lawful")
        LICENSED = "licensed", _("licensed program")
        NOT_OPEN = "not-open", _("law passed, not open yet")
        NOT_LAWFUL = "not-lawful", _("not lawful outside trials")

    class Extent(models.TextChoices):
        """For whom something is so. An empty value: nothing is known, and nothing is claimed."""

        ALL = "all", _("for everybody who may offer it")
        CLINICAL = "clinical", _("only for who also holds a health license")
        NONE = "none", _("for nobody")

    treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="legal_statuses"
    )
    subject = models.CharField(
        _("subject"),
        max_length=80,
        blank=True,
        help_text=_("Instead of a treatment: what nobody can be listed for, like MDMA."),
    )
    state = models.CharField(_("state"), max_length=2, choices=USState, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    summary = models.TextField(_("summary"))
    least_age = models.PositiveSmallIntegerField(_("least age, in years"), null=True, blank=True)
    licenses = models.JSONField(
        _("licenses"),
        default=list,
        blank=True,
        help_text=_("One of these is needed in the state to offer it. None: the law names none."),
    )
    medical = models.CharField(_("medical treatment"), max_length=10, choices=Extent, blank=True)
    conditions = models.CharField(_("conditions may be named"), max_length=10, choices=Extent, blank=True)
    payments = models.JSONField(
        _("ways to pay that can be true"),
        default=list,
        blank=True,
        help_text=_("None: the law says nothing of payment."),
    )
    payments_refused = models.JSONField(_("ways to pay that cannot be true"), default=list, blank=True)
    known_on = models.DateField(_("last known on"), help_text=_("Date up to which this is known to be so."))
    last_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("The last day on which this may be relied on without a new look."),
    )
    ends_by_itself = models.BooleanField(
        _("the rule itself ends on the last day"),
        default=False,
        help_text=_("Off: our knowledge of it ends then."),
    )
    changes_often = models.BooleanField(
        _("changes often"),
        default=False,
        help_text=_OFTEN,
    )
    changed_on = models.DateField(_("last change of the law on"), null=True, blank=True)
    change = models.CharField(_("what changed then"), max_length=300, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LegalQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal status")
        verbose_name_plural = _("legal statuses")
        ordering = ["treatment__position", "subject", "state"]
        constraints = [
            models.UniqueConstraint(
                fields=["treatment", "state"],
                name="one_legal_status_per_state",
                violation_error_message=_("There is a row on this treatment in this state. Change that one."),
            ),
            models.UniqueConstraint(
                fields=["subject", "state"],
                condition=~Q(subject=""),
                name="one_legal_subject_per_state",
                violation_error_message=_("There is a row on this subject in this state. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(treatment=None) & ~Q(subject="") | Q(treatment__isnull=False, subject=""),
                name="legal_status_of_a_treatment_or_a_subject",
                violation_error_message=_("Choose a treatment or write a subject, one of them."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="legal_status_confirmed_on_and_by",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_state_display() or _('all states')}: {self.get_status_display()}"

    def save(self, *args, **kwargs):
        """Save; what processes remember of treatments says whether each has a row of law."""
        super().save(*args, **kwargs)
        Term.edits += 1

    def delete(self, *args, **kwargs):
        """Delete; see `save`."""
        Term.edits += 1
        return super().delete(*args, **kwargs)

    def clean(self):
        """The licenses of a row are known ones."""
        if unknown := set(self.licenses) - set(LicenseType.values):
            words = _("These licenses are not known: %s.") % ", ".join(sorted(map(str, unknown)))
            raise ValidationError({"licenses": words})

    @property
    def name(self):
        """What the row is about, in words."""
        return self.treatment.name if self.treatment_id else self.subject

    @property
    def confirmed_until(self):
        """The last day on which the confirmation counts, or None without one."""
        days = OFTEN_DAYS if self.changes_often else SELDOM_DAYS
        return self.confirmed_on and self.confirmed_on + datetime.timedelta(days=days)


class LegalSource(models.Model):
    """Where a row of law is from. A source without a page of its own has no address."""

    row = models.ForeignKey(LegalStatus, models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("source"), max_length=200)
    url = models.URLField(_("source address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("source of law")
        verbose_name_plural = _("sources of law")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name
