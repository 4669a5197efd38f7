"""Pictures for tests, drawn when asked for: good ones, heavy ones, and files that only claim to be one."""

import io
import struct
import zlib
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, PngImagePlugin

CANARY = b"canary-7f3a"
HEIC = Path(__file__).parent / "providers" / "data"


def encoded(picture, pillow_format, **options):
    """Return a picture as the bytes of a file."""
    buffer = io.BytesIO()
    picture.save(buffer, pillow_format, **options)
    return buffer.getvalue()


def photo(pillow_format="JPEG", size=(640, 400), mode="RGB", **options):
    """Return a small photo: a dark corner at the top left, bright elsewhere."""
    picture = Image.new("RGB", size, (200, 180, 140))
    ImageDraw.Draw(picture).rectangle([0, 0, size[0] // 4, size[1] // 4], fill=(20, 20, 60))
    return encoded(picture.convert(mode), pillow_format, **options)


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *, depth=1, color=0, before=b"", lines=True):
    """Return a PNG of one color, written by hand so that its size costs nothing here."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width * depth + 7) // 8)
    block = row * max(1, 1_000_000 // len(row))
    rows = height * len(row) if lines else 0
    packed = b"".join(packer.compress(block) for _ in range(rows // len(block)))
    packed += packer.compress(bytes(rows % len(block))) + packer.flush()
    body = _chunk(b"IHDR", header) + before + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def claiming(width, height, **options):
    """Return a JPEG whose header claims another size."""
    data = photo(**options)
    at = data.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def color_after_color(width, height):
    """Return a baseline JPEG whose first scan holds one color of three, so that all of it is held."""
    data = claiming(width, height, subsampling=0)
    at = data.index(b"\xff\xda")
    return data[:at] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + data[at + 14 :]


def with_second_picture(first, second):
    """Return an MPO: a JPEG with another behind it, as phones and cameras write for depth or brightness."""
    return encoded(first, "MPO", save_all=True, append_images=[second])


def noise(mode, size):
    """Return a picture in which no pixel is like its neighbor."""
    width, height = size
    row = {"1": (width + 7) // 8}.get(mode, width * len(Image.new(mode, (1, 1)).getbands()))
    picture = Image.frombytes(mode, size, Random(7).randbytes(row * height))
    if mode == "P":
        picture.putpalette(Random(8).randbytes(768))
    return picture


def wide_webp():
    """Return a WebP whose header claims 16384 pixels each way."""
    side = (16384 - 1).to_bytes(3, "little")
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes([0, 0, 0, 0]) + side + side
    frame = photo("WEBP", (8, 8))[12:]
    return b"RIFF" + struct.pack("<I", 4 + len(canvas) + len(frame)) + b"WEBP" + canvas + frame


def moving(pillow_format, frames=3):
    """Return a picture that moves."""
    pictures = [Image.new("RGB", (8, 8), (n * 9 % 255, 0, 0)) for n in range(frames)]
    return encoded(pictures[0], pillow_format, save_all=True, append_images=pictures[1:])


def many_frames_webp(frames):
    """Return a WebP of many frames, put together from the chunks of one of two frames."""
    data = moving("WEBP", 2)
    at = data.index(b"ANMF")
    size = 8 + int.from_bytes(data[at + 4 : at + 8], "little")
    body = data[12:at] + data[at : at + size] * frames
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def many_frames_png(frames):
    """Return an APNG of many frames, each the same chunk again."""
    line = zlib.compress(bytes(3))
    head = struct.pack(">IIBBBBB", 8, 2, 1, 0, 0, 0, 0)
    control = b"".join(
        _chunk(b"fcTL", struct.pack(">IIIIIHHBB", 2 * n + 1, 8, 2, 0, 0, 1, 30, 0, 0))
        + _chunk(b"fdAT", struct.pack(">I", 2 * n + 2) + line)
        for n in range(frames)
    )
    first = _chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 8, 2, 0, 0, 1, 30, 0, 0))
    body = _chunk(b"IHDR", head) + _chunk(b"acTL", struct.pack(">II", frames + 1, 0))
    body += first + _chunk(b"IDAT", line) + control + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@cache
def bombs():
    """Return {name: bytes} of files that would be heavy to decode."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "x" * 100_000_000, zip=True)
    return {
        "8000 by 8000": png(8000, 8000),
        "13000 by 13000": png(13_000, 13_000),
        "30000 by 30000": png(30_000, 30_000),
        "1 by 100 million": png(1, 100_000_000, lines=False),
        "100 million by 1": png(100_000_000, 1, lines=False),
        "a hundred megabytes of text": encoded(Image.new("RGB", (8, 8)), "PNG", pnginfo=text),
        "ten thousand frames of GIF": moving("GIF", 10_000),
        "ten thousand frames of WebP": many_frames_webp(10_000),
        "ten thousand frames of PNG": many_frames_png(10_000),
        "13 million pixels": png(3600, 3600),
        "a line of 25 million pixels": png(1, 24_900_000),
        "a side of 10,001 pixels": png(10_001, 1),
        "51 million pixels of JPEG": claiming(8000, 6400),
        "13 million pixels of WebP": encoded(Image.new("L", (3600, 3600)), "WEBP", method=0),
        "25 million pixels of progressive JPEG": claiming(5000, 5000, progressive=True, subsampling=0),
        "25 million pixels of JPEG, color after color": color_after_color(5000, 5000),
        "JPEG without loss": claiming(4000, 4000).replace(b"\xff\xc0", b"\xff\xc3", 1),
        "fifteen megabytes and one byte": photo() + bytes(15_000_001 - len(photo())),
        "four megabytes of WebP": photo("WEBP") + bytes(4_000_001),
        "moving PNG": moving("PNG"),
        "moving WebP": moving("WEBP"),
        "wide WebP": wide_webp(),
        "a thousand scans": photo()[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 1000 + b"\xff\xd9",
    }


@cache
def of_many_parts():
    """Return {name: bytes} of small pictures in so many parts that only opening them takes seconds."""
    begun, rest = photo()[:2], photo()[2:]
    many = PngImagePlugin.PngInfo()
    for _number in range(30_000):
        many.add_text("a", "")
    return {
        "notes in a JPEG": begun + b"\xff\xfe\x00\x02" * 30_000 + rest,
        "filling in a JPEG": begun + b"\xff" * 30_000 + rest,
        "rubbish in a JPEG": begun + bytes(30_000) + rest,
        "notes in a PNG": encoded(Image.new("RGB", (8, 8)), "PNG", pnginfo=many),
    }


@cache
def heaviest():
    """Return {name: bytes} of the pictures that cost most of those that are taken, by format and kind."""
    level = Image.linear_gradient("L").resize((4000, 3000))
    grain = Image.effect_noise((4000, 3000), 20)
    colors = Image.merge("RGBA", (level, grain, grain, level))
    huge = Image.linear_gradient("L").resize((8192, 6144))
    return {
        "PNG, see-through": encoded(colors.quantize(255, Image.Quantize.FASTOCTREE, dither=0), "PNG"),
        "PNG, 32 bits": encoded(Image.merge("RGBA", (level, level, level, level)), "PNG"),
        "PNG, black and white noise": encoded(noise("1", (3544, 3550)), "PNG"),
        "PNG, 16 bits of gray": png(3544, 3550, depth=16),
        "PNG, 10,000 high": png(1260, 10_000),
        "WebP, see-through": encoded(colors, "WEBP", quality=70),
        "WebP, without loss": encoded(
            Image.merge("RGBA", (level, level, level, level)), "WEBP", lossless=True, quality=20, method=2
        ),
        "JPEG, 50 million pixels": encoded(huge.convert("RGB"), "JPEG", quality=90, subsampling=0),
        "JPEG, 23 million pixels": encoded(huge.resize((4798, 4798)).convert("CMYK"), "JPEG"),
        "JPEG, progressive": encoded(colors.convert("RGB"), "JPEG", progressive=True, subsampling=0),
        "HEIC, 24 million pixels": (HEIC / "24_megapixels.heic").read_bytes(),
    }


def lying_heic():
    """Return a HEIC that claims 64 by 64 pixels and holds 80 million."""
    data = (HEIC / "80_megapixels.heic").read_bytes()
    return data.replace(struct.pack(">II", 10_000, 8000), struct.pack(">II", 64, 64))


@cache
def impostors():
    """Return {name: bytes} of files that are no JPEG, PNG, WebP or HEIC, or broken ones."""
    good = photo()
    return {
        "nothing": b"",
        "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "HTML": b"<!doctype html><script>alert(1)</script>",
        "PHP": b"<?php echo 1; ?>",
        "ELF": b"\x7fELF" + bytes(400),
        "PDF": b"%PDF-1.7\n%%EOF",
        "GIF and script": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
        "moving GIF": moving("GIF"),
        "TIFF": photo("TIFF"),
        "BMP": photo("BMP"),
        "ICO": photo("ICO", (64, 64)),
        "EPS": photo("EPS"),
        "FITS": b"SIMPLE  =                    T" + b" " * 2850,
        "PSD": b"8BPS\x00\x01" + bytes(60),
        "cut JPEG": good[: len(good) // 2],
        "cut PNG": photo("PNG")[:200],
        "cut WebP": photo("WEBP")[:60],
        "JPEG beginning only": b"\xff\xd8\xff\xe0" + bytes(100),
        "GIF that is a web page": moving("GIF")[:-1] + b"<script>alert(1)</script>;",
        "TIFF named JPEG": photo("TIFF", (16, 16), mode="L"),
        "JPEG 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(60),
        "ICNS": b"icns" + bytes(60),
        "noise": bytes(range(256)) * 40,
        "cut HEIC": (HEIC / "24_megapixels.heic").read_bytes()[:20_000],
        "HEIC beginning only": b"\x00\x00\x00\x18ftypheic" + bytes(100),
    }
