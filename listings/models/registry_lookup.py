"""A question to the NPI Registry that a therapist asked to fill in a listing, and its answer."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.steps import prefill

#: The answer is there within this time unless the registry or our own worker is slow.
USUAL = timedelta(seconds=30)


class RegistryLookupQuerySet(models.QuerySet):
    """Questions by who asked them."""

    def replace_question(self, npi, *, by):
        """Keep that a number is asked for, in the place of what was asked before; return the row."""
        values = {"npi": npi, "state": RegistryLookup.State.ASKED, "record": {}, "asked_at": timezone.now()}
        return self.update_or_create(owner=by, defaults=values)[0]

    def of(self, user, document):
        """Return what a user asked if it is about the number of a document, else None."""
        return self.filter(owner=user, npi=document.you.npi).first() if document.you.npi else None


class RegistryLookup(models.Model):
    """The newest question of one therapist; `record` holds what was found, as JSON."""

    class State(models.TextChoices):
        """What came of it."""

        ASKED = "asked", _("asked")
        FOUND = "found", _("found")
        UNKNOWN = "unknown", _("no such number")
        UNREACHABLE = "unreachable", _("the registry could not be reached")

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="registry_lookup", verbose_name=_("asked by")
    )
    npi = models.CharField(_("NPI"), max_length=10)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED)
    record = models.JSONField(_("record"), default=dict, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = RegistryLookupQuerySet.as_manager()

    class Meta:
        verbose_name = _("registry look-up")
        verbose_name_plural = _("registry look-ups")

    def __str__(self):
        return f"{self.pk}"

    @property
    def is_slow(self):
        """Whether the answer takes longer than it usually does."""
        return self.state == self.State.ASKED and timezone.now() - self.asked_at > USUAL

    @property
    def found(self):
        """The RegistryRecord that was found, or None."""
        return prefill.from_json(self.record) if self.state == self.State.FOUND else None

    def answer(self, state, record=None):
        """Keep an answer, unless another number was asked for in the meantime."""
        rows = RegistryLookup.objects.filter(pk=self.pk, npi=self.npi)
        rows.update(state=state, record=record or {})
