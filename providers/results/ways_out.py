"""What to try when nothing was found: who is nearest, fewer filters, telehealth, another state."""

from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.models import LegalStatus, LocationEntry, Place
from providers.profile import law
from providers.results import distances
from providers.results.cards import cards
from providers.search import engine
from providers.search.criteria import GROUPS
from providers.states import USState

SHOWN_REMOTE = 5  # cards below an empty result
NEAR_STATES, FAR_STATE = 4, 1_200  # as many states are named, and none farther than so many miles


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
    return [way for way in [*ways, *_in_other_states(page), *_in_near_states(page)] if way]


@dataclass(frozen=True)
class Nearest:
    """The provider nearest to where nobody was found: its card, and how far it is in words."""

    card: object
    sentence: str

    @property
    def as_list(self):
        """The card as the list that a page of cards takes."""
        return [self.card]


def nearest_to(page):
    """Return the Nearest of a ResultsPage without results, or None: with its filters, else without.

    Of a state it is the nearest to where its people live (the point of its Place).
    """
    place, criteria = page.form.lookup.place, page.results.criteria
    if place is None:
        return None
    point = page.form.lookup.point
    everyone = {"words": "", "accepting": False, "is_telehealth_only": False}
    bare = replace(criteria, **dict.fromkeys(GROUPS.values(), 0), **everyone)
    fits = None if criteria.is_telehealth_only else engine.nearest(criteria, point)
    hit = fits or (engine.nearest(bare, point) if bare != criteria else None)
    found = cards([replace(hit, miles=None)], treatments=page.form.cleaned_data["treatment"]) if hit else []
    if not found:
        return None
    words = {"far": distances.about(hit.miles), "place": page.place}
    if fits and page.chips:
        sentence = _("The nearest that fits your filters is %(far)s from %(place)s.")
    elif fits:
        sentence = _("The nearest is %(far)s from %(place)s.")
    else:
        sentence = _("Nobody listed fits your filters. The nearest of all is %(far)s from %(place)s.")
    if place.kind == Place.Kind.STATE:
        words["place"] = _("the middle of %s") % page.place
    return Nearest(replace(found[0], point=None, pin=""), sentence % words)  # no map is here


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
    shown = cards(results.hits[:SHOWN_REMOTE], treatments=treatment or (), start=2, state=page.state)
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


def _in_near_states(page):
    """Where people of a state may look next: the nearest states in which someone is listed."""
    if not page.state:
        return []
    entries = LocationEntry.objects.filter(valid_until__gt=timezone.now()).exclude(state=page.state)
    counts = dict(entries.values_list("state").annotate(n=Count("provider", distinct=True)))
    point = page.form.lookup.point
    states = [
        (engine.miles_between(point, (state.latitude, state.longitude)), state)
        for state in Place.objects.filter(kind=Place.Kind.STATE, state__in=counts)
    ]
    near = sorted((row for row in states if row[0] <= FAR_STATE), key=lambda row: row[0])[:NEAR_STATES]
    asked = {group: None for group in (*GROUPS, "telehealth", "accepting", "q")}
    return [
        Way(
            _("Look in %s") % state.name,
            page.query(near=state.near, radius=None, **asked),
            _found_there(counts[state.state]),
        )
        for _miles, state in near
    ]


def _found_there(number):
    return ngettext("%d provider, of all treatments.", "%d providers, of all treatments.", number) % number


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
