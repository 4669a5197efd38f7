"""Every check on a submission, in the order of the page: what asks nobody outside, and what a task asks.

To add one: its module here with a function that returns a `Result`, its kind in `CheckResult.Kind`, its line
in CHECKS; one that asks somebody outside has a task in `listings/tasks.py` besides.
"""

from collections.abc import Callable
from dataclasses import dataclass

from listings.checks import agreement, duplicates, exclusions, licenses, two_names, wording
from listings.models import CheckResult

Kind = CheckResult.Kind


@dataclass(frozen=True)
class Check:
    """One check: its kind, the step beside whose values it stands, and how it is made.

    `run(submission)` returns a Result; without it a task asks somebody outside about `subject(document)`.
    With a subject it is made only if the document has one: nothing is said of what is not there.
    """

    kind: str
    step: str
    run: Callable | None = None
    subject: Callable | None = None

    def is_due(self, document):
        """Whether there is anything to check."""
        return self.subject is None or bool(self.subject(document))


CHECKS = (
    Check(Kind.NPI, "you", subject=lambda document: document.you.npi),
    Check(
        Kind.NAMES,
        "you",
        lambda submission: two_names.check_names(submission.typed),
        subject=two_names.legal_name_of_person,
    ),
    Check(Kind.EXCLUSIONS, "you", lambda submission: exclusions.check_exclusions(submission.typed)),
    Check(Kind.LICENSES, "licenses", lambda submission: licenses.check_licenses(submission.typed)),
    Check(
        Kind.PLACES,
        "places",
        lambda submission: agreement.check(submission.typed),
        subject=lambda document: ", ".join(place.zip_code for place in document.places.places),
    ),
    Check(Kind.DUPLICATES, "you", duplicates.check_duplicates),
    Check(Kind.CLAIMS, "about", lambda submission: wording.wording(submission.typed)),
    Check(Kind.LEGALITY, "care", lambda submission: wording.law(submission.typed)),
    Check(
        Kind.PHOTO,
        "about",
        lambda submission: wording.photo(submission.typed),
        subject=lambda document: document.about.photo,
    ),
    Check(Kind.WEBSITE, "about", subject=lambda document: document.about.website),
)
STEP_OF = {check.kind: check.step for check in CHECKS}


def run_here(submission):
    """Return the Result of each check that asks nobody outside, on a submission as it stands now."""
    document = submission.typed
    return [check.run(submission) for check in CHECKS if check.run and check.is_due(document)]
