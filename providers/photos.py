"""Photos that people send: refused with one clear sentence, or decoded and painted on a fresh canvas.

Nothing of the file that was sent is kept but its pixels: no name, no metadata, no bytes behind the picture.
"""

import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
#: The longer side of what is kept, in pixels; pages never show more.
KEPT_SIDE = 2400
#: Widths of the sizes that pages choose from, in pixels; the first is for lists.
WIDTHS = (160, 480, 960, 1600)
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
#: Formats of the sizes, the smallest first, with what Pillow needs to know.
SIZE_FORMATS = {
    "avif": ("AVIF", {"quality": 55, "speed": 8}),
    "webp": ("WEBP", {"quality": 80}),
    "jpg": ("JPEG", {"quality": 82, "progressive": True}),
}
#: A progressive JPEG has about ten scans; thousands of empty ones keep the decoder busy for minutes.
MAX_SCANS = 64
START_OF_SCAN = b"\xff\xda"


@dataclass(frozen=True)
class Photo:
    """A clean picture: its bytes, the extension of its format, and its size in pixels."""

    content: bytes
    extension: str
    width: int
    height: int


def read(upload):
    """Return the Photo of a file that somebody sent; raise ValidationError with a sentence when it is none.

    The file's own name and declared type are not looked at.
    """
    data = upload.read(MAX_BYTES + 1) if upload.size <= MAX_BYTES else b""
    if not 0 < len(data) <= MAX_BYTES:
        raise ValidationError(
            _("The file is empty.") if not upload.size else _("The photo is larger than 5 MB.")
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _decoded(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise ValidationError(_("The file is not a JPEG, PNG or WebP photo.")) from error
    except ValidationError:
        raise
    # Pillow's decoders meet broken files with exceptions of many kinds.
    except Exception as error:
        raise ValidationError(_("The photo is damaged and cannot be read.")) from error


def sizes(content):
    """Yield (width, extension, bytes) for each size of a clean picture, none wider than it is."""
    with Image.open(io.BytesIO(content), formats=list(EXTENSIONS)) as picture:
        canvas = picture.convert("RGB")
    for width in widths(canvas.width):
        small = canvas.resize((width, max(1, round(canvas.height * width / canvas.width))), reducing_gap=3)
        for extension, (pillow_format, options) in SIZE_FORMATS.items():
            yield width, extension, _encoded(small, pillow_format, **options)


def widths(width):
    """The widths made of a picture that is `width` pixels wide."""
    return [w for w in WIDTHS if w <= width] or [width]


def _decoded(data):
    with Image.open(io.BytesIO(data), formats=list(EXTENSIONS)) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise _too_many_pixels()
        if getattr(picture, "n_frames", 1) > 1:
            raise ValidationError(_("The photo moves: send a picture of one frame."))
        if picture.format == "JPEG" and data.count(START_OF_SCAN) > MAX_SCANS:
            raise ValidationError(_("The photo is damaged and cannot be read."))
        extension = EXTENSIONS[picture.format]
        picture.draft(None, (KEPT_SIDE, KEPT_SIDE))  # a large JPEG is decoded at half or quarter size
        picture.load()
        canvas = _canvas(picture)
    options = {"jpg": {"quality": 88}, "png": {}, "webp": {"quality": 88}}[extension]
    names = {short: name for name, short in EXTENSIONS.items()}
    return Photo(_encoded(canvas, names[extension], **options), extension, canvas.width, canvas.height)


def _canvas(picture):
    """Return the pixels upright, in sRGB, on white, at most KEPT_SIDE long, in a picture without a past."""
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16 bits of gray
        upright = upright.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if upright.mode in ("RGB", "L", "CMYK"):
        upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
        pixels, mask = _in_srgb(upright, profile), None
    else:
        pixels = upright.convert("RGBA")
        pixels.thumbnail((KEPT_SIDE, KEPT_SIDE))
        mask = pixels.getchannel("A")
    canvas = Image.new("RGB", pixels.size, "white")
    canvas.paste(pixels, mask=mask)
    return canvas


def _in_srgb(picture, profile):
    """Return the picture in sRGB; a profile that cannot be used counts as none."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")
    return picture.convert("RGB")


def _encoded(picture, pillow_format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, pillow_format, **options)
    return buffer.getvalue()


def _too_many_pixels():
    return ValidationError(_("The photo has more than 25 million pixels."))
