"""The picture that other sites show beside a link to an article."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class ArticleCardQuerySet(models.QuerySet):
    """Cards of articles."""

    def keep(self, article, drawn_from, png):
        """Store an article's card in place of an older one; two at once do no harm."""
        row = self.model(article=article, drawn_from=drawn_from, png=png)
        fields = ["drawn_from", "png", "drawn_at"]
        self.bulk_create([row], update_conflicts=True, unique_fields=["article"], update_fields=fields)
        return row


class ArticleCard(models.Model):
    """A PNG of 1200 by 630 pixels; `drawn_from` names the title, slug and design that it shows."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="card")
    drawn_from = models.CharField(_("drawn from"), max_length=16)
    png = models.BinaryField(_("picture"))
    drawn_at = models.DateTimeField(_("drawn"), default=timezone.now)

    objects = ArticleCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")

    def __str__(self):
        return f"{self.article_id}"
