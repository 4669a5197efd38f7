"""Licenses that run out: the owner hears of it twice before, and on the day after the last.

A required license that expires takes the listing out of the results of its state that day (the search index
knows the day by itself). Of several that a role may rest on in one state, the last to expire counts; of those
that may carry an offer, likewise: with the last of them the offer leaves the results.
"""

import datetime

from django.utils import timezone

from listings import emails
from listings.policy import LICENSE_TOLD_AGAIN_DAYS, LICENSE_TOLD_DAYS
from providers.local_days import today_in
from providers.models import Provider
from providers.models.eligibility import accepted_licenses
from providers.profile.lawful import Limits

#: Days left, and the mail that is due then.
STEPS = [
    (-1, emails.license_expired),
    (LICENSE_TOLD_AGAIN_DAYS, emails.license_expires),
    (LICENSE_TOLD_DAYS, emails.license_expires),
]
#: After so many days nobody is told any more that a license has expired.
TOLD_UNTIL = 30


def required(provider):
    """Return {state: License}: in each state the one among the accepted that expires last."""
    accepted = accepted_licenses(provider.listing.you.roles)
    rows = sorted(provider.licenses.all(), key=lambda row: row.expires_on)
    return {row.state: row for row in rows if row.type in accepted}


def carrying(provider, limits=None):
    """Return the Licenses with which something leaves the results: required ones, and the last of each offer.

    `limits` are Limits that were read for others as well; they are asked only where a state has several.
    """
    rows = sorted(provider.licenses.all(), key=lambda row: row.expires_on)
    found = {row.pk: row for row in required(provider).values()}
    if len({row.state for row in rows}) < len(rows):
        for state, types in set((limits or Limits()).carried(provider.listing)):
            last = [row for row in rows if row.state == state and row.type in types][-1:]
            found |= {row.pk: row for row in last}
    return list(found.values())


def remind(today=None):
    """Queue the mail that is due for each license; return how many. May run twice without harm.

    Days are those of the license's state, unless `today` is given.
    """
    about = today or timezone.localdate()  # at most a day away from that of any state
    due = Provider.objects.published().filter(
        licenses__expires_on__gte=about - datetime.timedelta(days=TOLD_UNTIL + 1),
        licenses__expires_on__lte=about + datetime.timedelta(days=STEPS[-1][0] + 1),
        is_demonstration=False,
    )
    due, limits = due.with_owner().prefetch_related("licenses").distinct(), Limits()
    return sum(
        _remind(provider, row, today or today_in(row.state))
        for provider in due
        for row in carrying(provider, limits)
    )


def _remind(provider, row, today):
    left = (row.expires_on - today).days
    step = next(((days, mail) for days, mail in STEPS if left <= days), None)
    if step is None or left < -TOLD_UNTIL:
        return False
    days, mail = step
    due = mail(row)
    return due.queue_once(f"{due.kind}-{days}-{provider.pk}-{row.state}-{row.expires_on}")
