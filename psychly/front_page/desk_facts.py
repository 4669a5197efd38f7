"""What waits for staff and what went wrong: the first page of the desk, and whatever watches the site.

One list for both: `desk_facts(user)` is what one member of staff may see and do, `desk_facts()` all of it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import Error
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, Reference, WorkingCopy
from listings.checks import exclusions
from listings.models import Claim, Consultation, ExclusionList, InstantChange, Submission
from listings.moderation import consulting
from listings.moderation.business_days import late_before
from listings.policy import CLAIM_DAYS
from providers.models import ProblemReport
from psychly.running.status import GIVEN_UP_MAIL, site_status

MODERATES, EDITS, RUNS = (
    "listings.change_submission",
    "articles.change_article",
    "psychly.view_outgoingmail",
)

SWAP_LATE = timedelta(minutes=30)  # housekeeping swaps working copies in every quarter of an hour


@dataclass(frozen=True)
class DeskFact:
    """One line: a stable code, the words, where it is dealt with, and whether it is late or a fault."""

    code: str
    words: str
    address: str
    is_fault: bool = False


def desk_facts(user=None, now=None):
    """Return the DeskFacts that a member of staff may act on (or all), what is late or a fault first."""
    now = now or timezone.now()
    rooms = {MODERATES: _queue, EDITS: _articles, RUNS: _house}
    may = [room for right, room in rooms.items() if user is None or user.has_perm(right)]
    found = [fact for room in may for fact in room(user, now)]
    return sorted(found, key=lambda fact: not fact.is_fault)


def waiting_for_staff():
    """Return the DeskFacts of queue and articles: nothing when the database does not answer."""
    now = timezone.now()
    try:
        return [*_queue(None, now), *_articles(None, now)]
    except Error:
        return []


def _queue(user, now):
    """Late first, then what waits and what is mine; reports of conduct before others; old lists."""
    queue = reverse("admin:listings_submission_changelist")
    waiting, reports = Submission.objects.waiting(), ProblemReport.objects.waiting()
    if user:
        waiting = waiting.not_of(user)
        reports = reports.not_about(user)
    before = late_before(timezone.localdate(now))
    if late := waiting.filter(submitted_at__lt=before).count():
        words = ngettext("%d submission is late", "%d submissions are late", late) % late
        yield DeskFact("late", words, queue, is_fault=True)
    yield from _reports(reports, before)
    yield from _claims(user, now)
    yield from _exclusion_list(now)
    if count := waiting.count():
        words = ngettext("%d submission waits", "%d submissions wait", count) % count
        yield DeskFact("waiting", words, queue)
    if user and (mine := waiting.held().filter(claimed_by=user).count()):
        yield DeskFact("mine", ngettext("You hold %d", "You hold %d", mine) % mine, f"{queue}?held=me")
    yield from _among_staff(user) if user else ()
    if samples := InstantChange.objects.to_look_at().count():
        words = ngettext("%d small change to look at", "%d small changes to look at", samples) % samples
        yield DeskFact("samples", words, reverse("admin:listings_instantchange_changelist"))


def _among_staff(user):
    """What colleagues ask of this user, and what became of what the user asked them."""
    asks = {
        Consultation.What.OPINION: _("%(by)s asks for your opinion: %(listing)s"),
        Consultation.What.HANDOVER: _("%(by)s hands over to you: %(listing)s"),
    }
    closed = {
        Consultation.What.OPINION: _("%(to)s has answered you: %(listing)s"),
        Consultation.What.HANDOVER: _("%(to)s has taken over: %(listing)s"),
    }
    waits = _("You wait for %(to)s: %(listing)s")
    for code, rows in (
        ("asked-of-me", consulting.asked_of(user)),
        ("asked-by-me", consulting.asked_by(user)),
    ):
        for row in rows:
            words = asks[row.what] if code == "asked-of-me" else closed[row.what] if row.closed_at else waits
            said = words % {"by": row.by, "to": row.to, "listing": row.listing}
            yield DeskFact(code, said, consulting.page_of(row))


def _reports(reports, before):
    counts = dict(reports.order_by().values_list("kind").annotate(Count("pk")))
    late = reports.filter(created_at__lt=before).count()
    page = reverse("admin:providers_problemreport_changelist")
    for kind in sorted(counts, key=ProblemReport.URGENCY.index):
        label = ProblemReport.Kind(kind).label
        is_urgent = kind in ProblemReport.URGENT
        words = ngettext("%(n)d report: %(kind)s", "%(n)d reports: %(kind)s", counts[kind])
        said = words % {"n": counts[kind], "kind": label}
        yield DeskFact(f"reports-{kind}", said, f"{page}?handled=no&kind__exact={kind}", is_fault=is_urgent)
    if late:
        words = ngettext("%d report is late", "%d reports are late", late) % late
        yield DeskFact("reports-late", words, f"{page}?handled=no", is_fault=True)


def _claims(user, now):
    """Who says that a listing is theirs: late from the day on which its owners had time enough to object."""
    claims = Claim.objects.waiting()
    if user:
        claims = claims.not_about(user)
    page = reverse("admin:listings_claim_changelist")
    if count := claims.count():
        words = ngettext("%d claim on a listing waits", "%d claims on listings wait", count) % count
        is_due = claims.filter(at__lte=now - timedelta(days=CLAIM_DAYS)).exists()
        yield DeskFact("claims", words, page, is_fault=is_due)


def _exclusion_list(now):
    newest = ExclusionList.objects.first()
    page = reverse("admin:listings_exclusionlist_changelist")
    if newest is None:
        yield DeskFact("exclusions", _("No exclusion list was ever imported"), page, is_fault=True)
    elif now - newest.imported_at > exclusions.OLD:
        words = _("The exclusion list was imported %s ago: import the newest")
        yield DeskFact("exclusions", words % timesince(newest.imported_at, now, depth=1), page, is_fault=True)


def _articles(_user, now):
    """Works that readers should not be sent to as they stand, texts that wait, and texts to read again."""
    public = Article.objects.published(now)
    cited = Reference.objects.filter(citations__article__in=public)
    works = reverse("admin:articles_reference_changelist")
    if retracted := cited.filter(health=Reference.Health.RETRACTED).distinct().count():
        words = ngettext(
            "%d retracted work stands in public articles",
            "%d retracted works stand in public articles",
            retracted,
        )
        yield DeskFact("retracted", words % retracted, f"{works}?health__exact=retracted", is_fault=True)
    if guessed := cited.filter(is_guessed=True).distinct().count():
        words = ngettext(
            "%d guessed work stands in public articles", "%d guessed works stand in public articles", guessed
        )
        yield DeskFact("guessed", words % guessed, f"{works}?is_guessed__exact=1", is_fault=True)
    articles = reverse("admin:articles_article_changelist")
    yield from _working_copies(now, articles)
    if due := Article.objects.to_reread(timezone.localdate(now)).count():
        words = ngettext("%d article is due to be read again", "%d articles are due to be read again", due)
        yield DeskFact("rereads", words % due, f"{articles}?reread=overdue", is_fault=True)


def _working_copies(now, articles):
    """Corrections that wait for a reader, and those whose moment passed with something in the way."""
    if late := WorkingCopy.objects.filter(state="scheduled", due_at__lte=now - SWAP_LATE).count():
        words = ngettext("%d working copy could not go public", "%d working copies could not go public", late)
        yield DeskFact("copies-late", words % late, f"{articles}?copy=late", is_fault=True)
    if waiting := WorkingCopy.objects.filter(state="in-review").count():
        words = ngettext("%d working copy is in review", "%d working copies are in review", waiting)
        yield DeskFact("copies", words % waiting, f"{articles}?copy=in-review")


def _house(_user, _now):
    """What of the site itself needs somebody: mail, the worker, the disk, and jobs that did not run.

    A demonstration is nobody's site: nothing is said of it.
    """
    outbox = reverse("admin:psychly_outgoingmail_changelist")
    for name, problem in ({} if settings.DEMO else site_status()).items():
        if problem:
            page = f"{outbox}?stands=given-up" if name == GIVEN_UP_MAIL else outbox
            yield DeskFact(f"site-{slugify(name)}", f"{name}: {problem}", page, is_fault=True)
