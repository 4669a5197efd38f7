"""What is remembered of the people behind a submission: everything earlier, whatever became of it.

Looked for by owner, NPI, license, telephone and website, under any account; in a fixed number of queries.
"""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from listings.models import Decision, Submission, SubmissionKey
from listings.models.submission_key import keys_of
from listings.moderation.needs_eyes import Eye

MOST = 20
State = Submission.State


@dataclass
class Memory:
    """One earlier submission: what it shares with this one, what became of it, and why."""

    submission: Submission
    shared: list = field(default_factory=list)
    is_of_owner: bool = False
    decision: Decision | None = None

    @property
    def is_removed(self):
        """Whether staff took its listing out of the directory."""
        provider = self.submission.provider
        return provider is not None and provider.removed_at is not None

    @property
    def is_adverse(self):
        """Whether a moderator should know of it before deciding."""
        return self.is_removed or self.submission.state in (State.DECLINED, State.SPAM)

    @property
    def became(self):
        """What became of it, in words, with the day."""
        if self.is_removed:
            return _("listing removed %s") % _day(self.submission.provider.removed_at)
        state = self.submission.get_state_display()
        at = self.submission.decided_at or self.submission.submitted_at
        return f"{state} {_day(at)}"

    @property
    def why(self):
        """The reason that was given."""
        if self.is_removed:
            return self.submission.provider.removal_reason
        return self.decision.reason if self.decision else ""

    @property
    def how(self):
        """How it belongs to this one, in words."""
        account = _("same account") if self.is_of_owner else _("another account")
        return ", ".join([account, *self.shared])


def remembered(submission):
    """Return (the Memories of a submission, the newest first, whether there are more); five queries."""
    keys = keys_of(submission.document)
    mine = Submission.objects.exclude(submitted_at=None).exclude(pk=submission.pk)
    mine = list(
        mine.filter(owner=submission.owner_id).order_by("-submitted_at").values_list("pk", flat=True)[:MOST]
    )
    same, shared = Q(pk=None), {}
    for kind, value in keys:
        same |= Q(kind=kind, value=value)
    found = SubmissionKey.objects.filter(same).exclude(submission=submission.pk)
    for row in found.order_by("-submission")[: MOST * 4]:
        shared.setdefault(row.submission_id, []).append(str(_("same %s") % row.get_kind_display()))
    rows = Submission.objects.filter(pk__in={*mine, *shared}).exclude(submitted_at=None)
    rows = list(rows.select_related("provider", "owner").order_by("-submitted_at", "-pk")[: MOST + 1])
    rows = [row for row in rows if row.provider_id is None or row.provider_id != submission.provider_id]
    last = {}
    for decision in Decision.objects.filter(submission__in=rows).order_by("at", "pk"):
        last[decision.submission_id] = decision
    memories = [
        Memory(
            row,
            list(dict.fromkeys(shared.get(row.pk, []))),
            row.owner_id == submission.owner_id,
            last.get(row.pk),
        )
        for row in rows[:MOST]
    ]
    return memories, len(rows) > MOST


def eyes_of(memories):
    """Return the Eyes on what was declined, put away as spam, or removed before: the newest, and a count."""
    adverse = [memory for memory in memories if memory.is_adverse]
    if not adverse:
        return []
    first, *others = adverse
    said = f"{first.submission}: {first.became} ({first.how})"
    if first.why:
        said += f": {Truncator(first.why).chars(120)}"
    if others:
        said += " " + _("And %d more.") % len(others)
    return [Eye("look", _("look: Before"), said, "earlier")]


def _day(at):
    return date_format(timezone.localtime(at), "M j, Y") if at else ""
