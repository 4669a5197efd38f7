"""A program of its own, see `heic`: reads HEIC from standard input and writes PNG to standard output.

Its arguments are the most pixels, the most of the longer side, and the longer side to make it smaller to.
It exits with 3 when the picture is larger.
"""

import io
import resource
import sys

import pi_heif
from PIL import Image

MAX_MEMORY = 180_000_000  # bytes, of which the interpreter takes 20 million
MAX_SECONDS = 20  # of the processor; a photo of 24 million pixels takes 1 to 3
TOO_MANY_PIXELS = 3  # exit code
STRIP = 240  # rows that are made smaller at a time


def main():
    """Decode standard input."""
    for limit, most in (
        (resource.RLIMIT_DATA, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    for name in ("THUMBNAILS", "DEPTH_IMAGES", "AUX_IMAGES"):
        setattr(pi_heif.options, name, False)
    pi_heif.options.DECODE_THREADS = 1
    pixels, side, kept = map(int, sys.argv[1:])
    picture, profile = decoded(io.BytesIO(sys.stdin.buffer.read()), pixels, side, kept)
    if picture.mode == "RGBa":
        picture = picture.convert("RGBA")
    picture.thumbnail((kept, kept))
    picture.save(sys.stdout.buffer, "PNG", compress_level=1, icc_profile=profile)


def decoded(stream, pixels, side, kept):
    """Return the first picture, in whole steps smaller towards `kept`, and its color profile or None."""
    file = pi_heif.open_heif(stream)
    picture = file[file.primary_index]
    longer = max(picture.size)
    if longer > side or picture.size[0] * picture.size[1] > pixels:
        sys.exit(TOO_MANY_PIXELS)
    picture.load()  # its size is certain from here on
    return smaller(picture, max(1, longer // kept)), picture.info.get("icc_profile")


def smaller(picture, factor):
    """Return the pixels of a HeifImage, `factor` times smaller, strip by strip: memory is short."""
    width, height = (-(-side // factor) for side in picture.size)
    small = Image.new(picture.mode, (width, height))
    rows = memoryview(picture.data)
    step = STRIP // factor * factor
    for top in range(0, picture.size[1], step):
        count = min(step, picture.size[1] - top)
        strip = rows[top * picture.stride : (top + count) * picture.stride]
        part = Image.frombytes(
            picture.mode, (picture.size[0], count), strip, "raw", picture.mode, picture.stride
        )
        small.paste(part.reduce(factor), (0, top // factor))
    return small


if __name__ == "__main__":
    main()
