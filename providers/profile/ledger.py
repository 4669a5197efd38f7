"""The ledger: for each fact a listing states, how it is known today.

A check holds for the exact value it was made on. `Fact.value` therefore stores what `Statement.value`
says, so whoever records a check takes the value from here.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from providers.document.schema import whole
from providers.document.telephone import national
from providers.local_days import end_of_day_in_any, today_in
from providers.models.eligibility import LicenseType
from providers.models.provider import Fact
from providers.states import USState

Basis = Fact.Basis
SELF_STATED = Basis.SELF_STATED.value
LICENSE, NPI, TRAINING, ADDRESS, PHONE, IDENTITY = (
    kind.value
    for kind in (
        *(Fact.Kind.LICENSE, Fact.Kind.NPI, Fact.Kind.TRAINING),
        *(Fact.Kind.ADDRESS, Fact.Kind.PHONE, Fact.Kind.IDENTITY),
    )
)
_LABELS = dict(Fact.Kind.choices)


@dataclass(frozen=True)
class Statement:
    """One value that a listing states; `shown` is what the public reads of it."""

    kind: str  # code of Fact.Kind
    value: str
    shown: str


@dataclass(frozen=True)
class LedgerRow:
    """How one fact is known. `basis` is `staff`, `registry` or `self-stated`."""

    fact: str
    value: str
    basis: str
    source_name: str = ""
    source_url: str = ""
    checked_on: datetime.date | None = None
    expires_on: datetime.date | None = None


@dataclass(frozen=True)
class Tally:
    """A ledger in one line: `marks` holds a basis for each kind of fact, `checked` their names."""

    marks: tuple[str, ...]
    checked: tuple[str, ...]

    @cached_property
    def _line(self):
        counted = _("%(checked)d of %(all)d facts checked") % {
            "checked": len(self.checked),
            "all": len(self.marks),
        }
        return f"{counted}: {', '.join(self.checked)}" if self.checked else counted

    def __str__(self):
        return self._line


def license_statement(type, state, number, title="", holder=""):
    """State a license, of a team with the name of who holds it."""
    text = license_words(type, state, number, title)
    text = f"{holder}: {text}" if holder else text
    return Statement(Fact.Kind.LICENSE, license_value(type, state, number), text)


def license_title(type, title=""):
    """The title of a license, written out: as in the register, else what its type is called."""
    return title or (str(LicenseType(type).label).partition(" (")[0] if type in LicenseType else type)


def license_words(type, state, number, title=""):
    """Return a license in words; a code that nobody knows stays as it is."""
    return _("%(type)s, %(state)s, no. %(number)s") % {
        "type": license_title(type, title),
        "state": USState(state).label if state in USState else state,
        "number": number,
    }


def associate_words(license):
    """Return the line that stands wherever an associate may be reached; "" of any other license.

    Title in full, number, employer, supervisor with license: what California (B&P 4980.44), Oregon
    (OAR 833-050-0111) and Texas (22 TAC 801.43) ask of an advertisement, all at once.
    """
    if license.type != LicenseType.ASSOCIATE:
        return ""
    supervisor = ", ".join(filter(None, [license.supervised_by, license.supervisor_license]))
    parts = [
        license_words(license.type, license.state, license.number, license.title),
        _("employed by %s") % license.employer if license.employer else "",
        _("supervised by %s") % supervisor if supervisor else "",
    ]
    return ", ".join(filter(None, parts))


def license_value(type, state, number):
    """Return what is checked of a license."""
    return f"{type} {state} {number}"


def npi_statement(npi):
    """State a National Provider Identifier."""
    return Statement(Fact.Kind.NPI, npi, npi)


def training_text(program, hours=None, year=None):
    """One training in words."""
    parts = [program, _("%(hours)d hours") % {"hours": hours} if hours else "", str(year or "")]
    return ", ".join(part for part in parts if part)


def training_statement(program, hours=None, year=None):
    """State a training."""
    text = training_text(program, hours, year)
    return Statement(Fact.Kind.TRAINING, text, text)


def address_statement(street, suite, city, state, zip_code, *, shows_street):
    """State an address. A hidden street is part of what was checked, never of what is shown."""
    town = f"{city}, {state} {zip_code}"
    full = ", ".join(part for part in [street, suite, town] if part)
    return Statement(Fact.Kind.ADDRESS, full, full if shows_street else town)


def phone_statement(phone):
    """State a telephone number, given as national text."""
    return Statement(Fact.Kind.PHONE, phone, phone)


def identity_statement(name):
    """State that whoever writes the listing is who it names, or acts for them.

    Checked by a code told at the telephone in the NPI Registry, a mailbox of the practice's own domain, or a
    document that staff saw. It ends when the listing gets another name or other owners.
    """
    return Statement(Fact.Kind.IDENTITY, name, _("Written by %s, or for them") % name)


def statements_of(document):
    """Return what a Document states, in the order of the ledger; codes that nobody knows are left out."""
    names = {person.key: person.name for person in document.you.people}
    rows = [
        license_statement(row.type, row.state, row.number, row.title, names.get(row.holder, ""))
        for row in document.licenses.licenses
        if row.type in LicenseType and row.state in USState
    ]
    if document.you.npi:
        rows.append(npi_statement(document.you.npi))
    rows += [
        training_statement(row.program, whole(row.hours), whole(row.year))
        for row in document.licenses.trainings
    ]
    rows += [
        address_statement(
            row.street, row.suite, row.city, row.state, row.zip_code, shows_street=row.shows_street
        )
        for row in document.places.places
    ]
    rows += [phone_statement(phone) for phone in dict.fromkeys(map(national, document.places.phones))]
    return [*rows, identity_statement(document.you.display_name)]


def ledger(statements, facts, *, hides_street=False, states=(), today=None):
    """Return a LedgerRow for each statement: the newest check of exactly its value that still counts.

    A check counts until its last day is over in all of `states`, those of the listing. Where a street is
    hidden, no link leads to the NPI Registry, whose pages show addresses.
    """
    today = today or today_in(*states)
    known = {}
    for fact in sorted(facts, key=lambda fact: fact.checked_at):
        if fact.basis != Basis.SELF_STATED and (fact.expires_on is None or fact.expires_on >= today):
            known[fact.kind, fact.value] = fact
    return [_row(item, known.get((item.kind, item.value)), hides_street) for item in statements]


def _row(statement, fact, hides_street):
    """One row; without a fact the value is self-stated."""
    label = str(Fact.Kind(statement.kind).label)
    if fact is None:
        return LedgerRow(label, statement.shown, Basis.SELF_STATED.value)
    is_secret = hides_street and statement.kind in (Fact.Kind.NPI, Fact.Kind.ADDRESS)
    return LedgerRow(
        label,
        statement.shown,
        str(fact.basis),
        source_name=fact.source_name,
        source_url="" if is_secret else fact.source_url,
        checked_on=fact.checked_at.date(),
        expires_on=fact.expires_on,
    )


def tally(rows):
    """Return the Tally of a ledger: a kind is checked when staff checked each of its rows."""
    return _tally((row.fact, row.basis) for row in rows)


def checks(listing):
    """Return what `tally_at` needs of a `published_rows.Listing`: a pair for each statement.

    The kind, and the [basis, end] of its checks, the newest first; the end in seconds since 1970, or None.
    Nothing that was checked is in it: it may hold a hidden street.
    """
    known, states = {}, {row.state for row in (*listing.places, *listing.licenses)}
    for fact in listing.facts:
        if fact.basis != SELF_STATED:
            end = fact.expires_on and int(end_of_day_in_any(fact.expires_on, states).timestamp())
            known.setdefault((fact.kind, fact.value), []).append([fact.basis, end])
    if not known:
        return [[kind, []] for kind in _kinds(listing)]
    return [[kind, known.get((kind, value), [])] for kind, value in _values(listing)]


def tally_at(checks, now):
    """Return the Tally of stored `checks` at a moment."""
    now = now.timestamp()
    pairs = []
    for kind, known in checks:
        counting = (basis for basis, end in known if end is None or end > now)
        pairs.append((kind, next(counting, SELF_STATED)))
    return _tally_of(tuple(pairs), get_language())


@lru_cache(maxsize=1024)
def _tally_of(pairs, _language):
    """Return the Tally of (kind, basis) pairs; a page of results shows the same few again and again."""
    return _tally((str(_LABELS[kind]), basis) for kind, basis in pairs)


def _kinds(listing):
    """Return the kind of each statement of a Listing, in the order of the ledger."""
    return (
        [LICENSE] * len(listing.licenses)
        + [NPI] * bool(listing.provider.npi)
        + [TRAINING] * len(listing.trainings)
        + [ADDRESS] * len(listing.places)
        + [PHONE] * len(set(listing.phones))
        + [IDENTITY]
    )


def _values(listing):
    """Return (kind, value) of each statement of a Listing, in the order of the ledger."""
    places, npi = listing.places, listing.provider.npi
    values = [(LICENSE, license_value(row.type, row.state, row.number)) for row in listing.licenses]
    values += [(NPI, npi)] if npi else []
    values += [(TRAINING, training_text(row.program, row.hours, row.year)) for row in listing.trainings]
    for row in places:
        address = address_statement(
            row.street, row.suite, row.city, row.state, row.zip_code, shows_street=row.shows_street
        )
        values.append((ADDRESS, address.value))
    values += [(PHONE, phone) for phone in dict.fromkeys(map(national, listing.phones))]
    return [*values, (IDENTITY, listing.provider.display_name)]


def _tally(pairs):
    kinds = {}
    for fact, basis in pairs:
        kinds.setdefault(fact, set()).add(basis)
    marks = {fact: _weakest(bases) for fact, bases in kinds.items()}
    checked = (_in_a_sentence(fact) for fact, basis in marks.items() if basis == Basis.STAFF)
    return Tally(tuple(marks.values()), tuple(checked))


def _weakest(bases):
    """The basis that all of these rows have at least."""
    order = [Basis.SELF_STATED.value, Basis.REGISTRY.value, Basis.STAFF.value]
    return min(bases, key=order.index)


def _in_a_sentence(label):
    """A label inside a sentence: "license", but "NPI"."""
    return label if label.isupper() else label.lower()
