"""The words of articles, for the search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.text.excerpts import spoken
from providers.text_folding import fold
from psychly.database.full_text import Words


class ArticleTextQuerySet(models.QuerySet):
    """Words of articles."""

    def write(self, article):
        """Store the words of an article as they are now."""
        title = fold(article.title)
        body = f"{title} {fold(article.deck)} {fold(spoken(article.body_html))}"
        self.update_or_create(article=article, defaults={"title": f" {title}", "body": body})


class ArticleText(models.Model):
    """The words that a reader sees in one article, folded; each word of the title has a space before it."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="text")
    title = models.CharField(_("words of the title"), max_length=400)
    body = models.TextField(_("words"))

    objects = ArticleTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")

    def __str__(self):
        return f"{self.article_id}"


@ArticleText._meta.get_field("body").register_lookup
class _Words(Words):
    """`body__words=[["sleep"], ["mood"]]`: each of these begins a word of the text."""

    index = "articles_words"
