"""The drawn map of a page of results: state outlines, distance rings, towns and numbered pins.

Everything is worked out here as plain numbers; `templates/providers/map.svg` draws them. Nothing is
asked of another host.
"""

import json
import math
import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from providers.models import Place

MILES_PER_DEGREE = 69.0  # of latitude, near enough for a drawing
RINGS = (1, 2, 5, 10, 25, 50, 100, 250, 500)  # miles
FINEST = 2  # drawing units between two points of an outline
PIN = 10  # radius of a pin's disc, in drawing units
SMALLEST_SPAN = 8  # miles from the middle to the edge
#: The contiguous states: middle in degrees, size in drawing units, miles from the middle to the nearer edge.
NATION, NATION_SIZE, NATION_SPAN = (38.2, -95.8), (344, 236), 1120
LARGE_TOWNS = 5  # of a map that are named even where pins stand close together
NEAR_LARGER = 16  # drawing units: a town nearer to a larger one is a part of it for the eye
NEAR_NAMESAKE = 60  # the same of one that is called after it ("New South Memphis", to the source as large)


@dataclass(frozen=True)
class Spot:
    """Something to put on the map: degrees, and the number its card carries."""

    latitude: float
    longitude: float
    label: str


@dataclass(frozen=True)
class Pin:
    """A numbered disc at (x, y), and the true spot it stands for."""

    x: float
    y: float
    spot_x: float
    spot_y: float
    label: str

    @property
    def is_moved(self):
        """Whether the disc stands clear of its spot and needs a leader line."""
        return (self.x, self.y) != (self.spot_x, self.spot_y)


@dataclass(frozen=True)
class MapTown:
    """A town's dot at (x, y), and the middle of its name's baseline."""

    x: float
    y: float
    name: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Ring:
    """A circle of equal distance around the middle; its label is centered on (`label_x`, `label_y`)."""

    radius: float
    miles: int
    label_x: float
    label_y: float


@dataclass
class MapDrawing:
    """A finished map, in units of its own view box."""

    width: int
    height: int
    outlines: list[str] = field(default_factory=list)  # SVG path data
    rings: list[Ring] = field(default_factory=list)
    towns: list[MapTown] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    middle: tuple[float, float] | None = None  # where the search started
    beyond: str = ""  # numbers of what is too far away for this map


class Projection:
    """An equirectangular projection that is true to scale at its middle."""

    def __init__(self, latitude, longitude, span_miles, width, height):
        self.latitude, self.longitude = latitude, longitude
        self.width, self.height = width, height
        self.units_per_mile = min(width, height) / 2 / span_miles
        self.shrink = max(math.cos(math.radians(latitude)), 0.01)

    def point(self, latitude, longitude):
        """Return (x, y) of a point in degrees; the short way round the antimeridian."""
        east = (longitude - self.longitude + 540) % 360 - 180
        scale = MILES_PER_DEGREE * self.units_per_mile
        return (
            self.width / 2 + east * self.shrink * scale,
            self.height / 2 - (latitude - self.latitude) * scale,
        )

    def holds(self, x, y, margin=0):
        """Whether a point lies on the drawing, `margin` units clear of its edge."""
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def window(self):
        """Return (south, north, west, east) of the drawing in degrees."""
        scale = MILES_PER_DEGREE * self.units_per_mile
        tall, wide = self.height / 2 / scale, self.width / 2 / scale / self.shrink
        return self.latitude - tall, self.latitude + tall, self.longitude - wide, self.longitude + wide


def draw_map(spots, *, start=None, start_name="", least_span=SMALLEST_SPAN, width=344, height=392):
    """Draw the spots of one page of results; `start` is the (latitude, longitude) searched from.

    The town `start_name` is named first. Without a start the map is fitted around the spots; it reaches
    `least_span` miles at least. Returns None when there is nothing to show.
    """
    if not spots and start is None:
        return None
    latitude, longitude = start or _middle(spots)
    projection = Projection(latitude, longitude, 1, width, height)
    span = max(_span(spots, projection), least_span)
    projection = Projection(latitude, longitude, span, width, height)
    drawing = _draw(spots, projection, start_name)
    if start:
        drawing.middle = (width / 2, height / 2)
        rings = [miles for miles in RINGS if miles <= span][-2:]
        drawing.rings = _rings(rings, drawing, projection)
        drawing.towns = _towns(drawing, projection, start_name)
    return drawing


def draw_nation(spots):
    """Draw the spots on the contiguous states; those beyond are named by their numbers. None without any."""
    if not spots:
        return None
    projection = Projection(*NATION, NATION_SPAN, *NATION_SIZE)
    shown = [s for s in spots if projection.holds(*projection.point(s.latitude, s.longitude), PIN)]
    drawing = _draw(shown, projection, large=0)  # a name 40 units off would stand in another state
    drawing.beyond = ", ".join(spot.label for spot in spots if spot not in shown)
    return drawing


def _draw(spots, projection, start_name="", large=LARGE_TOWNS):
    drawing = MapDrawing(projection.width, projection.height, outlines=_outlines(projection))
    drawing.pins = _pins(spots, projection)
    drawing.towns = _towns(drawing, projection, start_name, large=large)
    return drawing


def _rings(rings, drawing, projection):
    """Return the Rings, each with its label where no pin and no other label stands, at the bottom if it can.

    Places on the ring are tried in sixteenths of a turn.
    """
    taken, found = _taken_by_pins(drawing), []
    for miles in rings:
        radius = miles * projection.units_per_mile
        spots = []
        for turn in (
            4,
            12,
            2,
            6,
            10,
            14,
            3,
            5,
            11,
            13,
            0,
            8,
            1,
            7,
            9,
            15,
        ):  # sixteenths of a turn
            x = projection.width / 2 + radius * math.cos(turn * math.tau / 16)
            y = projection.height / 2 + radius * math.sin(turn * math.tau / 16)
            box = (x - 20, y - 9, x + 20, y + 9)
            if projection.holds(*box[:2], 2) and projection.holds(*box[2:], 2):
                spots.append((sum(_overlap(box, other) for other in taken), len(spots), x, y, box))
        if spots:
            _covered, _turn, x, y, box = min(spots)
            taken.append(box)
            found.append(Ring(round(radius, 1), miles, round(x, 1), round(y, 1)))
    return found


def _middle(spots):
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    # Longitudes are taken relative to the first spot, so that the Aleutians do not span the world.
    first = spots[0].longitude
    east = [(s.longitude - first + 540) % 360 - 180 for s in spots]
    return (south + north) / 2, first + (min(east) + max(east)) / 2


def _span(spots, projection):
    """Return the miles from the middle to the nearer edge so that every spot lies on the drawing."""
    half = min(projection.width, projection.height) / 2
    farthest = SMALLEST_SPAN
    for spot in spots:
        x, y = projection.point(spot.latitude, spot.longitude)
        across = abs(x - projection.width / 2) * half / (projection.width / 2)
        down = abs(y - projection.height / 2) * half / (projection.height / 2)
        farthest = max(farthest, across / projection.units_per_mile, down / projection.units_per_mile)
    return farthest * 1.18  # room for the discs


def _pins(spots, projection):
    """Place one disc a spot, pushed clear of those already placed."""
    pins = []
    for spot in spots:
        spot_x, spot_y = projection.point(spot.latitude, spot.longitude)
        for x, y in _around(spot_x, spot_y):
            clear = all((x - p.x) ** 2 + (y - p.y) ** 2 >= (2 * PIN + 1) ** 2 for p in pins)
            if clear and projection.holds(x, y, PIN):
                pins.append(Pin(round(x, 1), round(y, 1), round(spot_x, 1), round(spot_y, 1), spot.label))
                break
    return pins


def _around(x, y):
    """Yield the spot itself, then places around it in widening circles."""
    yield x, y
    for distance in range(2 * PIN + 4, 16 * PIN, PIN):
        for turn in range(16):
            angle = turn * math.tau / 16 - math.pi / 2
            yield x + distance * math.cos(angle), y + distance * math.sin(angle)


def _towns(drawing, projection, start_name="", most=8, large=LARGE_TOWNS):
    """Name the town searched and the largest ones whose label finds room between pins and rings.

    The first few may stand farther from their dot, so that pins close together do not hide a large town; a
    small town beside a larger one is left out, whether or not that one found room.
    """
    taken = _taken_by_pins(drawing)
    taken += [(r.label_x - 20, r.label_y - 9, r.label_x + 20, r.label_y + 9) for r in drawing.rings]
    found = largest_towns(*projection.window())
    found.sort(key=lambda town: town[0] != start_name)
    towns, considered = [], []
    spots = [(name, *projection.point(latitude, longitude)) for name, latitude, longitude in found]
    spots = [spot for spot in spots if not _is_part_of_another(spot, spots)]
    for number, (name, x, y) in enumerate(spots):
        if any(math.hypot(x - a, y - b) < NEAR_LARGER for a, b in considered):
            continue
        considered.append((x, y))
        half = len(name) * 3.3 + 3
        for label_x, label_y in _beside(x, y, half, is_large=number < large):
            box = (label_x - half, label_y - 11, label_x + half, label_y + 4)
            inside = projection.holds(*box[:2], 2) and projection.holds(*box[2:], 2)
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append((min(x - 2, box[0]), min(y - 2, box[1]), max(x + 2, box[2]), max(y + 2, box[3])))
                towns.append(
                    MapTown(*(round(n, 1) for n in (x, y)), name, *(round(n, 1) for n in (label_x, label_y)))
                )
                break
        if len(towns) == most:
            break
    return towns


def _is_part_of_another(spot, spots):
    """Whether a town is called after one of the others that is near: the larger name says where one is."""
    name, x, y = spot
    words = set(re.split("[ -]", name))
    return any(
        set(re.split("[ -]", other)) < words and math.hypot(x - a, y - b) < NEAR_NAMESAKE
        for other, a, b in spots
    )


def _beside(x, y, half, *, is_large):
    """Yield where a town's name may stand: at its dot, clear of a pin on it, and farther for a large town."""
    for off in (0, PIN, *((26, 40) if is_large else ())):
        for right, down in ((0, -5 - off), (0, 14 + off), (half + 6 + off, 4), (-half - 6 - off, 4)):
            yield x + right, y + down
        if off > PIN:
            for side in (-1, 1):
                yield x + side * (half + off * 0.6), y - off * 0.7
                yield x + side * (half + off * 0.6), y + 10 + off * 0.7


def _taken_by_pins(drawing):
    return [(p.x - PIN - 1, p.y - PIN - 1, p.x + PIN + 1, p.y + PIN + 1) for p in drawing.pins]


def _overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def largest_towns(south, north, west, east, most=40):
    """Return (name, latitude, longitude) of the largest cities in a window of degrees, one query."""
    cities = Place.objects.cities().filter(
        latitude__range=(south, north), longitude__range=(west, east), population__gte=1000
    )
    return list(cities.values_list("name", "latitude", "longitude")[:most])


def _outlines(projection):
    """Return SVG path data for the parts of state outlines that cross the drawing."""
    edge = (-20.0, -20.0, projection.width + 20.0, projection.height + 20.0)
    paths = []
    for (south, north, west, east), ring in state_outlines():
        # A quick look first: most states are far away.
        left, top = projection.point(north, west)
        right, bottom = projection.point(south, east)
        if not _overlap((left, top, right, bottom), edge):
            continue
        points = _clip(_thinned([projection.point(lat, lng) for lng, lat in ring]), edge)
        if len(points) > 2:
            paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return paths


def _thinned(points):
    """Return the points without those that nobody could tell from the one before: a country has thousands."""
    kept = points[:1]
    for x, y in points[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= FINEST:
            kept.append((x, y))
    return kept


def _clip(points, edge):
    """Clip a polygon to a rectangle (Sutherland and Hodgman, Communications of the ACM 17(1), 1974)."""
    left, top, right, bottom = edge
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        clipped = []
        for before, point in zip([points[-1], *points[:-1]], points, strict=True):
            inside, was_inside = (sign * (p[axis] - limit) >= 0 for p in (point, before))
            if inside != was_inside:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                clipped.append(tuple(b + share * (p - b) for b, p in zip(before, point, strict=True)))
            if inside:
                clipped.append(point)
        if not clipped:
            return []
        points = clipped
    return points


@lru_cache(maxsize=1)
def state_outlines():
    """Return [((south, north, west, east), [(lng, lat), …]), …], one entry a ring, in degrees.

    The file holds thousandths of a degree as differences, which compresses well; the page's script
    reads the same file.
    """
    data = json.loads((settings.BASE_DIR / "static" / "map" / "state_outlines.json").read_text())
    rings = []
    for state in data.values():
        for flat in state:
            x = y = 0
            ring = []
            for dx, dy in zip(flat[::2], flat[1::2], strict=True):
                x, y = x + dx, y + dy
                ring.append((x / 1000, y / 1000))
            lngs, lats = [p[0] for p in ring], [p[1] for p in ring]
            rings.append(((min(lats), max(lats), min(lngs), max(lngs)), ring))
    return rings
