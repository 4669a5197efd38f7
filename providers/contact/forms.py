"""The forms that visitors write with: a message to a provider, a report to staff."""

import re
import time
import uuid
from datetime import timedelta

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.models import ProblemReport
from psychly.web.uncut import UncutField

OOPS = gettext_lazy("Oops! Something went wrong while submitting the form.")
#: Nobody reads the page and writes a message faster than this.
FASTEST = timedelta(seconds=3)
FORM_LIVES = timedelta(hours=24)
#: Name and id of the field that people never see and simple robots fill in. No word that a browser or a
#: password manager knows from an address book, or it would fill the field in for a person.
TRAP = "zq7"

_signer = signing.TimestampSigner(salt="providers.message")


class MessageForm(forms.Form):
    """A form with a signed stamp: the token that makes one message of it, and when it was shown.

    After `is_valid()`, `token` holds the token. A form that fails begins its list of errors with the
    sentence that says so. `trap` is the name of the trap field, or nothing after it was filled in: what
    fills it in on a page may do so on every page, and then a person would never get through.
    """

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.token = None
        self.trap = "" if self.data.get(TRAP) else TRAP
        self.initial["stamp"] = new_stamp()

    def clean(self):
        """Read the stamp, then let the form say what is wrong with the values."""
        cleaned = super().clean()
        self._read_stamp(cleaned.get("stamp", ""))
        if self.errors:
            self.fail()
        return cleaned

    @property
    def values(self):
        """What was written, by name of the model's field."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("stamp", "consent")}

    @property
    def is_complete(self):
        """Whether every field holds what it should, whatever else keeps the form from being sent."""
        return self.token is not None and not self.errors.keys() - {"__all__"}

    def fail(self, reason=""):
        """Put the failure sentence, and the reason if there is one, at the top of the list of errors."""
        errors = self.errors.pop("__all__", [])
        self.add_error(None, [" ".join(part for part in [str(OOPS), str(reason)] if part), *errors])

    def _read_stamp(self, stamp):
        """Take token and age from the stamp; a form that is too old or not ours gets a fresh one."""
        try:
            text = _signer.unsign(stamp, max_age=FORM_LIVES)
            self.token = uuid.UUID(text)
            # A robot does either, and so does a person whose browser fills forms in: ask, drop nothing.
            if not self.trap:
                self.add_error(
                    None,
                    _("Something filled in a field that you cannot see. Please press the button once more."),
                )
            elif _is_too_quick(stamp):
                self.add_error(None, _("That was very quick. Please press the button once more."))
        except (signing.BadSignature, ValueError):
            self.data = self.data.copy()
            self.data["stamp"] = new_stamp()
            self.add_error(None, _("The form was open for a long time. Please send it once more."))


def new_stamp():
    """Return a fresh signed token."""
    return _signer.sign(str(uuid.uuid4()))


def _is_too_quick(stamp):
    """Whether a valid stamp was made less than FASTEST ago.

    One from the future was made before the clock was set back: its age is unknown, so nothing is said.
    """
    made_at = signing.b62_decode(stamp.split(_signer.sep)[-2])  # whole seconds
    return 0 <= time.time() - made_at < FASTEST.total_seconds()


def one_line(text):
    """Collapse every kind of white space, so that a name can never begin another header line."""
    return " ".join(text.split())


class InquiryForm(MessageForm):
    """A message to a provider: name, a way to answer, the text, consent."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=100,
        help_text=gettext_lazy("As the provider may call you. It need not be your full name."),
        error_messages={"required": gettext_lazy("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address for the answer"),
        required=False,
        help_text=gettext_lazy("An e-mail address or a phone number, or both."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number for the answer"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    message = UncutField(
        label=gettext_lazy("Your message"),
        max_length=4000,
        help_text=gettext_lazy(
            "What you are looking for, and when you could come. Leave out your medical history."
        ),
        error_messages={"required": gettext_lazy("Write your message.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that Psychly sends this to the provider by e-mail."),
        error_messages={"required": gettext_lazy("Say that you agree, or the message cannot be sent.")},
    )

    def clean_name(self):
        """One line."""
        return one_line(self.cleaned_data["name"])

    def clean_phone(self):
        """A phone number has 7 to 15 digits (ITU-T E.164)."""
        phone = one_line(self.cleaned_data["phone"])
        if phone and not 7 <= len(re.findall(r"\d", phone)) <= 15:
            raise forms.ValidationError(_("Enter a phone number with its area code."))
        return phone

    def clean(self):
        """Without e-mail address and phone nobody can answer."""
        cleaned = self.cleaned_data
        if not self.errors.keys() & {"email", "phone"} and not (cleaned.get("email") or cleaned.get("phone")):
            self.add_error(
                "email", _("Enter an e-mail address or a phone number, so that you can be answered.")
            )
        return super().clean()


class ReportForm(MessageForm):
    """A report to staff about a listing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        error_messages={"required": gettext_lazy("Choose what it is about.")},
        choices=[(kind.value, kind.label) for kind in ProblemReport.OF_VISITORS],
        widget=forms.RadioSelect,
        initial=ProblemReport.Kind.OUT_OF_DATE,
    )
    message = UncutField(
        label=gettext_lazy("What should our staff know?"),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write what our staff should know.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address, if we may ask back (optional)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
