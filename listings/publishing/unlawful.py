"""Public listings that the law no longer allows, put into the queue of staff."""

import uuid

from django.utils import timezone

from listings.models import FollowedLaw
from listings.steps import rules
from providers.models import ProblemReport
from providers.search import law_changes


def report(provider, problems):
    """Put a listing into the queue with what it breaks, unless it waits there already; say whether it was."""
    kind, limit = ProblemReport.Kind.LAW, ProblemReport._meta.get_field("message").max_length
    if not problems or ProblemReport.objects.waiting().filter(kind=kind, provider=provider).exists():
        return False
    sentences = "\n".join(dict.fromkeys(problem.sentence for problem in problems))
    ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), kind=kind, message=sentences[:limit])
    return True


def judge(provider, today=None):
    """Put a listing into the queue if it breaks the law; say whether it was.

    Also one that comes back: what the law stopped while it was out of the directory, nobody has looked at.
    """
    return report(provider, rules.broken_law(provider.listing, today))


def follow_law(today=None):
    """Hold listings against the law where it has changed since they last were, whoever changed it, or time.

    Their index rows are made anew, and those that break it go into the queue; those of listings of which a
    license has ended since are made anew, too. Returns (listings looked at,
    listings reported). What stops halfway is done again by the next call, and twice does no harm.
    """
    limits = law_changes.limits_in_force(today)
    kept = FollowedLaw.objects.first() or FollowedLaw()
    changed = {name for name in limits | kept.limits if limits.get(name) != kept.limits.get(name)}
    reported = []

    def judge_and_count(provider):
        if judge(provider, today):
            reported.append(provider)

    now = timezone.now()
    seen = law_changes.reindex(changed, judge_and_count) if changed else 0
    if law_changes.reindex_ended(kept.at, now) or changed:
        kept.limits, kept.at = limits, now
        kept.save()
    return seen, len(reported)
