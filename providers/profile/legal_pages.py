"""The pages on the law: one table of states and treatments, a page for each state, what changed lately."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from providers.models import LegalStatus
from providers.models.legal import TELEHEALTH_PRESCRIBING
from providers.profile.law import Law, Notice, row_holding, together
from providers.states import TERRITORIES, USState

NEWEST = 12  # changes that a page names
#: Column and row of each state on a map of equal squares, from the west and the north.
SQUARES = {
    code: (column, row)
    for row, line in enumerate(
        [
            "AK .. .. .. .. .. .. .. .. .. ME",
            ".. .. .. .. .. .. .. .. .. VT NH",
            "WA ID MT ND MN IL WI MI NY RI MA",
            "OR NV WY SD IA IN OH PA NJ CT",
            "CA UT CO NE MO KY WV VA MD DE",
            ".. AZ NM KS AR TN NC SC DC",
            ".. .. .. OK LA MS AL GA",
            "HI .. .. TX .. .. .. .. FL",
        ]
    )
    for column, code in enumerate(line.split())
    if code != ".."
}
SIDE = 32  # of a square, in drawing units


@dataclass(frozen=True)
class LegalSection:
    """One treatment, several with the same law, or a subject: its name and what is said of it, by state."""

    slug: str
    name: str
    sentence: str
    laws: list[Law]


@dataclass(frozen=True)
class StateLine:
    """A state, its Notice in each column of the table, and what nobody can offer where that differs."""

    code: str
    notices: list[Notice | None]
    others: list[Notice]

    @property
    def name(self):
        """The state, spelled out."""
        return USState(self.code).label

    @property
    def slug(self):
        """The end of its page's address."""
        return state_slug(self.code)


@dataclass(frozen=True)
class StateGroup:
    """One line of the table: states with the same answer in each column."""

    lines: list[StateLine]

    @property
    def notices(self):
        """The Notices of the first, whose answers are those of all."""
        return self.lines[0].notices

    @property
    def others(self):
        """Those on what nobody can offer, of the first."""
        return self.lines[0].others


@dataclass(frozen=True)
class MapSquare:
    """A state on the map: its corner in drawing units, and its Notice on what differs most by state."""

    line: StateLine
    x: int
    y: int
    notice: Notice | None


@dataclass
class LegalOverview:
    """Everything on the page about all states."""

    columns: list[str] = field(default_factory=list)
    differing: list[StateGroup] = field(default_factory=list)
    alike: StateGroup | None = None  # the states that have one answer and are most
    unknown: list[StateLine] = field(default_factory=list)  # territories without any row
    squares: list[MapSquare] = field(default_factory=list)
    mapped: str = ""  # what the map is about
    sections: list[LegalSection] = field(default_factory=list)
    changes: list[LegalStatus] = field(default_factory=list)


def state_slug(code):
    """Return the end of the address of a state's page."""
    return slugify(USState(code).label)


def legal_overview(today=None):
    """Return the LegalOverview; two queries."""
    rows = list(LegalStatus.objects.with_sources())
    shown = LegalOverview(sections=_sections(rows, today), changes=latest(rows))
    alike, differing = _drugs(rows)
    columns = ([alike[0]] if alike else []) + differing
    shown.columns = [_together_name(alike)] if alike else []
    shown.columns += [own[""].name if "" in own else next(iter(own.values())).name for own in differing]
    everywhere = {(row.subject, row.status) for row in rows if not row.state}
    subjects = [row for row in rows if row.subject and (row.subject, row.status) not in everywhere]
    lines = []
    for state in USState:
        others = [_notice(row, state, today) for row in subjects if row.state == state]
        known = [row_holding(state, own.get) for own in columns]
        line = StateLine(state.value, [_notice(row, state, today) for row in known], others)
        is_known = any(line.notices) or line.others or state not in TERRITORIES
        (lines if is_known else shown.unknown).append(line)
    _group(shown, lines)
    if differing:
        mapped = bool(alike)  # the column after those that are alike
        shown.mapped = shown.columns[mapped]
        shown.squares = [_square(line, line.notices[mapped]) for line in lines if line.code in SQUARES]
    return shown


def _group(shown, lines):
    """Put states with the same answers together; the most of them into `alike`, if that saves a line."""
    groups = {}
    for line in lines:
        answers = [notice and notice.row.status for notice in line.notices]
        answers += [(notice.row.subject, notice.row.status) for notice in line.others]
        groups.setdefault(tuple(answers), []).append(line)
    most = max(groups.values(), key=len, default=[])
    shown.alike = StateGroup(most) if len(most) > 1 else None
    shown.differing = [StateGroup(own) for own in groups.values() if own is not most or not shown.alike]


def _square(line, notice):
    column, row = SQUARES[line.code]
    return MapSquare(line, column * SIDE, row * SIDE, notice)


def law_of_state(code, today=None):
    """Return (Laws on treatments, Notices on the rest) of one state or territory; two queries."""
    rows = list(LegalStatus.objects.with_sources().filter(state__in=["", code]))
    written = defaultdict(dict)  # rows by state, of each treatment or subject
    for row in rows:
        written[row.treatment_id, row.subject][row.state] = row
    known = filter(None, (row_holding(code, own.get) for own in written.values()))
    notices = [Notice(row, code, today) for row in known]
    treatments = [notice for notice in notices if notice.row.treatment]
    treatments.sort(key=lambda notice: notice.row.treatment.position)
    others = sorted((n for n in notices if n.row.subject), key=lambda notice: notice.row.subject)
    return together(treatments, code), others


def latest(rows):
    """Return the rows of which the law changed last, the newest first."""
    changed = [row for row in rows if row.changed_on]
    return sorted(changed, key=lambda row: row.changed_on, reverse=True)[:NEWEST]


def _notice(row, state, today):
    """What a row says of a state; None without one."""
    return Notice(row, state, today) if row else None


def _drugs(rows):
    """Return the rows by state of each drug treatment: of those alike in all states, and of the others."""
    by_treatment = {}
    for row in rows:
        if row.treatment and row.treatment.is_drug_treatment:
            by_treatment.setdefault(row.treatment_id, {})[row.state] = row
    alike, others = [], []
    for own in by_treatment.values():
        is_alike = "" in own and len({row.status for row in own.values()}) == 1
        (alike if is_alike else others).append(own)
    return alike, others


def _together_name(alike):
    """A short name for treatments with the same answer everywhere."""
    if all("ketamine" in own[""].treatment.slug for own in alike):
        return _("Ketamine and esketamine")
    return ", ".join(own[""].name for own in alike)


def _without(row, said):
    """Return a row of a state without what the row of all states has said already."""
    row = copy(row)
    row.summary = row.summary.removeprefix(said).strip() or row.summary
    return row


def _sections(rows, today):
    """What is said in words: alike treatments once, others by state, then what nobody can be listed for."""
    by_subject = {}
    for row in rows:
        by_subject.setdefault((row.treatment_id, row.subject), []).append(row)
    lawful = LegalStatus.Status.LAWFUL
    single = [
        row
        for own in by_subject.values()
        for row in own
        if row.treatment and not row.state and (len(own) == 1 or row.status == lawful)
    ]
    sections = [
        LegalSection(first.slug, shared.names, first.sentence if len(shared.notices) == 1 else "", [shared])
        for shared in together([Notice(row, on=today) for row in single], "")
        if (first := shared.notices[0].row.treatment)
    ]
    for own in by_subject.values():
        said = next((row.summary for row in own if row in single), "")
        own = [_without(row, said) for row in own if row not in single]
        if not own:
            continue
        treatment, own = own[0].treatment, sorted(own, key=lambda row: (not row.state, row.state))
        slug, sentence = (treatment.slug, treatment.sentence) if treatment else (slugify(own[0].subject), "")
        notices = [Law([Notice(row, on=today)], row.state) for row in own]
        sections.append(LegalSection(slug, own[0].name, sentence, notices))
    is_rule = slugify(TELEHEALTH_PRESCRIBING)
    return sorted(sections, key=lambda section: section.slug == is_rule)
