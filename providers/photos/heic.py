"""HEIC, what an iPhone writes: decoded in a process of its own that can neither grow nor run on.

The file's own words about its size bind no decoder: a grid may name one large tile a thousand times. So the
kernel holds the limits, and a decoder that crashes takes nobody's page with it.
"""

import subprocess
import sys
from pathlib import Path

#: What a HEIC file begins with, from its fifth byte: `ftyp` and one of these brands.
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
DECODER = Path(__file__).with_name("heic_decoder.py")
TOO_MANY_PIXELS = 3  # exit code of the decoder
GIVES_UP = 90  # seconds on the clock, for a machine that is busy; the decoder's own limit is the processor's


class Unreadable(ValueError):
    """The file is no HEIC that can be decoded within the limits."""


class TooManyPixels(ValueError):
    """The picture has more pixels or a longer side than was asked for."""


def is_heic(data):
    """Whether a file says that it is HEIC."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS


def as_png(data, *, pixels, side, kept):
    """Return a HEIC as PNG: upright, with its color profile, its longer side `kept` pixels at most.

    `pixels` is the most that the picture may have, `side` the most of its longer side. Raise TooManyPixels
    or Unreadable.
    """
    command = [sys.executable, "-I", str(DECODER), str(pixels), str(side), str(kept)]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=GIVES_UP)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("no end") from error
    if run.returncode == TOO_MANY_PIXELS:
        raise TooManyPixels
    if run.returncode or not run.stdout:
        raise Unreadable(run.stderr.decode(errors="replace")[-200:])
    return run.stdout
