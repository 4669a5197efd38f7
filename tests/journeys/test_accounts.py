"""Signing in by e-mailed code, in a browser."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from psychly.accounts import sign_in_codes
from psychly.models import OutgoingMail
from tests import factories
from tests.mailbox import sign_in_code


@pytest.fixture
def therapist(site):
    user = factories.user("pat@mail.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_a_therapist_signs_in_with_the_code_that_was_mailed(page, has_script, therapist, sign_in):
    sign_in(page, therapist.email, "/accounts/login/?next=/")
    page.goto("/accounts/email/")
    expect(page.locator("main")).to_contain_text(therapist.email)


def test_staff_come_in_with_a_passkey_while_no_mail_arrives(page, site, settings):
    settings.STAFF_SECOND_FACTOR = settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    user = factories.user("staff@psychly.example", is_staff=True, is_superuser=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**key, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.locator("input[type=email]").fill(user.email)
    page.get_by_role("button", name="Send me a code").click()
    page.locator("input[name=code]").fill(sign_in_code(user.email))
    page.get_by_role("button", name="Continue", exact=True).click()
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("recovery-codes"))
    page.context.clear_cookies()
    sent = OutgoingMail.objects.filter(kind="login_code").count()
    sign_in_codes.ask(user.email)  # a stranger just did, so no other mail leaves now
    page.goto("/accounts/login/?next=/admin/")
    page.locator("input[type=email]").fill(user.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/admin/")
    assert OutgoingMail.objects.filter(kind="login_code").count() == sent
