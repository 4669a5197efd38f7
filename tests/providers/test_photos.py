"""What happens to a photo that somebody sends."""

import io
import json
import re
import subprocess
import sys
import zipfile
from array import array
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageCms, PngImagePlugin

from providers import photos
from providers.models import Photo
from providers.models.photo import make_sizes
from providers.retention import erase_unused_photos
from tests import factories, pictures


def sent(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def pixels(photo):
    return Image.open(io.BytesIO(photo.content))


@pytest.mark.parametrize("name", [*pictures.bombs(), *pictures.impostors(), "six megabytes"])
def test_a_photo_that_is_none_is_refused_with_one_sentence(name):
    data = {**pictures.bombs(), **pictures.impostors(), "six megabytes": bytes(6_000_000)}[name]
    with pytest.raises(ValidationError) as refusal:
        photos.read(sent(data))
    assert len(refusal.value.messages) == 1
    assert refusal.value.messages[0].endswith(".")


MEASURED = """
import json, pathlib, resource, sys
import django
django.setup()
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from providers import photos
from tests import pictures
photos.read(SimpleUploadedFile("a.jpg", pictures.photo()))
grown = {}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        photos.read(SimpleUploadedFile("a.jpg", path.read_bytes()))
    except ValidationError:
        grown[path.name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps(grown))
"""


def test_refusing_a_heavy_photo_takes_little_memory(tmp_path):
    bombs = pictures.bombs()
    for name, data in bombs.items():
        (tmp_path / name).write_bytes(data)
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, tmp_path], capture_output=True, text=True, timeout=60
    )
    grown = json.loads(run.stdout or "{}")
    assert set(grown) == set(bombs), run.stderr
    assert max(grown.values()) < 100_000, grown  # kilobytes


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
    clean = photos.read(sent(data + pictures.CANARY, "../../x.php.jpg"))
    assert clean.extension == photos.EXTENSIONS[pillow_format]
    assert pictures.CANARY not in clean.content
    kept = pixels(clean)
    assert not kept.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(kept.info)
    for _width, _extension, content in photos.sizes(clean.content):
        assert pictures.CANARY not in content


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    upright = pixels(photos.read(sent(pictures.photo(exif=exif))))
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
        photos.read(sent(pictures.photo(pillow_format, mode=mode) if mode != "I;16" else gray16()))
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
    assert pixels(photos.read(sent(data))).getpixel((4, 4)) == (255, 255, 255)
    palette = Image.new("P", (9, 9), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    data = pictures.encoded(palette, "PNG", transparency=0)
    assert pixels(photos.read(sent(data))).getpixel((4, 4)) == (255, 255, 255)


def test_the_smallest_and_the_largest_photo_are_taken():
    assert pixels(photos.read(sent(pictures.photo(size=(1, 1))))).size == (1, 1)
    large = photos.read(sent(pictures.png(5000, 5000)))
    assert max(large.width, large.height) == photos.KEPT_SIDE


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kept(db, media):
    photo = Photo.objects.keep(photos.read(sent(pictures.photo(size=(1000, 600)))), by=factories.user())
    make_sizes.call(str(photo.pk))
    photo.refresh_from_db()
    return photo


def test_sizes_are_made_by_a_task_and_twice_does_no_harm(kept, client):
    assert kept.widths == [160, 480, 960]
    make_sizes.call(str(kept.pk))
    kept.show()
    names = {kept.file_name(w, e) for w in kept.widths for e in photos.SIZE_FORMATS}
    assert {n for n in default_storage.listdir("photos")[1]} == {*names, kept.file_name()}
    for name in names:
        answer = client.get(f"/media/photos/{name}")
        assert answer["Content-Type"] == photos.CONTENT_TYPES[name.rpartition(".")[2]]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in answer["Cache-Control"]
        assert Image.open(io.BytesIO(answer.content)).width in (160, 480, 960)


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
        clean = photos.read(sent(pictures.photo() + more, "a.php.jpg"))
        assert more not in clean.content
        assert not zipfile.is_zipfile(io.BytesIO(clean.content))


@pytest.mark.parametrize("pillow_format", ["PNG", "WEBP"])
def test_a_photo_of_every_format_is_turned_upright_by_its_own_note(pillow_format):
    exif = Image.Exif()
    exif[0x0112] = 8  # turn by 270 degrees clockwise
    assert pixels(photos.read(sent(pictures.photo(pillow_format, exif=exif)))).size == (400, 640)


def test_stored_photos_have_names_that_nobody_chose(kept, media):
    names = default_storage.listdir("photos")[1]
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(-\d+)?\.(jpg|webp|avif)"
    assert names
    assert all(re.fullmatch(pattern, name) for name in names)


def test_refusing_a_heavy_photo_ends_by_itself_before_it_is_decoded(monkeypatch):
    """None of the heavy files reaches the decoder: what is not decoded cannot take long."""

    def decode(*args, **kwargs):
        raise AssertionError("decoded")

    light = {"a hundred megabytes of text"}  # refused while its header is read
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    for name, data in pictures.bombs().items():
        if name not in light:
            with pytest.raises(ValidationError) as refusal:
                photos.read(sent(data))
            assert "damaged" not in refusal.value.messages[0] or name == "a thousand scans", name
