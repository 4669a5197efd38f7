"""What to try when nothing was found: fewer filters, telehealth, another state."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.models import LegalStatus
from providers.profile import law
from providers.results.cards import cards
from providers.search import engine
from providers.search.criteria import GROUPS
from providers.states import USState

SHOWN_REMOTE = 5  # cards below an empty result


@dataclass(frozen=True)
class Way:
    """Something to try: the words of a link, its query, and what it leads to."""

    label: str
    query: str
    sentence: str


@dataclass(frozen=True)
class Remote:
    """Who is licensed in the visitor's state and offers telehealth; `cards` are the first of them."""

    state: str
    cards: list
    total: int
    query: str
    sentence: str


def ways_out_of(page):
    """Return the Ways out of a `page.ResultsPage` without results."""
    ways = []
    if page.chips:
        ways.append(_without_filters(page))
    if page.remote:
        ways.append(Way(_("Talk to someone by telehealth"), page.remote.query, page.remote.sentence))
    return [way for way in [*ways, *_in_other_states(page)] if way]


def by_telehealth(page):
    """Return the Remote for an empty ResultsPage, or None.

    What is asked of premises cannot be asked of a call; when nobody offers the treatment remotely, those
    who offer another are named.
    """
    if not page.state or page.results.criteria.is_telehealth_only:
        return None
    base = replace(
        page.results.criteria, is_telehealth_only=True, telehealth_state=page.state, sort="", page=1, access=0
    )
    for asked in (base, replace(base, treatments=0)):
        results = engine.search(asked, with_facets=False)
        if results.total:
            break
    else:
        return None
    treatment = page.form.cleaned_data["treatment"] if asked.treatments else None
    words = {"n": results.total, "state": page.state_name}
    sentence = ngettext(
        "%(n)d provider licensed in %(state)s offers care by telehealth.",
        "%(n)d providers licensed in %(state)s offer care by telehealth.",
        results.total,
    )
    shown = cards(results.hits[:SHOWN_REMOTE], treatments=treatment or (), state=page.state)
    query = page.query(telehealth="1", treatment=treatment, access=None)
    return Remote(page.state_name, shown, results.total, query, sentence % words)


def _without_filters(page):
    criteria = replace(
        page.results.criteria,
        **dict.fromkeys(GROUPS.values(), 0),
        words="",
        accepting=False,
        is_telehealth_only=False,
        radius_miles=engine.WIDER_MILES[-1],
    )
    number = engine.count(criteria)
    if not number:
        return None
    where = _("within %d miles") % criteria.radius_miles if criteria.has_distance else _("in all")
    sentence = ngettext("%(n)d provider %(where)s", "%(n)d providers %(where)s", number)
    query = page.query(
        radius=criteria.radius_miles if criteria.has_distance else None,
        **dict.fromkeys([*GROUPS, "telehealth", "accepting", "q"]),
    )
    return Way(_("See everyone, without filters"), query, sentence % {"n": number, "where": where})


def _in_other_states(page):
    refused = [notice.row.treatment for notice in page.notices if not notice.is_open]
    rows = LegalStatus.objects.filter(treatment__in=refused, status=LegalStatus.Status.LICENSED)
    return [
        Way(
            _("Look in %s") % row.get_state_display(),
            page.query(near=USState(row.state).label, treatment=[row.treatment.slug], radius=None),
            law.lead(row),
        )
        for row in (rows.select_related("treatment") if refused else [])
    ]
