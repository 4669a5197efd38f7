"""Photos as files."""

import logging
import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers

from providers.models import Photo
from providers.photos.decoding import CONTENT_TYPES

logger = logging.getLogger(__name__)
NAME = re.compile(
    r"(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(?P<width>\d{1,4}))?\.(?P<extension>[a-z]{3,4})"
)
YEAR = 31_536_000  # seconds


def photo(request, name):
    """One file of a photo: to everybody when it is public, else to staff and who sent it.

    A name is never used for other pixels, so a public photo may be kept for a year. A size that is being
    made, or whose file is lost or empty, is answered with the whole picture, which nobody keeps.
    """
    asked = NAME.fullmatch(name)
    if not asked or asked["extension"] not in CONTENT_TYPES:
        raise Http404
    row = get_object_or_404(Photo, pk=asked["pk"])
    if not row.is_public and not row.may_be_seen_by(request.user):
        raise Http404
    path = row.path(asked["width"] and int(asked["width"]), asked["extension"])
    if not path.endswith(name):
        raise Http404
    if row.is_ready and asked["width"] and int(asked["width"]) not in row.widths:
        raise Http404
    is_ready = row.is_ready or not asked["width"]
    if is_ready and not _is_there(path):
        logger.error("The photo %s has no bytes on the disk", name)
        is_ready = False
    path = path if is_ready else row.path()  # all of it meanwhile
    if not _is_there(path):
        raise Http404
    with default_storage.open(path) as file:
        response = HttpResponse(file.read(), content_type=CONTENT_TYPES[path.rpartition(".")[2]])
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    if row.is_public and is_ready:
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        add_never_cache_headers(response)
    return response


def _is_there(path):
    return default_storage.exists(path) and default_storage.size(path) > 0
