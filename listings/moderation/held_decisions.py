"""Decisions are held for a few seconds before they are made, so that a wrong press can be taken back.

A press is tried at once, and undone, so that a refusal is read while its page is open; then it is kept
(`HeldDecision`). A task makes it when its moment has come; housekeeping makes what no task made.
"""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from listings import policy
from listings.models import AlreadyDecided, Decision, HeldDecision, Refusal, Submission
from listings.moderation import decisions
from listings.moderation.actions import ON_A_LISTING, ON_A_SUBMISSION, TYPED

ACTIONS = {**ON_A_SUBMISSION, **ON_A_LISTING}
VERDICTS = {
    "approve": Decision.Verdict.APPROVED,
    "request_changes": Decision.Verdict.CHANGES_REQUESTED,
    "decline": Decision.Verdict.DECLINED,
    "spam": Decision.Verdict.SPAM,
}
#: What of a form a decision keeps as it was written.
WORDS = ("reason", "note", "at_fields", "acknowledgement")
FORGOTTEN = ("csrfmiddlewaretoken", "action", "confirmed")


def hold(target, action, *, by, data, batch=None):
    """Try an Action with what was posted, then keep it till its moment; return what is said if made now.

    `target` is a Submission, or a Provider whose listing is taken out or put back. Raises the Refusal of the
    verb, or AlreadyDecided when somebody else pressed a moment before. Whoever sends the same form once more,
    because no answer came to the first, reads what became of it.
    """
    values = {name: data.getlist(name) for name in data if name not in FORGOTTEN}
    try:
        _try(target, action, by, data)
    except AlreadyDecided:
        if HeldDecision.objects.pending().on(target).filter(by=by, action=action.name, data=values).exists():
            return ""
        if _was_made(target, action, by, data):
            return action.said_of(target)
        raise
    due_at = timezone.now() + timedelta(seconds=policy.UNDO_SECONDS)
    with transaction.atomic():
        HeldDecision.objects.on(target).exclude(refused="").delete()
        try:
            with transaction.atomic():
                row = HeldDecision.objects.create(
                    **{HeldDecision.column_of(target): target},
                    action=action.name,
                    data=values,
                    by=by,
                    batch=batch or uuid.uuid4(),
                    due_at=due_at,
                )
        except IntegrityError:
            raise AlreadyDecided from None
        if policy.UNDO_SECONDS:
            make_held.using(run_after=due_at).enqueue(row.pk)
    return "" if policy.UNDO_SECONDS else make(row.pk)


def _was_made(target, action, by, data):
    """Whether this very form has decided already: by the same person, the same words, on what it showed."""
    last = target.last_decision if isinstance(target, Submission) else None
    return bool(
        last
        and (last.by_id, last.verdict) == (by.pk, VERDICTS.get(action.name))
        and data.get("decision") != str(last.pk)  # the page was open before it
        and data.get("document_version") == str(target.document_version)
        and (last.reason, last.acknowledgement) == _words(target, action, data)
    )


def _words(target, action, data):
    """The reason and the acknowledgement that a decision would keep of what was posted."""
    typed = {name: TYPED[name](data, target) for name in action.takes if name in WORDS}
    reason = decisions.whole_reason(typed.get("reason", typed.get("note", "")), typed.get("at_fields", ()))
    return reason, typed.get("acknowledgement", "")


def _try(target, action, by, data):
    """Do it and undo it: a Refusal is raised, and nothing is changed."""
    if HeldDecision.objects.pending().on(target).exists():
        raise AlreadyDecided
    with transaction.atomic():
        action.press(type(target).objects.get(pk=target.pk), by=by, data=data)
        transaction.set_rollback(True)


def make(pk, now=None):
    """Make a held decision if it is due and was not taken back; return the sentence that tells so, or "".

    What is refused by now (the therapist took the listing back) is kept for whoever pressed, with the reason.
    """
    with transaction.atomic():
        row = HeldDecision.objects.due(now).select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            return ""
        data = QueryDict(mutable=True)
        for name, values in row.data.items():
            data.setlist(name, values)
        action = ACTIONS[row.action]
        try:
            if not (row.by.is_active and row.by.has_perm("listings.change_submission")):
                raise Refusal(sentence=_("Whoever pressed may no longer decide."))
            with transaction.atomic():
                said = action.press(row.target, by=row.by, data=data)
        except Refusal as refusal:
            row.refused = refusal.sentence
            row.save(update_fields=["refused"])
            return ""
        row.delete()
    return said


@task
def make_held(pk):
    """Make a held decision whose moment has come; twice does no harm."""
    make(pk)


def make_due(now=None):
    """Make what is due and no task has made; return how many there were."""
    keys = list(HeldDecision.objects.due(now).values_list("pk", flat=True))
    for pk in keys:
        make(pk, now)
    return len(keys)


def take_back(batch, *, by):
    """Forget presses of `by` that are not made yet, or that could not be; return their rows."""
    with transaction.atomic():
        rows = list(HeldDecision.objects.select_for_update(of=("self",)).filter(batch=batch, by=by))
        HeldDecision.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return rows


class Press:
    """What somebody pressed at one time: an action, on what, and how long it can be taken back."""

    def __init__(self, rows):
        self.rows = rows
        self.batch, self.due_at = rows[0].batch, rows[0].due_at
        self.title = ACTIONS[rows[0].action].title
        self.refused = [row for row in rows if row.refused]

    @property
    def names(self):
        """On which submissions: the first three, and how many more."""
        names = [str(row.target) for row in self.rows[:3]]
        more = len(self.rows) - len(names)
        return ", ".join([*names, _("%d more") % more] if more else names)

    @property
    def seconds(self):
        """Seconds that are left, none when it is being made."""
        return max(round((self.due_at - timezone.now()).total_seconds()), 0)


def presses_of(user):
    """Return the Presses of somebody that are not made yet, or could not be; one query."""
    batches = {}
    for row in HeldDecision.objects.filter(by=user).select_related("submission", "provider"):
        batches.setdefault(row.batch, []).append(row)
    return [Press(rows) for rows in batches.values()]
