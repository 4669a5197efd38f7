"""What a typed place was understood as."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from providers.models import Place


@dataclass(frozen=True)
class Lookup:
    """What a text means.

    `place` is a Place (not saved for coordinates, counties and ZIPs that are not in the table) or None;
    `choices` are other places the text could mean, the likeliest first; `problem` is a sentence for the
    visitor when there is no place; `remark` a sentence when distances start only near what was asked for, or
    when the place is a guess (`is_guess`) at a name that it does not have. Military mail (`is_military`)
    has no place.
    """

    text: str
    place: Place | None = None
    choices: list[Place] = field(default_factory=list)
    problem: str = ""
    remark: str = ""
    is_coordinates: bool = False
    is_guess: bool = False
    is_military: bool = False

    @classmethod
    def guess(cls, text, place, choices=()):
        """Return the Lookup of a place that was hardly typed so; its remark says what it was taken for."""
        remark = _("We took “%(text)s” for %(place)s.") % {"text": text[:60], "place": place}
        return cls(text, place, list(choices), remark=remark, is_guess=True)

    @property
    def is_empty(self):
        """Whether nothing was asked."""
        return not self.text

    @property
    def is_approximate(self):
        """Whether the place stands for one that is not known exactly."""
        return (bool(self.remark) and not self.is_guess) or bool(self.place and self.place.is_approximate)

    @property
    def is_exact(self):
        """Whether the point is as exact as a street: coordinates to a thousandth of a degree or finer."""
        return self.is_coordinates and len(re.findall(r"\.\d{3}", self.near)) == 2

    @property
    def zip_code(self):
        """The ZIP code that the place is, or ""."""
        is_zip = self.place is not None and self.place.kind == Place.Kind.ZIP and self.place.name.isdigit()
        return self.place.name if is_zip else ""

    @property
    def is_state(self):
        """Whether the place is an area that holds listings, not a point."""
        return self.place is not None and self.place.kind == Place.Kind.STATE

    @property
    def point(self):
        """(latitude, longitude) in degrees, or None."""
        return (self.place.latitude, self.place.longitude) if self.place else None

    @property
    def near(self):
        """The text that finds the same place again."""
        return self.place.near if self.place else self.text

    @property
    def state(self):
        """The state's abbreviation: the place's own; of coordinates, the nearest ZIP's; "" if none."""
        return self.place.state if self.place else ""
