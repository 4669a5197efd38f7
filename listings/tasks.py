"""What is asked of the world outside, and of our own tables, once a listing was sent in."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from listings.checks import npi, registry_match, website
from listings.checks.all_checks import CHECKS, run_here
from listings.checks.result import LOOK, PLAUSIBLE, UNCHECKED, Result
from listings.models import CheckResult, RegistryLookup, Submission
from listings.publishing import street_points
from listings.steps import prefill
from listings.steps.fields import NPI_PREFIX, luhn_holds


def ask_for_checks(submission):
    """Have every check made by the tasks below; until then the moderator reads "not checked yet"."""
    submission.checks.all().delete()
    document = submission.typed
    due = [check for check in CHECKS if check.is_due(document)]
    submission.checks.bulk_create(
        CheckResult(
            submission=submission,
            kind=check.kind,
            subject=check.subject(document)[:40] if check.subject else "",
        )
        for check in due
    )
    run_checks.enqueue(submission.pk)
    for check in due:
        if not check.run:
            OUTSIDE[check.kind].enqueue(submission.pk)


@task
def check_npi(submission_id):
    """Compare a submission with the NPI Registry's record; fails, to be tried again, when none answers.

    Runs twice without harm: there is one row a submission, and it holds the newest result.
    """
    submission = Submission.objects.filter(pk=submission_id).first()
    number = submission.typed.you.npi if submission else ""
    if not number:
        return
    if not luhn_holds(NPI_PREFIX + number):
        keep_results(submission, Result("npi", LOOK, _("The check digit is wrong: there is no such number.")))
        return
    try:
        finding = registry_match.compare(submission.typed, npi.fetch(number))
    except npi.NotInRegistry:
        finding = Result("npi", LOOK, _("The registry has no such number."))
    except npi.RegistryUnreachable:
        keep_results(submission, Result("npi", UNCHECKED, _("The registry could not be reached.")))
        raise
    keep_results(submission, finding)


@task
def run_checks(submission_id):
    """Keep what every local check finds about a submission, for the queue; twice does no harm."""
    submission = Submission.objects.filter(pk=submission_id).first()
    if submission:
        keep_results(submission, *run_here(submission))


@task
def look_up_npi(lookup_id):
    """Answer a therapist's question to the NPI Registry; fails, to be tried again, when none answers.

    Runs twice without harm: the answer to the newest question is written again.
    """
    lookup = RegistryLookup.objects.filter(pk=lookup_id).first()
    if lookup is None or lookup.state not in (RegistryLookup.State.ASKED, RegistryLookup.State.UNREACHABLE):
        return
    try:
        lookup.answer(RegistryLookup.State.FOUND, prefill.to_json(npi.fetch(lookup.npi)))
    except npi.NotInRegistry:
        lookup.answer(RegistryLookup.State.UNKNOWN)
    except npi.RegistryUnreachable:
        lookup.answer(RegistryLookup.State.UNREACHABLE)
        raise


@task
def check_website(submission_id):
    """Note for the moderator whether the website of a submission answers. Runs twice without harm."""
    submission = Submission.objects.filter(pk=submission_id).first()
    url = submission.typed.about.website if submission else ""
    if not url:
        return
    try:
        outcome, detail = PLAUSIBLE, _("It answers at %s.") % website.check_answer(url)
    except website.NotAnsweredInTime:
        outcome = UNCHECKED
        detail = _("It had not answered after %d seconds: open it yourself.") % website.SECONDS
    except website.WebsiteUnreachable as error:
        outcome, detail = LOOK, _("It could not be reached (%s).") % error
    keep_results(submission, Result(CheckResult.Kind.WEBSITE, outcome, detail))


@task
def refine_points():
    """Move places to their streets, where a geocoder is set; fails, to be tried again, when none answers.

    Runs twice without harm: a place that was asked about is not asked about again.
    """
    street_points.refine_some()


def refine_points_if_any_wait():
    """Have the places that wait for a geocoder looked up; return whether there are any."""
    if is_due := street_points.waiting().exists():
        refine_points.enqueue()
    return is_due


#: The tasks of the checks that ask somebody outside.
OUTSIDE = {CheckResult.Kind.NPI: check_npi, CheckResult.Kind.WEBSITE: check_website}


def keep_results(submission, *findings):
    """Store findings as the newest results of a submission."""
    with transaction.atomic():
        for found in findings:
            CheckResult.objects.update_or_create(
                submission=submission,
                kind=found.kind,
                defaults={
                    "subject": submission.typed.you.npi[:40] if found.kind == CheckResult.Kind.NPI else "",
                    "outcome": found.outcome,
                    "detail": found.detail,
                    "rows": found.rows,
                    "at": timezone.now(),
                },
            )
