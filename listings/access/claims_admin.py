"""Claims in admin: what waits, and a page to decide one."""

from django.contrib import admin, messages
from django.db.models import F
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.access import claiming
from listings.models import Claim, Refusal
from psychly.accounts.staff_site import ReadOnly

REASON = 2000  # characters


@admin.register(Claim)
class ClaimAdmin(ReadOnly, admin.ModelAdmin):
    """Claims on listings, those that wait first, the oldest at the top."""

    list_display = ["at", "provider", "by", "objected_at", "may_be_granted", "verdict", "decided_by"]
    list_select_related = ["provider", "by", "decided_by"]
    ordering = [F("decided_at").asc(nulls_first=True), "at"]
    show_full_result_count = False
    actions = None

    # The page posts to the verbs; the right to change is the right to decide.
    has_change_permission = admin.ModelAdmin.has_change_permission

    def get_queryset(self, request):
        """Nobody reads a claim on a listing of their own."""
        rows = super().get_queryset(request).not_about(request.user)
        return rows.prefetch_related("provider__collaborators")

    @admin.display(description=gettext_lazy("can be granted from"))
    def may_be_granted(self, row):
        """The day from which somebody may be let in."""
        return None if row.decided_at else claiming.earliest(row)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What is claimed, whose listing it is, and the buttons."""
        claim = self.get_object(request, object_id)
        if claim is None or not self.has_view_permission(request, claim):
            return super().change_view(request, object_id, form_url, extra_context)
        may_decide = self.has_change_permission(request, claim)
        reason = request.POST.get("reason", "").replace("\0", "")[:REASON]
        if request.method == "POST" and may_decide and self._decided(request, claim, reason):
            return redirect("admin:listings_claim_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Claim on %s") % claim.provider.display_name,
            "claim": claim,
            "collaborators": claim.provider.collaborators.all(),
            "others": Claim.objects.filter(provider=claim.provider).exclude(pk=claim.pk)[:5],
            "earliest": claiming.earliest(claim),
            "is_early": timezone.now() < claiming.earliest(claim),
            "reason": reason,
            "may_decide": may_decide and claim.decided_at is None,
        }
        return TemplateResponse(request, "admin/listings/claim.html", context)

    def _decided(self, request, claim, reason):
        """Do what the button says; return whether it was done, and say so or why not."""
        action = request.POST.get("action")
        try:
            if action in ("joins", "replaces"):
                claiming.let_in(claim, by=request.user, reason=reason, replaces=action == "replaces")
                messages.success(request, _("The claimant owns the listing now, and everybody is told."))
            elif action == "refuse":
                claiming.refuse(claim, by=request.user, reason=reason)
                messages.success(request, _("The claim is refused, and the claimant is told why."))
            else:
                return False
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return False
        return True
