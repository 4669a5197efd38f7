"""The sample of small facts in admin: what went live at once, to be looked at, and put back if need be."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.models import InstantChange, Refusal
from listings.moderation.actions import REASON
from listings.publishing import small_changes
from psychly.accounts.staff_site import ReadOnly


class Looked(admin.SimpleListFilter):
    """The sample that waits first; a link shows everything."""

    title = gettext_lazy("state")
    parameter_name = "looked"

    def lookups(self, request, model_admin):
        """Looked at, put back, or all; without a choice, what waits."""
        return [("yes", _("Looked at")), ("back", _("Put back")), ("all", _("All"))]

    def choices(self, changelist):
        """Name the first choice for what it shows."""
        for choice in super().choices(changelist):
            is_first = choice["query_string"] == changelist.get_query_string(remove=[self.parameter_name])
            yield {**choice, "display": _("To be looked at")} if is_first else choice

    def queryset(self, request, queryset):
        """The changes of that state."""
        return {
            "yes": queryset.filter(seen_at__isnull=False),
            "back": queryset.filter(reverted_at__isnull=False),
            "all": queryset,
        }.get(self.value(), queryset.filter(is_sampled=True, seen_at=None))


@admin.register(InstantChange)
class InstantChangeAdmin(ReadOnly, admin.ModelAdmin):
    """Small facts that owners changed; a sample waits for a look, the oldest first."""

    list_display = ["at", "provider", "what", "is_sampled", "seen_at", "seen_by", "reverted_at"]
    list_filter = [Looked]
    list_select_related = ["provider", "seen_by"]
    search_fields = ["provider__display_name"]
    ordering = ["at", "pk"]
    show_full_result_count = False
    actions = None

    # The page posts to the verbs; the right to change is the right to look at it.
    has_change_permission = admin.ModelAdmin.has_change_permission

    @admin.display(description=gettext_lazy("changed"))
    def what(self, row):
        """The fields that changed."""
        return ", ".join(label for label, _before, _after in row.rows)

    def changelist_view(self, request, extra_context=None):
        """Name the page for what stands on it."""
        return super().changelist_view(request, {"title": _("Small changes"), **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What changed, and what to do about it."""
        change = self.get_object(request, object_id)
        if change is None or not self.has_view_permission(request, change):
            return super().change_view(request, object_id, form_url, extra_context)
        is_own = change.provider.may_be_written_by(request.user)
        may_act = self.has_change_permission(request, change)
        reason = request.POST.get("reason", "").replace("\0", "")[:REASON]
        if request.method == "POST" and may_act and self._acted(request, change, reason):
            return redirect("admin:listings_instantchange_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Small change of %s") % change.provider,
            "change": change,
            "reason": reason,
            "may_act": may_act and not is_own,
            "is_own": is_own,
        }
        return TemplateResponse(request, "admin/listings/small_change.html", context)

    def _acted(self, request, change, reason):
        """Do what the button says; return whether it was done, and say so or why not."""
        try:
            if request.POST.get("action") == "put-back":
                small_changes.put_back(change, by=request.user, reason=reason)
                messages.success(request, _("It is put back, and the owner is told."))
            else:
                change.look_at(by=request.user)
                messages.success(request, _("Noted: you have looked at it."))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            return True
        return False
