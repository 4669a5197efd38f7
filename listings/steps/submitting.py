"""The verbs of a therapist that others hear of: send a listing to the moderators, and take it back."""

from django.db import transaction
from django.utils import timezone

from listings import emails
from listings.models import AlreadyDecided, NotReady, Submission, SubmissionKey
from listings.publishing import small_changes
from listings.tasks import ask_for_checks

State = Submission.State


def submit(submission, *, by):
    """Send the document to the moderators; raises NotReady, AlreadyDecided or Conflict.

    The small facts that an edit changes go live at once: return their labels, and whether more waits
    for a moderator. An edit of which nothing waits is over.
    """
    submission.must_be_written_by(by)
    if problems := [problem for problem in submission.problems() if problem.stops]:
        raise NotReady(problems)
    with transaction.atomic():
        submission.move(
            State.SUBMITTED,
            Submission.EDITABLE,
            submitted_at=timezone.now(),
            sent_by=by,
            decided_at=None,
            claimed_by=None,
            claimed_at=None,
        )
        at_once, waits = small_changes.publish(submission, by=by) if submission.provider_id else ([], True)
        SubmissionKey.objects.remember(submission)
        if waits:
            ask_for_checks(submission)
            emails.submission_received(submission).queue()
        else:
            submission.move(State.WITHDRAWN, [State.SUBMITTED])  # its address still answers
    return at_once, waits


def withdraw(submission, *, by):
    """Take the submission back, whatever was saved of it this moment; raises AlreadyDecided."""
    submission.must_be_written_by(by)
    with transaction.atomic():
        if not Submission.objects.filter(pk=submission.pk).take_back():
            raise AlreadyDecided
        submission.refresh_from_db()
        if submission.submitted_at:
            emails.submission_withdrawn(submission).queue()
