"""Fixtures of the articles' tests."""

import pytest

from tests import factories


@pytest.fixture
def desk(db, client, settings):
    """The client, signed in as staff who may do everything."""
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    return client
