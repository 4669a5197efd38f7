"""What proves a listing: a check by staff of each license that it rests on, a match in the NPI Registry."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.checks import boards
from listings.models import CheckResult
from providers.local_days import today_in
from providers.models import Fact
from providers.models.eligibility import accepted_licenses
from providers.profile import ledger
from providers.search.reindex import reindexing
from psychly.accounts import mail_domains

NPI_REGISTRY = "NPI Registry"
NPI_PAGE = "https://npiregistry.cms.hhs.gov/provider-view/%s"
#: How it can be known that the account is the licensee's, as staff say it and the public reads it.
IDENTITY_SOURCES = (
    gettext_lazy("Code told at the telephone number in the NPI Registry"),
    gettext_lazy("Document seen"),
)


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


def own_domain(submission):
    """Return the domain of the website on the listing if its owner's mailbox is of that domain, or ""."""
    host = urlsplit(submission.typed.about.website).hostname or ""
    domain = submission.owner.email.rpartition("@")[2].lower() if submission.is_of_an_owner else ""
    is_own = host.removeprefix("www.") == domain or host.endswith(f".{domain}")
    return domain if is_own and "." in domain and domain not in mail_domains.KNOWN else ""


def end_identity(provider):
    """Let no check of who writes the listing count any more: others own it now."""
    checked = Fact.objects.filter(provider=provider, kind=Fact.Kind.IDENTITY)
    over = today_in() - timedelta(days=2)
    if (counting := checked.exclude(expires_on__lte=over)).exists():
        with reindexing(provider):
            counting.update(expires_on=over)


def source_of(submission, statement):
    """Where staff check a Statement: of a license its board, with the look-up if one is known.

    Of an identity the domain that mailbox and website share, if they do.
    """
    document = submission.typed
    if statement.kind == Fact.Kind.IDENTITY and (domain := own_domain(submission)):
        return _("Mailbox of %s, the domain of its website") % domain, ""
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
