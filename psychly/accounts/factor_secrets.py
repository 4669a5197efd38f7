"""Secrets of second factors at rest: encrypted with keys that lie in MFA_KEYS and in no backup.

A secret that was written here begins with `PREFIX`; one without it is of before and is read as it is, until
`manage.py reencrypt_second_factors` has run. The first key encrypts, every key of the list decrypts.
"""

import logging

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.shortcuts import render

log = logging.getLogger("psychly.factors")
PREFIX = "f1:"
#: What of `Authenticator.data` is a secret; a passkey keeps a public key, which is none.
SECRETS = ("secret", "seed")


class LostKey(Exception):
    """None of the keys in MFA_KEYS opens a stored secret."""


def encrypt(text):
    """Return a secret as it is stored."""
    return PREFIX + _keys().encrypt(text.encode()).decode()


def decrypt(stored):
    """Return a stored secret in clear; raise LostKey when no key of ours opens it."""
    if not stored.startswith(PREFIX):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(PREFIX).encode()).decode()
    except InvalidToken:
        log.error("MFA_KEYS lacks the key of a second factor: put the former key back at its end.")
        raise LostKey from None


@transaction.atomic
def reencrypt():
    """Encrypt every secret with the first key, all or none; return how many factors there were.

    Raises LostKey, and changes nothing, when one of them cannot be read.
    """
    rows = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    factors = list(rows.order_by("pk"))
    for factor in factors:
        held = {name: encrypt(decrypt(factor.data[name])) for name in SECRETS if name in factor.data}
        factor.data = {**factor.data, **held}
        factor.save(update_fields=["data"])
    return len(factors)


def unreadable():
    """Return the factors whose secret no key opens."""
    lost = []
    for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        try:
            [decrypt(factor.data[name]) for name in SECRETS if name in factor.data]
        except LostKey:
            lost.append(factor.pk)
    return Authenticator.objects.filter(pk__in=lost)


def _keys():
    return MultiFernet([Fernet(key) for key in settings.MFA_KEYS])


class LostKeys:
    """Says it plainly when MFA_KEYS lacks the key of a second factor that a page needs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer as ever."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer 503 with what to do."""
        if isinstance(exception, LostKey):
            return render(request, "lost_key.html", status=503)
        return None
