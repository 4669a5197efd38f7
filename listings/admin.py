"""The moderators' desk: the queue, the page to decide on, the record of decisions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from listings import desk, preview
from listings.models import AlreadyDecided, Conflict, Decision, NotReady, OwnerChange, OwnListing, Submission
from providers.eligibility import Role
from psychly.admin_site import ReadOnly


class Needs(admin.SimpleListFilter):
    """What needs a decision first; the rest on request."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """Every state but drafts, and all of them."""
        shown = [s for s in Submission.State if s not in (Submission.State.DRAFT, Submission.State.SUBMITTED)]
        return [*((s.value, s.label) for s in shown), ("all", _("All that were sent"))]

    def choices(self, changelist):
        """Put the queue in the place of "All"."""
        first, *rest = super().choices(changelist)
        return [{**first, "display": _("Needs a decision")}, *rest]

    def queryset(self, request, queryset):
        """The queue unless asked otherwise."""
        if self.value() is None:
            return queryset.filter(state=Submission.State.SUBMITTED)
        queryset = queryset.exclude(submitted_at=None)
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, admin.ModelAdmin):
    """The queue and the decision page."""

    list_display = ["listing", "kind", "role", "sent", "promise", "held_by"]
    list_display_links = ["listing"]
    list_filter = [Needs]
    list_select_related = ["claimed_by", "provider"]
    ordering = ["submitted_at", "pk"]
    sortable_by = ()
    list_per_page = 50
    show_full_result_count = False
    actions = None

    class Media:
        """The queue's own few rules of style."""

        css = {"all": ["css/desk.css"]}

    # The page posts to the verbs; the right to change is the right to decide.
    has_change_permission = admin.ModelAdmin.has_change_permission

    @admin.display(description=gettext_lazy("listing"))
    def listing(self, submission):
        """Name, and whether it is a demonstration."""
        tag = _("Demonstration") if submission.is_demonstration else ""
        return format_html("{} <small>{}</small>", submission, tag)

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, submission):
        """A new listing or an edit."""
        return _("Edit") if submission.based_on else _("New")

    @admin.display(description=gettext_lazy("role"))
    def role(self, submission):
        """The role in words."""
        return dict(Role.choices).get(submission.typed.you.role, "")

    @admin.display(description=gettext_lazy("sent"))
    def sent(self, submission):
        """When it was sent."""
        return date_format(submission.submitted_at, "M j, g:i a T")

    @admin.display(description=gettext_lazy("promised"))
    def promise(self, submission):
        """The day of the promise, and whether it has passed."""
        if submission.state != Submission.State.SUBMITTED:
            return ""
        due = desk.due_on(submission.submitted_at)
        late = _("late") if due < timezone.localdate() else ""
        return format_html("{} <strong>{}</strong>", date_format(due, "D, M j"), late)

    @admin.display(description=gettext_lazy("open at"))
    def held_by(self, submission):
        """The moderator who has it open."""
        return submission.holder or ""

    def changelist_view(self, request, extra_context=None):
        """The queue, named so."""
        return super().changelist_view(request, {"title": _("Queue"), **(extra_context or {})})

    def get_urls(self):
        """Add the addresses of a decision and of the preview."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/decide/", view(require_POST(self.decide)), name="listings_submission_decide"),
            path("<int:pk>/preview/", view(self.preview), name="listings_submission_preview"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page to decide on; looking changes nothing, a button holds it for 20 minutes."""
        submission = self.get_object(request, object_id)
        if submission is None or not self.has_view_permission(request, submission):
            return super().change_view(request, object_id, form_url, extra_context)
        is_own = submission.belongs_to(request.user)
        may_decide = self.has_change_permission(request, submission) and not is_own
        holder = submission.holder
        context = {
            **self.admin_site.each_context(request),
            **desk.context(submission),
            "opts": self.opts,
            "title": str(submission),
            "may_decide": may_decide,
            "is_own": is_own,
            "is_held": holder == request.user,
            "other_holder": holder if holder != request.user else None,
        }
        return TemplateResponse(request, "admin/listings/submission/decide.html", context)

    def preview(self, request, pk):
        """The listing as the public would see it, in the site's look."""
        submission = get_object_or_404(Submission.objects.exclude(submitted_at=None), pk=pk)
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        profile = preview.to_profile(submission.typed, is_demonstration=submission.is_demonstration)
        return render(request, "listings/preview.html", {"profile": profile, "submission": submission})

    def decide(self, request, pk):
        """A press on a button of the decision page."""
        submission = get_object_or_404(Submission, pk=pk)
        if not self.has_change_permission(request, submission):
            raise PermissionDenied
        try:
            if request.POST.get("action") == "claim":
                return _hold(submission, request)
            messages.success(request, _press(submission, request))
            return redirect("admin:listings_submission_changelist")
        except AlreadyDecided:
            messages.error(request, _("Somebody else was first, or it was taken back. Nothing was changed."))
        except Conflict as conflict:
            messages.error(
                request, _("This changed since you opened it. Look again before you decide. %s") % conflict
            )
        except NotReady as error:
            messages.error(request, _("This cannot be published: %s") % error)
        except desk.NoSource as error:
            messages.error(request, _("Name the source of the check you ticked: %s") % error)
        except OwnListing:
            messages.error(request, _("This listing is your own. Another moderator decides on it."))
        except ValueError:
            messages.error(request, _("Enter a reason: it is sent to the therapist."))
        return redirect(reverse("admin:listings_submission_change", args=[pk]))


def _hold(submission, request):
    """Hold it for whoever pressed; the page says who holds it when somebody else does."""
    if not submission.belongs_to(request.user) and submission.claim(by=request.user) == request.user:
        messages.success(request, _("You hold this for 20 minutes."))
    return redirect(reverse("admin:listings_submission_change", args=[submission.pk]))


def _press(submission, request):
    """Do what the button says; return the sentence that tells so."""
    data = request.POST
    version = data.get("document_version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Conflict
    reason = (data.get("reason", "").strip() or data.get("ready", "")).replace("\0", "")[:4000]
    options = {"by": request.user, "version": int(version)}
    action = data.get("action")
    if action == "approve":
        submission.approve(note=reason, facts=desk.facts_from(data, submission), **options)
        return _("Published: %s") % submission
    if action == "request_changes":
        submission.request_changes(reason=reason, **options)
        return _("Changes requested: %s") % submission
    if action == "decline":
        submission.decline(reason=reason, **options)
        return _("Declined: %s") % submission
    if action == "spam":
        submission.mark_spam(**options)
        return _("Marked as spam: %s") % submission
    submission.note(data.get("private_note", "").replace("\0", "")[:4000], by=request.user)
    return _("Note saved: %s") % submission


@admin.register(Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    """The record; the database refuses to change it."""

    list_display = ["submission", "verdict", "by", "at", "document_sha256"]
    list_filter = ["verdict", "at"]
    list_select_related = ["submission", "by"]
    show_full_result_count = False
    actions = None


@admin.register(OwnerChange)
class OwnerChangeAdmin(ReadOnly, admin.ModelAdmin):
    """What owners did to their public listings; the database refuses to change it."""

    list_display = ["provider", "what", "by", "at", "version"]
    list_filter = ["what", "at"]
    list_select_related = ["provider", "by"]
    show_full_result_count = False
    actions = None
