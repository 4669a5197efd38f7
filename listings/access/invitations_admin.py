"""Invitations in admin: those that are open, and a form that sends one."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.access import inviting, known_practice
from listings.access.invitation_list import NAME_LENGTH, WEBSITE_LENGTH
from listings.models import Invitation, NotInvited


class PracticeForm(forms.ModelForm):
    """What is known of a practice that is invited."""

    name = forms.CharField(label=gettext_lazy("Name, as patients know it"), max_length=NAME_LENGTH)
    place = forms.CharField(
        label=gettext_lazy("Address, if known"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("In one line, like 1400 Example Street, Austin, TX 78701"),
    )
    website = forms.URLField(
        label=gettext_lazy("Website, if known"),
        max_length=WEBSITE_LENGTH,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Invitation
        fields = ["address"]

    def clean_address(self):
        """Say now whom no invitation can be sent to."""
        address = self.cleaned_data["address"].lower()
        try:
            inviting.must_be_welcome(Invitation(address=address))
        except NotInvited as refusal:
            raise forms.ValidationError(refusal.sentence) from None
        return address

    def clean_place(self):
        """The parts of the address."""
        text = self.cleaned_data["place"]
        try:
            return known_practice.place_of(text) if text else None
        except known_practice.NotAnAddress as error:
            raise forms.ValidationError(_("This cannot be read: %s.") % error) from None

    def document(self):
        """The document that the draft begins with."""
        values = self.cleaned_data
        return known_practice.document_of_practice(
            values["name"], place=values["place"], website=values["website"]
        )


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Open invitations; adding one sends it, deleting one makes its link useless."""

    form = PracticeForm
    fields = ["name", "address", "place", "website"]
    list_display = ["address", "__str__", "role", "invited_by", "created_at", "reminded_at"]
    list_select_related = ["provider", "clinic", "by"]
    search_fields = ["=address"]
    show_full_result_count = False

    @admin.display(description=gettext_lazy("invited by"))
    def invited_by(self, row):
        """The clinic or the account that asked, or our staff."""
        return row.sender or _("staff")

    def has_change_permission(self, request, obj=None):
        """What was sent is not changed."""
        return False

    def get_fields(self, request, obj=None):
        """One that was sent is shown as it is."""
        return self.fields if obj is None else ["address", "role", "created_at", "reminded_at", "document"]

    def add_view(self, request, form_url="", extra_context=None):
        """Send one; say so when somebody else was this moment faster."""
        try:
            context = {"title": _("Invite a practice"), **(extra_context or {})}
            return super().add_view(request, form_url, context)
        except NotInvited as refusal:
            messages.error(request, refusal.sentence)
            return redirect("admin:listings_invitation_changelist")

    def save_model(self, request, obj, form, change):
        """Keep it and send its mail."""
        obj.document, obj.by = form.document(), request.user
        inviting.send(obj)
