"""A bucket that does not answer is an outage like a full disk: 503, and nothing typed is lost."""

import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from providers.models import Photo
from providers.photos.keeping import keep_photo
from tests import factories, pictures

pytestmark = pytest.mark.django_db


def lose_the_bucket(settings):
    """From now on photos lie at an address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    options = {
        "bucket_name": "photos",
        "endpoint_url": f"http://127.0.0.1:{port}",
        "region_name": "x",
        "access_key": "key",
        "secret_key": "secret",
        "default_acl": None,
    }
    bucket = {"BACKEND": "psychly.web.bucket_storage.BucketStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": bucket}


def test_a_step_with_a_photo_comes_back_with_all_that_was_typed(settings):
    draft = factories.submission(submitted=False)
    visitor = Client(raise_request_exception=False)
    visitor.force_login(draft.owner)
    lose_the_bucket(settings)
    upload = SimpleUploadedFile("me.jpg", pictures.photo(size=(1000, 600)), "image/jpeg")
    typed = {"approach": "Words that took an hour.", "photo-file": upload}
    answer = visitor.post(draft.address_of("about"), typed)
    assert answer.status_code == 503
    assert "Words that took an hour." in answer.content.decode()
    assert not Photo.objects.exists()


def test_a_photo_that_cannot_be_fetched_is_not_a_fault_of_ours(settings):
    photo = keep_photo(factories.clean_photo())
    photo.show()
    lose_the_bucket(settings)
    answer = Client(raise_request_exception=False).get(f"/media/{photo.path()}")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
