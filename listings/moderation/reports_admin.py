"""Reports of visitors: they wait in the queue, and each leaves it with what was found and by whom."""

from django.contrib import admin, messages
from django.db.models import F
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.moderation import business_days
from listings.moderation.actions import REASON
from providers.models import ProblemReport


class Handled(admin.SimpleListFilter):
    """Those that wait first."""

    title = gettext_lazy("state")
    parameter_name = "handled"

    def lookups(self, request, model_admin):
        """Waiting, or dealt with."""
        return [("no", _("Waiting")), ("yes", _("Dealt with"))]

    def queryset(self, request, queryset):
        """The reports of that state."""
        return queryset.filter(handled_at__isnull=self.value() == "no") if self.value() else queryset


@admin.register(ProblemReport)
class ProblemReportAdmin(admin.ModelAdmin):
    """Reports of visitors, those that wait first, the oldest at the top."""

    list_display = ["created_at", "kind", "provider", "handled_at", "handled_by"]
    list_filter = ["kind", Handled]
    list_select_related = ["provider", "handled_by"]
    ordering = [F("handled_at").asc(nulls_first=True), "created_at"]
    show_full_result_count = False
    actions = None

    def get_queryset(self, request):
        """Nobody reads a report about a listing of their own."""
        return super().get_queryset(request).not_about(request.user)

    def has_add_permission(self, request):
        """Reports come from visitors."""
        return False

    def has_delete_permission(self, request, obj=None):
        """A report that was dealt with stays on the record."""
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What was reported, the listing it is about, and a form for what was found."""
        report = self.get_object(request, object_id)
        if report is None or not self.has_view_permission(request, report):
            return super().change_view(request, object_id, form_url, extra_context)
        may_handle = self.has_change_permission(request, report)
        if request.method == "POST" and may_handle:
            finding = request.POST.get("finding", "").replace("\0", "")[:REASON]
            try:
                is_first = report.handle(by=request.user, finding=finding)
            except ValueError:
                messages.error(request, _("Say what you found and did: it stays on the record."))
            else:
                if is_first:
                    messages.success(request, _("The report is dealt with."))
                else:
                    messages.error(request, _("Somebody else was first. Nothing was changed."))
                return redirect("admin:listings_submission_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Report about %s") % report.provider,
            "report": report,
            "others": ProblemReport.objects.filter(provider=report.provider).exclude(pk=report.pk)[:5],
            "due_on": business_days.due_on(report.created_at),
            "may_handle": may_handle and report.handled_at is None,
        }
        return TemplateResponse(request, "admin/listings/report.html", context)
