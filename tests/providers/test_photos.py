"""What happens to a photo that somebody sends."""

import io
import json
import re
import subprocess
import sys
import zipfile
from array import array
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageCms, PngImagePlugin

from providers.photos import decoding
from providers.photos.keeping import keep_photo
from providers.photos.tasks import make_sizes
from providers.retention import erase_unused_photos
from tests import factories, pictures

MEGABYTE = 1024 * 1024


def sent(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def pixels(photo):
    return Image.open(io.BytesIO(photo.content))


@pytest.mark.parametrize("name", [*pictures.bombs(), *pictures.impostors(), "six megabytes"])
def test_a_photo_that_is_none_is_refused_with_one_sentence(name):
    data = {**pictures.bombs(), **pictures.impostors(), "six megabytes": bytes(6_000_000)}[name]
    with pytest.raises(ValidationError) as refusal:
        decoding.read_photo(sent(data))
    assert len(refusal.value.messages) == 1
    assert refusal.value.messages[0].endswith(".")


def costs(tmp_path, files):
    """What reading each of {name: bytes} costs, measured in processes of their own."""
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-m", "tests.picture_costs", tmp_path]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600)
    found = json.loads(run.stdout or "{}")
    assert set(found) == set(files), run.stderr
    return found


def test_refusing_a_heavy_photo_takes_little_memory(tmp_path):
    found = costs(tmp_path, {**pictures.bombs(), "a HEIC that lies": pictures.lying_heic()})
    assert not [name for name, figures in found.items() if figures["is_taken"]]
    assert max(figures["memory"] for figures in found.values()) < 100 * MEGABYTE, found


def test_whatever_is_taken_takes_two_hundred_megabytes_and_five_plain_decodes_at_most(tmp_path):
    found = costs(tmp_path, pictures.heaviest())
    assert all(figures["is_taken"] for figures in found.values()), found
    assert max(figures["memory"] for figures in found.values()) < 200 * MEGABYTE, found
    assert not {n: f for n, f in found.items() if f["seconds"] > 5 * f["plain"]}, found


@pytest.mark.parametrize(
    "data",
    [
        pictures.encoded(pictures.noise("RGB", (700, 500)), "PNG"),
        pictures.encoded(pictures.noise("RGBA", (700, 500)), "PNG"),
        pictures.encoded(pictures.noise("P", (1200, 900)), "PNG"),
        pictures.encoded(pictures.noise("1", (3000, 2000)), "PNG"),
        pictures.png(3000, 3000),
        pictures.photo("PNG"),
        pictures.photo("PNG", (1, 1)),
        pictures.photo("WEBP", lossless=True),
        pictures.encoded(pictures.noise("RGB", (700, 500)), "WEBP", lossless=True),
    ],
    ids=[
        "noise",
        "noise that lets through",
        "noise in 256 colors",
        "noise in black and white",
        "one color",
        "drawing",
        "one pixel",
        "WebP without loss",
        "noise in WebP without loss",
    ],
)
def test_what_is_kept_is_never_larger_than_what_came(data):
    clean = decoding.read_photo(sent(data))
    assert len(clean.content) <= len(data)
    assert pixels(clean).size == (clean.width, clean.height)


def test_a_drawing_stays_as_it_is():
    drawing = pixels(decoding.read_photo(sent(pictures.photo("PNG"))))
    assert drawing.getcolors() == Image.open(io.BytesIO(pictures.photo("PNG"))).getcolors()


@pytest.mark.parametrize("size", [(640, 400), (4000, 3000)])
def test_of_a_photo_with_a_second_picture_the_first_counts(size):
    first, second = Image.new("RGB", size, (200, 10, 10)), Image.new("RGB", size, (10, 10, 200))
    data = pictures.with_second_picture(first, second)
    assert Image.open(io.BytesIO(data)).n_frames == 2
    red, _green, blue = pixels(decoding.read_photo(sent(data))).getpixel((5, 5))
    assert red > 150 > 50 > blue


def test_a_photo_whose_second_picture_is_broken_is_taken():
    data = pictures.with_second_picture(Image.new("RGB", (640, 400)), Image.new("RGB", (640, 400)))
    at = data.index(b"MPF\0") + 12
    assert decoding.read_photo(sent(data[:at] + b"\xff" * 40 + data[at + 40 :])).width == 640


def test_a_heic_is_a_photo_upright_without_its_notes():
    data = (pictures.HEIC / "sideways.heic").read_bytes()
    assert pictures.CANARY in data
    clean = decoding.read_photo(sent(data))
    assert (clean.width, clean.height) == (640, 400)  # its pixels lie 400 by 640, with a note to turn them
    assert pictures.CANARY not in clean.content
    assert pixels(clean).getpixel((630, 390))[0] < 80
    assert pixels(clean).getpixel((10, 10))[0] > 150
    assert (
        decoding.read_photo(sent((pictures.HEIC / "24_megapixels.heic").read_bytes())).width
        == decoding.KEPT_SIDE
    )


@pytest.mark.parametrize("name", ["80 million pixels", "lies", "cut HEIC", "HEIC beginning only"])
def test_a_heic_that_cannot_be_taken_says_what_to_do_on_an_iphone(name):
    data = {
        "80 million pixels": (pictures.HEIC / "80_megapixels.heic").read_bytes(),
        "lies": pictures.lying_heic(),
        **pictures.impostors(),
    }[name]
    with pytest.raises(ValidationError) as refusal:
        decoding.read_photo(sent(data))
    assert "On an iPhone" in refusal.value.messages[0]
    assert ("25 million pixels" in refusal.value.messages[0]) == (name == "80 million pixels")


@pytest.mark.parametrize(
    "name", [n for n in pictures.bombs() if "million" in n or "megabytes" in n or "side" in n]
)
def test_a_photo_that_is_too_large_is_refused_with_what_helps(name):
    with pytest.raises(ValidationError) as refusal:
        decoding.read_photo(sent(pictures.bombs()[name]))
    if name != "a hundred megabytes of text":
        assert "Send a smaller copy" in refusal.value.messages[0]


def test_a_photo_that_is_too_small_is_refused_with_what_helps():
    with pytest.raises(ValidationError) as refusal:
        decoding.read_photo(sent(pictures.photo(size=(640, 255))), least=256)
    assert "640 by 255" in refusal.value.messages[0]
    assert "at least 256" in refusal.value.messages[0]
    assert decoding.read_photo(sent(pictures.photo(size=(640, 256))), least=256)


def test_a_color_profile_with_a_program_counts_as_none(monkeypatch):
    def run(*args, **kwargs):
        raise AssertionError("run")

    monkeypatch.setattr("PIL.ImageCms.profileToProfile", run)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert decoding.read_photo(sent(pictures.photo(icc_profile=profile + b"mpet" * 9)))
    with pytest.raises(ValidationError):
        decoding.read_photo(sent(pictures.photo(icc_profile=profile)))


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_kept_but_the_pixels(pillow_format):
    exif = Image.Exif()
    exif[0x010E] = exif[0x8298] = pictures.CANARY.decode()
    exif[0x8825] = {1: "N", 2: (30.0, 16.0, 0.0)}
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", pictures.CANARY.decode())
    options = {"exif": exif, "xmp": b"<x>" + pictures.CANARY + b"</x>"}
    options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if pillow_format == "PNG":
        options = {"exif": exif, "pnginfo": text}
    if pillow_format == "JPEG":
        options["comment"] = pictures.CANARY
    data = pictures.photo(pillow_format, **options)
    assert pictures.CANARY in data
    clean = decoding.read_photo(sent(data + pictures.CANARY, "../../x.php.jpg"))
    assert clean.extension == {"JPEG": "jpg", "PNG": "webp", "WEBP": "webp"}[pillow_format]
    assert pictures.CANARY not in clean.content
    kept = pixels(clean)
    assert not kept.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(kept.info)
    for _width, _extension, content in decoding.sizes(clean.content):
        assert pictures.CANARY not in content


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    upright = pixels(decoding.read_photo(sent(pictures.photo(exif=exif))))
    assert upright.size == (400, 640)
    assert upright.getpixel((390, 10))[0] < 80  # the dark corner went from the left to the right
    assert upright.getpixel((10, 10))[0] > 150


@pytest.mark.parametrize(
    ("pillow_format", "mode"),
    [
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("PNG", "1"),
        ("PNG", "P"),
        ("PNG", "LA"),
        ("PNG", "RGBA"),
        ("PNG", "I;16"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_pixel_becomes_plain_color(pillow_format, mode):
    picture = pixels(
        decoding.read_photo(sent(pictures.photo(pillow_format, mode=mode) if mode != "I;16" else gray16()))
    )
    assert picture.mode == "RGB"
    assert brightness(picture, (300, 200)) > brightness(picture, (20, 20)) + 100


def brightness(picture, corner):
    x, y = corner
    return (
        picture.crop((x, y, x + 64, y + 64))
        .convert("L")
        .resize((1, 1), Image.Resampling.BOX)
        .getpixel((0, 0))
    )


def gray16():
    levels = array("H", (2_000 if x < 160 and y < 100 else 50_000 for y in range(400) for x in range(640)))
    return pictures.encoded(Image.frombytes("I;16", (640, 400), levels.tobytes()), "PNG")


def test_what_is_transparent_becomes_white():
    data = pictures.encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG")
    assert pixels(decoding.read_photo(sent(data))).getpixel((4, 4)) == (255, 255, 255)
    palette = Image.new("P", (9, 9), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    data = pictures.encoded(palette, "PNG", transparency=0)
    assert pixels(decoding.read_photo(sent(data))).getpixel((4, 4)) == (255, 255, 255)


def test_the_smallest_and_the_largest_photo_are_taken():
    assert pixels(decoding.read_photo(sent(pictures.photo(size=(1, 1))))).size == (1, 1)
    large = decoding.read_photo(sent(pictures.png(3500, 3600)))
    assert max(large.width, large.height) == decoding.KEPT_SIDE


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kept(db, media):
    photo = keep_photo(decoding.read_photo(sent(pictures.photo(size=(1000, 600)))), by=factories.user())
    make_sizes.call(str(photo.pk))
    photo.refresh_from_db()
    return photo


def test_sizes_are_made_by_a_task_and_twice_does_no_harm(kept, client):
    assert kept.widths == [160, 480, 960]
    make_sizes.call(str(kept.pk))
    kept.show()
    names = {kept.file_name(w, e) for w in kept.widths for e in decoding.SIZE_FORMATS}
    assert {n for n in default_storage.listdir("photos")[1]} == {*names, kept.file_name()}
    for name in names:
        answer = client.get(f"/media/photos/{name}")
        assert answer["Content-Type"] == decoding.CONTENT_TYPES[name.rpartition(".")[2]]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in answer["Cache-Control"]
        assert Image.open(io.BytesIO(answer.content)).width in (160, 480, 960)


@pytest.mark.parametrize("loss", ["empty", "gone"])
def test_a_size_that_lost_its_bytes_is_answered_with_the_whole_picture_for_now(
    kept, client, media, loss, caplog
):
    kept.show()
    path = Path(default_storage.path(kept.path(480, "webp")))
    path.write_bytes(b"") if loss == "empty" else path.unlink()
    answer = client.get(f"/media/photos/{kept.file_name(480, 'webp')}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer["Cache-Control"]
    assert "no bytes" in caplog.text
    Path(default_storage.path(kept.path())).write_bytes(b"")
    for name in (kept.file_name(480, "webp"), kept.file_name()):
        answer = client.get(f"/media/photos/{name}")
        assert answer.status_code == 404
        assert "immutable" not in answer.get("Cache-Control", "")


def test_sizes_made_again_on_a_full_disk_leave_no_part_of_a_file(kept, monkeypatch):
    def save(storage, name, content):
        Path(storage.path(name)).write_bytes(b"")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", save)
    with pytest.raises(OSError, match="No space"):
        make_sizes.call(str(kept.pk))
    names = default_storage.listdir("photos")[1]
    assert names
    assert all(default_storage.size(f"photos/{name}") for name in names)


def test_a_photo_that_is_not_public_is_seen_by_its_sender_and_staff_alone(kept, client):
    address = f"/media/photos/{kept.file_name(480, 'webp')}"
    assert client.get(address).status_code == 404
    client.force_login(factories.user())
    assert client.get(address).status_code == 404
    for user in (kept.by, factories.user(is_staff=True)):
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "name", ["x", "..%2Fsuite.sqlite3", "%00", "a.php", "{}-0480.webp", "{}-4.webp", "{}.svg"]
)
def test_no_other_file_is_reached(kept, client, name):
    kept.show()
    assert client.get(f"/media/photos/{name.format(kept.pk)}").status_code == 404


def test_a_photo_that_nothing_uses_leaves_the_disk_after_a_day(kept):
    assert erase_unused_photos() == 0
    assert erase_unused_photos(timezone.now() + timedelta(days=2)) == 1
    assert default_storage.listdir("photos")[1] == []


def test_a_photo_that_is_a_zip_or_a_script_as_well_keeps_none_of_it():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("run.js", "alert(1)")
    for more in (archive.getvalue(), b"<script>alert(1)</script>", b"<?php echo 1; ?>"):
        clean = decoding.read_photo(sent(pictures.photo() + more, "a.php.jpg"))
        assert more not in clean.content
        assert not zipfile.is_zipfile(io.BytesIO(clean.content))


@pytest.mark.parametrize("pillow_format", ["PNG", "WEBP"])
def test_a_photo_of_every_format_is_turned_upright_by_its_own_note(pillow_format):
    exif = Image.Exif()
    exif[0x0112] = 8  # turn by 270 degrees clockwise
    assert pixels(decoding.read_photo(sent(pictures.photo(pillow_format, exif=exif)))).size == (400, 640)


def test_stored_photos_have_names_that_nobody_chose(kept, media):
    names = default_storage.listdir("photos")[1]
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(-\d+)?\.(jpg|webp|avif)"
    assert names
    assert all(re.fullmatch(pattern, name) for name in names)


@pytest.mark.parametrize("name", pictures.of_many_parts())
def test_a_photo_of_tens_of_thousands_of_parts_is_refused_before_they_are_read(name, monkeypatch):
    opened = []
    monkeypatch.setattr("PIL.Image.open", lambda *args, **kwargs: opened.append(name))
    with pytest.raises(ValidationError):
        decoding.read_photo(sent(pictures.of_many_parts()[name]))
    assert opened == []


def test_refusing_a_heavy_photo_ends_by_itself_before_it_is_decoded(monkeypatch):
    """None of the heavy files reaches the decoder: what is not decoded cannot take long."""

    def decode(*args, **kwargs):
        raise AssertionError("decoded")

    light = {"a hundred megabytes of text"}  # refused while its header is read
    damaged = {"a thousand scans", "JPEG without loss"}
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    for name, data in pictures.bombs().items():
        if name not in light:
            with pytest.raises(ValidationError) as refusal:
                decoding.read_photo(sent(data))
            assert "damaged" not in refusal.value.messages[0] or name in damaged, name
