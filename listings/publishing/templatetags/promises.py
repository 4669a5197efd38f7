"""The numbers of `listings.policy` in templates: `{% promised "DECISION_DAYS" as days %}`."""

from django import template

from listings import policy

register = template.Library()


@register.simple_tag
def promised(name):
    """Return a number by its name; an unknown name is an error, never nothing."""
    return getattr(policy, name)
