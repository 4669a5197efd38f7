"""The record in admin: what was decided, what owners did, what was taken out; read, and never changed."""

import csv

from django.contrib import admin
from django.http import HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from listings.models import Decision, Export, OwnerChange
from psychly.accounts.staff_site import ReadOnly


@admin.register(Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    """The record; the database refuses to change it."""

    list_display = ["at", "__str__", "about", "by", "why"]
    list_filter = ["verdict", ("by", admin.RelatedOnlyFieldListFilter), "at"]
    list_select_related = ["submission", "provider", "by"]
    search_fields = ["reason", "acknowledgement", "submission__document__you__display_name", "by__email"]
    search_help_text = gettext_lazy("Words of a reason, name on the listing, or a moderator's address")
    show_full_result_count = False
    actions = ["export"]

    @admin.display(description=gettext_lazy("about"))
    def about(self, decision):
        """The listing or submission."""
        return str(decision.provider or decision.submission)

    @admin.display(description=gettext_lazy("reason"))
    def why(self, decision):
        """The beginning of the reason."""
        return Truncator(decision.reason).chars(120)

    def has_export_permission(self, request):
        """Who may take the record out of admin."""
        return request.user.has_perm("listings.add_export")

    @admin.action(description=gettext_lazy("Export as CSV (is logged)"), permissions=["export"])
    def export(self, request, queryset):
        """Send the chosen decisions as CSV, and keep a record that it was done.

        No names, no addresses, no reasons: those are read here. Every value is a number, a code or a time, so
        none can be taken for a formula.
        """
        columns = [
            "pk",
            "verdict",
            "submission_id",
            "provider_id",
            "by_id",
            "sent_at",
            "at",
            "document_sha256",
        ]
        rows = list(queryset.order_by("pk").values_list(*columns))
        Export.objects.create(what="decisions", rows=len(rows), by=request.user)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="decisions.csv"'
        writer = csv.writer(response)
        writer.writerow(columns)
        writer.writerows([v.isoformat() if hasattr(v, "isoformat") else v for v in row] for row in rows)
        return response


@admin.register(OwnerChange)
class OwnerChangeAdmin(ReadOnly, admin.ModelAdmin):
    """What owners did to their public listings; the database refuses to change it."""

    list_display = ["provider", "what", "by", "at", "version"]
    list_filter = ["what", "at"]
    list_select_related = ["provider", "by"]
    show_full_result_count = False
    actions = None


@admin.register(Export)
class ExportAdmin(ReadOnly, admin.ModelAdmin):
    """Who took what out of admin; the database refuses to change it."""

    list_display = ["what", "rows", "by", "at"]
    list_select_related = ["by"]
    show_full_result_count = False
    actions = None
