"""Fixtures of the articles' tests."""

import pytest

from tests import factories


@pytest.fixture
def desk(db, client):
    """The client, signed in as staff who may do everything."""
    factories.enter_desk(client, factories.user(is_staff=True, is_superuser=True))
    return client
