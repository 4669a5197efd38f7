"""The queue: submissions and reports in one list, what waits longest first, in a fixed number of queries."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import IS_FACETS_VAR, SEARCH_VAR, ChangeList
from django.core.paginator import InvalidPage
from django.db.models import F, Prefetch, Q, Value
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from listings.models import CheckResult, Submission
from providers.models import ProblemReport

State = Submission.State


class NeedsFilter(admin.SimpleListFilter):
    """What needs a decision first; the rest on request."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """Every state but drafts, and all of them; a search begins with all."""
        shown = [(s.value, s.label) for s in State if s not in (State.DRAFT, State.SUBMITTED)]
        if request.GET.get(SEARCH_VAR):
            return [(State.SUBMITTED.value, _("Needs a decision")), *shown]
        return [*shown, ("all", _("All that were sent"))]

    def choices(self, changelist):
        """Put the queue in the place of "All", but not while something is looked for."""
        first, *rest = super().choices(changelist)
        display = _("All that were sent") if changelist.query else _("Needs a decision")
        return [{**first, "display": display}, *rest]

    def queryset(self, request, queryset):
        """The queue unless asked otherwise; what is looked for may stand anywhere."""
        if self.value() is None:
            if request.GET.get(SEARCH_VAR):
                return queryset.exclude(submitted_at=None)
            return queryset.filter(state=State.SUBMITTED)
        queryset = queryset.exclude(submitted_at=None)
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


class KindFilter(admin.SimpleListFilter):
    """New listings, edits, or reports of visitors."""

    title = _("kind")
    parameter_name = "what"

    def lookups(self, request, model_admin):
        """The three kinds."""
        return [("new", _("New")), ("edit", _("Edit")), ("report", _("Report"))]

    def queryset(self, request, queryset):
        """Submissions of the kind; reports are added by the Queue."""
        if self.value() == "report":
            return queryset.none()
        if self.value():
            return (
                queryset.filter(based_on__gt=0)
                if self.value() == "edit"
                else queryset.exclude(based_on__gt=0)
            )
        return queryset

    def get_facet_queryset(self, changelist):
        """Count reports as the list shows them."""
        counts = super().get_facet_queryset(changelist)
        reports = changelist.reports_of(self.request, of_any_kind=True)
        number = [value for value, _label in self.lookup_choices].index("report")
        return {**counts, f"{number}__c": reports.count() if reports is not None else 0}


class FoundFilter(admin.SimpleListFilter):
    """What the checks found."""

    title = _("checks")
    parameter_name = "found"

    def lookups(self, request, model_admin):
        """Outcomes that a moderator looks for."""
        shown = (CheckResult.Outcome.ALARM, CheckResult.Outcome.LOOK, CheckResult.Outcome.UNCHECKED)
        return [(outcome.value, outcome.label) for outcome in shown]

    def queryset(self, request, queryset):
        """Submissions with a check of that outcome."""
        found = CheckResult.objects.filter(outcome=self.value()).values("submission")
        return queryset.filter(pk__in=found) if self.value() else queryset


class HolderFilter(admin.SimpleListFilter):
    """Who has it open."""

    title = _("open at")
    parameter_name = "held"

    def lookups(self, request, model_admin):
        """Mine, or nobody's."""
        return [("me", _("me")), ("nobody", _("nobody"))]

    def queryset(self, request, queryset):
        """Submissions that I hold, or that nobody holds."""
        mine = queryset.held().filter(claimed_by=request.user)
        return {"me": mine, "nobody": queryset.free()}.get(self.value(), queryset)


class Waiting:
    """Urgent reports, then submissions and the other reports as one sequence, oldest first.

    A slice takes five queries.
    """

    def __init__(self, submissions, reports):
        self.submissions = submissions
        self.urgent = reports.filter(kind__in=ProblemReport.URGENT)
        self.reports = reports.exclude(kind__in=ProblemReport.URGENT)

    def count(self):
        """How many there are."""
        return self.submissions.count() + len(self._urgent_keys) + self.reports.count()

    @cached_property
    def _urgent_keys(self):
        keys = self._keys(self.urgent, "created_at", "report")
        return list(keys.order_by("since", "key"))

    def __getitem__(self, part):
        keys = self._keys(self.submissions, "submitted_at", "submission").union(
            self._keys(self.reports, "created_at", "report"), all=True
        )
        first, last = part.start or 0, part.stop
        page, ahead = self._urgent_keys[part], len(self._urgent_keys)
        if last > ahead:
            page = page + list(keys.order_by("since", "what", "key")[max(first - ahead, 0) : last - ahead])
        found = {
            "submission": for_rows(Submission.objects.all()).in_bulk(
                k for _, w, k in page if w == "submission"
            ),
            "report": ProblemReport.objects.select_related("provider").in_bulk(
                k for _, w, k in page if w == "report"
            ),
        }
        return [found[what][key] for _, what, key in page if key in found[what]]

    @staticmethod
    def _keys(rows, since, what):
        columns = {"since": F(since), "what": Value(what), "key": F("pk")}
        return rows.order_by().annotate(**columns).values_list("since", "what", "key")


def for_rows(submissions):
    """With what a row of the queue shows, in a fixed number of queries."""
    checks = CheckResult.objects.only("submission", "kind", "outcome")
    return submissions.select_related("claimed_by", "provider", "held__by").prefetch_related(
        Prefetch("checks", checks)
    )


class Queue(ChangeList):
    """The list of submissions; while it shows what needs a decision, reports stand in it too."""

    def get_results(self, request):
        """Read one page of rows."""
        reports = self.reports_of(request)
        rows = Waiting(self.queryset, reports) if reports is not None else for_rows(self.queryset)
        paginator = self.model_admin.get_paginator(request, rows, self.list_per_page)
        try:
            self.result_list = list(paginator.page(self.page_num).object_list)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        self.paginator, self.result_count = paginator, paginator.count
        is_narrowed = bool(self.query or set(self.params) - {"p"})
        self.show_full_result_count = False
        self.full_result_count = None if is_narrowed else self.result_count
        self.show_admin_actions, self.can_show_all = True, False
        self.multi_page = paginator.num_pages > 1

    def reports_of(self, request, of_any_kind=False):
        """Reports that belong into the list as it is filtered, or None for a list without any.

        While something is looked for, those that were dealt with are among them.
        """
        left_out = ("p", "what", SEARCH_VAR, IS_FACETS_VAR)
        if any(value for name, value in self.params.items() if name not in left_out):
            return None
        may = request.user.has_perm("providers.view_problemreport")
        is_wanted = may and (of_any_kind or self.params.get("what", "") in ("", "report"))
        reports = ProblemReport.objects.not_about(request.user)
        if not is_wanted:
            return reports.none()
        return self._named(reports) if self.query else reports.waiting()

    def _named(self, reports):
        """Reports about what is looked for: the name of the listing, who wrote, what a submission says."""
        found = Q(email__iexact=self.query.strip())
        rows = self.root_queryset.filter(provider__isnull=False)
        rows, _twice = self.model_admin.get_search_results(None, rows, self.query)
        found |= Q(provider__in=rows.order_by().values("provider"))
        return reports.filter(found | Q(provider__display_name__icontains=self.query.strip()))

    def url_for_result(self, result):
        """A report leads to its own page."""
        if isinstance(result, ProblemReport):
            return reverse("admin:providers_problemreport_change", args=[result.pk])
        return super().url_for_result(result)
