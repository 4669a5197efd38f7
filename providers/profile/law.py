"""What the law says of offering a treatment in a state: the one answer that forms, pages and checks read."""

import datetime
import hashlib
import re
import time
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.text import get_text_list, slugify
from django.utils.translation import gettext as _

from providers.document.choices import AgeGroup
from providers.local_days import today_in
from providers.models import LegalStatus
from providers.models.eligibility import Role
from providers.models.taxonomy import Term
from providers.profile.ledger import license_title
from providers.states import TERRITORIES, USState
from providers.vocabulary import KEPT_SECONDS, in_one_phrase, inside_a_sentence
from psychly.web.remembered import Remembered

Status, Extent = LegalStatus.Status, LegalStatus.Extent
#: The oldest person of an age group, in years.
_OLDEST = {AgeGroup.CHILDREN: 12, AgeGroup.ADOLESCENTS: 17, AgeGroup.ADULTS: 64}


@dataclass(frozen=True)
class Notice:
    """The law on one treatment in one state (or everywhere), on one day: what it limits, ready to print.

    Without a day (`on`) it is today where the row holds.

    `since` is the day staff confirmed it, or the day of last knowledge; `is_confirmed` says which.
    """

    row: LegalStatus
    state: str = ""  # that it is read for; "": for all that the row holds for
    on: datetime.date | None = None

    @property
    def today(self):
        """The day that it is about."""
        return self.on or today_in(self.state or self.row.state)

    @property
    def lead(self):
        """The first, bold sentence: what is so, and where."""
        return lead(self.row, self.state)

    @property
    def is_past(self):
        """Whether its last day is over: what holds now was not looked at."""
        return self.row.last_day is not None and self.today > self.row.last_day

    @property
    def is_confirmed(self):
        """Whether staff have confirmed the row, not too long ago and not before its last day passed."""
        until = self.row.confirmed_until
        return until is not None and self.today <= until and not self.is_past

    @property
    def is_open(self):
        """Whether it can be had there at all."""
        return self.row.status in (Status.LAWFUL, Status.LICENSED)

    @property
    def forbids(self):
        """Whether any listing is stopped: what is not open is, however old or unconfirmed the row."""
        return not self.is_open

    @property
    def forbids_new(self):
        """Whether a new offer is stopped: also of a drug whose row is past its last day."""
        return self.forbids or (self.is_past and self.gives_drug)

    @property
    def gives_drug(self):
        """Whether a drug is given; of a subject of its own it always is."""
        return self.row.treatment is None or self.row.treatment.is_drug_treatment

    @property
    def since(self):
        """The date to show."""
        return self.row.confirmed_on or self.row.known_on

    @property
    def standing(self):
        """How well it is known, as a sentence; what is not confirmed is never called so."""
        day = date_format(self.since, "F j, Y")
        if self.is_confirmed:
            return _("Confirmed by staff on %s.") % day
        if self.row.confirmed_on:
            return _("As known on %s. It is due to be confirmed again.") % day
        return _("As known on %s. Not confirmed by staff.") % day

    @property
    def ending(self):
        """The sentence on its last day: that it comes, or that it went by; "" without one."""
        if self.row.last_day is None:
            return ""
        day = date_format(self.row.last_day, "F j, Y")
        if self.is_past and self.row.ends_by_itself:
            return _("This rule was to end on %s. We have not confirmed what follows it.") % day
        if self.is_past:
            return _("We were to look at this again after %s and have not confirmed it since.") % day
        return _("This rule ends on %s.") % day if self.row.ends_by_itself else ""

    @property
    def age_words(self):
        """The least age in words, like "21 and over", or nothing."""
        return _("%d and over") % self.row.least_age if self.row.least_age else ""

    def refuses_age(self, group):
        """Whether nobody of an age group (a `AgeGroup`) is old enough."""
        return (self.row.least_age or 0) > _OLDEST.get(group, 1000)

    def refuses_licenses(self, types):
        """Whether none of these license types, held in the state, is one that the law wants for it."""
        return bool(self.row.licenses) and not set(types) & set(self.row.licenses)

    def refuses_payment(self, slug):
        """Whether a way to pay cannot be true for it."""
        return slug in self.row.payments_refused

    def takes_over(self, slug):
        """Whether a way to pay that is said of several treatments can be read as said of it.

        Where the law names ways that can be true, only those are known to be.
        """
        return slug in self.row.payments if self.row.payments else not self.refuses_payment(slug)

    def refuses_conditions(self, roles):
        """Whether somebody in these roles may not name conditions that it is offered for."""
        return not _extends(self.row.conditions, roles, unknown=True)

    def is_medical(self, roles):
        """Whether it is known to be medical treatment when somebody in these roles gives it."""
        return _extends(self.row.medical, roles, unknown=False)

    @property
    def license_words(self):
        """The licenses one of which it needs, in words."""
        names = [license_title(code) for code in self.row.licenses]
        return get_text_list(names, _("or"))


def _extends(extent, roles, *, unknown):
    """Whether an Extent holds for these roles; `unknown` is the answer where nothing is known."""
    if not extent:
        return unknown
    return extent == Extent.ALL or (extent == Extent.CLINICAL and Role.CLINICAL_FACILITATOR in roles)


def row_holding(state, row_of):
    """Return the row that holds in a state, or None: its own, else the one for all states.

    `row_of` gives the row that is written for a state, "" for all; that one says nothing of the territories.
    """
    return row_of(state) or (None if state in TERRITORIES else row_of(""))


def laws(treatments, states, today=None):
    """Return the Notice that holds on a day for each pair of these Treatments (or slugs) and states.

    A dict by slug and state; a pair without any row is left out. A row for the state goes before the row
    for all states, which says nothing of the territories. Two queries.
    """
    slugs = [getattr(treatment, "slug", treatment) for treatment in treatments]
    rows = LegalStatus.objects.with_sources().filter(treatment__slug__in=slugs, state__in=["", *states])
    known = {(row.treatment.slug, row.state): row for row in rows}
    return {
        (slug, state): Notice(row, state, today)
        for slug in slugs
        for state in states
        if (row := row_holding(state, lambda code, slug=slug: known.get((slug, code))))
    }


def subjects_in(states, today=None, **which):
    """Return a dict by state: the Notices on what nobody can be listed for, by name. Two queries."""
    rows = LegalStatus.objects.with_sources().filter(state__in=["", *states], **which).exclude(subject="")
    known = {(row.subject, row.state): row for row in rows}
    names = sorted({row.subject for row in rows})
    return {
        state: [
            Notice(row, state, today)
            for name in names
            if (row := row_holding(state, lambda code, name=name: known.get((name, code))))
        ]
        for state in states
    }


def refused_by_all(values, notices, refuses):
    """Return those of some values that each of these Notices refuses; a pair without a row refuses nothing.

    `refuses` is a method of Notice, like `Notice.refuses_age`: what is refused to all that a listing offers
    cannot be true of the listing.
    """
    notices = list(notices)
    return [v for v in values if notices and all(notice and refuses(notice, v) for notice in notices)]


def limits_of_offer(slug, states, roles, known):
    """Return (least age in words, whether it is medical, whether conditions may be named) of an offer.

    `known` is what `laws` returned; where nothing is known, nothing is claimed and nothing is limited.
    """
    notices = [notice for state in states if (notice := known.get((slug, state)))]
    oldest = max(notices, key=lambda notice: notice.row.least_age or 0, default=None)
    return (
        oldest.age_words if oldest else "",
        bool(notices) and all(notice.is_medical(roles) for notice in notices),
        not any(notice.refuses_conditions(roles) for notice in notices),
    )


def known_by_name():
    """Return every Notice by the slug of its treatment (or of its subject) and its own state; two queries."""
    rows = LegalStatus.objects.with_sources()
    return {
        (row.treatment.slug if row.treatment else slugify(row.subject), row.state): Notice(row)
        for row in rows
    }


def medical_everywhere(treatments):
    """Return the slugs of those Treatments that are medical wherever they can be had, whoever gives them.

    Where no row says so, nothing is claimed. One query.
    """
    rows = LegalStatus.objects.filter(
        treatment__in=treatments, status__in=[Status.LAWFUL, Status.LICENSED]
    ).values_list("treatment__slug", "medical")
    said = {}
    for slug, extent in rows:
        said.setdefault(slug, set()).add(extent)
    return {slug for slug, extents in said.items() if extents == {Extent.ALL}}


def edition():
    """Return a name for what the rows of law say now; another row, another name.

    It is a minute old at most, and of this moment in the process that changed a row.
    """
    return _edition.get()


def _read_edition():
    names = ["treatment__slug", "subject", "state", "status", "medical", "known_on", "last_day"]
    rows = LegalStatus.objects.order_by("pk").values_list(*names, "confirmed_on")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:12]


_edition = Remembered(lambda: (Term.edits, time.monotonic() // KEPT_SECONDS), _read_edition)


def notices(treatments, state):
    """Return a Notice for each of these Treatments (or slugs) in a state, where a row is known. One query."""
    return list(laws(treatments, [state]).values())


def nothing_known(state):
    """Return the sentence for a territory without any row; "" for a state, which has those for all states."""
    return (
        _("We have nothing on record about the law in %s.") % USState(state).label
        if state in TERRITORIES
        else ""
    )


@dataclass
class Law:
    """What one law says of several treatments: the sentences they share are said once.

    `more` holds (name of a treatment, sentences that are only about it); `source` is the Notice that names
    most sources.
    """

    notices: list[Notice]
    state: str
    more: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lead(self):
        """The first, bold sentence, which names every treatment."""
        first, *others = self.notices
        if not others:
            return first.lead
        where = USState(self.state).label if self.state else _("all states")
        return _("%(names)s are lawful in %(state)s.") % {"names": self.names, "state": where}

    @property
    def names(self):
        """What it is about, in words."""
        return in_one_phrase([notice.row.name for notice in self.notices])

    @property
    def is_open(self):
        """Whether the treatments can be had there."""
        return self.notices[0].is_open

    @property
    def summary(self):
        """What the law says of all of them."""
        return self.notices[0].row.summary

    @property
    def source(self):
        """The Notice whose row names most sources; those of the others are among them."""
        return max(self.notices, key=lambda notice: len(_sources(notice)))

    def takes(self, notice):
        """Take a Notice that says the same, and perhaps more; return whether it did."""
        first = self.notices[0]
        alike = ("status", "confirmed_on", "known_on", "last_day")
        own = _only_in(notice.row.summary, first.row.summary)
        if first.row.status != Status.LAWFUL or own is None:
            return False
        if any(getattr(first.row, name) != getattr(notice.row, name) for name in alike):
            return False
        shared = _sources(first)
        if _sources(notice)[: len(shared)] != shared:
            return False
        self.notices.append(notice)
        if own:
            self.more.append((notice.row.treatment.name, own))
        return True


def _sources(notice):
    return [(source.name, source.url) for source in notice.row.sources.all()]


def _only_in(summary, shared):
    """Return the sentences of a summary that `shared` has not, "" for none; None when it lacks some of them.

    "The ketamine is lawful by prescription." says what "Lawful by prescription." says.
    """
    own, theirs = (re.split(r"(?<=[.!?]) (?=[A-Z])", text) for text in (summary, shared))
    rest = list(own)
    for sentence in theirs:
        same = next((one for one in rest if one.lower().endswith(sentence.lower())), None)
        if same is None:
            return None
        rest.remove(same)
    return " ".join(rest)


def together(found, state):
    """Return the Laws of these Notices for one state, in their order."""
    laws = []
    for notice in found:
        if not any(law.takes(notice) for law in laws):
            laws.append(Law([notice], state))
    return laws


def lead(row, state=""):
    """The first, bold sentence about a row, for a state that it holds for (or for all it holds for)."""
    name = row.name
    words = {
        "state": USState(state or row.state).label if state or row.state else _("Every other state"),
        "name": name,
        "treatment": inside_a_sentence(name),
    }
    if not state and not row.state and row.status == Status.LAWFUL:
        return _("%(name)s is lawful in all states.") % words
    if row.subject and row.status == Status.NOT_LAWFUL:
        where = _("%(name)s is not lawful in %(state)s outside trials.")
        return (where if state or row.state else _("%(name)s is not lawful outside trials.")) % words
    sentences = {
        Status.LAWFUL: _("%(name)s is lawful in %(state)s."),
        Status.LICENSED: _("%(state)s has a licensed program for %(treatment)s."),
        Status.NOT_OPEN: _("%(state)s has passed a law on %(treatment)s; its program is not open."),
        Status.NOT_LAWFUL: _("%(state)s has no licensed program for %(treatment)s."),
    }
    return sentences[row.status] % words
