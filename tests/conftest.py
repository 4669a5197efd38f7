"""Fixtures of the whole suite."""

import pytest


@pytest.fixture(autouse=True)
def _test_settings(settings):
    """Plain static files and plain HTTP: tests are served without collectstatic and without TLS."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Each layer of the stylesheet by itself: the joined file exists only after collectstatic.
    settings.PIPELINE = {
        **settings.PIPELINE,
        "PIPELINE_ENABLED": False,
        "PIPELINE_COLLECTOR_ENABLED": False,
    }
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
