"""What tests of listings share."""

import pytest

from listings import policy
from tests import factories


@pytest.fixture(autouse=True)
def _decisions_are_made_at_once(request, monkeypatch):
    """No decision is held for some seconds, but where that is what is tested (mark `held`)."""
    if "held" not in request.keywords:
        monkeypatch.setattr(policy, "UNDO_SECONDS", 0)


@pytest.fixture
def staff(client):
    """A moderator who is signed in, with the second factor of a real site."""
    row = factories.moderator()
    factories.enter_desk(client, row)
    return row


@pytest.fixture
def owner():
    """Who owns `provider`."""
    return factories.user("owner@mail.example")


@pytest.fixture
def provider(owner):
    """A public listing of one owner."""
    return factories.approve(
        factories.submission(owner=owner, you={"display_name": "Example Clinic"}), by=factories.moderator()
    )


@pytest.fixture
def editor(provider):
    """Who edits `provider` without owning it."""
    return factories.collaborator(provider, factories.user("editor@mail.example"), role="editor")
