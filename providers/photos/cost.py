"""What decoding a photo may cost, told from its header before anything is decoded.

A photo that is taken needs at most 200 MB more memory, and at most five times the processor of one plain
decode; `script/bench pictures` measures both.
"""

from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEGABYTE = 1_000_000  # bytes
#: Pixels of the longer side.
MAX_SIDE = 10_000
#: The longer side of what is kept, in pixels; pages never show more.
KEPT_SIDE = 2400


MAX_BYTES = 15 * MEGABYTE
#: Pixels by format. A large JPEG is decoded at a part of its size, a HEIC in a process of its own.
MAX_PIXELS = {"JPEG": 50_400_000, "PNG": 12_600_000, "WEBP": 12_000_000, "HEIC": 25_000_000}
#: The decoder of WebP holds the picture four times and its file three times.
MAX_WEBP_BYTES = 4 * MEGABYTE
#: Bytes that decoding a JPEG may take beside its file.
MAX_JPEG_MEMORY = 150 * MEGABYTE
#: A progressive JPEG has about ten scans; thousands of empty ones keep the decoder busy for minutes.
MAX_SCANS = 64
START_OF_SCAN = 0xDA
#: Segments of a JPEG before its first scan, chunks of a PNG: photos have hundreds, a file may have
#: millions. Pillow reads each by itself, and what fills the space between them byte by byte.
MAX_PARTS = 25_000
PNG = b"\x89PNG\r\n\x1a\n"
#: Kinds of JPEG that are decoded at a part of their size: baseline, extended, progressive, arithmetic.
REDUCIBLE = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
ALL_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
#: Markers without a length; none belongs before the first scan.
ALONE = {0x01, *range(0xD0, 0xDA)}
SMALLER_COPY = gettext_lazy(
    "Send a smaller copy: on a phone, mail the photo to yourself and choose the size “Large”; on a computer, "
    "export it as JPEG with 2,400 pixels on the longer side."
)


def damaged():
    """Return the refusal of a file that cannot be decoded."""
    return ValidationError(
        _("The photo is damaged and cannot be read. Open it, save a copy as JPEG, and send the copy.")
    )


def too_many_bytes(limit):
    """Return the refusal of a file of more than `limit` bytes."""
    return ValidationError(
        _("The photo is larger than %(most)d MB. %(advice)s")
        % {"most": limit // MEGABYTE, "advice": SMALLER_COPY}
    )


def too_many_pixels(kind):
    """Return the refusal of a picture that has too many pixels for its format."""
    return ValidationError(
        _("The photo has more than %(most)d million pixels. %(advice)s")
        % {"most": MAX_PIXELS[kind] // 1_000_000, "advice": SMALLER_COPY}
    )


def check_parts(data):
    """Raise ValidationError when a file has so many parts that only opening it would cost too much."""
    parts = _png_parts(data) if data.startswith(PNG) else _jpeg_parts(data)
    if next(islice(parts, MAX_PARTS, None), None) is not None:
        raise damaged()


def _png_parts(data):
    """Yield where each chunk of a PNG begins."""
    at = len(PNG)
    while at < len(data):
        yield at
        at += 12 + int.from_bytes(data[at : at + 4], "big")


def _jpeg_parts(data):
    """Yield where each segment before the first scan of a JPEG begins, and each byte that belongs to none."""
    at = 2
    while data.startswith(b"\xff\xd8") and at + 1 < len(data):
        yield at
        marker = data[at + 1] if data[at] == 0xFF else 0
        if marker == START_OF_SCAN:
            return
        if marker in (0, 0xFF):  # rubbish or filling
            at += 1
        else:
            at += 2 if marker in ALONE else 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def check(picture, kind, data):
    """Raise ValidationError when decoding an opened JPEG, PNG or WEBP (`kind`) would cost too much.

    A large JPEG is set to be decoded at a part of its size.
    """
    longer = max(picture.size)
    if longer > MAX_SIDE:
        raise ValidationError(
            _("The photo is longer than %(most)s pixels on one side. %(advice)s")
            % {"most": f"{MAX_SIDE:,}", "advice": SMALLER_COPY}
        )
    if picture.width * picture.height > MAX_PIXELS[kind]:
        raise too_many_pixels(kind)
    if kind == "WEBP" and len(data) > MAX_WEBP_BYTES:
        raise too_many_bytes(MAX_WEBP_BYTES)
    if kind == "JPEG":
        _check_jpeg(picture, data, longer)


def _check_jpeg(picture, data, longer):
    if data.count(bytes([0xFF, START_OF_SCAN])) > MAX_SCANS:
        raise damaged()
    held = 2 * _samples(picture) if _is_held_whole(data, len(picture.layer)) else 0
    kept = [max(1, side * KEPT_SIDE // longer) for side in picture.size]
    picture.draft(None, kept)
    if held + 4 * picture.width * picture.height > MAX_JPEG_MEMORY:
        raise ValidationError(
            _("The photo is a progressive JPEG with too many pixels. %(advice)s") % {"advice": SMALLER_COPY}
        )


def _samples(picture):
    """Count the values of all colors: a color may have fewer than there are pixels."""
    across = max(horizontal for _id, horizontal, _vertical, _table in picture.layer)
    down = max(vertical for _id, _horizontal, vertical, _table in picture.layer)
    parts = sum(horizontal * vertical for _id, horizontal, vertical, _table in picture.layer)
    return picture.width * picture.height * parts // max(1, across * down)


def _is_held_whole(data, colors):
    """Whether the decoder keeps every coefficient of a JPEG until the last scan, two bytes each.

    It does unless the first scan holds all colors of a frame that is not progressive. Raise ValidationError
    for kinds of JPEG that are always decoded at full size; what is odd counts as held.
    """
    is_progressive = False
    at = 2
    while data[at : at + 1] == b"\xff":
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker in ALONE:
            return True
        if marker in ALL_FRAMES - REDUCIBLE:
            raise damaged()
        if marker == START_OF_SCAN:
            return is_progressive or data[at + 4] < colors
        is_progressive |= marker in (0xC2, 0xCA)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return True
