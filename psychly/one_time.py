"""A code by e-mail that proves, once, that whoever is signed in still reads that mailbox.

There is no password here to ask for again. The session holds a keyed hash of the code, what it is for, and
until when it works; it works in this browser only.
"""

import time

from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from psychly import outbox
from psychly.sign_in_codes import LETTERS

LASTS = 900  # seconds
KEY = "one_time"


def send(request, kind, purpose):
    """Mail a new code with the template `kind`; an older one stops working."""
    code = get_random_string(8, LETTERS)
    request.session[KEY] = {"hash": _hash(code, purpose, request.user), "until": time.time() + LASTS}
    context = {"code": f"{code[:4]}-{code[4:]}"}
    outbox.queue(kind, request.user.email, context, is_awaited=True)


def holds(request, typed, purpose):
    """Whether a typed code is the newest one for a purpose; a right one works once."""
    kept = request.session.get(KEY)
    code = "".join(c for c in typed.upper() if c.isalnum())
    if not kept or time.time() > kept["until"]:
        return False
    if not constant_time_compare(kept["hash"], _hash(code, purpose, request.user)):
        return False
    del request.session[KEY]
    return True


def _hash(code, purpose, user):
    return salted_hmac(f"one_time.{purpose}", f"{user.pk}:{code}").hexdigest()
