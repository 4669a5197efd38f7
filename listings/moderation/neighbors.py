"""What stands before and after a row of the queue, under the same filter."""

from copy import copy

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from listings.moderation.queue import Queue
from providers.models import ProblemReport

FILTERS = "_changelist_filters"  # Django's name for what the list was filtered by


class _Filtered(Queue):
    """The queue without reading a page of it."""

    def get_results(self, request):
        """Read nothing."""
        self.reports = self.reports_of(request)


def filters_of(request):
    """Return the filters of the list from which a page was opened, as a query string."""
    return request.GET.get(FILTERS, "")[:2000]


def query_of(request):
    """Return what is added to the address of a page so that its list is not forgotten: `?…` or nothing."""
    filters = filters_of(request)
    return f"?{urlencode({FILTERS: filters})}" if filters else ""


def neighbors(model_admin, request, row):
    """Return the addresses of the rows before and after one, "" where there is none; four queries.

    `row` is a Submission or a ProblemReport. What somebody else decides on or has open is passed over, and so
    is what belongs to who asks.
    """
    listed = _listed(model_admin, request)
    since = row.created_at if isinstance(row, ProblemReport) else row.submitted_at
    if listed is None or since is None:
        return "", ""
    found = []
    for sign, order in (("lt", "-"), ("gt", "")):
        found.append(_nearest(listed, request, row, since, sign, order))
    return tuple(found)


def next_of(model_admin, request, row):
    """Return the address of the row to go on with after one was decided on: the next, the first, the list."""
    _before, after = neighbors(model_admin, request, row)
    return after or _first(model_admin, request, row) or list_of(request)


def list_of(request):
    """Return the address of the list as it was filtered."""
    filters = filters_of(request)
    return reverse("admin:listings_submission_changelist") + (f"?{filters}" if filters else "")


def _first(model_admin, request, row):
    """The address of the first row of the list but this one, or ""."""
    listed = _listed(model_admin, request)
    return _nearest(listed, request, row, None, "", "") if listed else ""


def _listed(model_admin, request):
    """The list as it was filtered, or None when the filters cannot be read."""
    asked = copy(request)
    asked.GET = QueryDict(filters_of(request))
    try:
        return _Filtered(
            asked,
            model_admin.model,
            model_admin.list_display,
            model_admin.list_display_links,
            model_admin.get_list_filter(request),
            model_admin.date_hierarchy,
            model_admin.get_search_fields(request),
            model_admin.list_select_related,
            model_admin.list_per_page,
            model_admin.list_max_show_all,
            model_admin.list_editable,
            model_admin,
            model_admin.sortable_by,
            model_admin.search_help_text,
        )
    except IncorrectLookupParameters:
        return None


def _nearest(listed, request, row, since, sign, order):
    """The address of the nearest row in one direction; without `since`, of the first."""
    user = request.user
    rows = listed.queryset.undecided().not_of(user)
    rows = rows.filter(Q(pk__in=rows.free()) | Q(claimed_by=user))
    reports = listed.reports
    is_report = isinstance(row, ProblemReport)
    rows, reports = (
        rows if is_report else rows.exclude(pk=row.pk),
        reports.exclude(pk=row.pk) if is_report and reports is not None else reports,
    )
    found = []
    for kind, column in ((rows, "submitted_at"), (reports, "created_at")):
        if kind is None:
            continue
        if since is not None:
            later = Q(**{f"{column}__{sign}": since})
            later |= Q(**{column: since, f"pk__{sign}": row.pk})
            kind = kind.filter(later)
        if hit := kind.order_by(f"{order}{column}", f"{order}pk").first():
            found.append((getattr(hit, column), hit))
    if not found:
        return ""
    _at, hit = (max if order else min)(found, key=lambda pair: pair[0])
    name = "providers_problemreport" if isinstance(hit, ProblemReport) else "listings_submission"
    return reverse(f"admin:{name}_change", args=[hit.pk]) + query_of(request)
