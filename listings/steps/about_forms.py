"""The forms of the step about the practice: texts, the photo, and photos of the premises."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from listings.steps.fields import WebAddressField, optional, text
from listings.steps.part_form import PartForm
from providers.models.photo import CAPTION_LENGTH, MOST_PREMISES, PhotoField
from providers.models.provider import TEXT_LENGTH


class AboutForm(PartForm):
    """Step about."""

    approach = text(_("My approach"), TEXT_LENGTH, lines=6, help_text=_("How you work."))
    first_visit = optional(text(_("What to expect at a first visit"), TEXT_LENGTH, lines=5))
    about = optional(text(_("About me"), TEXT_LENGTH, lines=5))
    website = optional(
        WebAddressField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    )

    photo_alt = optional(
        text(
            _("What the photo shows"),
            150,
            help_text=_("For people who cannot see it, like “Robin Sample at a desk”. Needed with a photo."),
        )
    )


class PhotoForm(forms.Form):
    """The upload of step about; the document names the photo that comes of it."""

    file = optional(
        PhotoField(
            label=_("Photo"),
            required=False,
            least=256,  # twice what a profile shows
            widget=forms.FileInput,
            help_text=_(
                "As your phone or camera made it, up to 15 MB. We keep the picture, not place or date."
            ),
        )
    )
    without = forms.BooleanField(label=_("Take the photo away"), required=False)
    #: A photo that was stored already, when its step could not be saved.
    kept = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].by = by


class PremisesForm(PartForm):
    """A photo of the premises that was sent, and the words below it."""

    photo = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    caption = text(
        _("What it shows"), CAPTION_LENGTH, help_text=_("Stands below it, like “The waiting room”.")
    )


class PremisesUpload(forms.Form):
    """One more photo of the premises."""

    file = optional(
        PhotoField(
            label=_("One more photo of your premises"),
            required=False,
            least=256,
            widget=forms.FileInput,
            help_text=_("Rooms and the entrance, nobody who is seen. Up to 15 MB."),
        )
    )

    def __init__(self, *args, by, is_full=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].by, self.is_full = by, is_full

    def clean_file(self):
        """A photo for which there is room."""
        if (sent := self.cleaned_data["file"]) and self.is_full:
            sentence = _("A listing has at most %d photos of its premises. Remove one first.")
            raise ValidationError(sentence % MOST_PREMISES)
        return sent
