"""The forms of the step about cost: fees, the course of a drug treatment, and ways to pay."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from listings.steps.fields import answer, number, optional, several, terms
from listings.steps.part_form import PartForm
from providers.vocabulary import treatments_by_slug


class CostForm(PartForm):
    """Step cost, beside its rows."""

    fee = optional(
        number(
            _("Fee for a session in which no drug is given, US dollars"),
            100_000,
            help_text=_("Integration, preparation, talk therapy."),
        )
    )
    sliding_low = optional(number(_("Sliding scale, from"), 100_000))
    sliding_high = optional(number(_("Sliding scale, to"), 100_000))
    free_first_call = optional(answer(_("Is a first call free?")))
    payment_options = several(
        _("How can patients pay?"), help_text=_("For everything that you offer, unless you say more below.")
    )

    def prepare(self, document):
        """Fill in the vocabulary."""
        self.offer_choices(payment_options=terms("payment", document.cost.payment_options))


class CostRowForm(PartForm):
    """What the course of one drug treatment costs."""

    treatment = forms.CharField(max_length=50, required=False, widget=forms.HiddenInput)
    intake = optional(number(_("Intake, US dollars"), 1_000_000))
    session_low = number(_("One session, from"), 1_000_000)
    session_high = optional(
        number(_("One session, to"), 1_000_000, help_text=_("The same if it is one price."))
    )
    sessions = number(_("Usual number of sessions"), 100, bottom=1)
    integration = optional(number(_("Integration session"), 1_000_000))
    integration_sessions = optional(number(_("Number of integration sessions"), 100))
    medicine_billed_apart = forms.BooleanField(label=_("The medicine is billed apart"), required=False)

    def prepare(self, document):
        """Take the heading from the treatment."""
        self.heading = treatments_by_slug().get(self.data.get(self.add_prefix("treatment"), ""), "")


class PaymentForm(PartForm):
    """How one treatment can be paid for, where that is not as for the rest."""

    treatment = forms.CharField(max_length=50, required=False, widget=forms.HiddenInput)
    options = several(_("Ways to pay"))

    def prepare(self, document):
        """Offer all ways to pay; take the heading from the treatment."""
        self.slug = self.data.get(self.add_prefix("treatment"), "")
        self.heading = treatments_by_slug().get(self.slug, "")
        self.fields["options"].label = format_lazy(_("Ways to pay: {treatment}"), treatment=self.heading)
        chosen = [slug for row in document.cost.payments for slug in row.options]
        self.offer_choices(options=terms("payment", chosen))

    def leave_out(self, refused):
        """Do not offer ways to pay that the law excludes, but for those that are chosen already."""
        chosen = self.data.getlist(self.add_prefix("options"))
        pairs = self.fields["options"].choices
        self.offer_choices(options=[(s, name) for s, name in pairs if s not in refused or s in chosen])

    @property
    def chosen(self):
        """What is chosen, in words."""
        slugs = self.data.getlist(self.add_prefix("options"))
        return [name for slug, name in self.fields["options"].choices if slug in slugs]
