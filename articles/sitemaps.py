"""Articles in the sitemap."""

from django.contrib.sitemaps import Sitemap

from articles.models import Article


class ArticleSitemap(Sitemap):
    """Published articles with the day of their last change."""

    def items(self):
        """The published articles, in a fixed order."""
        return Article.objects.published().order_by("pk")

    def lastmod(self, item):
        """The day the article was last updated."""
        return item.updated_on
