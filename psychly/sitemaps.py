"""The sections of the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.sitemaps import ArticleSitemap, EvidenceSitemap, TopicSitemap
from providers.sitemaps import LandingSitemap, LawSitemap, ProviderSitemap


class PageSitemap(Sitemap):
    """Pages whose address never changes."""

    def items(self):
        """URL names."""
        return [
            "home",
            "articles:list",
            "glossary",
            "evidence",
            "providers:search",
            "listings:about",
            "legal_status",
            "about",
            "editorial_policy",
            "verification",
            "privacy",
            "health_data",
        ]

    def location(self, name):
        """The page's path."""
        return reverse(name)


SITEMAPS = {
    "pages": PageSitemap,
    "articles": ArticleSitemap,
    "topics": TopicSitemap,
    "evidence": EvidenceSitemap,
    "law": LawSitemap,
    "places": LandingSitemap,
    "providers": ProviderSitemap,
}
