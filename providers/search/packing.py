"""What a search compares of one offer, packed into a row of fixed width, and the points behind it."""

import datetime
import math
import struct
from collections.abc import Sequence

import numpy as np

BANDS_A_DEGREE = 20
MASKS = ["treatments", "conditions", "payments", "languages", "communities", "access"]
#: One packed row: 96 bytes, the same on every machine. `valid_until` counts seconds since 1970 (UTC).
ROW = np.dtype(
    [(name, "<i8") for name in ("provider", "location", "valid_until")]
    + [(name, "<f8") for name in "xyz"]
    + [(name, "<i8") for name in MASKS]
)
_pack = struct.Struct("<3q3d6q").pack


def pack(
    provider: int,
    valid_until: datetime.datetime,
    masks: Sequence[int],
    location: int = 0,
    vector: tuple[float, float, float] = (0, 0, 0),
) -> bytes:
    """Return what a search compares of one offer, as bytes (ROW).

    `valid_until` is the moment from which on it is not found. `masks` are in the order of MASKS; a remote
    offer has no location (0) and no vector.
    """
    return _pack(provider, location, int(valid_until.timestamp()), *vector, *masks)


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Return (x, y, z) on the unit sphere of a point in degrees."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


def lat_band(latitude: float) -> int:
    """Return the band of a twentieth of a degree that a latitude lies in."""
    return math.floor(latitude * BANDS_A_DEGREE)
