"""The cards of a page of results, as plain values, in a fixed number of queries."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers import ledger
from providers.eligibility import Role
from providers.models import Cost, Provider


@dataclass(frozen=True)
class Card:
    """One provider in a list. `miles` is None where the visitor gave no point (or for telehealth)."""

    number: int
    name: str
    slug: str
    kind: str
    role: str
    is_demonstration: bool
    miles: str
    town: str
    treatments: list[str]
    cost: Cost | None
    accepting: str
    tally: ledger.Tally
    point: tuple[float, float] | None = None  # latitude and longitude, degrees


def cards(hits, *, treatments=(), start=1):
    """Return the cards for hits (objects with `provider_id`, `location_id`, `miles`) in their order.

    `treatments` (slugs) asked for decide which treatment's course gives the price. A provider that was
    taken down since the index was read has no card.
    """
    found = Provider.objects.published().for_cards().in_bulk([hit.provider_id for hit in hits])
    rows = [(hit, found[hit.provider_id]) for hit in hits if hit.provider_id in found]
    return [_card(hit, row, treatments, number) for number, (hit, row) in enumerate(rows, start)]


def _card(hit, provider, treatments, number):
    """One card."""
    places = {place.pk: place for place in provider.locations.all()}
    place = places.get(hit.location_id) or next(iter(places.values()), None)
    return Card(
        number=number,
        name=provider.name_with_credentials,
        slug=provider.slug,
        kind=provider.kind,
        role=_role(provider),
        is_demonstration=provider.is_demonstration,
        miles=distance(hit.miles),
        town=str(place) if place else _("Telehealth"),
        treatments=list(dict.fromkeys(offer.treatment.name for offer in provider.offers.all())),
        cost=_cost(provider, treatments),
        accepting=_accepting(provider),
        tally=ledger.tally(ledger.ledger(ledger.statements_of(provider), provider.facts.all())),
        point=(place.latitude, place.longitude) if hit.location_id and place else None,
    )


def distance(miles):
    """Miles in words, one decimal below 10 miles; nothing for None."""
    if miles is None:
        return ""
    if miles < 0.1:
        return _("less than 0.1 mile")
    return _("%s miles") % (f"{miles:.1f}" if miles < 99.95 else f"{miles:.0f}")


def _role(provider):
    """The role, and who leads where a law of medicine wants someone to."""
    label = str(Role(provider.role).label)
    return f"{label}, {provider.lead_name}" if provider.lead_name else label


def _cost(provider, treatments):
    """The cost of the treatment asked for, else the first that is stated."""
    costs = list(provider.costs.all())
    asked = [cost for cost in costs if cost.treatment.slug in treatments]
    return next(iter(asked or costs), None)


def _accepting(provider):
    """Whether new patients are taken, with the usual wait."""
    label = str(provider.get_accepting_display())
    if provider.accepting == Provider.Accepting.NO or not provider.wait_weeks:
        return label
    wait = ngettext("usual wait %d week", "usual wait %d weeks", provider.wait_weeks) % provider.wait_weeks
    return f"{label}, {wait}"
