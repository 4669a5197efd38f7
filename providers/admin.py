"""The directory in Django admin: providers to look at, terms and law to keep."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from providers.models import (
    Access,
    Community,
    Condition,
    Fact,
    Inquiry,
    Language,
    LegalSource,
    LegalStatus,
    License,
    Location,
    PaymentOption,
    Provider,
    Treatment,
)
from providers.models.eligibility import LicenseType
from providers.search import law_changes
from psychly.accounts.staff_site import ReadOnly


class ReadOnlyRows(ReadOnly, admin.TabularInline):
    """Rows of a provider."""

    extra = 0


def rows_of(model):
    """Return the class that shows a provider's rows of `model`."""
    return type(f"{model.__name__}Rows", (ReadOnlyRows,), {"model": model, "fk_name": "provider"})


@admin.register(Provider)
class ProviderAdmin(ReadOnly, admin.ModelAdmin):
    """What is public now. It changes through the moderation queue alone."""

    list_display = ["name_with_credentials", "role", "published_at", "confirmed_on", "is_demonstration"]
    list_filter = ["role", "is_demonstration"]
    search_fields = ["display_name", "legal_name", "npi", "licenses__number"]
    inlines = [rows_of(m) for m in (License, Location, Fact)]
    ordering = ["display_name"]

    def get_view_on_site_url(self, obj=None):
        """A link to the profile where the public can see it."""
        return obj.get_absolute_url() if obj and obj.is_public else None


@admin.register(Condition, PaymentOption, Language, Community, Access)
class TermAdmin(admin.ModelAdmin):
    """A vocabulary. A slug is part of public addresses: it is set once; a term is retired, never deleted."""

    list_display = ["name", "slug", "sentence", "position", "is_retired"]
    search_fields = ["name", "slug"]

    def get_readonly_fields(self, request, obj=None):
        """The slug, once it is there."""
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """A term's bit must never be given to another."""
        return False


@admin.register(Treatment)
class TreatmentAdmin(TermAdmin):
    """Treatments: one that gives a drug waits for its rows of law."""

    def save_model(self, request, obj, form, change):
        """Say what is missing before it can be offered."""
        super().save_model(request, obj, form, change)
        if obj.is_drug_treatment and not obj.legal_statuses.exists():
            sentence = _("Nobody can offer this yet: it has no row of law. <a href='{}'>Add its rows</a>.")
            address = f"{reverse('admin:providers_legalstatus_add')}?treatment={obj.pk}"
            messages.warning(request, format_html(sentence, address))


class SeveralOf(forms.MultipleChoiceField):
    """Some of a fixed list, kept as a list of their codes."""

    def __init__(self, **options):
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **options)


class LegalStatusForm(forms.ModelForm):
    """A row of law; confirming it is one tick, on the page where its sources stand."""

    licenses = SeveralOf(label=_("Licenses"), choices=LicenseType.choices)
    payments = SeveralOf(label=_("Ways to pay that can be true"))
    payments_refused = SeveralOf(label=_("Ways to pay that cannot be true"))
    was_read = forms.BooleanField(
        label=_("I opened each source today, and it says what stands here"), required=False
    )

    class Meta:
        model = LegalStatus
        fields = [
            "treatment", "subject", "state", "status", "summary", "least_age", "licenses", "medical",
            "conditions", "payments", "payments_refused", "known_on", "last_day", "ends_by_itself",
            "changes_often", "changed_on", "change",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        terms = [(term.slug, term.name) for term in PaymentOption.objects.all()]
        for name in ("payments", "payments_refused"):
            if name in self.fields:
                self.fields[name].choices = terms

    def clean(self):
        """A way to pay can be true or cannot; what is confirmed has not ended."""
        data = super().clean()
        if set(data.get("payments", ())) & set(data.get("payments_refused", ())):
            self.add_error("payments_refused", _("A way to pay stands in both lists."))
        last = data.get("last_day")
        if data.get("was_read") and last and last < timezone.localdate():
            self.add_error("last_day", _("This day is over. Enter the new last day, or none."))
        return data


class LegalSourceRows(admin.TabularInline):
    """The sources of a row, each with its address to open."""

    model = LegalSource
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    extra = 0
    min_num = 1


class DueFilter(admin.SimpleListFilter):
    """What staff must look at."""

    title = _("to look at")
    parameter_name = "due"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("1", _("Ends soon, has ended, or is not confirmed"))]

    def queryset(self, request, queryset):
        """Rows that wait for staff."""
        return queryset.awaiting(timezone.localdate()) if self.value() else queryset


@admin.register(LegalStatus)
class LegalStatusAdmin(admin.ModelAdmin):
    """The law by treatment and state; confirming a row notes who did and when."""

    form = LegalStatusForm
    inlines = [LegalSourceRows]
    list_display = ["name", "state", "status", "known_on", "last_day", "confirmed_on"]
    list_filter = [DueFilter, "status", "treatment"]
    search_fields = ["subject", "treatment__name", "summary"]
    list_select_related = ["treatment"]
    readonly_fields = ["confirmed_on", "confirmed_by"]

    def save_model(self, request, obj, form, change):
        """A row whose content changes is unconfirmed, unless its sources were read today."""
        today = timezone.localdate()
        if form.cleaned_data.get("was_read"):
            obj.confirmed_on, obj.confirmed_by, obj.known_on = today, request.user, today
        elif form.changed_data:
            obj.confirmed_on = obj.confirmed_by = None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Another source is another row: it is confirmed anew."""
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets) and not form.cleaned_data.get("was_read"):
            LegalStatus.objects.filter(pk=form.instance.pk).update(confirmed_on=None, confirmed_by=None)
        _follow(form.instance)

    def delete_model(self, request, obj):
        """Delete it; listings are found by what the law says without it."""
        super().delete_model(request, obj)
        _follow(obj)

    def delete_queryset(self, request, queryset):
        """Delete several; see `delete_model`."""
        rows = list(queryset.select_related("treatment"))
        super().delete_queryset(request, queryset)
        for row in rows:
            _follow(row)


def _follow(row):
    """Have the listings that a row is about found by it at once; housekeeping puts them into the queue."""
    law_changes.reindex_offering.enqueue(row.treatment.slug if row.treatment else row.subject)


@admin.register(Inquiry)
class InquiryAdmin(ReadOnly, admin.ModelAdmin):
    """That messages were sent, never what they say: they are between visitor and provider."""

    list_display = ["created_at", "provider", "erased_at"]
    fields = ["provider", "created_at", "erased_at"]
    list_select_related = ["provider"]
