"""What the forms of all steps have in common."""

from django import forms


class PartForm(forms.Form):
    """A form whose choices may depend on the rest of the document."""

    #: What is said at a field changes while it is written.
    is_live = True

    def __init__(self, *args, document, **kwargs):
        super().__init__(*args, **kwargs)
        self.prepare(document)

    def prepare(self, document):
        """Fill in choices."""

    def offer_choices(self, **choices):
        """Set the choices of several fields."""
        for name, pairs in choices.items():
            self.fields[name].choices = pairs
