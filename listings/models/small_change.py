"""Small facts that an owner changed and that went live at once; staff look at a sample afterwards."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from listings.models.refusals import OwnListing
from providers.document.schema import read_document
from providers.models import Provider
from providers.models.provider import both_or_neither


class InstantChangeQuerySet(models.QuerySet):
    """Changes by whether staff have to look at them."""

    def to_look_at(self):
        """The sample that nobody has looked at yet, oldest first."""
        return self.filter(is_sampled=True, seen_at=None).order_by("at", "pk")


class InstantChange(models.Model):
    """What changed, in words: `rows` holds [field, lines before, lines after]."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="instant_changes")
    version = models.PositiveIntegerField(_("version of the listing"))
    rows = models.JSONField(_("changes"), default=list)
    # The small facts before and after, as documents that hold nothing else: to put the change back.
    before = models.JSONField(_("before"), default=dict, editable=False)
    after = models.JSONField(_("after"), default=dict, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    is_sampled = models.BooleanField(_("to be looked at"), default=False)
    seen_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reverted_at = models.DateTimeField(_("put back"), null=True, blank=True)
    reason = models.TextField(_("reason for putting it back"), blank=True)

    objects = InstantChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("small change")
        verbose_name_plural = _("small changes")
        ordering = ["-at", "-pk"]
        constraints = [
            both_or_neither("seen_at", "seen_by", name="instant_change_seen_at_and_by"),
            models.CheckConstraint(
                condition=models.Q(reverted_at=None) | models.Q(seen_at__isnull=False) & ~models.Q(reason=""),
                name="instant_change_reverted_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.provider}, {self.at:%Y-%m-%d}"

    @cached_property
    def said_before(self):
        """The small facts before, as a typed Document, read once; None where nothing was kept."""
        return read_document(self.before) if self.before else None

    @cached_property
    def said_after(self):
        """The small facts after, likewise."""
        return read_document(self.after) if self.after else None

    @property
    def can_be_put_back(self):
        """Whether what stood before was kept, as it is of every change since that was asked for."""
        return bool(self.before)

    def look_at(self, *, by):
        """Note that a member of staff has looked at it; the first one counts. Raises OwnListing."""
        if self.provider.may_be_written_by(by):
            raise OwnListing(sentence=_("This is your own listing. Somebody else has to look."))
        rows = InstantChange.objects.filter(pk=self.pk, seen_at=None)
        rows.update(seen_at=timezone.now(), seen_by=by)
        self.refresh_from_db()
