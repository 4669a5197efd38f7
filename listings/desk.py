"""What a moderator needs to decide on one submission: comparison, warnings, look-alikes, history."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import preview, publication
from listings.models import Decision, Submission
from listings.reading import Reader
from providers.models import Fact, Provider

PROMISE = 3  # business days until a decision
FACT_DAYS = 365  # a check of anything but a license counts for a year

#: Ready-made reasons, to be chosen and changed.
REASONS = [
    _("We could not find this license at the state board. Please check the number and the state."),
    _("The name on the license differs from the legal name. Please correct one of them."),
    _("A text promises an outcome. Please say what you do, not what will happen."),
    _("Please say who prescribes and who is in the room."),
    _("The directory lists licensed providers only, and we found no active license."),
]


def due_on(submitted_at):
    """The day by which a decision was promised: three business days later (holidays are not known)."""
    day, left = timezone.localtime(submitted_at).date(), PROMISE
    while left:
        day += datetime.timedelta(days=1)
        left -= day.weekday() < 5
    return day


class NoSource(Exception):
    """A check was ticked without naming where it was made."""


@dataclass(frozen=True)
class Twin:
    """Another listing that looks alike, and why."""

    name: str
    provider: Provider
    why: str


def twins(submission):
    """Return listings that share a license number, an NPI or a telephone number."""
    document, found = submission.typed, []
    numbers = [row.number for row in document.licenses.licenses if row.number]
    phones = [place.phone for place in document.places.places if place.phone]
    others = Provider.objects.exclude(pk=submission.provider_id)
    for why, query in (
        (_("same license number"), Q(licenses__number__in=numbers)),
        (_("same NPI"), Q(npi=document.you.npi) & ~Q(npi="")),
        (_("same phone"), Q(locations__phone__in=phones)),
        (_("same name"), Q(display_name__iexact=document.you.display_name)),
    ):
        found += [Twin(str(row), row, why) for row in others.filter(query).distinct()[:5]]
    return found


def context(submission):
    """Template context of the decision page."""
    public = None
    if submission.provider_id and submission.state != Submission.State.APPROVED:
        public = publication.from_provider(Provider.objects.for_profile().get(pk=submission.provider_id))
    decisions = Decision.objects.filter(
        Q(submission=submission)
        | Q(submission__provider__isnull=False, submission__provider=submission.provider)
    )
    return {
        "submission": submission,
        "sections": Reader().sections(submission.typed, public),
        "is_edit": public is not None,
        "problems": submission.problems(),
        "checks": submission.checks.all(),
        "twins": twins(submission),
        "decisions": decisions.select_related("by"),
        "statements": preview.statements(submission.typed),
        "reasons": REASONS,
        "due_on": due_on(submission.submitted_at) if submission.submitted_at else None,
        "waits": submission.state == Submission.State.SUBMITTED,
    }


def facts_from(data, submission):
    """Return fields of Fact for each statement that was ticked (`checked` holds their numbers).

    Raises NoSource: a check that names no source proves nothing to a reader.
    """
    ticked = set(data.getlist("checked"))
    expiry = [row.expires_on for row in submission.typed.licenses.licenses]
    in_a_year = timezone.localdate() + datetime.timedelta(days=FACT_DAYS)
    facts = []
    for index, statement in enumerate(preview.statements(submission.typed)):
        if str(index) not in ticked:
            continue
        source = data.get(f"source-{index}", "").replace("\0", "").strip()[:200]
        if not source:
            raise NoSource(statement.shown)
        is_license = statement.kind == Fact.Kind.LICENSE
        facts.append(
            {
                "kind": statement.kind,
                "value": statement.value[:255],
                "basis": Fact.Basis.STAFF,
                "source_name": source,
                "expires_on": expiry[index] if is_license else in_a_year,
            }
        )
    return facts
