"""What staff asked when they sent a listing back, as the therapist meets it: on its step, at its field."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from listings.document import in_words
from listings.models import FieldReason, Submission
from listings.models.answer import ANSWER_LENGTH
from listings.steps import answering
from listings.steps.step import TITLES
from providers.document.schema import STEPS


@dataclass(frozen=True)
class Question:
    """One question with its answer so far: the words of its field, and the name of the field on the page."""

    row: FieldReason
    label: str
    field: str  # "" where the page has none of that name: it stands above all fields
    answer: str
    seen: str
    most: int = ANSWER_LENGTH

    @property
    def place(self):
        """Where on the page it stands."""
        return f"question-{self.row.pk}"


@dataclass
class Asked:
    """What is asked of the whole listing and on this step, and (title, address) of other steps with more."""

    said: str = ""  # of a decision whose questions have no rows of their own
    above: list = field(default_factory=list)
    at_fields: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)

    @property
    def here(self):
        """All questions of this page."""
        return [*self.above, *self.at_fields]


def asked_on(submission, shown):
    """Return what is Asked as a step is shown; nothing unless sent back, or answered on the page shown."""
    is_back = submission.state == Submission.State.CHANGES_REQUESTED
    if not is_back and not any(name.startswith("answer-") for name in shown.data):
        return Asked()
    rows = list(answering.questions_of(submission))
    if not rows:
        return Asked(submission.last_decision.reason if is_back else "")
    here = [_question(shown, row) for row in rows if row.step in ("", shown.name)]
    steps = dict.fromkeys(row.step for row in rows if row.step not in ("", shown.name))
    return Asked(
        "",
        [question for question in here if not question.field],
        [question for question in here if question.field],
        [(TITLES[name], submission.address_of(name)) for name in steps],
    )


def address_of_first(submission):
    """Where the therapist goes on: at the first question that is not answered, else at the first step."""
    rows = (
        answering.questions_of(submission) if submission.state == Submission.State.CHANGES_REQUESTED else []
    )
    rows = sorted(rows, key=lambda row: (bool(answering.answer_to(row)), row.step == "", row.pk))
    if not rows:
        return submission.address_of(STEPS[0])
    return f"{submission.address_of(rows[0].step or STEPS[0])}#question-{rows[0].pk}"


def _question(shown, row):
    """A question with its answer: as it was posted with the page that is shown, else as it is stored."""
    stored = answering.answer_to(row)
    answer = shown.data.get(f"answer-{row.pk}", stored)
    known = {*shown.rows, *shown.form.fields, *(name for name in ("safety", "photo") if getattr(shown, name))}
    label = in_words.label(row.step, row.field) if row.step else _("The whole listing")
    place = row.field if row.step and row.field in known else ""
    return Question(row, str(label), place, answer, answering.mark(stored))
