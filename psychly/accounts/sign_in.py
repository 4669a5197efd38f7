"""One page to come in by: a known address gets a code, and so does a new one.

A new address becomes a user at once, but one without a confirmed address: nobody can act as that user
before the code has been typed in, and `forget_unconfirmed` deletes those who never do. So the page, its
answer and its mail are the same for a known and a new address, and nobody learns who is listed here.
"""

import uuid
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, ConfirmEmailVerificationCodeForm, LoginForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from psychly.accounts import mail_domains, rate_limits, sign_in_codes
from psychly.accounts.one_time_code import CodeForm, MailedCodeField
from psychly.database.retention_rule import Rule, moment_before
from psychly.models import User

UNCONFIRMED_DAYS = 1


class SignIn(LoginCodeVerificationProcess):
    """The library's steps from an address to a session, with a code that belongs to the address.

    The library makes a code for each browser and each press: whoever asks again, because mail is slow,
    waits for another mail. Here they get the same code (`psychly.accounts.sign_in_codes`).
    """

    @classmethod
    def begin(cls, request, user, email):
        """Ask for a code and remember in the session for which address; `user` None gets no code."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def pending(cls, request):
        """Return what this browser began, or None when it began nothing or long ago."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls(stage).abort_if_invalid() if stage else None

    @property
    def email(self):
        """The address that the code goes to."""
        return self.state["email"]

    @property
    def code(self):
        """The code of the address, or None."""
        return sign_in_codes.code_of(self.email)

    def send_by_email(self, email, skip_enumeration_mails=False):
        """Mail the code if its turn has come; return whether it was mailed."""
        with transaction.atomic():
            code, is_due = sign_in_codes.ask(email)
            if is_due and self.user:
                minutes = (sign_in_codes.works_until(code) - code.mailed_at) // timedelta(minutes=1)
                context = {"code": sign_in_codes.words_of(code), "minutes": minutes}
                get_adapter().send_mail("account/email/login_code", email, context)
            elif is_due:
                send_unknown_account_mail(self.request, email)
        return is_due


class EmailForm(LoginForm):
    """Asks for the e-mail address that the code goes to."""

    #: The address that looked mistyped when it was sent: sent once more, it is meant.
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.meant = ""
        field = self.fields["login"]
        field.label = _("E-mail address")
        field.help_text = _("We send a code to it. There is no password.")
        field.error_messages["required"] = _("Enter your e-mail address.")
        del field.widget.attrs["placeholder"]

    def clean_login(self):
        """Ask once about an address with a likely typing error."""
        address = super().clean_login()
        if self.data.get("checked") != address and (meant := mail_domains.meant(address)):
            self.data = {**self.data.dict(), "checked": address}
            self.meant = meant
            raise forms.ValidationError(
                _("Did you mean %(meant)s? If the address is right as it is, press “Send me a code” again."),
                params={"meant": meant},
            )
        return address

    def clean(self):
        """Make a user for an address that is new here (`self.user` is None when nobody has it)."""
        values = super().clean()
        if not self.errors and self.user is None:
            self.user = _welcome(self.cleaned_data["login"].lower())
        return values

    def begin(self, request):
        """Ask for the code."""
        SignIn.begin(request, self.user, self.cleaned_data["login"])


class SignInCodeForm(CodeForm):
    """Asks for the code from the e-mail; valid when it opens the account, which it does once."""

    def __init__(self, *args, process, **kwargs):
        super().__init__(*args, **kwargs)
        self.process = process
        self.is_wrong = False

    def clean_code(self):
        """Compare it, unless it has run out or too much was tried from this network."""
        code, typed = self.process.code, self.cleaned_data["code"]
        asker = f"{rate_limits.address_of(self.process.request)} {self.process.email.lower()}"
        if not rate_limits.take_slot("sign-in-code", asker, sign_in_codes.TRIES, by=uuid.uuid4()):
            raise forms.ValidationError(
                _("Too many codes were typed in from your network. Wait an hour, then try again.")
            )
        if code is None or not sign_in_codes.works(code):
            raise forms.ValidationError(
                _("The code has run out, or was used already. Press “Send the code again” for a new one.")
            )
        if not (sign_in_codes.use(code, typed) and self.process.user):
            self.is_wrong = True
            raise get_adapter().validation_error("incorrect_code")
        return typed


class NewAddressForm(AddEmailForm):
    """Asks for the address that an account shall have from now on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("New e-mail address")
        field.help_text = _("We send a code to the present address first, then one to the new address.")
        field.error_messages["required"] = _("Enter the new e-mail address.")
        field.widget.attrs.pop("placeholder", None)


class NewAddressCodeForm(ConfirmEmailVerificationCodeForm):
    """Asks for the code that went to the new address."""

    code = MailedCodeField()


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
    before = moment_before(UNCONFIRMED_DAYS, now)
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


RETENTION = Rule(
    _("E-mail addresses that were never confirmed"),
    _("To let somebody sign in"),
    _("Your request"),
    days=UNCONFIRMED_DAYS,
    job="unconfirmed users",
    rows=unconfirmed,
    erase=forget_unconfirmed,
)
