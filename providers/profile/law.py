"""What the law says: rows of LegalStatus as sentences for a page."""

import re
from dataclasses import dataclass, field

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from providers.models import LegalStatus, Treatment
from providers.states import TERRITORIES, USState

Status = LegalStatus.Status


@dataclass(frozen=True)
class Notice:
    """The law on one treatment in one state (or everywhere), ready to print.

    `since` is the day staff confirmed it, or the day of last knowledge; `is_confirmed` says which.
    """

    lead: str
    row: LegalStatus

    @property
    def is_confirmed(self):
        """Whether staff have confirmed the row."""
        return self.row.confirmed_on is not None

    @property
    def is_open(self):
        """Whether it can be had there at all."""
        return self.row.status in (Status.LAWFUL, Status.LICENSED)

    @property
    def forbids(self):
        """Whether a listing is stopped: only by a "not lawful" that staff have confirmed."""
        return self.is_confirmed and self.row.status == Status.NOT_LAWFUL

    @property
    def since(self):
        """The date to show."""
        return self.row.confirmed_on or self.row.known_on


def laws(treatments, states):
    """Return the Notice that holds for each pair of these Treatments (or slugs) and states.

    A dict by slug and state; a pair without any row is left out. A row for the state goes before the row
    for all states, which says nothing of the territories. One query.
    """
    slugs = [getattr(treatment, "slug", treatment) for treatment in treatments]
    rows = LegalStatus.objects.filter(treatment__slug__in=slugs, state__in=["", *states])
    known = {(row.treatment.slug, row.state): row for row in rows.select_related("treatment")}
    return {
        (slug, state): Notice(lead(row, state), row)
        for slug in slugs
        for state in states
        if (row := known.get((slug, state)) or (state not in TERRITORIES and known.get((slug, ""))))
    }


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
        names = [notice.row.treatment.name for notice in self.notices]
        names[1:] = [name[0].lower() + name[1:] for name in names[1:]]
        words = {"names": get_text_list(names, _("and")), "state": USState(self.state).label}
        return _("%(names)s are lawful in %(state)s.") % words

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
        return max(self.notices, key=lambda notice: len(notice.row.source_name))

    def takes(self, notice):
        """Take a Notice that says the same, and perhaps more; return whether it did."""
        first = self.notices[0]
        alike = ("status", "confirmed_on", "known_on", "source_url")
        own = _only_in(notice.row.summary, first.row.summary)
        if first.row.status != Status.LAWFUL or own is None:
            return False
        if any(getattr(first.row, name) != getattr(notice.row, name) for name in alike):
            return False
        if not notice.row.source_name.startswith(first.row.source_name):
            return False
        self.notices.append(notice)
        if own:
            self.more.append((notice.row.treatment.name, own))
        return True


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
    name = row.treatment.name
    words = {
        "state": USState(state or row.state).label if state or row.state else _("Every other state"),
        "name": name,
        "treatment": name[0].lower() + name[1:],
    }
    if not state and not row.state and row.status == Status.LAWFUL:
        return _("%(name)s is lawful in all states.") % words
    sentences = {
        Status.LAWFUL: _("%(name)s is lawful in %(state)s."),
        Status.LICENSED: _("%(state)s has a licensed program for %(treatment)s."),
        Status.NOT_OPEN: _("%(state)s has passed a law on %(treatment)s; its program is not open."),
        Status.NOT_LAWFUL: _("%(state)s has no licensed program for %(treatment)s."),
    }
    return sentences[row.status] % words


def overview():
    """Return pairs of a Treatment and its Notices, single states first, the rest of the country last."""
    treatments = Treatment.objects.filter(legal_statuses__isnull=False).distinct()
    pairs = []
    for treatment in treatments.prefetch_related("legal_statuses__treatment"):
        rows = sorted(treatment.legal_statuses.all(), key=lambda row: (not row.state, row.state))
        pairs.append((treatment, [Notice(lead(row), row) for row in rows]))
    return pairs
