"""What readers saw of an article, and who reviewed it."""

import difflib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class ArticleVersionQuerySet(models.QuerySet):
    """Versions of articles."""

    def keep(self, article, *, by=None):
        """Append what readers now see, unless that is what the last version says."""
        last = self.filter(article=article).order_by("-number").first()
        seen = {name: getattr(article, name) for name in ArticleVersion.KEPT}
        if last and all(getattr(last, name) == value for name, value in seen.items()):
            return last
        return self.create(article=article, number=last.number + 1 if last else 1, by=by, **seen)


class ArticleVersion(models.Model):
    """What readers saw from a moment on. Append-only: triggers in the database refuse change and removal."""

    TEXTS = ("title", "deck", "body", "byline", "edited_by")
    KEPT = (*TEXTS, "updated_on")

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    deck = models.CharField(_("summary"), max_length=300)
    body = models.TextField(_("text"))
    byline = models.CharField(_("author"), max_length=120)
    edited_by = models.CharField(_("edited by"), max_length=120)
    updated_on = models.DateField(_("last updated"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = ArticleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_version_per_number"),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    @property
    def before(self):
        """The version that it took the place of, None for the first."""
        return ArticleVersion.objects.filter(article=self.article_id, number=self.number - 1).first()

    def difference(self):
        """Return the lines that changed since the version before, each beginning with + or -."""
        before = self.before
        lines = [version.text.splitlines() if version else [] for version in (before, self)]
        changed = difflib.unified_diff(*lines, lineterm="", n=0)
        return [line for line in changed if not line.startswith(("---", "+++"))]

    @property
    def text(self):
        """Title, summary and text, one below the other."""
        return f"{self.title}\n{self.deck}\n{self.body}"


class ReviewQuerySet(models.QuerySet):
    """Medical reviews."""

    def of_current(self, article):
        """The reviews of the article's newest version, the newest first."""
        newest = ArticleVersion.objects.filter(article=article).order_by("-number").values("pk")[:1]
        return self.filter(version__in=list(newest.values_list("pk", flat=True))).order_by("-on", "-pk")


class Review(models.Model):
    """A medical review of one version. A later version is not reviewed until somebody reviews it."""

    version = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="reviews")
    name = models.CharField(_("reviewer"), max_length=120)
    credentials = models.CharField(_("credentials"), max_length=120)
    disclosure = models.CharField(_("disclosed interests"), max_length=300, blank=True)
    on = models.DateField(_("reviewed on"), default=timezone.localdate)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("medical review")
        verbose_name_plural = _("medical reviews")
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.name}, {self.credentials}"

    def save(self, *args, **kwargs):
        """Save, and let readers see it."""
        super().save(*args, **kwargs)
        Article.objects.filter(pk=self.version.article_id).outdate()

    def clean(self):
        """A review has happened."""
        if self.on and self.on > timezone.localdate():
            raise ValidationError({"on": _("This day is still to come.")})
