"""The sign-in library's forms that ask for a code of an app: each code counts once, a lost key is said."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from django import forms
from django.utils.translation import gettext_lazy as _

from psychly.accounts.factor_secrets import LostKey

LOST_KEY = _(
    "We cannot read the secret of your app any more, so no code of it works. Use a passkey, or write to us: "
    "an administrator can delete the app from your account, and you set it up anew."
)


def _ask_plainly(form, label, hint=""):
    """Give the field for a code its label and hint, and no words inside the box."""
    field = form.fields["code"]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = _("Enter the code.")
    field.widget.attrs["inputmode"] = "numeric"
    field.widget.attrs.pop("placeholder", None)


class SaysLostKey:
    """Asks for a code; says it at the field when its secret cannot be read."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _ask_plainly(
            self,
            _("Code from the app, or a recovery code"),
            _("Each code of the app counts once: wait for the next."),
        )

    def clean_code(self):
        """Check the code; a secret that no key opens is an error of ours, not of who types."""
        try:
            return super().clean_code()
        except LostKey:
            raise forms.ValidationError(LOST_KEY) from None


class SecondStepForm(SaysLostKey, AuthenticateForm):
    """The second step of a sign-in."""


class AgainForm(SaysLostKey, ReauthenticateForm):
    """The second step, asked for again."""


class SetUpAppForm(ActivateTOTPForm):
    """Sets an app up with one of its codes, which then counts no more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _ask_plainly(self, _("Code from the app"), _("The six digits it shows now."))

    def clean_code(self):
        """Check the code and mark it as used: the sign-in asks for the next one."""
        code = super().clean_code()
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code
