"""Form controls that are quick to make: a step with twenty rows holds more than a thousand of them.

Django renders each control, and each option of a select, with templates of its own; these write the same
HTML in one pass.
"""

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class SharedChoices(BaseChoiceIterator):
    """Choices that never change: all forms share them, and their options are written once a language."""

    def __init__(self, pairs):
        self.pairs = tuple(pairs)
        self._written = {}  # HTML by language and selected value: as many as there are pairs, and one

    def __iter__(self):
        return iter(self.pairs)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def options(self, selected) -> SafeString:
        """Return the options as HTML, of which the one with the value `selected` is chosen, if any is."""
        is_known = any(str(value) == selected for value, _label in self.pairs)
        key = get_language(), selected if is_known else None
        if key not in self._written:
            self._written[key] = _options(self.pairs, {selected})
        return self._written[key]


class Select(forms.Select):
    """Django's select, made in one pass in place of one template for each option."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        """Return the same HTML as Django's template for a select."""
        selected = self.format_value(value)
        if isinstance(self.choices, SharedChoices):
            inside = self.choices.options(*selected)
        else:
            inside = format_html_join("", "{}", ([_group(*pair, selected)] for pair in self.choices))
        attrs = self.build_attrs(self.attrs, attrs)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attrs), inside)


def _group(value, label, selected):
    """One choice, or those of a group under its label."""
    if isinstance(label, (list, tuple)):
        return format_html('<optgroup label="{}">{}</optgroup>', value, _options(label, selected))
    return _options([(value, label)], selected)


def _options(pairs, selected):
    rows = (
        ("" if value is None else value, " selected" if str(value) in selected else "", label)
        for value, label in pairs
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def _input(widget) -> SafeString:
    """One input, from the context that Django hands to its template."""
    value = widget["value"]
    shown = "" if value is None else format_html(' value="{}"', str(value))
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], shown, flatatt(widget["attrs"])
    )


class TextInput(forms.TextInput):
    """Django's input of a line of text."""

    def _render(self, template_name, context, renderer=None) -> SafeString:
        return _input(context["widget"])


class CheckboxSelectMultiple(forms.CheckboxSelectMultiple):
    """Django's boxes to tick, each written without a template where a template walks through them."""

    def _render(self, template_name, context, renderer=None) -> SafeString:
        if template_name == self.option_template_name and not context["widget"]["wrap_label"]:
            return _input(context["widget"])
        return super()._render(template_name, context, renderer)
