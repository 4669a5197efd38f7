"""How moderation is doing: what waits, how long decisions take, what came of them, week by week."""

import datetime
import statistics
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Decision, Submission
from listings.moderation import business_days
from providers.models import ProblemReport

WEEKS = 12
Verdict = Decision.Verdict
#: Verdicts that the chart stacks, from the bottom up.
OUTCOMES = (Verdict.APPROVED, Verdict.CHANGES_REQUESTED, Verdict.DECLINED, Verdict.SPAM)
#: The chart, in its own units: one bar a week.
HEIGHT, STEP, BAR, LABELS = 120, 40, 28, 18


@dataclass
class Week:
    """One week: its Monday, a count for each outcome, and the hours that decisions took."""

    monday: datetime.date
    counts: dict
    median_hours: float | None

    @property
    def median(self):
        """The median in words."""
        return in_words(self.median_hours)

    @property
    def total(self):
        """Decisions of the week."""
        return sum(self.counts.values())


@dataclass
class Bar:
    """A piece of the chart: an outcome of a week, in the chart's units."""

    outcome: str
    label: str
    x: int
    y: float
    height: float


def statistics_context():
    """Template context of the page of figures, in five queries."""
    waiting = Submission.objects.waiting()
    weeks = by_week()
    oldest = waiting.values_list("submitted_at", flat=True).first()
    hours = _waits(timezone.now() - datetime.timedelta(days=28))
    return {
        "waiting": waiting.count(),
        "reports": ProblemReport.objects.waiting().count(),
        "oldest": oldest,
        "oldest_due": business_days.due_on(oldest) if oldest else None,
        "today": timezone.localdate(),
        "median": in_words(_median(hours)),
        "decisions": len(hours),
        "weeks": weeks,
        "bars": bars(weeks),
        "outcomes": [(verdict.value, verdict.label) for verdict in OUTCOMES],
        "highest": max((week.total for week in weeks), default=0),
        "width": STEP * WEEKS,
        "height": HEIGHT,
        "whole_height": HEIGHT + LABELS,
        "labels": [(number * STEP, week.monday) for number, week in enumerate(weeks) if number % 3 == 2],
        "bar_width": BAR,
    }


def by_week(today=None):
    """Return a Week for each of the last twelve, the oldest first (weeks begin on Monday, UTC)."""
    today = today or timezone.localdate()
    first = today - datetime.timedelta(days=today.weekday(), weeks=WEEKS - 1)
    start = datetime.datetime.combine(first, datetime.time(), tzinfo=timezone.get_current_timezone())
    weeks = [
        Week(first + datetime.timedelta(weeks=n), dict.fromkeys(OUTCOMES, 0), None) for n in range(WEEKS)
    ]
    hours = [[] for _week in weeks]
    rows = Decision.objects.filter(at__gte=start, verdict__in=OUTCOMES)
    for verdict, at, sent_at in rows.values_list("verdict", "at", "sent_at").iterator():
        number = (timezone.localtime(at).date() - first).days // 7
        if 0 <= number < WEEKS:
            weeks[number].counts[Verdict(verdict)] += 1
            hours[number] += [_hours(sent_at, at)] if sent_at else []
    for week, waits in zip(weeks, hours, strict=True):
        week.median_hours = _median(waits)
    return weeks


def bars(weeks):
    """Return the Bars of a chart in which the busiest week fills the height."""
    highest = max((week.total for week in weeks), default=0) or 1
    found = []
    for number, week in enumerate(weeks):
        top = float(HEIGHT)
        for outcome in OUTCOMES:
            height = round(week.counts[outcome] / highest * HEIGHT, 2)
            top = round(top - height, 2)
            if height:
                label = f"{week.counts[outcome]} {outcome.label}"
                found.append(Bar(outcome.value, label, number * STEP, top, height))
    return found


def in_words(hours):
    """Return hours as a person says them: "5 hours", "2.5 days"; "" for None."""
    if hours is None:
        return ""
    if hours < 1:
        return _("under an hour")
    if hours < 48:
        return ngettext("%d hour", "%d hours", round(hours)) % round(hours)
    return _("%s days") % f"{hours / 24:.1f}".removesuffix(".0")


def _waits(since):
    """Hours between sending and decision, of every decision on a submission since then."""
    rows = Decision.objects.filter(at__gte=since, verdict__in=OUTCOMES, sent_at__isnull=False)
    return [_hours(sent_at, at) for sent_at, at in rows.values_list("sent_at", "at")]


def _hours(sent_at, at):
    return (at - sent_at).total_seconds() / 3600


def _median(values):
    return round(statistics.median(values), 1) if values else None
