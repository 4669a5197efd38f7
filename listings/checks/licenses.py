"""The form of license numbers and dates. Only a board knows whether a license is active."""

import datetime
import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.checks import agreement
from listings.checks.boards import lookup
from listings.checks.result import LOOK, PLAUSIBLE, Result, reason, row, worst
from providers.local_days import today_in
from providers.models.eligibility import LicenseType as T
from providers.profile import clinicians, ledger

#: What numbers look like, where a source says so: (state, type): (pattern, in words). "" is every state.
#: ClinicalTrials.gov: NCT and 8 digits. California: https://www.mbc.ca.gov/Licensing/Physicians-and-Surgeons/Apply/
FORMS = {
    ("", T.TRIAL): (re.compile(r"NCT[0-9]{8}"), "NCT 01234567"),
    ("CA", T.MD): (re.compile(r"[ACG][0-9]{4,6}"), "A, C or G 12345"),
}
#: Anything that boards issue: letters, digits, and what separates them, with at least one digit.
ANY = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 ./-]{2,39}", re.IGNORECASE)
SOON = datetime.timedelta(days=60)


def check_licenses(document, today=None):
    """Return the Finding on every license of a document."""
    rows, outcomes, sentences = _in_words(document)
    names = {person.key: f"{person.name}: " for person in document.you.people}
    for license in document.licenses.licenses:
        outcome, said = _judge(license, document.you.npi, today or today_in(license.state))
        if outcome != LOOK and clinicians.is_without_holder(document, license):
            outcome, said = LOOK, _("Holder not said.")
        outcomes.append(outcome)
        label = ledger.license_words(license.type, license.state, license.number, license.title)
        label = f"{names.get(license.holder, '')}{label}"
        sentences.append(f"{label}: {said}")
        url = lookup(license.state, license.type, license.number)
        link = "" if url else _("No look-up link is known: look it up with the state board.")
        text = " ".join(filter(None, [said, link]))
        rows.append(row(label, _expiry(license), text, False if outcome == LOOK else None, url))
    if not document.licenses.licenses:
        return Result("licenses", LOOK, _("No license is named."))
    outcome = worst(outcomes)
    detail = reason(outcomes, sentences) if outcome == LOOK else _("Only the board knows: look it up.")
    return Result("licenses", outcome, detail, rows)


def _in_words(document):
    """Return (rows, outcomes, sentences) on licenses in words that name another state than the practice's."""
    found = [
        (row(person.name, person.license, sentence, False), LOOK, f"{person.name}: {sentence}")
        for person in document.you.people
        if (sentence := agreement.of_license_in_words(person.license, document))
    ]
    return tuple(map(list, zip(*found, strict=True))) if found else ([], [], [])


def _judge(license, npi, today):
    """Return (outcome, sentence) for one license: what can be read from a form is never called right."""
    number = license.number.strip()
    plain = re.sub(r"[ ./-]", "", number).upper()
    if not isinstance(license.expires_on, datetime.date):
        return LOOK, _("The day of expiry cannot be read.")
    if license.expires_on < today:
        return LOOK, _("It has expired.")
    if npi and plain == npi:
        return LOOK, _("This is the NPI, not a license number.")
    form = FORMS.get((license.state, license.type)) or FORMS.get(("", license.type))
    if form and not form[0].fullmatch(plain):
        return LOOK, _("Numbers of this board usually look like %s.") % form[1]
    if not ANY.fullmatch(number):
        return LOOK, _("This does not look like a license number.")
    if found := agreement.of_license(license):
        return LOOK, found.sentence
    if license.expires_on < today + SOON:
        return LOOK, _("It expires soon.")
    return PLAUSIBLE, _("The number has a form that numbers have.")


def _expiry(license):
    if not isinstance(license.expires_on, datetime.date):
        return ""
    return _("expires %s") % date_format(license.expires_on, "F j, Y")
