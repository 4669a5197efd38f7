"""The moderators' desk in Django admin: the queue, the page to decide on, the record."""

from functools import partial

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from listings.access.claims_admin import ClaimAdmin  # noqa: F401  registers itself
from listings.access.invitations_admin import InvitationAdmin  # noqa: F401  registers itself
from listings.models import (
    CheckResult,
    Exclusion,
    ExclusionList,
    HeldDecision,
    InstantChange,
    Reason,
    Submission,
    SubmissionKey,
)
from listings.moderation import (
    business_days,
    consulting,
    decision_page,
    found_elsewhere,
    held_decisions,
    neighbors,
    statistics,
    timeline,
    views,
)
from listings.moderation.actions import ON_A_LISTING, ON_A_SUBMISSION
from listings.moderation.queue import FoundFilter, HolderFilter, KindFilter, NeedsFilter, Queue
from listings.moderation.record_admin import DecisionAdmin  # noqa: F401  registers itself
from listings.moderation.reports_admin import ProblemReportAdmin  # noqa: F401  registers itself
from listings.moderation.small_changes_admin import InstantChangeAdmin  # noqa: F401  registers itself
from providers.models import ProblemReport, Provider
from providers.models.eligibility import Role
from providers.profile.building import profile_of_draft
from psychly.accounts.staff_site import ReadOnly

Outcome = CheckResult.Outcome


def _role_in_words(role):
    return Role(role).label if role in Role.values else ""


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, admin.ModelAdmin):
    """The queue and the decision page."""

    list_display = ["listing", "sort_of", "role", "promise", "waited", "found", "held_by"]
    list_display_links = ["listing"]
    list_filter = [NeedsFilter, KindFilter, FoundFilter, HolderFilter]
    search_fields = ["document__you__display_name", "document__you__legal_name", "owner__email"]
    search_help_text = gettext_lazy(
        "Name, the owner's e-mail address, number of a license, NPI, telephone or website"
    )
    ordering = ["submitted_at", "pk"]
    view_on_site = False  # its address is its owner's alone
    sortable_by = ()
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""

    class Media:
        """The queue's own few rules of style."""

        css = {"all": ["css/desk.css"]}

    # The page posts to the verbs; the right to change is the right to decide.
    has_change_permission = admin.ModelAdmin.has_change_permission

    def get_changelist(self, request, **kwargs):
        """The list in which reports stand too."""
        return Queue

    def get_queryset(self, request):
        """What was sent; nobody reads what is still being written."""
        return super().get_queryset(request).exclude(submitted_at=None)

    def get_search_results(self, request, queryset, search_term):
        """Names and addresses, and what a submission is known by, however it is written."""
        found, _twice = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, False
        known = SubmissionKey.objects.like(search_term).values("submission")
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=known)), False

    # --- Columns (a row is a Submission or a ProblemReport) ---

    @admin.display(description="")
    def action_checkbox(self, row):
        """A box for submissions; a report is dealt with on its own page."""
        if isinstance(row, ProblemReport):
            return ""
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
        label = _("Select this object for an action - {}").format(row)  # Django's own words
        return format_html(box, ACTION_CHECKBOX_NAME, row.pk, label)

    @admin.display(description=gettext_lazy("listing"))
    def listing(self, row):
        """Name, and whether it is a demonstration."""
        if isinstance(row, ProblemReport):
            return str(row.provider)
        tag = _("Demonstration") if row.is_demonstration else ""
        return format_html("{} <small>{}</small>", row, tag)

    @admin.display(description=gettext_lazy("kind"))
    def sort_of(self, row):
        """A new listing, an edit, or a report."""
        if isinstance(row, ProblemReport):
            return format_html('<b class="kind-report">{}</b>', _("Report"))
        return _("Edit") if row.based_on else _("New")

    @admin.display(description=gettext_lazy("role, state"))
    def role(self, row):
        """The role in words, and the states whose licenses it rests on."""
        if isinstance(row, ProblemReport):
            return _role_in_words(row.provider.role)
        licenses = row.document.get("licenses", {}).get("licenses", [])
        states = dict.fromkeys(license["state"] for license in licenses if license.get("state"))
        role = row.document.get("you", {}).get("role", "")
        return format_html("{} <small>{}</small>", _role_in_words(role), ", ".join(states))

    @admin.display(description=gettext_lazy("waiting"))
    def waited(self, row):
        """How long it has waited, or its state when it no longer waits."""
        if isinstance(row, ProblemReport) and row.handled_at:
            return _("Dealt with")
        if isinstance(row, Submission) and row.state != Submission.State.SUBMITTED:
            return row.get_state_display()
        since = row.created_at if isinstance(row, ProblemReport) else row.submitted_at
        return format_html(
            '<span title="{}">{}</span>', date_format(since, "M j, Y, g:i a T"), timesince(since, depth=1)
        )

    @admin.display(description=gettext_lazy("promised"))
    def promise(self, row):
        """The day of the promise, and by how much it has passed."""
        if isinstance(row, ProblemReport) and row.handled_at:
            return ""
        if isinstance(row, Submission) and row.state != Submission.State.SUBMITTED:
            return ""
        since = row.created_at if isinstance(row, ProblemReport) else row.submitted_at
        due, today = business_days.due_on(since), timezone.localdate()
        day = _("by %s") % date_format(due, "D, M j")
        if due < today:
            return format_html('{} <strong class="late">{}</strong>', day, _("late"))
        return format_html("{} <strong>{}</strong>", day, _("today")) if due == today else day

    @admin.display(description=gettext_lazy("checks"))
    def found(self, row):
        """Which checks raise an alarm or ask for a look; a plain row is empty."""
        if isinstance(row, ProblemReport):
            return row.get_kind_display()
        named = [
            (check.outcome, outcome.label, CheckResult.Kind(check.kind).label)
            for outcome in (Outcome.ALARM, Outcome.LOOK)
            for check in row.checks.all()
            if check.outcome == outcome
        ]
        return format_html_join(" ", '<span class="outcome is-{}">{}</span> {}', named)

    @admin.display(description=gettext_lazy("open at"))
    def held_by(self, row):
        """The moderator who has it open, or has decided a moment ago."""
        if isinstance(row, ProblemReport):
            return ""
        pressed = getattr(row, "held", None)
        if pressed and not pressed.refused:
            return _("%s, decided a moment ago") % pressed.by
        return row.holder or ""

    def get_actions(self, request):
        """What may be done to several at once, for those who may decide."""
        if not self.has_change_permission(request):
            return {}
        several = [action for action in ON_A_SUBMISSION.values() if action.together]
        return {
            row.name: (partial(views.press_together, row), row.name, row.together.title) for row in several
        }

    # --- Pages ---

    def changelist_view(self, request, extra_context=None):
        """The queue, named so, with how many small changes wait to be looked at."""
        context = {
            "title": _("Queue"),
            "samples": InstantChange.objects.to_look_at().count(),
            "presses": held_decisions.presses_of(request.user),
            "elsewhere": found_elsewhere.found_elsewhere(request.GET.get(SEARCH_VAR, ""), request.user),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self):
        """Add the addresses of decisions, preview, history and figures."""
        view = self.admin_site.admin_view
        again = reauthentication_required(enabled=lambda request: settings.STAFF_SECOND_FACTOR)
        pages = [
            ("<int:pk>/decide/", require_POST(partial(views.decide, self)), "decide"),
            ("<int:pk>/preview/", self.preview, "preview"),
            ("<int:pk>/mail/", self.mail, "mail"),
            ("take-back/<uuid:batch>/", require_POST(partial(views.take_back, self)), "take_back"),
            ("together/", require_POST(again(partial(views.decide_together, self))), "together"),
            ("figures/", self.figures, "figures"),
            ("listing/<int:pk>/", self.history, "record"),  # "history" is a page of Django
            *(
                (
                    f"listing/<int:pk>/{name}/",
                    require_POST(partial(views.move_listing, self, name=name)),
                    name,
                )
                for name in ON_A_LISTING
            ),
        ]
        own = [path(where, view(page), name=f"listings_submission_{name}") for where, page, name in pages]
        return [*own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page to decide on; looking changes nothing, a button holds it for a while."""
        submission = self.get_object(request, object_id)
        if submission is None or not self.has_view_permission(request, submission):
            return super().change_view(request, object_id, form_url, extra_context)
        return self.page(request, submission)

    def page(self, request, submission, typed=None, alarm_error=""):
        """The decision page; `typed` is what was posted and decided nothing, shown again."""
        is_own = submission.belongs_to(request.user)
        holder = submission.holder
        before, after = neighbors.neighbors(self, request, submission)
        context = {
            **self.admin_site.each_context(request),
            **decision_page.decision_context(submission, typed),
            **consulting.page_context(submission, request.user),
            "opts": self.opts,
            "title": str(submission),
            "may_decide": self.has_change_permission(request, submission) and not is_own,
            "is_own": is_own,
            "actions": ON_A_SUBMISSION,
            "refusing": [row for row in ON_A_SUBMISSION.values() if row.together and row.together.asks],
            "alarm_error": alarm_error,
            "presses": held_decisions.presses_of(request.user),
            "is_held_back": HeldDecision.objects.pending().on(submission).first(),
            "query": neighbors.query_of(request),
            "list_address": neighbors.list_of(request),
            "before": before,
            "after": after,
            "is_held": holder == request.user,
            "other_holder": holder if holder != request.user else None,
        }
        return TemplateResponse(request, "admin/listings/submission/decide.html", context)

    def preview(self, request, pk):
        """The listing as the public would see it, in the site's look."""
        submission = self._sent(request, pk)
        profile = profile_of_draft(submission.typed, is_demonstration=submission.is_demonstration)
        return render(request, "listings/preview.html", {"profile": profile, "submission": submission})

    def mail(self, request, pk):
        """The mail that approval would send."""
        submission = self._sent(request, pk)
        context = {"submission": submission, "mail": ON_A_SUBMISSION["approve"].preview(submission)}
        return self._own_page(request, "mail", _("Mail on approval"), context)

    def history(self, request, pk):
        """One provider from the first draft to today."""
        self._must_view(request)
        return self.record_page(request, get_object_or_404(Provider, pk=pk))

    def record_page(self, request, provider, typed=None):
        """The history of a listing; `typed` is what was posted and did nothing, shown again."""
        may = self.has_change_permission(request) and not provider.may_be_written_by(request.user)
        context = {
            "provider": provider,
            "moments": timeline.timeline_of(provider, reader=request.user),
            "may_decide": may,
            "actions": ON_A_LISTING,
            "typed": typed or {},
            "presses": held_decisions.presses_of(request.user),
            "is_held_back": HeldDecision.objects.pending().on(provider).first(),
        }
        return self._own_page(request, "history", str(provider), context)

    def figures(self, request):
        """What waits, how long it takes, what came of it."""
        self._must_view(request)
        return self._own_page(request, "figures", _("Figures"), statistics.statistics_context())

    def _sent(self, request, pk):
        submission = get_object_or_404(Submission.objects.exclude(submitted_at=None), pk=pk)
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        return submission

    def _must_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _own_page(self, request, name, title, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/listings/submission/{name}.html", context)


@admin.register(Reason)
class ReasonAdmin(admin.ModelAdmin):
    """Ready-made reasons. Changing one changes no decision: each keeps its own words."""

    list_display = ["title", "text", "position", "is_offered"]
    list_editable = ["position", "is_offered"]


@admin.register(Exclusion)
class ExclusionAdmin(ReadOnly, admin.ModelAdmin):
    """The exclusion list as it was imported."""

    list_display = ["name", "specialty", "city", "state", "basis", "excluded_on"]
    list_filter = ["is_business"]
    search_fields = ["surname", "given_name", "=npi"]
    exclude = ["row_sha256", "surname", "given_name"]
    show_full_result_count = False
    actions = None


@admin.register(ExclusionList)
class ExclusionListAdmin(ReadOnly, admin.ModelAdmin):
    """When the exclusion list was imported."""

    list_display = ["imported_at", "rows", "bad_rows", "newest_on"]
    actions = None
