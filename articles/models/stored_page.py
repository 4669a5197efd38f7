"""The page of a public article, ready to be sent."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class ArticlePageQuerySet(models.QuerySet):
    """Stored pages by what they were made from."""

    def current(self, build):
        """Pages of public articles, made from what the article is now by this build of the site."""
        public = Article.objects.published()
        return self.filter(article__in=public, article__stamp=F("stamp"), build=build)

    def keep(self, article, build, html, gzipped):
        """Store an article's page in place of an older one; two at once do no harm."""
        row = self.model(article=article, stamp=article.stamp, build=build, html=html, gzipped=gzipped)
        fields = ["stamp", "build", "html", "gzipped", "rendered_at"]
        self.bulk_create([row], update_conflicts=True, unique_fields=["article"], update_fields=fields)
        return row


class ArticlePage(models.Model):
    """A page as bytes, plain and compressed. It is valid while `stamp` and `build` are.

    `stamp` is the article's: it changes with the article and with every work it cites. `build` stands for
    templates, style sheets and settings (see `articles.page.memory`).
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="page")
    stamp = models.CharField(_("stamp of the article"), max_length=32)
    build = models.CharField(_("build of the site"), max_length=16)
    html = models.BinaryField(_("page"))
    gzipped = models.BinaryField(_("page, compressed"))
    rendered_at = models.DateTimeField(_("rendered"), default=timezone.now)

    objects = ArticlePageQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored page")
        verbose_name_plural = _("stored pages")

    def __str__(self):
        return f"{self.article_id}"
