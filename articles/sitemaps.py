"""Articles in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.http import urlencode

from articles.evidence import pages
from articles.models import Article
from providers.models import Condition, Treatment


class ArticleSitemap(Sitemap):
    """Published articles with the moment of their last change."""

    def items(self):
        """The published articles, in a fixed order."""
        return Article.objects.published().with_last_change().order_by("pk")

    def lastmod(self, item):
        """When readers last got another text."""
        return item.changed_at


class TopicSitemap(Sitemap):
    """Treatments and conditions that published articles are about."""

    def items(self):
        """(slug, when an article about it last changed), in a fixed order."""
        public = Article.objects.published().with_last_change()
        found = {}
        for model, name in ((Treatment, "treatment"), (Condition, "condition")):
            slugs = dict(model.objects.values_list("pk", "slug"))
            main = public.filter(**{f"{name}__isnull": False}).values_list(name, "changed_at")
            also = public.filter(**{f"also_{name}s__isnull": False})
            for pk, changed_at in (*main, *also.values_list(f"also_{name}s", "changed_at")):
                found[slugs[pk]] = max(changed_at, found.get(slugs[pk], changed_at))
        return sorted(found.items())

    def location(self, item):
        """The list of articles about the topic."""
        return f"{reverse('articles:list')}?{urlencode({'topic': item[0]})}"

    def lastmod(self, item):
        """When an article about it last changed."""
        return item[1]


class EvidenceSitemap(Sitemap):
    """Pages of evidence that have a study."""

    def items(self):
        """Slugs, in a fixed order."""
        return [subject.slug for _heading, group in pages.subjects() for subject in group if subject.studies]

    def location(self, item):
        """The page of the studies."""
        return reverse("evidence_page", args=[item])
