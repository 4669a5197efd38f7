"""Providers and landing pages in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from providers.models import Provider
from providers.profile.legal_pages import state_slug
from providers.results import landing
from providers.states import USState


class ProviderSitemap(Sitemap):
    """Public profiles, without demonstration listings (their pages ask not to be indexed)."""

    def items(self):
        """The profiles, in a fixed order."""
        return Provider.objects.published().filter(is_demonstration=False).order_by("pk")

    def lastmod(self, item):
        """The last public change."""
        return item.updated_at


class LandingSitemap(Sitemap):
    """States and cities where someone is listed."""

    def items(self):
        """Paths."""
        paths = [address for _state, address, _count in landing.states()]
        return paths + sorted(town.get_absolute_url() for town in landing.towns())

    def location(self, path):
        """The path itself."""
        return path


class LawSitemap(Sitemap):
    """What is lawful in each state and territory."""

    def items(self):
        """Paths."""
        return [reverse("state_law", args=[state_slug(state)]) for state in USState]

    def location(self, path):
        """The path itself."""
        return path
