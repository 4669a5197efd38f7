"""How a provider gives care: what it costs, who takes part, training, safety practice."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.models.provider import Provider
from providers.models.taxonomy import Treatment


class Cost(models.Model):
    """What the course of one treatment costs, in whole US dollars; the total is computed."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="costs")
    treatment = models.ForeignKey(Treatment, models.PROTECT, related_name="+")
    intake = models.PositiveIntegerField(_("intake"), null=True, blank=True)
    session_low = models.PositiveIntegerField(_("one session, from"))
    session_high = models.PositiveIntegerField(_("one session, to"))
    sessions = models.PositiveSmallIntegerField(_("usual number of sessions"))
    integration = models.PositiveIntegerField(_("integration session"), null=True, blank=True)
    integration_sessions = models.PositiveSmallIntegerField(_("number of integration sessions"), default=0)
    medicine_billed_apart = models.BooleanField(_("medicine is billed apart"), default=False)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["treatment__position"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "treatment"], name="one_cost_per_treatment"),
            models.CheckConstraint(
                condition=Q(session_high__gte=models.F("session_low")), name="cost_range_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.treatment}: {self.total_low}–{self.total_high}"

    @property
    def extras(self):
        """Intake and integration together, in US dollars."""
        return (self.intake or 0) + (self.integration or 0) * self.integration_sessions

    @property
    def total_low(self):
        """The whole course at the lower session price, in US dollars."""
        return self.extras + self.session_low * self.sessions

    @property
    def total_high(self):
        """The whole course at the higher session price, in US dollars."""
        return self.extras + self.session_high * self.sessions


class TeamMember(models.Model):
    """Someone who takes part in the care: who prescribes, who is in the room, who integrates."""

    class Part(models.TextChoices):
        """What they do."""

        PRESCRIBES = "prescribes", _("Prescribes")
        IN_THE_ROOM = "in-the-room", _("Sits with you")
        INTEGRATES = "integrates", _("Integrates")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="team")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    part = models.CharField(_("part"), max_length=12, choices=Part)
    name = models.CharField(_("name"), max_length=120)
    license = models.CharField(_("license"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["position"]

    def __str__(self):
        return self.name


class Training(models.Model):
    """Training in this care, self-stated."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="trainings")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    program = models.CharField(_("program"), max_length=160)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["position"]

    def __str__(self):
        return self.program


class Safety(models.Model):
    """Safety practice: for each question yes, no or not stated (null), with words."""

    QUESTIONS = {
        "screening": _("Screening before treatment"),
        "vital_signs": _("Vital signs monitored"),
        "life_support": _("Life-support certified staff present"),
        "emergency_plan": _("Emergency plan"),
        "not_treated": _("Who should not take part"),
        "ride_home": _("Ride home required"),
        "aftercare": _("Aftercare contact"),
    }

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="safety")
    screening = models.BooleanField(QUESTIONS["screening"], null=True)
    screening_detail = models.CharField(max_length=200, blank=True)
    vital_signs = models.BooleanField(QUESTIONS["vital_signs"], null=True)
    vital_signs_detail = models.CharField(max_length=200, blank=True)
    life_support = models.BooleanField(QUESTIONS["life_support"], null=True)
    life_support_detail = models.CharField(max_length=200, blank=True)
    emergency_plan = models.BooleanField(QUESTIONS["emergency_plan"], null=True)
    emergency_plan_detail = models.CharField(max_length=200, blank=True)
    not_treated = models.BooleanField(QUESTIONS["not_treated"], null=True)
    not_treated_detail = models.CharField(max_length=200, blank=True)
    ride_home = models.BooleanField(QUESTIONS["ride_home"], null=True)
    ride_home_detail = models.CharField(max_length=200, blank=True)
    aftercare = models.BooleanField(QUESTIONS["aftercare"], null=True)
    aftercare_detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("safety practice")
        verbose_name_plural = _("safety practices")

    def __str__(self):
        return str(self.provider)
