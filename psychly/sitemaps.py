"""The sitemap of the pages that belong to no app."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class PageSitemap(Sitemap):
    """Pages whose address never changes."""

    def items(self):
        """URL names."""
        return [
            "home",
            "articles:list",
            "providers:search",
            "listings:about",
            "legal_status",
            "editorial_policy",
            "verification",
            "privacy",
            "health_data",
        ]

    def location(self, name):
        """The page's path."""
        return reverse(name)
