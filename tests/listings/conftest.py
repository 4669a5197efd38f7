"""What tests of listings share."""

import pytest

from tests import factories


@pytest.fixture
def staff(client, settings):
    """A moderator who is signed in; the second factor has tests of its own."""
    settings.STAFF_SECOND_FACTOR = False
    row = factories.moderator()
    client.force_login(row)
    return row
