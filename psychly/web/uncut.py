"""Text fields of which a browser cuts nothing that is pasted: the form says when it is too long."""

from django import forms


class Uncut:
    """A field without the attribute `maxlength`, at which browsers cut a pasted text without a word."""

    def widget_attrs(self, widget):
        """Everything but the limit."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class UncutField(Uncut, forms.CharField):
    """A text."""
