"""Reports of visitors: they wait in the queue, and each leaves it with what was found and by whom."""

import datetime

from django.contrib import admin, messages
from django.db.models import F
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import emails
from listings.models import AlreadyDecided, NoReason, Refusal, ReportStep, Submission
from listings.moderation import business_days, consulting, neighbors, reports
from listings.moderation.actions import typed_in
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
    search_fields = ["provider__display_name", "message", "finding", "=email"]
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
        """What was reported, the listing it is about, what was done about it, and what can be done."""
        report = self.get_object(request, object_id)
        if report is None or not self.has_view_permission(request, report):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and self.has_change_permission(request, report):
            return self._pressed(request, report)
        return self._page(request, report)

    def _pressed(self, request, report):
        """Do what was pressed; what was typed comes back with a refusal, and with what closes nothing."""
        action = request.POST.get("action", "close")
        if action not in DONE:
            return self._page(request, report, typed=request.POST)
        mail = _mail_of(report, action, request.POST)
        if mail and "confirmed" not in request.POST:
            return self._page(request, report, typed=request.POST, mail=mail.render(), asked=action)
        after = neighbors.next_of(self.admin_site.get_model_admin(Submission), request, report)
        try:
            _press(report, action, request)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            report.refresh_from_db()
            return self._page(request, report, typed=request.POST)
        messages.success(request, DONE[action])
        if action == "close":
            return redirect(after)
        if action in STAYS:
            typed = request.POST.copy()
            if action in AMONG_STAFF:
                typed["private_note"] = ""
            return self._page(request, report, typed=typed)
        return redirect(request.get_full_path())

    def _page(self, request, report, typed=None, mail=None, asked=""):
        holder = reports.holder_of(report)
        usual = timezone.localdate() + datetime.timedelta(days=reports.USUAL_DAYS)
        steps = list(reports.steps_of(report))
        asks = [step for step in steps if step.what == ReportStep.What.ASKED]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Report about %s") % report.provider,
            "report": report,
            "is_urgent": report.kind in ProblemReport.URGENT,
            "others": ProblemReport.objects.filter(provider=report.provider).exclude(pk=report.pk)[:5],
            "due_on": business_days.due_on(report.created_at),
            "may_handle": self.has_change_permission(request, report) and report.handled_at is None,
            "may_answer": self.has_change_permission(request, report) and bool(report.email),
            "steps": steps,
            **consulting.page_context(report, request.user),
            "was_changed": bool(asks) and reports.was_changed_since(report, asks[-1].at),
            "holder": holder,
            "is_held": holder == request.user,
            "typed": typed or {},
            "until": (typed or {}).get("until") or usual.isoformat(),
            "mail": mail,
            "asked": asked,
        }
        return TemplateResponse(request, "admin/listings/report.html", context)


#: What staff ask of each other.
AMONG_STAFF = ("ask_colleague", "hand_over", "answer_colleague", "take")
#: What closes nothing and sends nothing: the page is shown again with what was typed.
STAYS = ("hold", "release", *AMONG_STAFF)
#: What can be pressed on the page of a report, each with the sentence that is said afterwards.
DONE = {
    "hold": gettext_lazy("You hold this."),
    "release": gettext_lazy("You no longer hold this."),
    "ask_colleague": gettext_lazy("Your colleague finds it on the desk's first page."),
    "hand_over": gettext_lazy("Handed over: your colleague finds it on the desk's first page."),
    "answer_colleague": gettext_lazy("Answered."),
    "take": gettext_lazy("You hold this now."),
    "ask": gettext_lazy("The owner was asked to correct it."),
    "answer": gettext_lazy("The answer is on its way."),
    "close": gettext_lazy("The report is dealt with."),
}


def _press(report, action, request):
    """Carry out what was pressed; raises a Refusal."""
    data, by = request.POST, request.user
    if action in AMONG_STAFF:
        _press_among_staff(report, action, by, data)
    elif action == "hold":
        consulting.hold(report, by=by)
    elif action == "release":
        reports.release(report, by=by)
    elif action == "ask":
        until = _day_in(data)
        if until is None:
            raise Refusal(sentence=_("Enter the day until which it is to be corrected."))
        reports.ask_owner(
            report, by=by, text=typed_in(data, "correction"), until=until, hides="hides" in data
        )
    elif action == "answer":
        reports.answer_reporter(report, by=by, text=typed_in(data, "answer"))
    else:
        try:
            is_first = report.handle(by=by, finding=typed_in(data, "finding"))
        except ValueError:
            raise NoReason(sentence=_("Say what you found and did: it stays on the record.")) from None
        if not is_first:
            raise AlreadyDecided


def _press_among_staff(report, action, by, data):
    """Ask a colleague, or answer one; raises a Refusal."""
    note, colleague = typed_in(data, "private_note"), data.get("colleague", "")
    if action == "ask_colleague":
        consulting.ask(report, note, by=by, colleague=colleague)
    elif action == "hand_over":
        consulting.hand_over(report, note, by=by, colleague=colleague)
    elif action == "answer_colleague":
        consulting.answer(report, note, by=by)
    else:
        consulting.take(report, by=by)


def _mail_of(report, action, data):
    """The mail that leaves, to be shown before it does; None where none leaves or there is no text yet."""
    if action == "ask" and (text := typed_in(data, "correction")):
        until = _day_in(data)
        mail = emails.listing_correction_asked(report.provider, text, until, "hides" in data)
        return mail if until else None
    if action == "answer" and report.email and (text := typed_in(data, "answer")):
        return emails.report_answered(report, text)
    return None


def _day_in(data):
    """The day that was typed, or None."""
    try:
        return parse_date(data.get("until", "")[:10])
    except ValueError:
        return None
