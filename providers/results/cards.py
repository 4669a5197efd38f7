"""The cards of a page of results, as plain values, in one query."""

import datetime
import json
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from providers import vocabulary
from providers.document.choices import Accepting
from providers.models import Summary
from providers.models.eligibility import Role
from providers.profile import ledger


@dataclass(frozen=True, slots=True)
class Card:
    """A hit in words: one provider at one place, or by telehealth. `treatments` are those offered *there*.

    `miles` is "" where the visitor gave no point (or for telehealth). `price` is what the course of one of
    these treatments costs in all, and `price_for` how many sessions of which one, and what is billed apart;
    both are "" when it is not stated.
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

    @property
    def latitude(self):
        """The latitude as text; of a card with a point."""
        return str(self.point[0])

    @property
    def longitude(self):
        """The longitude as text; of a card with a point."""
        return str(self.point[1])


def cards(hits, *, treatments=(), start=1):
    """Return the cards for hits (objects with `provider_id`, `location_id`, `miles`) in their order.

    `treatments` (slugs) asked for decide which treatment's course gives the price. A provider, or place, that
    was taken down since the index was read has no card.
    """
    found = _summaries([hit.provider_id for hit in hits])
    terms = vocabulary.read_all_terms("treatment")
    page = _Page(
        names={term.bit: term.name for term in terms},
        asked={term.bit for term in terms if term.slug in treatments},
        now=timezone.now(),
        address=reverse("providers:profile", args=["SLUG"]),
        pin=_("Number %s on the map"),
        miles=_("%s miles"),
        roles=_labels(Role, get_language()),
        accepting=_labels(Accepting, get_language()),
    )
    shown = [
        (hit, row, spot)
        for hit in hits
        if (row := found.get(hit.provider_id)) and (spot := _spot(row, hit.location_id))
    ]
    return [_card(hit, row, spot, page, number) for number, (hit, row, spot) in enumerate(shown, start)]


def _summaries(ids):
    """Return {provider: card} of these providers; the ORM would take longer to ask than to be answered."""
    if not ids:
        return {}
    table, marks = connection.ops.quote_name(Summary._meta.db_table), ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
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
        (table.treatment, table.total_low, table.total_high, table.sessions, table.medicine_billed_apart)
        for table in profile.costs
        if table.treatment in offered
    ]
    price, price_for = _price(costs, (), str)
    row = {"accepting": profile.accepting, "wait": profile.wait_weeks, "lead": lead}
    return Card(
        number="1",
        name=profile.name or _("Name not stated"),
        address="#preview",
        kind=profile.kind,
        role=_role(row, profile.role),
        is_demonstration=profile.is_demonstration,
        miles="",
        town=f"{place.city}, {place.state}" if place else _("Telehealth"),
        treatments=here or _by_telehealth(offered),
        price=price,
        price_for=price_for,
        accepting=_accepting(row, profile.accepting_label),
        tally=profile.tally,
        pin="",
        photo=(*profile.photo.small, profile.texts.photo_alt) if profile.photo else (),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """What the cards of a page share; looked up once, because twenty times costs more than the search."""

    names: dict[int, str]  # treatments by bit
    asked: set[int]
    now: datetime.datetime
    address: str
    pin: str
    miles: str
    roles: dict[str, str]
    accepting: dict[str, str]


def _spot(row, location_id):
    """Return (town, point or None, treatments offered there) of one hit in a Summary's `card`, or None.

    Without a location the hit is a remote offer.
    """
    if location_id is None:
        town = _("Telehealth from %s") % row["places"][0][1] if row["places"] else _("Telehealth")
        return town, None, row["remote"]
    places = (place for place in row["places"] if place[0] == location_id)
    return next(((town, (lat, lng), offered) for _pk, town, lat, lng, offered in places), None)


def _card(hit, row, spot, page, number):
    """One card from the `card` of a Summary and the spot (see `_spot`) of the hit."""
    town, point, offered = spot
    known = [bit for bit in offered or row["remote"] if bit in page.names]
    names = [page.names[bit] for bit in known]
    price, price_for = _price([cost for cost in row["costs"] if cost[0] in known], page.asked, page.names.get)
    return Card(
        number=str(number),
        name=row["name"],
        address=page.address.replace("SLUG", row["slug"]),
        kind=row["kind"],
        role=_role(row, page.roles[row["role"]]),
        is_demonstration=row["demonstration"],
        miles=distance(hit.miles, page.miles),
        town=town,
        treatments=names if offered else _by_telehealth(names),
        price=price,
        price_for=price_for,
        accepting=_accepting(row, page.accepting[row["accepting"]]),
        tally=ledger.tally_at(row["checks"], page.now),
        pin=page.pin % number,
        point=point,
        photo=row.get("photo", ()),
    )


def _by_telehealth(names):
    """What a card says of treatments that are offered by telehealth and not at its place."""
    return [_("%s, by telehealth") % name for name in names]


@lru_cache
def _labels(choices, _language):
    """Return {code: label} of TextChoices in the language that is active."""
    return {code: str(label) for code, label in choices.choices}


def distance(miles, text):
    """Miles in words (`text` with a number), one decimal below 100 miles; nothing for None."""
    if miles is None:
        return ""
    if miles < 0.1:
        return _("less than 0.1 mile")
    return text % (f"{miles:.1f}" if miles < 99.95 else f"{miles:.0f}")


def _role(row, label):
    """The role, and who leads where a law of medicine wants someone to."""
    return f"{label}, {row['lead']}" if row["lead"] else label


def _price(costs, asked, name):
    """Return (price in dollars, what for) of the treatment asked for, else of the first that is stated.

    `costs` are (treatment, lowest, highest, sessions, whether medicine is billed apart) of what is offered
    there; `name` gives a treatment's name, which is left out where only one was asked for.
    """
    for treatment, low, high, sessions, is_apart in costs:
        if asked and treatment not in asked:
            continue
        words = {"low": f"{low:,}", "high": f"{high:,}"}
        price = f"${low:,}" if low == high else _("$%(low)s to $%(high)s") % words
        words = {"n": sessions, "treatment": name(treatment)}
        if len(asked) == 1:
            price_for = ngettext("for %(n)d session", "for %(n)d sessions", sessions)
        else:
            price_for = ngettext(
                "for %(n)d session: %(treatment)s", "for %(n)d sessions: %(treatment)s", sessions
            )
        apart = _(", medicine billed apart") if is_apart else ""
        return price, price_for % words + apart
    return "", ""


def _accepting(row, label):
    """Whether new patients are taken, with the usual wait."""
    if row["accepting"] == Accepting.NO or not row["wait"]:
        return label
    wait = ngettext("usual wait %d week", "usual wait %d weeks", row["wait"]) % row["wait"]
    return f"{label}, {wait}"
