"""What a search asks for, as plain values."""

import datetime
from dataclasses import dataclass, field

#: Bits of an entry's `access` mask from here on are flags, not terms (a taxonomy holds at most 60).
ACCEPTING_FLAG = 1 << 60
#: The taxonomies that filter, in the order of the address contract: parameter → column of the index.
GROUPS = {
    "treatment": "treatments",
    "condition": "conditions",
    "payment": "payments",
    "language": "languages",
    "community": "communities",
    "access": "access",
}
PAGE_SIZE = 20


def today_utc() -> datetime.date:
    """Return the UTC date, from which the day's rotation is made."""
    return datetime.datetime.now(datetime.UTC).date()


@dataclass(frozen=True)
class Criteria:
    """One search.

    `point` is (latitude, longitude) in degrees; `area_state` a state's abbreviation, searched as an area
    instead of a point. The masks have the bit of every term that was chosen: any-of inside one mask,
    all-of between them; 0 asks nothing. `telehealth_state` is the state in which the visitor is, "" for
    anywhere. `day` is the date that the rotation is made from.
    """

    point: tuple[float, float] | None = None
    radius_miles: int = 50
    area_state: str = ""
    treatments: int = 0
    conditions: int = 0
    payments: int = 0
    languages: int = 0
    communities: int = 0
    access: int = 0
    telehealth_state: str = ""
    is_telehealth_only: bool = False
    accepting: bool = False
    words: str = ""
    sort: str = ""  # "distance", "name", "updated"; "" is what fits the question
    page: int = 1
    day: datetime.date = field(default_factory=today_utc)

    @property
    def center(self) -> tuple[float, float] | None:
        """The point that distances are counted from, where they mean something."""
        return None if self.area_state or self.is_telehealth_only else self.point

    @property
    def has_distance(self) -> bool:
        """Whether distances from a point mean something here."""
        return self.center is not None

    @property
    def asks_state(self) -> bool:
        """Whether the state has to be known before anybody can be named: telehealth goes by license."""
        return self.is_telehealth_only and not self.telehealth_state

    @property
    def order(self) -> str:
        """The order asked for: "distance", "rotation", "name" or "updated".

        Without a point there is no distance: by name, and telehealth in one state by rotation.
        """
        if self.sort in ("name", "updated"):
            return self.sort
        if self.has_distance:
            return "distance"
        return "rotation" if self.is_telehealth_only and self.telehealth_state else "name"

    def masks(self) -> dict[str, int]:
        """Return {column: mask} of the taxonomies that are asked for."""
        return {column: mask for column in GROUPS.values() if (mask := getattr(self, column))}
