"""How far it is, in words that are no more exact than the two points are.

Most addresses stand at the middle of their ZIP code, and so does a visitor who typed one; a town stands at
its middle. Tenths of a mile are only said between two points that are known as a street is.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def is_exact(origin, spot):
    """Whether the distance from a `places.Lookup` to a place (`is_exact`) may be said in tenths of a mile."""
    return bool(origin and origin.is_exact and spot.is_exact)


def in_figures(miles, origin, spot):
    """The miles of `in_words` as a number, tenths or whole ones; None where those name none."""
    if miles is None:
        return None
    if is_exact(origin, spot):
        return round(miles, 1)
    return None if _is_one_zip(origin, spot) else _whole(miles)


def in_words(miles, origin, spot):
    """Miles to a place (`zip_code`, `is_exact`) in words; nothing for None.

    Within one ZIP code nothing is known but that: "in 78701".
    """
    if miles is None:
        return ""
    if is_exact(origin, spot):
        if miles < 0.1:
            return _("less than 0.1 mile")
        return _("%s miles") % (f"{miles:.1f}" if miles < 99.95 else f"{miles:.0f}")
    if _is_one_zip(origin, spot):
        return _("in %s") % origin.zip_code
    return about(miles)


def about(miles):
    """Miles in words, whole ones, between points of which nothing more exact is known."""
    return ngettext("about %s mile", "about %s miles", _whole(miles)) % f"{_whole(miles):,}"


def _is_one_zip(origin, spot):
    return bool(origin and origin.zip_code and origin.zip_code == spot.zip_code)


def _whole(miles):
    return max(1, round(miles))
