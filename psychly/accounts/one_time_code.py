"""A code by e-mail that proves, once, that whoever is signed in still reads that mailbox.

There is no password here to ask for again. The session holds a keyed hash of the code, what it is for, and
until when it works; it works in this browser only.
"""

import time

from django import forms
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from psychly.accounts.sign_in_codes import LETTERS
from psychly.mail import outbox

LASTS = 900  # seconds
KEY = "one_time"


class MailedCodeField(forms.CharField):
    """The box for a code from an e-mail, whatever the code is for."""

    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    )

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Code from the e-mail"),
            help_text=_("Eight letters or digits. Capitals and the dash do not matter."),
            error_messages={"required": _("Enter the code from the e-mail.")},
            **kwargs,
        )


class CodeForm(forms.Form):
    """The code of the e-mail."""

    code = MailedCodeField()


def send_code(request, kind, purpose):
    """Mail a new code with the template `kind`; an older one stops working."""
    code = get_random_string(8, LETTERS)
    until = time.time() + LASTS
    request.session[KEY] = {
        "hash": _hash(code, purpose, request.user),
        "until": until,
        "purpose": purpose,
    }
    context = {"code": f"{code[:4]}-{code[4:]}"}
    outbox.queue(kind, request.user.email, context, is_awaited=True)


def is_waiting(request, purpose):
    """Whether a code for a purpose was sent and still works."""
    kept = request.session.get(KEY)
    return bool(kept) and kept.get("purpose") == purpose and time.time() <= kept["until"]


def code_holds(request, typed, purpose):
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
