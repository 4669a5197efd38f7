"""The table of what goes live at once and what waits, for the page about checking."""

from django import template

from listings.publishing import small_changes

register = template.Library()


@register.inclusion_tag("listings/_small_facts.html")
def small_facts():
    """Each step with its fields that go live at once and those that wait."""
    return {"steps": small_changes.table(), "of": small_changes.SAMPLED_OF}
