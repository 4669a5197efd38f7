"""The name of what runs: what was made by another release is not served by this one."""

from functools import cache
from hashlib import sha256

from django.conf import settings

ROOMS = ("psychly", "providers", "articles", "listings", "templates", "static")
KINDS = {".py", ".html", ".txt", ".css", ".js", ".svg", ".png", ".json"}


@cache
def release_name():
    """Return 16 letters and digits that stand for the whole source and the settings that pages show.

    The source is hashed file by file, so that nothing has to be counted up by hand when a module moves.
    """
    digest = sha256()
    for path in sorted(path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*")):
        if path.suffix in KINDS and path.is_file():
            digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
            digest.update(path.read_bytes())
    digest.update(repr([settings.SITE_URL, settings.DEMO]).encode())
    return digest.hexdigest()[:16]
