"""Landing pages of states and cities: who is listed there, for readers who come by a link."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from providers.models import LegalStatus, LocationEntry, Place
from providers.places.known_names import names_meant
from providers.places.spelling import squash
from providers.profile import law, legal_pages
from providers.results import page as results
from providers.results.forms import SearchForm
from providers.search.engine import box, miles_between
from providers.states import USState

STATES = {slugify(state.label): state for state in USState}
NEIGHBORS = 10
NEARBY = 100  # miles


@dataclass(frozen=True)
class LandingTown:
    """A city where someone is listed, and how many."""

    name: str
    slug: str
    state: str
    point: tuple[float, float]
    count: int

    def get_absolute_url(self):
        """Its landing page."""
        return reverse("providers:city", args=[slugify(USState(self.state).label), self.slug])


@dataclass
class Landing:
    """What a landing page shows; `place` is a state's or a city's Place."""

    place: Place
    state: USState
    page: results.ResultsPage
    towns: list[LandingTown] = field(default_factory=list)
    laws: list = field(default_factory=list)

    @property
    def is_state(self):
        """Whether it is about a whole state."""
        return self.place.kind == Place.Kind.STATE

    @property
    def law_unknown(self):
        """The sentence for a place of which no law is known, or nothing."""
        return "" if self.laws else law.nothing_known(self.state)

    @property
    def law_address(self):
        """The page of the state's law."""
        return reverse("state_law", args=[legal_pages.state_slug(self.state)])

    @property
    def query(self):
        """The search that this page is the front of."""
        return self.page.form.query_string()

    @property
    def treatments(self):
        """(option, query) of the treatments found here, the most offered first."""
        options = [option for option in self.page.groups[0].options if option.count]
        options.sort(key=lambda option: -option.count)
        return [(option, self.page.form.query_string(treatment=[option.value])) for option in options]


def landing_page_of(state_slug, city_slug=""):
    """Return the Landing of a state or of a city in it, or None when there is no such place."""
    state = STATES.get(state_slug)
    places = Place.objects.filter(state=state) if state else Place.objects.none()
    if city_slug:
        place = places.filter(kind=Place.Kind.CITY, slug=city_slug).first()
    else:
        place = places.filter(kind=Place.Kind.STATE).first()
    if place is None:
        return None
    data = QueryDict(mutable=True)
    data["near"] = place.near
    form = SearchForm(data)
    if not form.is_valid():
        return None
    landing = Landing(place, state, results.page_of(form, with_filters=False), _around(place))
    if landing.page.results.total:
        landing.laws = law.together(law.notices(_treatments(landing), state), state)
    return landing


def towns(entries=None):
    """Return the Towns where someone can be found today, among these entries or all, the largest first.

    Two queries. A practice in a place that the gazetteer does not know by that name has no page.
    """
    entries = LocationEntry.objects.all() if entries is None else entries
    entries = entries.filter(valid_until__gt=timezone.now())
    rows = entries.values_list("state", "location__city").annotate(n=Count("provider", distinct=True))
    counts = Counter()
    for code, city, number in rows:
        name, _state = names_meant(squash(city), code)  # "New York" is New York City there
        counts[code, name] += number
    known = {}
    for place in Place.objects.cities().filter(folded__in={name for _code, name in counts}):
        known.setdefault((place.state, place.folded), place)  # the largest of a name in its state
    return [
        LandingTown(place.name, place.slug, place.state, (place.latitude, place.longitude), counts[key])
        for key, place in known.items()
        if counts[key]
    ]


def states():
    """Return (State, address, providers) of the states where someone is listed, by name; one query."""
    entries = LocationEntry.objects.filter(valid_until__gt=timezone.now())
    rows = entries.values_list("state").annotate(n=Count("provider", distinct=True))
    found = [
        (USState(code), reverse("providers:state", args=[slugify(USState(code).label)]), n)
        for code, n in rows
    ]
    return sorted(found, key=lambda row: str(row[0].label))


def _around(place):
    """The towns of a state by name; for a city the nearest others, in whichever state."""
    if place.kind == Place.Kind.STATE:
        return sorted(towns(LocationEntry.objects.filter(state=place.state)), key=lambda town: town.name)
    point = place.latitude, place.longitude
    bands, west, east = box(point, NEARBY)
    near = [
        (miles_between(town.point, point), town)
        for town in towns(LocationEntry.objects.filter(lat_band__in=bands, lng__range=(west, east)))
        if (town.state, town.slug) != (place.state, place.slug)
    ]
    near.sort(key=lambda row: row[0])
    return [town for miles, town in near if miles <= NEARBY][:NEIGHBORS]


def _treatments(landing):
    """Treatments to say something about: those offered here, and those with a law of their own somewhere."""
    offered = [option.value for option, _query in landing.treatments]
    rows = LegalStatus.objects.exclude(state="").exclude(treatment=None)
    special = rows.values_list("treatment__slug", flat=True).distinct()
    return list(dict.fromkeys([*offered, *special]))
