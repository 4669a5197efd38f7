"""How a listing stands, in the words that its owner reads."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.policy import CONFIRMATION_DAYS, LICENSE_TOLD_DAYS
from listings.publishing import license_expiry
from providers.local_days import states_of, today_in


@dataclass(frozen=True)
class Standing:
    """One word, a sentence, and whether everybody can find the listing."""

    label: str
    sentence: str = ""
    is_found: bool = False
    warnings: tuple[str, ...] = ()


def standing_of(provider, today=None):
    """Return the Standing of a Provider whose licenses may be prefetched; days are those of its states."""
    if provider.removed_at:
        return Standing(_("Removed by staff"), provider.removal_reason)
    if provider.hidden_by_owner_at:
        return Standing(_("Hidden by you"), _("Nobody finds it until you show it again."))
    here = today or today_in(*states_of(provider.listing))
    if provider.confirmed_on + datetime.timedelta(days=CONFIRMATION_DAYS) < here:
        sentence = _(
            "It was not confirmed for %(days)d days, so it left the results; its page still stands."
            " Press “Everything still holds”, or edit it, and it is back at once."
        )
        return Standing(_("Not in the results"), sentence % {"days": CONFIRMATION_DAYS})
    licenses = license_expiry.required(provider)
    days = {state: today or today_in(state) for state in licenses}
    soon = [
        (row, day)
        for row in license_expiry.carrying(provider)
        for day in [today or today_in(row.state)]
        if (row.expires_on - day).days <= LICENSE_TOLD_DAYS
    ]
    warnings = tuple(_warning(row, day) for row, day in soon)
    if licenses and all(row.expires_on < days[state] for state, row in licenses.items()):
        sentence = _("A license that it rests on has expired. Edit the licenses, and we put it back.")
        return Standing(_("Not in the results"), sentence, warnings=warnings)
    return Standing(_("Public"), is_found=True, warnings=warnings)


def _warning(row, today):
    words = {
        "license": row.type,
        "state": row.get_state_display(),
        "day": date_format(row.expires_on, "F j, Y"),
    }
    if row.expires_on < today:
        return _("Your license in %(state)s (%(license)s) expired on %(day)s.") % words
    return (
        _("Your license in %(state)s (%(license)s) expires on %(day)s. Enter the new date in time.") % words
    )
