"""What is asked of the world outside once a listing was sent in."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from listings.checks import npi as registry
from listings.models import CheckResult, Submission
from providers.eligibility import Kind, kind_of
from providers.folding import fold

Outcome = CheckResult.Outcome


@task
def check_npi(submission_id):
    """Compare a submission with the NPI Registry's record; fails, to be tried again, when none answers.

    Runs twice without harm: there is one row a submission, and it holds the newest result.
    """
    submission = Submission.objects.filter(pk=submission_id).first()
    number = submission.typed.you.npi if submission else ""
    if not number:
        return
    try:
        outcome, detail = judge(submission.typed, registry.fetch(number))
    except registry.NotInRegistry:
        outcome, detail = Outcome.FAIL, _("The registry has no such number.")
    except registry.RegistryUnreachable:
        _record(submission, number, Outcome.UNCHECKED, _("The registry could not be reached."))
        raise
    _record(submission, number, outcome, detail)


def judge(document, record):
    """Return (outcome, detail) of a document against a RegistryRecord: what differs, in words."""
    if not record.is_active:
        return Outcome.FAIL, _("The registry has deactivated this number.")
    differences = []
    if record.is_organization != (kind_of(document.you.role) == Kind.ORGANIZATION):
        differences.append(
            _("it is about an organization") if record.is_organization else _("it is about a person")
        )
    if not _same_name(document.you.legal_name, record):
        differences.append(_("its name is %s") % record.name)
    states = {row.state for row in record.taxonomies if row.state}
    states |= {record.practice.state} if record.practice else set()
    if states and states.isdisjoint(row.state for row in document.licenses.licenses):
        differences.append(_("its states are %s") % ", ".join(sorted(states)))
    if differences:
        return Outcome.LOOK, _("In the registry %s.") % "; ".join(differences)
    return Outcome.PASS, _("Name and state agree. Its data are self-reported: no license check.")


def _same_name(legal_name, record):
    """Whether names agree: an organization's whole, a person's first and last word."""
    ours, theirs = fold(legal_name).split(), fold(record.name).split()
    if not ours or not theirs:
        return False
    return ours == theirs if record.is_organization else (ours[0], ours[-1]) == (theirs[0], theirs[-1])


def _record(submission, number, outcome, detail):
    values = {"subject": number, "outcome": outcome, "detail": detail[:300], "at": timezone.now()}
    CheckResult.objects.update_or_create(submission=submission, kind=CheckResult.Kind.NPI, defaults=values)
