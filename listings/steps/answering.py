"""What a therapist answers at the questions of staff, kept with each save of the step."""

import hashlib

from django.db import transaction
from django.utils import timezone

from listings.models import Answer, Decision, FieldReason, Submission
from listings.models.answer import ANSWER_LENGTH
from listings.steps.fields import ROOM


def questions_of(submission):
    """Return what staff asked when they sent it back last, as FieldReasons with their Answers."""
    asked = submission.decisions.filter(verdict=Decision.Verdict.CHANGES_REQUESTED).first()
    return FieldReason.objects.filter(decision=asked).prefetch_related("answers") if asked else []


def mark(text):
    """What a page carries along of an answer as it showed it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16] if text else ""


def answer_to(question):
    """The text of the answer that is stored, or nothing; of a question read by `questions_of`."""
    return next((row.text for row in question.answers.all()), "")


@transaction.atomic
def keep(submission, data, *, by):
    """Keep the answers that were posted with a step; an untouched one stays as it is stored.

    What two windows wrote is kept from both, one after the other. Nothing is kept once it is sent. Return
    whether an answer was too long to be kept whole.
    """
    is_cut = False
    if not any(name.startswith("answer-") for name in data):
        return is_cut
    rows = Submission.objects.select_for_update().filter(pk=submission.pk, state__in=Submission.EDITABLE)
    for question in questions_of(submission) if rows.exists() else []:
        typed = data.get(f"answer-{question.pk}")
        seen = data.get(f"answered-{question.pk}", "")
        if typed is None:
            continue
        typed = typed.replace("\0", "").replace("\r\n", "\n").strip()
        stored = answer_to(question)
        if mark(typed) in (seen, mark(stored)):
            continue
        if seen != mark(stored):
            typed = f"{stored}\n\n{typed}".strip()
        is_cut |= len(typed) > ROOM * ANSWER_LENGTH
        _store(submission, question, typed[: ROOM * ANSWER_LENGTH], by)
    return is_cut


def _store(submission, question, text, by):
    if not text:
        Answer.objects.filter(question=question).delete()
        return
    values = {"submission": submission, "text": text, "by": by, "at": timezone.now()}
    Answer.objects.update_or_create(question=question, defaults=values)
