"""What proves a listing: a check by staff of each license that it rests on, a match in the NPI Registry."""

from listings.checks import boards
from listings.models import CheckResult
from providers.local_days import today_in
from providers.models import Fact
from providers.models.eligibility import accepted_licenses
from providers.profile import ledger

NPI_REGISTRY = "NPI Registry"
NPI_PAGE = "https://npiregistry.cms.hhs.gov/provider-view/%s"


def unproved(submission, facts):
    """Return, in words, each required license without a check: none is given, none counts from before.

    Required is what the roles rest on. A demonstration has no license to look up.
    """
    if submission.is_demonstration:
        return []
    document = submission.typed
    given = {(fact["kind"], fact["value"]) for fact in facts if fact["basis"] == Fact.Basis.STAFF}
    stored = Fact.objects.filter(
        provider=submission.provider_id, kind=Fact.Kind.LICENSE, basis=Fact.Basis.STAFF
    )
    today = today_in()
    counting = {fact.value for fact in stored if fact.expires_on is None or fact.expires_on >= today}
    accepted = accepted_licenses(document.you.roles)
    return [
        ledger.license_words(row.type, row.state, row.number, row.title)
        for row in document.licenses.licenses
        if row.type in accepted
        and (value := ledger.license_value(row.type, row.state, row.number)) not in counting
        and (Fact.Kind.LICENSE, value) not in given
    ]


def source_of(document, statement):
    """Where staff check a Statement: of a license its board, with the look-up if one is known."""
    rows = document.licenses.licenses
    for row in rows if statement.kind == Fact.Kind.LICENSE else ():
        if ledger.license_value(row.type, row.state, row.number) == statement.value:
            return row.board, boards.lookup(row.state, row.type, row.number)
    return "", ""


def matched_in_registry(submission):
    """Return the fields of Fact for the NPI of a submission that agreed with the NPI Registry, or nothing."""
    npi = submission.typed.you.npi
    check = submission.checks.filter(kind=CheckResult.Kind.NPI, outcome=CheckResult.Outcome.MATCHES).first()
    if not npi or check is None:
        return []
    fact = {"kind": Fact.Kind.NPI.value, "value": npi, "basis": Fact.Basis.REGISTRY}
    return [{**fact, "source_name": NPI_REGISTRY, "source_url": NPI_PAGE % npi, "checked_at": check.at}]
