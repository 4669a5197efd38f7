"""What was asked and answered about one submission, as the decision page shows it side by side."""

from dataclasses import dataclass, field
from datetime import datetime

from listings.document import in_words
from listings.models import Answer, Decision


@dataclass
class Round:
    """One time that it was sent back: when, by whom, and (label, question, Answer or None) of each field.

    One of a mail that came without a question holds `mails` alone.
    """

    at: datetime
    by: str = ""
    rows: list = field(default_factory=list)
    mails: list = field(default_factory=list)


def rounds_of(submission):
    """Return the Rounds of a submission, the newest first, each with the answers by mail after it."""
    asked = submission.decisions.filter(verdict=Decision.Verdict.CHANGES_REQUESTED).select_related("by")
    rounds = [
        Round(
            row.at,
            str(row.by),
            [
                (in_words.label(q.step, q.field) if q.step else "", q, next(iter(q.answers.all()), None))
                for q in row.at_fields.all()
            ]
            or [("", row, None)],
        )
        for row in asked.prefetch_related("at_fields__answers__by")
    ]
    for mail in Answer.objects.filter(submission=submission, question=None).select_related("by"):
        before = next((row for row in rounds if row.at <= mail.at), None)
        if before is None:
            rounds.append(before := Round(submission.created_at))
        before.mails.append(mail)
    return rounds
