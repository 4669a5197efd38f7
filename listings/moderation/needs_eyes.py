"""What a moderator looks at first: at most three lines above everything, each leading to its place."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.models import CheckResult
from listings.steps.step import TITLES
from providers.models import Fact
from providers.profile import ledger

MOST = 3
Outcome = CheckResult.Outcome


@dataclass(frozen=True)
class Eye:
    """One line: the outcome or the word of what it is, the reason in one sentence, and where it stands."""

    outcome: str
    word: str
    sentence: str
    place: str  # id on the page


def needs_eyes(checks, problems, earlier=()):
    """Return (the first Eyes, how many more there are): alarms, what stops it, what was before, looks.

    `checks` are CheckResults, `problems` are `rules.Problem`s, `earlier` Eyes on what is remembered of the
    people. A problem that a check of its step says too is said once.
    """
    alarms, looks = (
        [_of_check(check) for check in checks if check.outcome == outcome]
        for outcome in (Outcome.ALARM, Outcome.LOOK)
    )
    said = " ".join(eye.sentence for eye in [*alarms, *looks])
    stops = [
        Eye("look", str(TITLES[problem.step]), _("Cannot be published: %s") % problem.sentence, problem.step)
        for problem in problems
        if problem.stops and str(problem.sentence) not in said
    ]
    eyes = [*alarms, *stops, *earlier, *looks]
    return eyes[:MOST], max(len(eyes) - MOST, 0)


def _of_check(check):
    name = check.get_kind_display()
    return Eye(check.outcome, f"{check.get_outcome_display()}: {name}", check.detail, f"check-{check.kind}")


@dataclass(frozen=True)
class CheckedBefore:
    """What staff checked of a listing: in words, when, until when it counts, and whether it still can."""

    kind: str
    shown: str
    words: str
    counts: bool


def checked_before(provider, document):
    """Return {(kind, value): CheckedBefore} of the newest check by staff of each value; one query.

    A value that the document no longer states loses its check with the approval.
    """
    if provider is None:
        return {}
    stated = {(item.kind, item.value): item for item in ledger.statements_of(document)}
    today, found = timezone.localdate(), {}
    for fact in Fact.objects.filter(provider=provider, basis=Fact.Basis.STAFF).order_by("checked_at", "pk"):
        key = (fact.kind, fact.value)
        is_old = fact.expires_on is not None and fact.expires_on < today
        until = {"on": _day(timezone.localtime(fact.checked_at)), "until": _day(fact.expires_on)}
        if key not in stated:
            words = _("checked %(on)s; changed here, so approval ends the check") % until
        elif is_old:
            words = _("checked %(on)s, no longer counts since %(until)s") % until
        elif fact.expires_on:
            words = _("checked %(on)s, counts until %(until)s") % until
        else:
            words = _("checked %(on)s") % until
        shown = stated[key].shown if key in stated else fact.value
        found[key] = CheckedBefore(fact.get_kind_display(), shown, words, counts=key in stated and not is_old)
    return found


def _day(day):
    return date_format(day, "M j, Y") if day else ""
