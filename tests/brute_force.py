"""What a search must answer, worked out in plain Python by looking at every row."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from providers.local_days import end_of_day
from providers.models import LocationEntry, TelehealthEntry
from providers.search.criteria import ACCEPTING_FLAG, GROUPS
from providers.search.engine import miles_between, rotation_factor
from providers.search.packing import MASKS, lat_band, pack, unit_vector

PRIME = 2**31 - 1
COLUMNS = list(GROUPS.values())


def noon(day):
    """Return a moment (18:00 UTC) at which it is this date in every state that the tests ask about."""
    return datetime.datetime.combine(day, datetime.time(18), datetime.UTC)


@dataclass(slots=True)
class Row:
    """What is compared: one treatment at a place (with a `point`), or remotely in one state."""

    provider_id: int
    state: str
    valid_until: datetime.date
    treatments: int = 0
    conditions: int = 0
    payments: int = 0
    languages: int = 0
    communities: int = 0
    access: int = 0
    location_id: int = 0
    point: tuple[float, float] | None = None
    x: float = 0
    y: float = 0
    z: float = 0

    def pack(self):
        """Return the packed row of the index that says the same."""
        masks, vector = [getattr(self, name) for name in MASKS], (self.x, self.y, self.z)
        return pack(
            self.provider_id, end_of_day(self.valid_until, self.state), masks, self.location_id, vector
        )


def entries(rows):
    """Return the unsaved rows of the index that say the same: one for each place, or state of a provider."""
    kept = defaultdict(list)
    for row in rows:
        kept[row.location_id or (row.provider_id, row.state)].append(row)
    return [_entry(together, b"".join(row.pack() for row in together)) for together in kept.values()]


def _entry(together, packed):
    row, until = together[0], max(end_of_day(row.valid_until, row.state) for row in together)
    fields = {"provider_id": row.provider_id, "state": row.state, "valid_until": until}
    if row.point is None:
        return TelehealthEntry(**fields, packed=packed)
    latitude, longitude = row.point
    where = {"lat_band": lat_band(latitude), "lng": longitude, "location_id": row.location_id}
    return LocationEntry(**fields, **where, packed=packed)


def place(provider_id, location_id, state, valid_until, point, **masks):
    """Return the Row of one treatment of a place at a point (latitude, longitude) in degrees."""
    x, y, z = unit_vector(*point)
    where = {"location_id": location_id, "point": point, "x": x, "y": y, "z": z}
    return Row(provider_id, state, valid_until, **masks, **where)


def answer(criteria, rows, today):
    """Return (ids in order, facets) by looking at every row.

    `rows` are (Rows of places, Rows of remote offers, {id: Provider}).
    """
    local, remote, providers = rows
    found = _rows_in_place(criteria, local, remote, today)
    kept = [row for row in found if _failed(row, criteria) == []]
    miles = {}
    for row in kept:
        if criteria.has_distance:
            far = _dot(row, criteria)
            miles[row.provider_id] = max(miles.get(row.provider_id, -2), far)
    ids = list({row.provider_id for row in kept})
    factor = rotation_factor(criteria.day)

    def turn(pk):
        return pk % PRIME * factor % PRIME

    orders = {
        "distance": lambda pk: (-miles[pk], turn(pk), pk),
        "rotation": lambda pk: (turn(pk), pk),
        "name": lambda pk: (providers[pk].display_name, pk),
        "updated": lambda pk: (-providers[pk].updated_at.timestamp(), pk),
    }
    ids.sort(key=orders[criteria.order])
    return ids, _facets(found, criteria)


def _dot(row, criteria):
    x, y, z = unit_vector(*criteria.point)
    return row.x * x + row.y * y + row.z * z


def _rows_in_place(criteria, local, remote, today):
    local = [row for row in local if row.valid_until >= today]
    remote = [row for row in remote if row.valid_until >= today]
    if criteria.is_telehealth_only:
        return [row for row in remote if criteria.telehealth_state in ("", row.state)]
    if criteria.area_state:
        return [row for row in local if row.state == criteria.area_state]
    if criteria.point:
        return [row for row in local if miles_between(row.point, criteria.point) <= criteria.radius_miles]
    return local + remote


def _failed(row, criteria):
    failed = [
        column for column in COLUMNS
        if getattr(criteria, column) and not getattr(criteria, column) & getattr(row, column)
    ]  # fmt: skip
    if criteria.accepting and not row.access & ACCEPTING_FLAG:
        failed.append("accepting")
    return failed


def _facets(found, criteria):
    failed = [(row, set(_failed(row, criteria))) for row in found]
    facets = {column: {} for column in COLUMNS}
    for column in COLUMNS:
        having = defaultdict(set)
        for row, fails in failed:
            if fails <= {column}:
                for bit in _bits(getattr(row, column)):
                    having[bit].add(row.provider_id)
        last = 60 if column == "access" else 63  # flags are no options
        facets[column] = {bit: len(ids) for bit, ids in having.items() if bit < last}
    accepting = {
        row.provider_id for row, fails in failed if fails <= {"accepting"} and row.access & ACCEPTING_FLAG
    }
    return facets | {"accepting": len(accepting)}


def _bits(mask):
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
