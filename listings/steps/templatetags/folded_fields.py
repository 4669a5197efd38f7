"""What a folded group of a step shows of itself: `{{ field|chosen }}`, `{{ form|answered }}`."""

from django import template

register = template.Library()


@register.filter
def chosen(field):
    """The words of what is ticked in a bound field of several boxes."""
    ticked = {str(value) for value in field.value() or ()}
    return [str(label) for value, label in field.field.choices if str(value) in ticked]


@register.filter
def answered(form):
    """How many of a form's choices are answered."""
    return sum(bool(field.value()) for field in form if hasattr(field.field, "choices"))
