"""The table of what goes live at once and what waits, for the page about checking."""

from django import template

from listings import instant

register = template.Library()


@register.inclusion_tag("listings/_small_facts.html")
def small_facts():
    """Each step with its fields that go live at once and those that wait."""
    return {"steps": instant.table(), "of": instant.SAMPLED_OF}
