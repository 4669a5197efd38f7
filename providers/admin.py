"""The directory in Django admin: providers to look at, terms and law to keep."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import (
    Access,
    Community,
    Condition,
    Cost,
    Fact,
    Inquiry,
    Language,
    LegalStatus,
    License,
    Location,
    Offer,
    PaymentOption,
    Provider,
    TeamMember,
    Training,
    Treatment,
)
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
    list_filter = ["role", "is_demonstration", "accepting"]
    search_fields = ["display_name", "legal_name", "npi", "licenses__number"]
    inlines = [rows_of(m) for m in (License, Location, Offer, Cost, TeamMember, Training, Fact)]
    ordering = ["display_name"]

    def get_view_on_site_url(self, obj=None):
        """A link to the profile where the public can see it."""
        return obj.get_absolute_url() if obj and obj.is_public else None


@admin.register(Treatment, Condition, PaymentOption, Language, Community, Access)
class TermAdmin(admin.ModelAdmin):
    """A vocabulary. A slug is part of public addresses: it is set once, and no term is deleted."""

    list_display = ["name", "slug", "sentence", "position"]
    search_fields = ["name", "slug"]

    def get_readonly_fields(self, request, obj=None):
        """The slug, once it is there."""
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """A term's bit must never be given to another."""
        return False


@admin.register(LegalStatus)
class LegalStatusAdmin(admin.ModelAdmin):
    """The law by treatment and state; confirming a row notes who did and when."""

    list_display = ["treatment", "state", "status", "source_name", "known_on", "confirmed_on"]
    list_filter = ["status", "treatment", "confirmed_on"]
    readonly_fields = ["confirmed_on", "confirmed_by"]
    actions = ["confirm"]

    @admin.action(description=_("Confirm against the source, today"))
    def confirm(self, request, queryset):
        """Note that this member of staff read the source today."""
        today = timezone.localdate()
        done = queryset.update(confirmed_on=today, confirmed_by=request.user, known_on=today)
        self.message_user(request, _("Rows confirmed: %d") % done)

    def save_model(self, request, obj, form, change):
        """A row whose content changes is unconfirmed until someone confirms it."""
        if form.changed_data:
            obj.confirmed_on = obj.confirmed_by = None
        super().save_model(request, obj, form, change)


@admin.register(Inquiry)
class InquiryAdmin(ReadOnly, admin.ModelAdmin):
    """That messages were sent, never what they say: they are between visitor and provider."""

    list_display = ["created_at", "provider", "erased_at"]
    fields = ["provider", "created_at", "erased_at"]
    list_select_related = ["provider"]
