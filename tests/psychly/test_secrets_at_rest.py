"""Secrets of second factors are encrypted in the database; keys change without loss, a lost one is said."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from psychly.accounts.factor_secrets import PREFIX
from psychly.models import OutgoingMail
from psychly.running import backup
from tests import factories
from tests.psychly.test_second_factor import SECRET, app_code, member, sign_in

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def staff():
    return member(is_staff=True, is_superuser=True)


def enrol(user):
    """Give somebody an app and recovery codes; return the codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).generate_codes()


def stored():
    """What the table holds, as a thief of a backup reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def reencrypt(*arguments):
    said = StringIO()
    call_command("reencrypt_second_factors", *arguments, stdout=said)
    return said.getvalue()


def second_step(client, user, code):
    """Sign in by mailed code, then answer the second step with `code`."""
    sign_in(client, user)
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_neither_the_secret_of_an_app_nor_the_seed_of_recovery_codes_is_stored_in_clear(client, staff):
    codes = enrol(staff)
    app, recovery = stored()
    assert app["secret"].startswith(PREFIX)
    assert recovery["seed"].startswith(PREFIX)
    assert SECRET not in json.dumps(stored())
    second_step(client, staff, app_code())
    assert client.get("/admin/").status_code == 200
    client.logout()
    second_step(client, staff, codes[0])
    assert client.get("/admin/").status_code == 200


def test_a_row_of_before_is_read_as_it_is_until_the_command_encrypts_it(client, staff):
    Authenticator.objects.create(user=staff, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=staff, type="webauthn", data={"name": "Key", "credential": {}})
    second_step(client, staff, app_code())
    assert client.get("/admin/").status_code == 200
    assert "first key: 1." in reencrypt()
    app, key = stored()
    assert app["secret"].startswith(PREFIX)
    assert key == {"name": "Key", "credential": {}}


def test_a_new_first_key_takes_over_and_the_old_one_can_go(client, staff, settings):
    settings.MFA_KEYS = [OLD]
    codes = enrol(staff)
    settings.MFA_KEYS = [NEW, OLD]
    second_step(client, staff, codes[0])
    assert client.get("/admin/").status_code == 200
    before = stored()
    assert "first key: 2." in reencrypt()
    assert stored() != before
    assert stored()[1]["used_mask"] == before[1]["used_mask"] == 1
    settings.MFA_KEYS = [NEW]
    client.logout()
    second_step(client, staff, codes[0])
    assert client.get("/admin/").status_code == 302  # it was used
    second_step(client, staff, codes[1])
    assert client.get("/admin/").status_code == 200


def test_a_row_that_cannot_be_read_stops_the_command_before_anything_changes(staff, settings):
    settings.MFA_KEYS = [OLD]
    enrol(staff)
    settings.MFA_KEYS = [NEW]
    enrol(factories.user("other@mail.example"))
    before = stored()
    with pytest.raises(CommandError, match="Nothing was changed: no key in MFA_KEYS opens 2 of the"):
        reencrypt()
    assert stored() == before


def test_a_lost_key_is_a_sentence_on_every_page_and_in_the_log(client, staff, settings, caplog):
    settings.MFA_KEYS = [OLD]
    codes = enrol(staff)
    second_step(client, staff, codes[0])
    settings.MFA_KEYS = [NEW]
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        response = client.get(reverse(name), follow=True)
        html = response.content.decode()
        assert response.status_code == 503 or "Confirm that it is you" in html, name
    assert "an administrator puts the key back" in client.get(reverse("mfa_index")).content.decode()
    again = client.post(reverse("mfa_reauthenticate"), {"code": app_code()})
    assert "We cannot read the secret of your app any more" in again.content.decode()
    client.logout()
    response = second_step(client, staff, app_code())
    assert response.status_code == 200
    assert "We cannot read the secret of your app any more" in response.content.decode()
    assert any("MFA_KEYS lacks the key of a second factor" in line for line in caplog.messages)


def test_when_a_key_is_lost_for_good_its_factors_go_and_their_owners_are_told(staff, settings):
    settings.MFA_KEYS = [OLD]
    enrol(staff)
    settings.MFA_KEYS = [NEW]
    other = factories.user("other@mail.example")
    enrol(other)
    said = reencrypt("--delete-unreadable")
    assert "people told: 1." in said
    assert "first key: 2." in said
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}
    assert OutgoingMail.objects.get(kind="second_factor_deleted").to == staff.email


def test_a_backup_says_that_the_keys_are_kept_elsewhere():
    assert "MFA_KEYS" in backup.KEPT_ELSEWHERE
