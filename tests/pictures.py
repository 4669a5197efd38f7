"""Pictures for tests, drawn when asked for: good ones, heavy ones, and files that only claim to be one."""

import io
import struct
import zlib
from functools import cache

from PIL import Image, ImageDraw, PngImagePlugin

CANARY = b"canary-7f3a"


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
        "26 million pixels": png(5200, 5000),
        "26 million pixels of JPEG": photo(size=(5200, 5001), quality=10),
        "five megabytes and one byte": photo() + bytes(5 * 1024 * 1024 + 1 - len(photo())),
        "moving PNG": moving("PNG"),
        "moving WebP": moving("WEBP"),
        "wide WebP": wide_webp(),
        "a thousand scans": photo()[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 1000 + b"\xff\xd9",
    }


@cache
def impostors():
    """Return {name: bytes} of files that are no JPEG, PNG or WebP, or broken ones."""
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
    }
