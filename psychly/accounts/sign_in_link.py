"""A link that signs in without mail, made from the shell of the machine: for the first administrator, and
for the day when mail is down and nobody gets a code.

It stands for the code alone: a second step is still asked for. It works once and for LASTS; whatever signs
in meanwhile ends it. Opening it changes nothing, the page has a button: programs open links, too.
"""

import time

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from psychly.accounts import access_log
from psychly.models import User

LASTS = 600  # seconds
SALT = "psychly.accounts.sign_in_link"


@transaction.atomic
def make_link(user):
    """Return the address that signs a user in; it stays on record that it was made."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=user.pk,
        object_repr=str(user)[:200],
        action_flag=CHANGE,
        change_message="A link to sign in was made from the shell.",
    )
    access_log.log.warning("a link to sign in was made from the shell, user %s", user.pk)
    token = signing.dumps([user.pk, _last_sign_in(user), time.time()], salt=SALT)
    return settings.SITE_URL + reverse("account_sign_in_link", args=[token])


def user_of(token):
    """Return whom a link signs in, or None when it is not ours, was used, or is too old."""
    try:
        pk, last_sign_in, _made = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and _last_sign_in(user) == last_sign_in else None


def sign_in(request, user):
    """Sign a user in whose link was pressed; None when another press was first."""
    same = User.objects.filter(pk=user.pk, last_login=user.last_login)
    if not same.update(last_login=timezone.now()):
        return None
    access_log.log.warning("a link to sign in was used, user %s", user.pk)
    record_authentication(request, user, method="code", email=user.email)
    return perform_login(request, user, email=user.email)


def _last_sign_in(user):
    return user.last_login.isoformat() if user.last_login else ""
