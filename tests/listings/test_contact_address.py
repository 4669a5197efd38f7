"""The address that messages go to changes only once the new one has been proven."""

import re

import pytest

from providers.models import Inquiry
from psychly.models import OutgoingMail, User
from tests import factories
from tests.mailbox import mail_to, run_tasks, type_in_the_code

pytestmark = pytest.mark.django_db
OLD, NEW = "robin@mail.example", "robin@new.example"
PAGE = "/accounts/email/"


@pytest.fixture
def provider(client):
    """A public listing whose owner is signed in with a proven address."""
    owner = factories.user(OLD)
    owner.emailaddress_set.create(email=OLD, verified=True, primary=True)
    provider = factories.approve(factories.submission(owner=owner), by=factories.moderator())
    run_tasks()
    client.force_login(owner)
    return provider


def write_to(provider, number):
    """A visitor writes; return the address that the message goes to."""
    token = f"00000000-0000-4000-8000-00000000000{number}"
    values = {"name": "Pat", "email": "pat@mail.example", "message": "Hello."}
    Inquiry.objects.receive(provider=provider, token=token, **values)
    return OutgoingMail.objects.filter(kind="inquiry").latest("created_at").to


def ask(client):
    type_in_the_code(client, client.post(PAGE, {"action_add": "1", "email": NEW}), OLD)
    return re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail_to(NEW)[-1].body, re.M)[-1]


def test_messages_go_to_the_old_address_until_the_new_one_is_proven_and_the_old_one_is_told(client, provider):
    assert write_to(provider, 1) == OLD
    code = ask(client)
    provider.refresh_from_db()
    assert write_to(provider, 2) == OLD
    assert NEW in client.get(PAGE).content.decode()
    client.post("/accounts/confirm-email/", {"code": code})
    provider.owners[0].refresh_from_db()
    assert provider.owners[0].email == NEW
    assert write_to(provider, 3) == NEW
    told = mail_to(OLD)
    assert any("changed" in (m.subject + m.body).lower() for m in told), [m.subject for m in told]


def test_a_wrong_code_changes_nothing(client, provider):
    ask(client)
    client.post("/accounts/confirm-email/", {"code": "BBBB-BBBB"})
    assert User.objects.filter(email=OLD).exists()
    assert write_to(provider, 1) == OLD


def test_the_address_of_somebody_else_is_not_taken_and_not_given_away(client, provider):
    other = factories.user(NEW)
    other.emailaddress_set.create(email=NEW, verified=True, primary=True)
    type_in_the_code(client, client.post(PAGE, {"action_add": "1", "email": NEW}), OLD)
    assert User.objects.get(pk=other.pk).email == NEW
    assert write_to(provider, 1) == OLD
