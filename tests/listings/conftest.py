"""What tests of listings share."""

import pytest

from tests import factories


@pytest.fixture
def staff(client):
    """A moderator who is signed in, with the second factor of a real site."""
    row = factories.moderator()
    factories.enter_desk(client, row)
    return row
