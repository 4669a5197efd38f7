"""Keeping a photo that was sent."""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from providers.models import Photo
from providers.photos.tasks import make_sizes


def keep_photo(photo, *, by=None):
    """Store a `decoding.Photo` under a random name, file and row or neither; a task makes its sizes."""
    row = Photo(extension=photo.extension, width=photo.width, height=photo.height, by=by)
    try:
        default_storage.save(row.path(), ContentFile(photo.content))
        with transaction.atomic():
            row.save(force_insert=True)
            make_sizes.enqueue(str(row.pk))
    except BaseException:
        with suppress(Exception):  # a bucket's client has errors of its own
            default_storage.delete(row.path())  # a full disk leaves half a file
        raise
    return row
