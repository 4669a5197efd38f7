"""Every text that an article had, and who reviewed it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.moves import ArticleState
from articles.models.person import Person


class ArticleVersionQuerySet(models.QuerySet):
    """Versions of articles."""

    def keep(self, article, *, by=None, is_copy=False):
        """Append what the article now says, unless that is what the last version says.

        `is_copy`: as a version of its working copy.
        """
        last = self.filter(article=article).order_by("-number").first()
        seen = {name: getattr(article, name) for name in ArticleVersion.KEPT}
        if last and last.is_copy == is_copy and all(getattr(last, n) == value for n, value in seen.items()):
            return last
        number = last.number + 1 if last else 1
        state = ArticleVersion.COPY if is_copy else article.state
        return self.create(article=article, number=number, state=state, by=by, **seen)

    def first_with(self, line):
        """The version that brought a line of the newest text, None when nothing is kept."""
        first = None
        for version in self.order_by("-number"):
            if first and line not in version.body:
                break
            first = version
        return first

    def without_copies(self):
        """What articles themselves said, without what was written in working copies."""
        return self.exclude(state=ArticleVersion.COPY)

    def newest(self):
        """The newest version of each article in this set."""
        later = self.filter(article=models.OuterRef("article"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))


class ArticleVersion(models.Model):
    """What an article said from a moment on. Append-only: triggers in the database refuse change and removal.

    `state` is where the article stood then: readers saw a version that was kept as published, and one that
    was the newest when the article became so.
    """

    TEXTS = ("title", "deck", "body", "byline", "edited_by")
    KEPT = (*TEXTS, "updated_on")
    COPY = "working-copy"

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    deck = models.CharField(_("summary"), max_length=300)
    body = models.TextField(_("text"))
    byline = models.CharField(_("author"), max_length=120)
    edited_by = models.CharField(_("edited by"), max_length=120)
    updated_on = models.DateField(_("last updated"))
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=[*ArticleState.choices, (COPY, _("Working copy"))],
        default=ArticleState.PUBLISHED,
    )
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
        return f"{self.title}, {_('version')} {self.number}"

    @property
    def is_copy(self):
        """Whether it was written in a working copy."""
        return self.state == self.COPY

    def says_the_same(self, other):
        """Whether readers of the two versions read the same text."""
        return all(getattr(self, name) == getattr(other, name) for name in ("title", "deck", "body"))

    @property
    def before(self):
        """The version that it took the place of, None for the first."""
        return ArticleVersion.objects.filter(article=self.article_id, number=self.number - 1).first()


class ReviewQuerySet(models.QuerySet):
    """Medical reviews."""

    def of_newest(self):
        """Reviews that hold for the newest version of an article."""
        return self.standing().filter(covers__in=ArticleVersion.objects.without_copies().newest())

    def standing(self):
        """Reviews that were not withdrawn."""
        return self.filter(withdrawn_because="")

    def of_current(self, article):
        """The reviews that hold for what the article itself says now, the newest first."""
        versions = ArticleVersion.objects.without_copies().filter(article=article)
        newest = list(versions.order_by("-number").values_list("pk", flat=True)[:1])
        return self.standing().filter(covers__in=newest).order_by("-on", "-pk")

    def hold_on(self, before, after):
        """Say that what was reviewed is still what is read: only typing errors came between."""
        if before and before != after:
            self.standing().filter(covers=before).update(covers=after)


class Review(models.Model):
    """A medical review of one version.

    It holds for a later version when only typing errors came between: `covers` is the last such version.
    """

    version = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="reviews")
    covers = models.ForeignKey(
        ArticleVersion, models.PROTECT, null=True, related_name="covered_by", editable=False
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("contributor"),
        help_text=_("Fills in what is left empty below."),
    )
    name = models.CharField(_("reviewer"), max_length=120, blank=True)
    credentials = models.CharField(_("credentials"), max_length=120, blank=True)
    disclosure = models.CharField(_("disclosed interests"), max_length=300, blank=True)
    on = models.DateField(_("reviewed on"), default=timezone.localdate)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    withdrawn_because = models.CharField(_("withdrawn because"), max_length=300, blank=True, editable=False)
    corrections = models.JSONField(_("corrections"), default=list, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("medical review")
        verbose_name_plural = _("medical reviews")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(credentials=""),
                name="review_names_a_clinician",
                violation_error_message=_("Choose a person, or write name and credentials."),
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.credentials}"

    def clean(self):
        """A review has happened, and somebody with credentials did it."""
        self.fill_in()
        if self.on and self.on > timezone.localdate():
            raise ValidationError({"on": _("This day is still to come.")})
        for name in ("name", "credentials"):
            if not getattr(self, name):
                raise ValidationError({name: _("Say who reviewed it, or choose a contributor who has this.")})

    def fill_in(self):
        """Take what is left empty from the contributor, in the words of today. Not saved."""
        for name in ("name", "credentials", "disclosure") if self.person else ():
            setattr(self, name, getattr(self, name) or getattr(self.person, name))
