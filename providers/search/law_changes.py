"""Index rows made anew when the law changes: of the listings that offer what a row of law is about."""

import datetime
from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone
from django_tasks import task

from providers.document.schema import TELEHEALTH
from providers.local_days import end_of_day
from providers.models import LegalStatus, License, Provider
from providers.models.legal import TELEHEALTH_PRESCRIBING
from providers.search.reindex import reindexing

CHUNK = 200  # listings that are read at once
#: What of a row decides who is found, with what, and whether a listing may stand.
LIMITS = ["status", "least_age", "licenses", "conditions", "payments", "payments_refused", "last_day"]


def limits_in_force(today: datetime.date | None = None) -> dict[str, list[dict]]:
    """Return {name of a treatment (its slug) or of the rule on telehealth: what the law limits of it}.

    Plain values, to be compared with those of another day: a row that passes its last day differs.
    """
    today = today or timezone.localdate()
    rows = LegalStatus.objects.filter(subject__in=["", TELEHEALTH_PRESCRIBING]).select_related("treatment")
    found: dict[str, list[dict]] = {}
    for row in rows.order_by("state"):
        limits = {name: getattr(row, name) for name in LIMITS}
        limits |= {"state": row.state, "last_day": row.last_day is not None and row.last_day < today}
        found.setdefault(row.treatment.slug if row.treatment else row.subject, []).append(limits)
    return found


def offering(names: Iterable[str]) -> Iterator[Provider]:
    """Yield the published providers that offer one of these treatments, or what these rules are about."""
    names = set(names)
    is_remote = TELEHEALTH_PRESCRIBING in names
    for provider in Provider.objects.published().order_by("pk").iterator(chunk_size=CHUNK):
        offers = provider.document["care"]["offers"]
        if any(row["treatment"] in names or (is_remote and TELEHEALTH in row["where"]) for row in offers):
            yield provider


def reindex(names: Iterable[str], meanwhile: Callable[[Provider], object] = lambda provider: None) -> int:
    """Make the index rows of the listings that `offering` gives anew; return how many.

    `meanwhile` is called with each while it is held.
    """
    count = 0
    for provider in offering(names):
        with reindexing(provider):
            meanwhile(provider)
        count += 1
    return count


def reindex_ended(since: datetime.datetime, now: datetime.datetime) -> int:
    """Make the index rows of the listings anew of which a license has ended after one moment, by another.

    The rows know the end of each offer; the words of the listing name what is offered and know no end.
    """
    days = {"expires_on__gte": since.date() - datetime.timedelta(days=2), "expires_on__lte": now.date()}
    rows = License.objects.filter(**days).values_list("provider", "expires_on", "state")
    ended = {pk for pk, day, state in rows if since < end_of_day(day, state) <= now}
    for provider in Provider.objects.published().filter(pk__in=ended):
        with reindexing(provider):
            pass
    return len(ended)


@task
def reindex_offering(name: str) -> None:
    """Make the index rows of the listings that offer a treatment anew. Twice does no harm."""
    reindex([name])
