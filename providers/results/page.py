"""A page of results in words and links: everything that `templates/providers/results.html` prints."""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from urllib.parse import parse_qsl

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.models.place import near_of_state
from providers.profile import law
from providers.results import ways_out
from providers.results.cards import cards
from providers.search import engine
from providers.search.asked_words import read_words
from providers.search.criteria import GROUPS, PAGE_SIZE
from providers.states import USState
from providers.text_folding import fold
from providers.vocabulary import inside_a_sentence
from psychly.web import fragments

SHOWN_OPEN = 7  # options of a group before "more"
DANGER = "suicidal-thoughts"  # slug of a Condition
SHOWN_PLACES = 5  # of the same name as the place searched


@dataclass(frozen=True)
class Chip:
    """An active filter and the query without it."""

    name: str
    query: str


@dataclass(frozen=True)
class Option:
    """One option of a filter: `count` is the number of providers found with it.

    `mold` is its markup, with a slot for the count.
    """

    value: str
    label: str
    sentence: str
    is_chosen: bool
    count: int
    mold: str


@dataclass(frozen=True)
class Group:
    """The options of one filter: those that find someone first, the rest behind "more"."""

    name: str
    label: str
    options: list[Option]
    more: list[Option]
    is_open: bool

    @property
    def lines(self):
        """The markup of the options that find someone."""
        return _lines(self.options)

    @property
    def more_lines(self):
        """The markup of the rest."""
        return _lines(self.more)


@dataclass
class ResultsPage:
    """One page of results. `form` is a valid SearchForm.

    What asks the database is a field, worked out by `page_of`; a property only puts it into words.
    """

    form: object
    results: engine.Results
    state: str  # where the visitor is, "" when they did not say
    cards: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    telehealth_count: int | None = None  # found by telehealth under the other filters; None without a state
    remote: ways_out.Remote | None = None  # who can be talked to by telehealth when nothing was found
    nearest: ways_out.Nearest | None = None  # wherever it is, when nothing was found
    law_of_state: list = field(default_factory=list)  # of all treatments (`law.Law`), when nothing was found
    ways: list = field(default_factory=list)  # what to try when nothing was found (`ways_out.Way`)

    @property
    def place(self):
        """The place as a sentence names it, or nothing."""
        lookup = self.form.lookup
        if lookup.is_coordinates:
            return _("the point you gave")
        return str(lookup.place) if lookup.place else ""

    @property
    def laws(self):
        """What the law says of the treatments asked for (`law.Law`)."""
        return law.together(self.notices, self.state)

    @property
    def law_unknown(self):
        """The sentence for treatments of which no law is known here, or nothing."""
        is_asked = self.form.cleaned_data["treatment"] and not self.notices
        return law.nothing_known(self.state) if is_asked else ""

    @property
    def law_unknown_here(self):
        """The sentence for a territory of which no law is known, or nothing."""
        return law.nothing_known(self.state) if self.state and not self.law_of_state else ""

    @property
    def is_urgent(self):
        """Whether the crisis lines belong above this list: somebody looks for help with wanting to die."""
        return DANGER in self.form.cleaned_data["condition"]

    @property
    def is_on_map(self):
        """Whether anybody on this page has a place to show."""
        return any(card.point for card in self.cards)

    @property
    def is_nationwide(self):
        """Whether the map shows the whole country."""
        return not self.results.criteria.has_distance and not self.results.criteria.area_state

    @property
    def map_query(self):
        """The query of this page's drawn map."""
        criteria = self.results.criteria
        return self.form.query_string(page=criteria.page, day=criteria.day.isoformat())

    @property
    def state_name(self):
        """The state the visitor is in, spelled out, or nothing."""
        return str(USState(self.state).label) if self.state else ""

    @property
    def asks_state(self):
        """Whether the state has to be known before anybody can be named: telehealth goes by license."""
        return self.results.criteria.asks_state

    @property
    def states(self):
        """(what `near` finds it by, name) of each state, to choose from."""
        return [(near_of_state(state), state.label) for state in USState]

    @property
    def parameters(self):
        """(name, value) of this search without its place, for a form that asks for the place."""
        return parse_qsl(self.query(near=None))

    @property
    def map_points(self):
        """What the pins of this page stand at, as a sentence."""
        exact = {card.is_exact for card in self.cards if card.point}
        if exact == {True}:
            return _("Each pin stands at the street address.")
        if True in exact:
            return _(
                "A pin stands at the street address where it is known, else at the center of the ZIP code."
            )
        return _("Each pin stands at the center of a ZIP code, not at the door.")

    @property
    def heading(self):
        """How many, of what, where: the title of the page."""
        total, criteria = self.results.total, self.results.criteria
        many = ngettext("%d provider", "%d providers", total) % total if total else self._nobody
        words = {"many": many, "place": self.place, "miles": self.results.radius_miles}
        if self.asks_state:
            return _("Telehealth: which state are you in?")
        if criteria.is_telehealth_only:
            return _("%(many)s by telehealth in %(place)s") % {**words, "place": self.state_name}
        if criteria.area_state:
            return _("%(many)s in %(place)s") % words
        if criteria.has_distance:
            words["miles"] = words["miles"] if total else max(engine.WIDER_MILES[-1], words["miles"])
            return _("%(many)s within %(miles)d miles of %(place)s") % words
        return _("%(many)s in the directory") % words if total else many

    @property
    def _nobody(self):
        """Who was not found: by name when nothing but one treatment was asked for."""
        if not self.chips or (self.form.cleaned_data["telehealth"] and len(self.chips) == 1):
            return _("No providers")
        if self.form.cleaned_data["q"] and len(self.chips) == 1:
            return _("No listing has %s") % self.chips[0].name
        chosen = self.form.cleaned_data["treatment"]
        name = next((term.name for term in self.form.terms["treatment"] if [term.slug] == chosen), "")
        if not name or len(self.chips) > 1:
            return _("Nobody fits these filters")
        return _("Nobody offers %s") % inside_a_sentence(name)

    @property
    def looked(self):
        """How far was looked when nothing was found, or nothing."""
        criteria = self.results.criteria
        if self.results.total or not criteria.has_distance or criteria.radius_miles >= engine.WIDER_MILES[-1]:
            return ""
        return _("We looked within %(asked)d miles, then within %(miles)d.") % {
            "asked": criteria.radius_miles,
            "miles": engine.WIDER_MILES[-1],
        }

    @property
    def looked_map(self):
        """The query of a map of how far was looked when nothing was found, or nothing."""
        return self.map_query if self.results.criteria.has_distance else ""

    @property
    def left_out(self):
        """The sentence that names the titles and credentials that were not looked for, or nothing."""
        pieces = [f"“{piece}”" for piece in read_words(self.form.cleaned_data["q"]).left_out]
        return _("We looked for the name without %s.") % get_text_list(pieces, _("and")) if pieces else ""

    @property
    def widened(self):
        """The sentence that says that the radius was widened, or nothing."""
        if not self.results.widened_to:
            return ""
        return _("Nobody fits within %(asked)d miles, so we looked within %(miles)d.") % {
            "asked": self.form.cleaned_data["radius"],
            "miles": self.results.widened_to,
        }

    @property
    def order(self):
        """How this list is ordered, as a sentence."""
        if self.form.cleaned_data["sort"] == "distance" and self.results.criteria.order != "distance":
            return _("By name: a distance is counted from a town or a ZIP code.")
        return {
            "distance": _("Nearest first."),
            "rotation": _("In an order that changes every day."),
            "name": _("By name."),
            "updated": _("Last updated first."),
        }[self.results.criteria.order]

    @property
    def other_places(self):
        """(name, query) of the largest other places that were perhaps meant."""
        choices = self.form.lookup.choices[:SHOWN_PLACES]
        names = Counter(map(str, [self.form.lookup.place, *choices]))
        return [
            (
                place.near if place.kind == "state" or names[str(place)] > 1 else str(place),
                self.query(near=place.near),
            )
            for place in choices
        ]

    @property
    def other_places_called(self):
        """The sentence before `other_places`: the same name elsewhere, or a guess at what was meant."""
        lookup = self.form.lookup
        if not lookup.is_guess and all(
            fold(place.name) == fold(lookup.place.name) for place in lookup.choices
        ):
            return _("Other places called %(name)s:") % {"name": lookup.place.name}
        return _("Did you mean:")

    @cached_property
    def chips(self):
        """The active filters, each with the query without it."""
        data = self.form.cleaned_data
        chips = []
        for group in GROUPS:
            for term in self.form.terms[group]:
                if term.slug in data[group]:
                    rest = [slug for slug in data[group] if slug != term.slug]
                    chips.append(Chip(term.name, self.query(**{group: rest})))
        for flag in ("telehealth", "accepting"):
            if data[flag]:
                chips.append(Chip(str(self.form.fields[flag].label), self.query(**{flag: None})))
        if data["q"]:
            chips.append(Chip(f"“{data['q']}”", self.query(q=None)))
        return chips

    @cached_property
    def cleared(self):
        """The query without any filter."""
        return self.query(**dict.fromkeys([*GROUPS, "telehealth", "accepting", "q"]))

    @cached_property
    def groups(self):
        """The filters by taxonomy; treatment stands open, and so does what is chosen."""
        return [self._group(name) for name in GROUPS]

    @property
    def accepting_count(self):
        """How many providers take new patients under the other filters."""
        return self.results.facets.get("accepting")

    @property
    def page(self):
        """The number of this page."""
        return self.results.criteria.page

    @property
    def first(self):
        """The number of the first card."""
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self):
        """The number of the last card."""
        return self.first + len(self.cards) - 1

    @cached_property
    def pager(self):
        """(number or None for a gap, query) for the links to pages."""
        pages = self.results.pages
        near = {1, pages, *range(self.page - 1, self.page + 2)}
        numbers = sorted(number for number in near if 1 <= number <= pages)
        links = []
        for number in numbers:
            if links and number - links[-1][0] > 1:
                links.append((None, ""))
            links.append((number, self.query_of_page(number)))
        return links

    @property
    def first_page(self):
        """The query of the first page of this list."""
        return self.query_of_page(1)

    def query_of_page(self, number):
        """The query of another page of this list, in the order of this day."""
        return self.form.query_string(
            page=number if number > 1 else None, day=self.results.criteria.day.isoformat()
        )

    @cached_property
    def back(self):
        """What profile links carry: this page of this list."""
        return self.query_of_page(self.page)

    def query(self, **changes):
        """Return the query of this search with changes, from its first page and of no certain day."""
        return self.form.query_string(page=None, day=None, **changes)

    def _group(self, name):
        options = [
            Option(term.slug, term.name, term.sentence, is_chosen, count, _mold(name, term, is_chosen))
            for term, is_chosen, count in self.form.options(name, self.results)
        ]
        shown, more = [], []
        for number, option in enumerate(options):
            is_useful = option.is_chosen or option.count if self.results.total else number < SHOWN_OPEN
            (shown if is_useful else more).append(option)
        is_open = name == "treatment" or any(option.is_chosen for option in options)
        return Group(name, str(self.form.fields[name].label), shown, more, is_open)


def _lines(options):
    return fragments.fill("".join(option.mold for option in options), *(option.count for option in options))


@lru_cache(maxsize=1024)
def _mold(name, term, is_chosen):
    context = {"name": name, "term": term, "is_chosen": is_chosen, "count": fragments.SLOT}
    return fragments.mold("providers/_option.html", context)


def page_of(form, *, with_filters=True):
    """Search with a valid form and return its ResultsPage.

    `with_filters` counts who would be found by telehealth, which only the filters say. Telehealth without a
    place is not searched: the page asks for the state.
    """
    criteria = form.criteria()
    state = form.lookup.state if form.lookup.place else ""
    if criteria.asks_state:
        return ResultsPage(form, engine.Results(criteria), state)
    results = engine.search(criteria)
    treatments = form.cleaned_data["treatment"]
    page = ResultsPage(
        form,
        results,
        state,
        cards=cards(
            results.hits,
            treatments=treatments,
            start=(criteria.page - 1) * PAGE_SIZE + 1,
            origin=form.lookup,
            state=state,
        ),
        notices=law.notices(treatments, state) if state and treatments else [],
    )
    if not results.total:
        page.remote = ways_out.by_telehealth(page)
        page.nearest = ways_out.nearest_to(page)
        page.law_of_state = _law_of_all_treatments(page)
        page.ways = ways_out.ways_out_of(page)
    elif with_filters:
        page.telehealth_count = _count_telehealth(page)
    return page


def _law_of_all_treatments(page):
    """What the law says of every treatment where the visitor is, besides what stands above already."""
    said = {notice.row.treatment_id for notice in page.notices}
    slugs = [term.slug for term in page.form.terms["treatment"]]
    found = law.notices(slugs, page.state) if page.state else []
    return law.together([notice for notice in found if notice.row.treatment_id not in said], page.state)


def _count_telehealth(page):
    """How many would be found by telehealth under the other filters; None as long as no state is known."""
    if not page.state:
        return None
    criteria = page.results.criteria
    if criteria.is_telehealth_only:
        return page.results.total
    return engine.count(replace(criteria, is_telehealth_only=True, telehealth_state=page.state))
