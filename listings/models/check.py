"""What automatic checks found about a submission, for the moderator; never a decision."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CheckResult(models.Model):
    """The newest result of one check. What could not be asked is "not looked at", never "fine".

    `rows` holds comparisons for the page: lists of [what, on the listing, on record, whether they agree].
    """

    class Kind(models.TextChoices):
        """What was asked."""

        NPI = "npi", _("NPI Registry")
        NAMES = "names", _("Names")
        EXCLUSIONS = "exclusions", _("No exclusion (OIG)")
        LICENSES = "licenses", _("Licenses")
        PLACES = "places", _("Places")
        DUPLICATES = "duplicates", _("No look-alike")
        CLAIMS = "claims", _("Wording")
        LEGALITY = "legality", _("Law")
        PHOTO = "photo", _("Photo")
        WEBSITE = "website", _("Website")

    class Outcome(models.TextChoices):
        """What came of it: a source agrees; the form alone; nobody looked; a reason to look; an alarm."""

        MATCHES = "matches", _("matches")
        PLAUSIBLE = "plausible", _("plausible")
        UNCHECKED = "unchecked", _("not looked at")
        LOOK = "look", _("look")
        ALARM = "alarm", _("alarm")

    submission = models.ForeignKey("listings.Submission", models.CASCADE, related_name="checks")
    kind = models.CharField(_("check"), max_length=10, choices=Kind)
    subject = models.CharField(_("value checked"), max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.UNCHECKED)
    detail = models.TextField(_("detail"), blank=True)
    rows = models.JSONField(_("comparison"), default=list, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("check result")
        verbose_name_plural = _("check results")
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["submission", "kind"], name="one_result_per_check")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_outcome_display()}"

    @property
    def needs_eyes(self):
        """Whether a moderator has a reason to look."""
        return self.outcome in (self.Outcome.LOOK, self.Outcome.ALARM)

    @property
    def is_worth_reading(self):
        """Whether more is to be read than its word: a reason, a comparison, or where to look it up."""
        has_links = self.kind in (self.Kind.NPI, self.Kind.LICENSES, self.Kind.LEGALITY)
        return self.needs_eyes or has_links or self.outcome == self.Outcome.UNCHECKED

    @property
    def has_ours(self):
        """Whether any comparison has a value of the listing."""
        return any(row[1] for row in self.rows)
