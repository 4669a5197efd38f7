"""What staff asked when they sent a listing back, as the therapist meets it: on its step, at its field."""

from dataclasses import dataclass, field

from listings.models import FieldReason, Submission
from listings.steps import rules
from listings.steps.step import TITLES


@dataclass(frozen=True)
class AtField:
    """What is asked about one field: its words, the sentence, where on the page it stands."""

    label: str
    text: str
    place: str


@dataclass
class Asked:
    """What is asked of the whole listing, on this step, and (title, address) of the other steps with more."""

    general: str = ""
    here: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)


def asked_on(submission, shown):
    """Return what is Asked as a step is shown, each sentence put at its field; nothing unless sent back."""
    decision = submission.last_decision if submission.state == Submission.State.CHANGES_REQUESTED else None
    if decision is None:
        return Asked()
    rows = list(FieldReason.objects.filter(decision=decision))
    if not rows:
        return Asked(decision.reason)
    steps = dict.fromkeys(row.step for row in rows if row.step and row.step != shown.name)
    return Asked(
        "\n\n".join(row.text for row in rows if not row.step),
        [_at_field(shown, row) for row in rows if row.step == shown.name],
        [(TITLES[name], submission.address_of(name)) for name in steps],
    )


def _at_field(shown, row):
    """One sentence, said at its field where the step has one of that name; rows are asked about together."""
    kind = next((kind for kind, _forms in shown.groups if kind.name == row.field), None)
    if kind is not None:
        return AtField(str(kind.heading), row.text, f"id_{row.field}-0-{next(iter(kind.form.base_fields))}")
    if row.field not in shown.form.fields:
        return AtField(str(shown.title), row.text, "save")
    shown.warn([rules.Problem(shown.name, row.field, row.text, stops=False)])
    return AtField(str(shown.form.fields[row.field].label), row.text, f"id_{row.field}")
