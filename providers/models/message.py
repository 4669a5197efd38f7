"""What visitors write: a message to a provider, a report to staff."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.contact import emails
from providers.models.provider import Provider

#: A message with the very same words to the same provider is the same message for so long.
SAME_FOR = timedelta(hours=24)


class _Received(models.QuerySet):
    """What visitors write about a provider."""

    def was_received(self, *, provider, token, **values):
        """Whether the very same was received already, from another form: sent, gone back, and sent again."""
        same = self.filter(provider=provider, created_at__gte=timezone.now() - SAME_FOR, **values)
        return same.exclude(token=token).exists()


class InquiryQuerySet(_Received):
    """Messages of visitors."""

    def receive(self, *, provider, token, **values):
        """Keep a message and queue its mail, both or neither; a token that is known changes nothing."""
        with transaction.atomic():
            row, is_new = self.get_or_create(token=token, defaults={"provider": provider, **values})
            if is_new:
                emails.send_inquiry(row)
        return row

    def by_month(self, providers, now=None):
        """Return {provider's key: [(first day of a month, how many messages came), …]}, the newest first.

        One query for all of them, a year back.
        """
        since = (now or timezone.now()) - timedelta(days=365)
        rows = self.filter(provider__in=providers, created_at__gte=since).order_by()
        rows = rows.annotate(month=TruncMonth("created_at")).values_list("provider", "month")
        found = {}
        for provider, month, count in rows.annotate(count=models.Count("pk")).order_by("-month"):
            found.setdefault(provider, []).append((month, count))
        return found


class ProblemReportQuerySet(_Received):
    """Reports of visitors."""

    def waiting(self):
        """What staff have not dealt with, oldest first."""
        return self.filter(handled_at=None).order_by("created_at")

    def not_about(self, user):
        """Without those about a listing of this user: whoever is reported never reads by whom or for what."""
        return self.exclude(provider__collaborators__user=user)

    def receive(self, *, provider, token, **values):
        """Keep a report and tell staff, both or neither; a token that is known changes nothing."""
        with transaction.atomic():
            row, is_new = self.get_or_create(token=token, defaults={"provider": provider, **values})
            if is_new:
                emails.send_report(row)
        return row


class Inquiry(models.Model):
    """A visitor's message to a provider.

    `token` comes from the form and is unique: the same form sent twice makes one message. The personal
    fields are erased within 30 days (`erased_at`); the row stays so that the count is true.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="inquiries")
    token = models.UUIDField(_("form token"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    message = models.TextField(_("message"), max_length=4000, blank=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.pk}"


class ProblemReport(models.Model):
    """A report about a listing, of a visitor or of a check made again, read by staff only."""

    class Kind(models.TextChoices):
        """What the report is about."""

        OUT_OF_DATE = "out-of-date", _("Something is wrong or out of date")
        CONDUCT = "conduct", _("A concern about this provider's care or conduct")
        OTHER = "other", _("Something else")
        EXCLUSION = "exclusion", _("A name on the federal exclusion list")
        LAW = "law", _("Something that the law does not allow")
        UNREACHABLE = "unreachable", _("Mail to the listing comes back")
        LICENSE = "license", _("A license to look up again")
        WEBSITE = "website", _("A website that is gone")
        TWIN = "twin", _("Two listings that look like one")

    #: What a visitor may choose; the rest is found by checks.
    OF_VISITORS = (Kind.OUT_OF_DATE, Kind.CONDUCT, Kind.OTHER)

    #: What cannot wait, and the order in which the rest is dealt with.
    URGENT = (Kind.CONDUCT, Kind.EXCLUSION)
    URGENCY = (
        *URGENT, Kind.LAW, Kind.OUT_OF_DATE, Kind.OTHER, Kind.UNREACHABLE, Kind.LICENSE, Kind.WEBSITE,
        Kind.TWIN,
    )  # fmt: skip

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="reports")
    token = models.UUIDField(_("form token"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    message = models.TextField(_("message"), max_length=4000)
    email = models.EmailField(_("reply address"), blank=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding = models.TextField(_("what staff found and did"), max_length=4000, blank=True)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["handled_at", "created_at"], name="report_queue")]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.pk})"

    def handle(self, *, by, finding):
        """Close the report with what was found and done; return False when somebody else was first.

        Raises PermissionDenied about the own listing, and ValueError without a finding: a report that leaves
        the queue leaves a trace.
        """
        if self.provider.may_be_written_by(by):
            raise PermissionDenied
        if not finding.strip():
            raise ValueError("A finding is needed.")
        rows = ProblemReport.objects.waiting().filter(pk=self.pk)
        is_first = rows.update(handled_at=timezone.now(), handled_by=by, finding=finding.strip())
        self.refresh_from_db()
        return bool(is_first)
