"""One page to come in by: a known address gets a code, and so does a new one.

A new address becomes a user at once, but one without a confirmed address: nobody can act as that user
before the code has been typed in, and `forget_unconfirmed` deletes those who never do. So the page, its
answer and its mail are the same for a known and a new address, and nobody learns who is listed here.
"""

from datetime import timedelta

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from psychly.models import User
from psychly.retention import RULES

KEEP_UNCONFIRMED = timedelta(days=RULES["unconfirmed"].days)


class EmailForm(LoginForm):
    """Asks for the e-mail address that the code goes to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("E-mail address")
        field.help_text = _("We send a code to it. There is no password.")
        field.error_messages["required"] = _("Enter your e-mail address.")
        del field.widget.attrs["placeholder"]

    def clean(self):
        """Make a user for an address that is new here (`self.user` is None when nobody has it)."""
        values = super().clean()
        if not self.errors and self.user is None:
            self.user = _welcome(self.cleaned_data["login"].lower())
        return values


class CodeForm(ConfirmLoginCodeForm):
    """Asks for the code from the e-mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code from the e-mail")
        field.help_text = _("Eight letters or digits. Capitals and the dash do not matter.")
        field.error_messages["required"] = _("Enter the code from the e-mail.")
        field.widget.attrs.update({"autocapitalize": "characters", "spellcheck": "false"})
        del field.widget.attrs["placeholder"]


def _welcome(email):
    """Make the user of a new address; None for the address of someone who was locked out."""
    with transaction.atomic():
        user, is_new = User.objects.get_or_create(email=email)
        if not is_new:
            return user if user.is_active else None
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user


def unconfirmed(now=None):
    """Users who asked for a code a day ago and never typed it in."""
    before = (now or timezone.now()) - KEEP_UNCONFIRMED
    waiting = EmailAddress.objects.filter(
        verified=False,
        primary=True,
        user__last_login=None,
        user__is_staff=False,
        user__date_joined__lt=before,
    )
    return User.objects.filter(pk__in=waiting.values("user_id"))


def forget_unconfirmed(now=None):
    """Delete them; return how many there were."""
    return unconfirmed(now).delete()[1].get("psychly.User", 0)
