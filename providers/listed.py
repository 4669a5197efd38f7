"""Whether somebody is listed here: all that other rooms may ask about a listing."""

from providers.models import Provider


def standing(slugs):
    """Return {slug: whether the public may see it} of the listings with these slugs; one statement."""
    rows = Provider.objects.filter(slug__in=list(slugs))
    return {row.slug: row.is_public for row in rows}
