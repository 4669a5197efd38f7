"""What is typed to let somebody else in: an address, a role, what is known of a practice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.models.claim import STATEMENT_LENGTH
from providers.models import Collaborator
from psychly.accounts import mail_domains
from psychly.web.uncut import UncutField


class AddressForm(forms.Form):
    """Asks for the address of somebody who is invited; a likely typing error is asked about once."""

    address = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Enter the e-mail address of the person."),
            "invalid": _("Enter an e-mail address, like name@practice.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_address(self):
        """Ask once about an address with a likely typing error."""
        address = self.cleaned_data["address"].lower()
        if self.data.get(self.add_prefix("checked")) != address and (meant := mail_domains.meant(address)):
            self.data = {**self.data.dict(), self.add_prefix("checked"): address}
            raise forms.ValidationError(
                _("Did you mean %(meant)s? If the address is right as it is, press the button again."),
                params={"meant": meant},
            )
        return address


class ClaimForm(forms.Form):
    """What staff read of somebody who says that a listing is theirs."""

    statement = UncutField(
        label=_("Who are you, and how can our staff check it?"),
        max_length=STATEMENT_LENGTH,
        help_text=_(
            "For example: a telephone number of the practice where we reach you, its website with your name,"
            " or where the license is on record. Nothing of it is public."
        ),
        error_messages={"required": _("Say who you are and how our staff can check it.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class CollaboratorForm(AddressForm):
    """Who is invited to write a listing, and what they may do."""

    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=[
            (Collaborator.Role.EDITOR, _("Edit and send (editor)")),
            (Collaborator.Role.OWNER, _("Everything, also hide it and decide who writes it (owner)")),
        ],
        initial=Collaborator.Role.EDITOR,
        widget=forms.RadioSelect,
    )


class ClinicianForm(AddressForm):
    """Who is invited by a clinic to a listing of their own."""

    name = forms.CharField(
        label=_("Name, as patients know it"),
        max_length=120,
        error_messages={"required": _("Enter the name of the person.")},
    )
    field_order = ["name", "address"]
