"""A hit is a place or a remote offer: its card and its item of the API say what is offered there alone."""

import datetime
import random

import pytest
from django.utils import timezone

from providers.document.schema import TELEHEALTH
from providers.document.telephone import national
from providers.models import Place, Provider, Treatment
from providers.search.engine import miles_between
from providers.states import USState
from tests import factories

pytestmark = pytest.mark.django_db
EXACT = "30.2701,-97.7401"
AUSTIN, DALLAS, HOUSTON = (30.2701, -97.7401), (32.78, -96.80), (29.76, -95.37)
STATES = ["TX", "CA", "CO", "NY", "OR", "WA"]
POINTS = [AUSTIN, (30.35, -97.7), (30.6, -97.7), DALLAS, HOUSTON]
ZIPS = dict(zip(POINTS, ["78701", "78758", "78626", "75201", "77002"], strict=True))
PHONES = ["+15125550143", "+15125550144;ext=12"]
POINTS_KNOWN = [
    {"precision": precision, "shows_street": bool(shows_street)}
    for precision, shows_street in [("zip", 1), ("street", 1), ("staff", 1), ("zip", 0), ("staff", 0)]
]
INFUSION, ORAL, THERAPY = "ketamine-infusion", "ketamine-oral", "integration-therapy"
OFFERED = [INFUSION, "esketamine", ORAL, THERAPY]


@pytest.fixture
def listed():
    """Forty providers of up to three places, each with its own treatments; some remote, some with prices.

    Points are streets or ZIPs, streets are hidden or shown; licenses for telehealth hold or have expired.
    """
    chance = random.Random(20261129)
    factories.zip_code()
    for number in range(40):
        remote = chance.sample(STATES, chance.randint(1, 6))
        row = factories.provider(display_name=f"Dana Person {number}", telehealth_states=remote)
        factories.license(row, state="TX")
        for state in chance.sample(STATES[1:], 4):
            days = datetime.timedelta(days=chance.choice([-3, 90]))
            factories.license(row, state=state, expires_on=timezone.localdate() + days)
        for point in chance.sample(POINTS, chance.randint(0 if number % 5 == 0 else 1, 3)):
            place = factories.location(
                row, city=f"Town {point[0]}", latitude=point[0], longitude=point[1],
                zip_code=ZIPS[point], phone=chance.choice(PHONES), **chance.choice(POINTS_KNOWN),
            )  # fmt: skip
            for slug in chance.sample(OFFERED, chance.randint(0 if number % 7 == 0 else 1, 3)):
                factories.offer(row, slug, place)
        for slug in chance.sample([ORAL, THERAPY], chance.randint(0, 2)):
            factories.offer(row, slug, None)
        for slug in chance.sample(OFFERED, chance.randint(0, 4)):
            low, sessions = chance.randint(100, 900), chance.randint(1, 8)
            factories.cost(
                row, slug, intake=chance.choice([None, 250]), session_low=low,
                session_high=low + chance.choice([0, 200]), sessions=sessions,
                medicine_billed_apart=chance.random() < 0.5,
            )  # fmt: skip
        factories.index(row)


def offered(provider, where):
    """The treatments offered at the place of this key (or TELEHEALTH), in the order of the vocabulary."""
    slugs = [offer.treatment for offer in provider.listing.care.offers if where in offer.where]
    return list(Treatment.objects.filter(slug__in=slugs))


def hit_of(provider, asked, radius):
    """Return the place of a provider that a search near Austin has to name, None for none."""
    places = [
        (miles_between(AUSTIN, (place.latitude, place.longitude)), place.pk, place)
        for place in provider.locations.all()
        if not asked or {term.slug for term in offered(provider, place.key)} & set(asked)
    ]
    return min([row for row in places if row[0] <= radius], default=(None, None, None))[2]


def price_of(provider, terms, asked):
    """Return the (price, what for) that a card has to say, in words."""
    stated = {cost.treatment: cost for cost in provider.listing.cost.costs}
    priced = [term for term in terms if term.slug in stated and (not asked or term.slug in asked)]
    if not priced:
        return "", ""
    cost = stated[priced[0].slug]
    each = [cost.session_low, cost.session_high]
    course = [(cost.intake or 0) + price * cost.sessions for price in each]
    words = f"for {cost.sessions} session{'' if cost.sessions == 1 else 's'}"
    words += "" if each == course else f" at {dollars(each)} each"
    words += "" if len(asked) == 1 else f": {priced[0].name}"
    return dollars(course), words + (", medicine billed apart" if cost.medicine_billed_apart else "")


def dollars(prices):
    """One price, or from which to which."""
    return " to ".join(dict.fromkeys(f"${price:,}" for price in prices))


def far(provider, place, near):
    """How far a place is from a point that is typed as `near`, in the words of a card."""
    miles = miles_between(AUSTIN, (place.latitude, place.longitude))
    if place.shows_street and place.precision != "zip" and near == EXACT:
        tenths = f"{miles:.1f} miles" if miles < 99.95 else f"{miles:.0f} miles"
        return "less than 0.1 mile" if miles < 0.1 else tenths
    if near == provider.listing.place(place.key).zip_code:
        return f"in {near}"
    whole = max(1, round(miles))
    return f"about {whole} mile{'' if whole == 1 else 's'}"


def licensed(provider):
    """The states in which a provider may be talked to remotely now."""
    held = {
        row.state
        for row in provider.licenses.all()
        if row.expires_on >= timezone.localdate() and row.state in provider.listing.places.telehealth_states
    }
    return held if offered(provider, TELEHEALTH) else set()


def items(client, query):
    """Return {name: (card, item of the API)} of all pages of a search, with radius as it is."""
    found, number = {}, 1
    while True:
        address = f"{query}&page={number}"
        page = client.get(f"/providers/?{address}").context["page"]
        rows = client.get(f"/api/v1/providers?{address}").json()["providers"]
        assert [row["name"] for row in rows] == [card.name for card in page.cards]
        found |= {card.name: (card, row) for card, row in zip(page.cards, rows, strict=True)}
        if number >= page.results.pages:
            assert len(found) == page.results.total
            return found
        number += 1


@pytest.mark.parametrize("asked", [[], [INFUSION], ["esketamine"], [THERAPY, INFUSION], [ORAL]])
@pytest.mark.parametrize("radius", [25, 250])
@pytest.mark.parametrize("near", [EXACT, "30.27,-97.74", "78701"])
def test_a_card_says_what_the_nearest_place_that_fits_offers_its_price_and_how_far_it_is(
    client, listed, asked, radius, near
):
    query = "".join(f"&treatment={slug}" for slug in asked)
    Place.objects.filter(name="78701").update(latitude=AUSTIN[0], longitude=AUSTIN[1])
    found = items(client, f"near={near}&radius={radius}{query}")
    wanted = {row.display_name: hit_of(row, asked, radius) for row in Provider.objects.all()}
    assert set(found) == {name for name, place in wanted.items() if place}
    for name, (card, item) in found.items():
        place, provider = wanted[name], Provider.objects.get(display_name=name)
        terms, town = offered(provider, place.key), provider.listing.place(place.key).city
        assert (card.town, item["place"]["city"]) == (f"{town}, TX", town)
        assert card.miles == item["distance"] == far(provider, place, near)
        miles = miles_between(AUSTIN, (place.latitude, place.longitude))
        is_near_exact = card.is_exact and near == EXACT
        whole = None if card.miles.startswith("in ") else max(1, round(miles))
        assert item["distance_miles"] == (round(miles, 1) if is_near_exact else whole)
        is_exact = place.shows_street and place.precision != "zip"
        assert item["place"]["precision"] == ("street" if is_exact else "zip")
        assert (card.is_exact, card.licensed) == (is_exact, "")
        assert ("1400 Example Street" in card.reach) is place.shows_street
        assert national(item["place"]["phone"]) in card.reach
        assert item["place"]["phone"] == provider.listing.place(place.key).phone
        assert item["by_telehealth"] is (not terms and bool(offered(provider, TELEHEALTH)))
        extra = ", by telehealth" if item["by_telehealth"] else ""
        terms = terms or offered(provider, TELEHEALTH)
        assert card.treatments == [term.name + extra for term in terms]
        assert (card.price, card.price_for) == price_of(provider, terms, asked)
        assert item["treatments"] == [term.slug for term in terms]
        assert set(item["telehealth_states"]) == licensed(provider)
        stated = {cost.treatment for cost in provider.listing.cost.costs}
        assert [cost["treatment"] for cost in item["costs"]] == [
            slug for slug in item["treatments"] if slug in stated
        ]


@pytest.mark.parametrize("asked", [[], [THERAPY]])
def test_a_card_of_telehealth_says_what_is_offered_remotely(client, listed, asked):
    query = "".join(f"&treatment={slug}" for slug in asked)
    found = items(client, f"near=78701&telehealth=1{query}")
    remote = {
        row.display_name
        for row in Provider.objects.all()
        if "TX" in licensed(row) and any(not asked or term.slug in asked for term in offered(row, TELEHEALTH))
    }
    assert set(found) == remote
    for name, (card, item) in found.items():
        provider = Provider.objects.get(display_name=name)
        terms = offered(provider, TELEHEALTH)
        assert card.town.startswith("Telehealth")
        assert card.point is item["place"] is None
        assert item["by_telehealth"]
        assert set(item["telehealth_states"]) == licensed(provider)
        assert card.licensed == states_in_words(licensed(provider))
        assert card.treatments == [term.name for term in terms]
        assert item["treatments"] == [term.slug for term in terms]
        assert (card.price, card.price_for) == price_of(provider, terms, asked)


def states_in_words(codes):
    """The states of license on a card, for a visitor in Texas."""
    names = ["Texas", *(str(USState(code).label) for code in sorted(codes - {"TX"}))]
    if len(names) > 4:
        return f"For people in {', '.join(names[:3])} and {len(names) - 3} other states"
    return f"For people in {', '.join(names[:-1])} and {names[-1]}" if names[1:] else "For people in Texas"


def test_a_place_where_nothing_is_offered_says_that_it_goes_by_telehealth(client):
    row = factories.listed_provider(place=False, telehealth=["TX"])
    factories.location(row)
    factories.index(row)
    (card,) = client.get("/providers/?near=30.27,-97.74").context["page"].cards
    assert card.treatments == [f"{Treatment.objects.get(slug=THERAPY).name}, by telehealth"]


def test_the_map_of_the_api_has_a_point_for_each_place_that_was_found(client):
    row = factories.listed_provider(treatment="esketamine")
    factories.offer(row, INFUSION, factories.location(row, latitude=32.78, longitude=-96.8))
    factories.index(row)
    query = f"near=30.27,-97.74&radius=250&treatment={INFUSION}&format=geojson"
    (feature,) = client.get(f"/api/v1/providers?{query}").json()["features"]
    assert feature["geometry"]["coordinates"] == [-96.8, 32.78]
    assert feature["properties"]["treatments"] == [INFUSION]


def test_what_is_billed_apart_stands_where_the_price_does(client):
    row = factories.listed_provider()
    factories.cost(row, medicine_billed_apart=True)
    factories.index(row)
    Place.objects.create(
        kind="zip", name="78799", folded="78799", state="TX", slug="78799", latitude=30.27, longitude=-97.74
    )
    html = client.get(f"/providers/?near=78799&treatment={INFUSION}").content.decode()
    assert "for 6 sessions at $400 to $500 each, medicine billed apart" in html
