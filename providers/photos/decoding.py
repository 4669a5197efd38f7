"""Photos that people send: refused with one clear sentence, or decoded and painted on a fresh canvas.

Nothing of the file that was sent is kept but its pixels: no name, no metadata, no bytes behind the picture.
"""

import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageChops, ImageCms, ImageOps, UnidentifiedImageError

from providers.photos import cost, heic
from providers.photos.cost import KEPT_SIDE, MAX_BYTES, MAX_PIXELS, MAX_SIDE

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
#: What is tried for the picture that is kept, until it is no larger than what came.
QUALITIES = {"JPEG": (88, 75, 60), "WEBP": (88, 75, 60), "PNG": (88, 75, 60, 40, 20, 10)}
#: Above this, a picture is noise, and nothing without loss is smaller.
NOISY = 1 / 3  # bytes a pixel
HEADER = 1_000  # bytes
#: Profiles as large as a printer's are used; larger ones, and those that hold programs, count as none:
#: each step of a program is run for every color of a table.
MAX_PROFILE = 4_000_000  # bytes
PROGRAM = b"mpet"
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # `cost.check` refuses
AS_JPEG = gettext_lazy(
    "On an iPhone: open the photo, tap Share, then Options, choose “Most Compatible”, save it to Files, and "
    "send that one. On a Mac: open it in Preview and export it as JPEG."
)


@dataclass(frozen=True)
class Photo:
    """A clean picture: its bytes, the extension of its format, and its size in pixels."""

    content: bytes
    extension: str
    width: int
    height: int


def read_photo(upload, *, least=1):
    """Return the Photo of a file that somebody sent; raise ValidationError with a sentence when it is none.

    `least` is what the shorter side must have, in pixels. The file's own name and declared type are not
    looked at.
    """
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose the photo again."))
    data = upload.read(MAX_BYTES + 1) if upload.size <= MAX_BYTES else b""
    if not 0 < len(data) <= MAX_BYTES:
        raise cost.too_many_bytes(MAX_BYTES)
    canvas, came_as = _decoded(_from_heic(data) if heic.is_heic(data) else data, least)
    pillow_format, content = _kept(canvas, came_as, len(data))
    return Photo(content, EXTENSIONS[pillow_format], canvas.width, canvas.height)


def sizes(content):
    """Yield (width, extension, bytes) for each size of a clean picture, none wider than it is."""
    canvas, _came_as = _decoded(content, 1)
    for width in widths(canvas.width):
        small = canvas.resize((width, max(1, round(canvas.height * width / canvas.width))), reducing_gap=3)
        for extension, (pillow_format, options) in SIZE_FORMATS.items():
            yield width, extension, _encoded(small, pillow_format, **options)


def widths(width):
    """The widths made of a picture that is `width` pixels wide."""
    return [w for w in WIDTHS if w <= width] or [width]


def _from_heic(data):
    most = MAX_PIXELS["HEIC"]
    try:
        return heic.as_png(data, pixels=most, side=MAX_SIDE, kept=KEPT_SIDE)
    except heic.TooManyPixels as error:
        words = _("This HEIC photo has more than %(most)d million pixels. %(advice)s")
        raise ValidationError(words % {"most": most // 1_000_000, "advice": AS_JPEG}) from error
    except heic.Unreadable as error:
        raise ValidationError(
            _("We could not read this HEIC photo. %(advice)s") % {"advice": AS_JPEG}
        ) from error


def _decoded(data, least):
    """Return the pixels of a file on a fresh canvas, and the format it came in; raise ValidationError."""
    try:
        picture, came_as = _made_smaller(data, least)
        return _canvas(picture), came_as
    except Image.DecompressionBombError as error:
        raise cost.too_many_pixels("PNG") from error
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("The file is not a JPEG, PNG, WebP or HEIC photo. Save it as JPEG and send that.")
        ) from error
    except ValidationError:
        raise
    # Pillow's decoders meet broken files with exceptions of many kinds.
    except Exception as error:
        raise cost.damaged() from error


def _made_smaller(data, least):
    """Return a file's picture on white, at most KEPT_SIDE long, and its format: what follows is cheap."""
    cost.check_parts(data)
    with Image.open(io.BytesIO(data), formats=list(EXTENSIONS)) as picture:
        # A second picture in a JPEG (MPO: depth, brightness, another angle) is no movement.
        came_as = "JPEG" if picture.format == "MPO" else picture.format
        if came_as != "JPEG" and getattr(picture, "n_frames", 1) > 1:
            raise ValidationError(
                _("The picture moves. Send one that stands still, like a screenshot of it.")
            )
        if min(picture.size) < least:
            raise _too_small(picture, least)
        cost.check(picture, came_as, data)
        picture.load()
        picture._decoder = None  # that of a WebP holds the pixels twice more until the file is closed
        if picture.mode.startswith("I"):  # 16 bits of gray
            picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
        elif picture.has_transparency_data:
            picture = _on_white(picture if picture.mode == "RGBA" else picture.convert("RGBA"))
        elif picture.mode not in ("RGB", "L", "CMYK"):
            picture = picture.convert("L" if picture.mode == "1" else "RGB")
        picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
        return picture, came_as


def _canvas(picture):
    """Return the pixels upright and in sRGB, in a picture without a past."""
    pixels = _in_srgb(ImageOps.exif_transpose(picture))
    canvas = Image.new("RGB", pixels.size)
    canvas.paste(pixels)
    return canvas


def _on_white(picture):
    """Return a picture that can be seen through on white, smaller; color after color, as memory is short."""
    holes = ImageChops.invert(picture.getchannel("A"))
    colors = []
    for name in "RGB":
        color = picture.getchannel(name)
        color.paste(255, mask=holes)
        color.thumbnail((KEPT_SIDE, KEPT_SIDE))
        colors.append(color)
    merged = Image.merge("RGB", colors)
    merged.info = {name: value for name, value in picture.info.items() if name in ("exif", "icc_profile")}
    return merged


def _in_srgb(picture):
    """Return the picture in sRGB; a profile that cannot be used counts as none."""
    profile = picture.info.get("icc_profile") or b""
    if profile and len(profile) <= MAX_PROFILE and PROGRAM not in profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")
    return picture.convert("RGB")


def _kept(canvas, came_as, size):
    """Return the format and bytes that are kept: the best that is no larger than the `size` bytes that came.

    A PNG or a HEIC is kept as a JPEG, and a drawing whose JPEG would be larger as WebP without loss. When
    everything is larger, the smallest is kept.
    """
    smallest = None
    for pillow_format, content in _encodings(canvas, came_as):
        if len(content) <= size:
            return pillow_format, content
        if smallest is None or len(content) < len(smallest[1]):
            smallest = pillow_format, content
    return smallest


def _encodings(canvas, came_as):
    """Yield (format, bytes), each tried when those before were too large."""
    lossy, options = ("WEBP", {"method": 0}) if came_as == "WEBP" else ("JPEG", {})
    first, *others = QUALITIES[came_as]
    best = _encoded(canvas, lossy, quality=first, **options)
    yield lossy, best
    if came_as != "JPEG" and len(best) < NOISY * canvas.width * canvas.height + HEADER:
        yield "WEBP", _encoded(canvas, "WEBP", lossless=True, quality=20, method=1)
    for quality in others:
        yield lossy, _encoded(canvas, lossy, quality=quality, **options)


def _encoded(picture, pillow_format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, pillow_format, **options)
    return buffer.getvalue()


def _too_small(picture, least):
    return ValidationError(
        _(
            "The photo has %(width)d by %(height)d pixels and would look blurred. Send one with at least "
            "%(least)d on each side: the one from the camera, not a small copy of it."
        )
        % {"width": picture.width, "height": picture.height, "least": least}
    )
