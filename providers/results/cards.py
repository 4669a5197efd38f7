"""The cards of a page of results, as plain values, in one query."""

import datetime
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from providers import vocabulary
from providers.document.choices import Accepting
from providers.models import Summary
from providers.models.eligibility import Role
from providers.profile import ledger
from providers.profile.clinicians import role_line, roles_held
from providers.profile.profile import dollars
from providers.results import distances
from providers.states import USState
from psychly.web.replicas import reading

SHOWN_STATES = 3  # of license, before "and 12 other states"


@dataclass(frozen=True, slots=True)
class Card:
    """A hit in words: one provider at one place, or by telehealth. `treatments` are those offered *there*.

    `miles` is how far it is, as exact as the points are (`distances`), "" where the visitor gave no point (or
    for telehealth). `price` is what the course of one of these treatments costs in all, and `price_for` how
    many sessions of which one, and what is billed apart; both are "" when it is not stated. `licensed` names
    the states in which a remote offer may be taken up, of a place nothing.
    """

    number: str
    name: str
    address: str
    kind: str
    role: str
    is_demonstration: bool
    miles: str
    town: str
    treatments: list[str]
    price: str
    price_for: str
    accepting: str
    tally: ledger.Tally
    pin: str  # names the number on the map
    point: tuple[float, float] | None = None  # latitude and longitude, degrees
    photo: tuple = ()  # address, width and height in pixels, what it shows
    licensed: str = ""
    is_exact: bool = False  # the point is that of a street
    reach: str = ""  # address and telephone, for a list on paper

    @property
    def anchor(self):
        """The id that leads back to this card: the provider's slug, behind a word of our own."""
        return "at-" + self.address.strip("/#").rpartition("/")[2]

    @property
    def latitude(self):
        """The latitude as text; of a card with a point."""
        return str(self.point[0])

    @property
    def longitude(self):
        """The longitude as text; of a card with a point."""
        return str(self.point[1])


def cards(hits, *, treatments=(), start=1, origin=None, state=""):
    """Return the cards for hits (objects with `provider_id`, `location_id`, `miles`) in their order.

    `treatments` (slugs) asked for decide which treatment's course gives the price. `origin` is the Lookup
    that distances start from, `state` where the visitor is. A provider, or place, that was taken down since
    the index was read has no card.
    """
    found = _summaries([hit.provider_id for hit in hits])
    terms = vocabulary.read_all_terms("treatment")
    page = _Page(
        names={term.bit: term.name for term in terms},
        drugs={term.bit for term in vocabulary.treatments_by_slug().values() if term.is_drug_treatment},
        asked={term.bit for term in terms if term.slug in treatments},
        now=timezone.now(),
        address=reverse("providers:profile", args=["SLUG"]),
        pin=_("Number %s on the map"),
        origin=origin,
        state=state,
        roles=_labels(Role, get_language()),
        accepting=_labels(Accepting, get_language()),
    )
    shown = [
        (hit, row, spot)
        for hit in hits
        if (row := found.get(hit.provider_id)) and (spot := _spot(row, hit.location_id, page.now))
    ]
    return [_card(hit, row, spot, page, number) for number, (hit, row, spot) in enumerate(shown, start)]


def _summaries(ids):
    """Return {provider: card} of these providers; the ORM would take longer to ask than to be answered."""
    if not ids:
        return {}
    table, marks = connection.ops.quote_name(Summary._meta.db_table), ", ".join(["%s"] * len(ids))
    with reading().cursor() as cursor:
        # The table's name is the model's; values are parameters.
        cursor.execute(f"SELECT provider_id, card FROM {table} WHERE provider_id IN ({marks})", ids)  # noqa: S608
        return {pk: json.loads(card) for pk, card in cursor.fetchall()}


def card_of_profile(profile, *, lead=""):
    """Return the Card of a Profile that no search finds yet; `lead` names who leads an organization.

    It is that of the first place; of telehealth when there is none.
    """
    place = profile.places[0] if profile.places else None
    here = place.offers if place else [offer.treatment for offer in profile.offers]
    offered = here or [offer.treatment for offer in profile.offers if _("Telehealth") in offer.where]
    costs = [
        (
            table.treatment,
            table.total_low,
            table.total_high,
            table.sessions,
            table.medicine_billed_apart,
            table.session_low,
            table.session_high,
        )
        for table in profile.costs
        if table.treatment in offered
    ]
    price, price_for = _price(costs, (), str)
    drugs = {term.name for term in vocabulary.treatments_by_slug().values() if term.is_drug_treatment}
    if not price and not drugs.intersection(offered) and profile.fee:
        price, price_for = _fee(profile.fee.range)
    row = {"accepting": profile.accepting, "wait": profile.wait_weeks, "lead": lead}
    return Card(
        number="1",
        name=profile.name or _("Name not stated"),
        address="#preview",
        kind=profile.kind,
        role=", ".join(filter(None, [profile.line, lead])),
        is_demonstration=profile.is_demonstration,
        miles="",
        town=f"{place.city}, {place.state}" if place else _("Telehealth"),
        treatments=here or _by_telehealth(offered),
        price=price,
        price_for=price_for,
        accepting=_accepting(row, profile.accepting_label, profile.only_in),
        tally=profile.tally,
        pin="",
        photo=(*profile.photo.small, profile.texts.photo_alt) if profile.photo else (),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """What the cards of a page share; looked up once, because twenty times costs more than the search."""

    names: dict[int, str]  # treatments by bit
    drugs: set[int]
    asked: set[int]
    now: datetime.datetime
    address: str
    pin: str
    origin: object  # a `places.Lookup` or None
    state: str
    roles: dict[str, str]
    accepting: dict[str, str]


class _Spot(NamedTuple):
    """Where a hit is: the town, the point (degrees) or None, what is offered there, and how to reach it."""

    town: str
    point: tuple | None
    offered: list
    zip_code: str = ""
    is_exact: bool = False
    reach: str = ""


def _spot(row, location_id, now):
    """Return the _Spot of one hit in a Summary's `card`, or None; without a location it is a remote offer."""
    places = [
        _Spot(town, (lat, lng), _offered(offered, now), code, is_exact, ". ".join(filter(None, reach)))
        for pk, town, lat, lng, offered, code, is_exact, *reach in row["places"]
        if location_id in (None, pk)
    ]
    if location_id is not None:
        return next(iter(places), None)
    phone = row.get("phone", "")
    if not places:
        return _Spot(_("Telehealth"), None, [], reach=phone)
    return _Spot(_("Telehealth from %s") % places[0].town, None, [], reach=phone or places[0].reach)


def _card(hit, row, spot, page, number):
    """One card from the `card` of a Summary and the spot (see `_spot`) of the hit."""
    remote = _remote(row["states"], page, "" if spot.point else page.state)
    known = [bit for bit in spot.offered or remote if bit in page.names]
    names = [page.names[bit] for bit in known]
    price, price_for = _price([cost for cost in row["costs"] if cost[0] in known], page.asked, page.names.get)
    if not price and not page.drugs.intersection(page.asked.intersection(known) or known):
        price, price_for = _fee(row.get("fee"))
    return Card(
        number=str(number),
        name=row["name"],
        address=page.address.replace("SLUG", row["slug"]),
        kind=row["kind"],
        role=_role(row, page),
        is_demonstration=row["demonstration"],
        miles=distances.in_words(hit.miles, page.origin, spot),
        town=spot.town,
        treatments=_by_telehealth(names) if spot.point and not spot.offered else names,
        price=price,
        price_for=price_for,
        accepting=_accepting(row, page.accepting[row["accepting"]], _only_in(row)),
        tally=ledger.tally_at(row["checks"], page.now),
        pin=page.pin % number,
        point=spot.point,
        photo=row.get("photo", ()),
        licensed="" if spot.point else _licensed(row["states"], page),
        is_exact=spot.is_exact,
        reach=spot.reach,
    )


def _by_telehealth(names):
    """What a card says of treatments that are offered by telehealth and not at its place."""
    return [_("%s, by telehealth") % name for name in names]


@lru_cache
def _labels(choices, _language):
    """Return {code: label} of TextChoices in the language that is active."""
    return {code: str(label) for code, label in choices.choices}


def _offered(rows, now):
    """The treatments (bits) that are offered at a moment, of rows of a bit and the end of its offer."""
    now = now.timestamp()
    return [bit for bit, until in rows if until > now]


def _remote(states, page, state):
    """The treatments (bits) that may be had remotely now in a state, or in any for ""."""
    rows = [_offered(offered, page.now) for code, offered in states if state in ("", code)]
    return dict.fromkeys(bit for bits in rows for bit in bits)


def _licensed(states, page):
    """The states in which a remote offer may be taken up now, that of the visitor first."""
    codes = [code for code, offered in states if _offered(offered, page.now)]
    names = [str(USState(code).label) for code in sorted(codes, key=lambda code: (code != page.state, code))]
    if not names:
        return ""
    if len(names) > SHOWN_STATES + 1:
        others = len(names) - SHOWN_STATES
        words = {"states": ", ".join(names[:SHOWN_STATES]), "n": others}
        return _("For people in %(states)s and %(n)d other states") % words
    return _("For people in %s") % get_text_list(names, _("and"))


def _role(row, page):
    """The roles, who leads where a law of medicine wants someone to; of an associate what their law wants."""
    ends, now = row.get("ends", {}), page.now.timestamp()
    roles = roles_held(row.get("roles") or [row["role"]], ends, now)
    associate = row.get("associate", "") if Role.ASSOCIATE in roles else ""
    return ", ".join(filter(None, [role_line(roles, page.roles, associate), row["lead"]]))


def _price(costs, asked, name):
    """Return (price in dollars, what for) of the treatment asked for, else of the first that is stated.

    `costs` are those of `search.index.course` for what is offered there; `name` gives a treatment's name,
    which is left out where only one was asked for.
    """
    for treatment, low, high, sessions, is_apart, each_low, each_high in costs:
        if asked and treatment not in asked:
            continue
        price_for = ngettext("for %(n)d session", "for %(n)d sessions", sessions) % {"n": sessions}
        if (each_low, each_high) != (low, high):
            price_for += _(" at %s each") % dollars(each_low, each_high)
        if len(asked) != 1:
            price_for += f": {name(treatment)}"
        return dollars(low, high), price_for + (_(", medicine billed apart") if is_apart else "")
    return "", ""


def _fee(prices):
    """The price and what for, of the lowest and highest of a session in which no drug is given."""
    return (dollars(*prices), _("a session")) if prices else ("", "")


def _only_in(row):
    """The languages of care that is not offered in English."""
    slugs = row.get("only_in")
    return [term.name for term in vocabulary.terms_of("language", slugs)] if slugs else []


def _accepting(row, label, only_in):
    """Whether new patients are taken, with the usual wait, and in which languages where not in English."""
    if row["accepting"] != Accepting.NO and row["wait"]:
        wait = ngettext("usual wait %d week", "usual wait %d weeks", row["wait"]) % row["wait"]
        label = f"{label}, {wait}"
    if only_in:
        languages = get_text_list(only_in, _("and"))
        label = _("%(accepting)s. In %(languages)s, not in English") % {
            "accepting": label, "languages": languages,
        }  # fmt: skip
    return label
