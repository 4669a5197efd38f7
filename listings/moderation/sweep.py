"""Each month every public listing is looked at again; what a person should see goes into the queue.

Exclusion list, licenses that end, checks by staff that are a year old, websites that are gone, the law,
places whose ZIP code is another state's, and listings of one name in one ZIP code. Each finding has a token
of its own, so that sweeping twice asks once.
"""

import datetime
import uuid
from collections import defaultdict

from django.core.management import call_command
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task

from listings.checks import agreement, screening, website
from listings.publishing.license_expiry import carrying
from providers.models import Fact, ProblemReport, Provider
from providers.profile.ledger import license_value
from providers.text_folding import fold
from psychly.models import Upkeep
from psychly.running import upkeep

CHUNK = 200  # listings that are read at once
EVERY = datetime.timedelta(days=30)
SOON = datetime.timedelta(days=30)  # before a license ends
A_YEAR = datetime.timedelta(days=365)
Kind = ProblemReport.Kind


def sweep_when_due(now=None):
    """Sweep if the last sweep is EVERY ago or there was none; return how many findings are new, or None."""
    now = now or timezone.now()
    last = Upkeep.objects.filter(kind=Upkeep.Kind.SWEEP, done_at__gt=now - EVERY)
    if last.exists():
        return None
    count = sweep(timezone.localdate(now))
    upkeep.note_done(Upkeep.Kind.SWEEP)
    return count


def sweep(today=None):
    """Look at every public listing; return how many findings are new. Websites are asked by tasks."""
    today = today or timezone.localdate()
    found = screening.screen_published()
    call_command("find_unlawful", verbosity=0, stdout=_Silence())
    alike = defaultdict(list)
    listings = Provider.objects.published().order_by("pk").prefetch_related("licenses", "facts")
    for provider, zips in agreement.with_zips(listings.iterator(chunk_size=CHUNK), CHUNK):
        found += _licenses(provider, today) + _places(provider, zips)
        document = provider.listing
        for code in {place.zip_code for place in document.places.places} - {""}:
            alike[code, fold(provider.display_name)].append((provider.pk, provider.display_name))
        if document.about.website:
            ask_website.enqueue(provider.pk, document.about.website, f"{today:%Y-%m}")
    return found + sum(_twins(code, rows) for (code, _name), rows in alike.items() if len(rows) > 1)


def _places(provider, zips):
    """Places that would be refused today: the pin follows the ZIP code, the law the state."""
    mismatches = (
        (place.zip_code, agreement.of_place(place, zips)) for place in provider.listing.places.places
    )
    return sum(
        _tell(provider, Kind.OUT_OF_DATE, f"{code}-{found.name}", found.sentence)
        for code, found in mismatches
        if found and found.stops
    )


class _Silence:
    """Where a command writes what nobody reads here."""

    def write(self, text):
        """Forget it."""


def _licenses(provider, today):
    """Licenses that something rests on that end soon, and those whose check by staff is a year old."""
    found = 0
    for row in carrying(provider):
        if today <= row.expires_on <= today + SOON:
            words = _("%(license)s ends on %(day)s.") % {"license": row, "day": _day(row.expires_on)}
            found += _tell(provider, Kind.LICENSE, f"{row.state}-{row.expires_on}", words)
        value = license_value(row.type, row.state, row.number)
        checks = [
            fact.checked_at
            for fact in provider.facts.all()
            if fact.kind == Fact.Kind.LICENSE and fact.basis == Fact.Basis.STAFF and fact.value == value
        ]
        last = timezone.localtime(max(checks)).date() if checks else None
        if last and today - last > A_YEAR:
            words = _("Staff looked %(license)s up on %(day)s, over a year ago.")
            said = words % {"license": row, "day": _day(last)}
            found += _tell(provider, Kind.LICENSE, f"{value}-{last}", said)
    return found


def _twins(code, rows):
    """Several public listings of one name in one ZIP code: the newest is put into the queue."""
    (first, name), *_others = rows
    last = rows[-1][0]
    words = _("%(name)s is listed %(n)d times in %(zip)s.") % {"name": name, "n": len(rows), "zip": code}
    return _tell(Provider.objects.get(pk=last), Kind.TWIN, f"{code}-{first}", words)


@task
def ask_website(provider_id, url, month):
    """Ask whether the website of a public listing answers; one that is gone goes into the queue."""
    provider = Provider.objects.published().filter(pk=provider_id).first()
    if provider is None or provider.listing.about.website != url:
        return
    try:
        website.check_answer(url)
    except website.WebsiteUnreachable as error:
        _tell(provider, Kind.WEBSITE, month, _("The website could not be reached (%s).") % error)
    except website.NotAnsweredInTime:
        pass  # nothing is known; it is asked again in a month


def _tell(provider, kind, what, words):
    """Put a finding into the queue unless this very one was there before; say whether it is new."""
    token = uuid.uuid5(uuid.NAMESPACE_URL, f"sweep:{kind}:{provider.pk}:{what}")
    _row, is_new = ProblemReport.objects.get_or_create(
        token=token, defaults={"provider": provider, "kind": kind, "message": words}
    )
    return is_new


def _day(day):
    return date_format(day, "F j, Y")
