"""The sizes of photos, made by a task after each upload."""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks import task

from providers.models import Photo
from providers.photos import decoding
from providers.search.reindex import reindexing


@task
def make_sizes(photo_id):
    """Make every size of a photo. Doing it twice writes the same files again."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    with default_storage.open(photo.path()) as file:
        content = file.read()
    for width, extension, data in decoding.sizes(content):
        _store_size(photo.path(width, extension), data)
    Photo.objects.filter(pk=photo_id).update(widths=decoding.widths(photo.width))
    for provider in photo.providers.all():
        with reindexing(provider):
            pass  # lists show it from now on


def _store_size(path, content):
    """Write a size in place of any that is there; on a full disk, rather none than a part of it."""
    default_storage.delete(path)  # the storage would choose another name beside an old file
    try:
        default_storage.save(path, ContentFile(content))
    except BaseException:
        with suppress(OSError):
            default_storage.delete(path)
        raise
