"""Signing in by e-mailed code, in a browser."""

import pytest
from allauth.account.models import EmailAddress

from tests import factories


@pytest.fixture
def therapist(site):
    user = factories.user("pat@mail.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_a_therapist_signs_in_with_the_code_that_was_mailed(page, has_script, therapist, sign_in):
    sign_in(page, therapist.email, "/accounts/login/?next=/")
    page.goto("/accounts/email/")
    assert therapist.email in page.content()
