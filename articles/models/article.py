"""An article, what it cites, and the versions that readers saw."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import rendering
from articles.models.reference import Reference
from providers.models import Condition, Photo, Treatment

RESERVED_SLUGS = {"feed", "preview", "topics", "search"}
WORDS_PER_MINUTE = 230  # silent reading of English non-fiction (Brysbaert, 2019: 238)
TEAM = _("The Psychly Team")


class WrongState(Exception):
    """The article is not in a state that allows this step, or somebody else took it first."""


def _count_of_citations():
    """The number of an article's sources, whatever else the query joins."""
    cited = Citation.objects.filter(article=models.OuterRef("pk")).order_by().values("article")
    return Coalesce(models.Subquery(cited.annotate(n=models.Count("pk")).values("n")), 0)


def new_stamp():
    """A name for what an article is now."""
    return uuid.uuid4().hex


class ArticleQuerySet(models.QuerySet):
    """Articles by who may read them and what they are about."""

    def with_parts(self):
        """With everything that an article's page shows, but for its works."""
        return self.select_related("treatment", "condition", "cover")

    def outdate(self):
        """Say that the pages of these articles show something else from now on."""
        from articles.pages import render_pages  # it renders articles, and so knows of them

        if ids := list(self.values_list("pk", flat=True)):
            self.model.objects.filter(pk__in=ids).update(stamp=new_stamp())
            render_pages.enqueue(ids)

    def published(self, now=None):
        """What everybody may read now: published, or scheduled for a time that has come."""
        return self.filter(
            state__in=[Article.State.PUBLISHED, Article.State.SCHEDULED],
            published_at__lte=now or timezone.now(),
        )

    def about(self, topic):
        """Articles about a treatment or condition, named by its slug; all of them for ""."""
        return self.filter(Q(treatment__slug=topic) | Q(condition__slug=topic)) if topic else self

    def related_to(self, article):
        """Other articles about the same treatment or condition."""
        same_treatment = Q(treatment__isnull=False, treatment=article.treatment_id)
        same_condition = Q(condition__isnull=False, condition=article.condition_id)
        return self.filter(same_treatment | same_condition).exclude(pk=article.pk)

    def saying(self, words):
        """Articles that contain every one of these words in title, deck or text."""
        found = self
        for word in words.split():
            found = found.filter(Q(title__icontains=word) | Q(deck__icontains=word) | Q(body__icontains=word))
        return found

    def for_cards(self, *, with_text=False):
        """What lists show, newest first, with the number of sources; the texts only when asked for."""
        return (
            self.annotate(source_count=_count_of_citations())
            .select_related("cover")
            .defer("body", "contents", "changes", *([] if with_text else ["body_html"]))
            .order_by("-published_at", "pk")
        )


class Article(models.Model):
    """A text in Markdown whose claims lead to works.

    `body_html` and the citations are derived from `body` at save, with citation numbers only: the list of
    references is joined when the page is read, so that a retraction shows at once.
    """

    class State(models.TextChoices):
        """Where an article stands."""

        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in-review", _("In review")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    slug = models.SlugField(_("slug"), unique=True, max_length=80, help_text=_("Part of the address."))
    title = models.CharField(_("title"), max_length=160)
    deck = models.CharField(
        _("summary"), max_length=300, help_text=_("One or two sentences under the title and in lists.")
    )
    body = models.TextField(
        _("text"),
        validators=[ProhibitNullCharactersValidator()],
        help_text=_("Markdown. Cite with [@berman2000] or [@kang2022; @mcinnes2022, p. 490]."),
    )
    cover = models.ForeignKey(
        Photo,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("cover photo"),
        editable=False,
    )
    cover_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the cover shows, for readers who cannot see it."),
    )
    cover_credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made the cover, and under what license.")
    )
    byline = models.CharField(_("author"), max_length=120, default=TEAM)
    edited_by = models.CharField(_("edited by"), max_length=120, default=TEAM)
    treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("treatment")
    )
    condition = models.ForeignKey(
        Condition, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("condition")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(
        _("published"), null=True, blank=True, help_text=_("A time to come schedules the article.")
    )
    updated_on = models.DateField(_("last updated"), default=timezone.localdate)
    changes = models.JSONField(_("what changed"), default=list, blank=True, editable=False)
    body_html = models.TextField(_("text as HTML"), blank=True, editable=False)
    contents = models.JSONField(_("contents"), default=list, editable=False)
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    stamp = models.CharField(_("stamp"), max_length=32, default=new_stamp, editable=False)

    references = models.ManyToManyField(Reference, through="Citation", related_name="articles")

    objects = ArticleQuerySet.as_manager()
    _rendered = None

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "scheduled"]) | Q(published_at__isnull=False),
                name="article_published_at",
            ),
            models.CheckConstraint(
                condition=Q(cover=None) | (~Q(cover_alt="") & ~Q(cover_credit="")),
                name="article_cover_is_described_and_credited",
            ),
        ]
        indexes = [models.Index(fields=["state", "published_at"], name="article_published")]
        permissions = [("publish_article", _("Can publish articles and take them back"))]

    def __str__(self):
        return self.title

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save with the HTML and the citations derived from the text.

        Raises ValidationError when the text cites a work that does not exist. A published article keeps
        what readers saw as a version.
        """
        if unknown := self.unknown_keys():
            raise ValidationError(unknown)
        self.body_html = self.rendered.html
        self.contents = self.rendered.contents
        self.word_count = self.rendered.word_count
        super().save(*args, **kwargs)
        FormerSlug.objects.remember(self)
        self._derive_citations()
        if self.is_released:
            self._release()

    def get_absolute_url(self):
        """The article's public address."""
        return reverse("articles:article", args=[self.slug])

    @property
    def rendered(self):
        """The text as HTML with what it cites; rendered once for each text."""
        if not self._rendered or self._rendered[0] != self.body:
            self._rendered = self.body, rendering.render(self.body)
        return self._rendered[1]

    def clean(self):
        """Refuse reserved slugs, and texts that cite what does not exist, naming the line."""
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This slug is an address of its own.")})
        if problems := [*self.rendered.problems, *self.unknown_keys()]:
            raise ValidationError({"body": problems})

    def unknown_keys(self):
        """Return a sentence with the line for each citation key that names no work."""
        known = set(Reference.objects.with_keys(self.rendered.cited).values_list("key", flat=True))
        return [
            gettext("Line %(line)s: no reference has the key “%(key)s”.") % {"line": cited.line, "key": key}
            for key, cited in self.rendered.cited.items()
            if key not in known
        ]

    def _derive_citations(self):
        works = Reference.objects.with_keys(self.rendered.cited).in_bulk(field_name="key")
        self.citations.all().delete()
        Citation.objects.bulk_create(
            Citation(article=self, reference=works[key], position=number, occurrences=cited.occurrences)
            for number, (key, cited) in enumerate(self.rendered.cited.items(), start=1)
        )

    @property
    def is_released(self):
        """Whether it is public, or will be by itself when its time comes."""
        return self.state in (self.State.PUBLISHED, self.State.SCHEDULED)

    @property
    def is_public(self):
        """Whether everybody may read it now."""
        return self.is_released and self.published_at <= timezone.now()

    def replace_cover(self, photo):
        """Give the article another cover, or none; the old photo is hidden and erased later. Not saved."""
        if self.cover and self.cover != photo:
            self.cover.hide()
        self.cover = photo

    @property
    def html(self):
        """The text as a page may show it."""
        return rendering.trusted(self.body_html)

    @property
    def minutes(self):
        """Whole minutes that reading takes, one at least."""
        return max(1, round(self.word_count / WORDS_PER_MINUTE))

    @property
    def change_list(self):
        """What changed, newest first, as (date, sentence)."""
        notes = [(date.fromisoformat(change["on"]), change["note"]) for change in self.changes]
        return sorted(notes, key=lambda note: note[0], reverse=True)

    def submit_for_review(self, *, by):
        """Hand a draft to review."""
        self._move([self.State.DRAFT], self.State.IN_REVIEW, by)

    def return_to_draft(self, *, by):
        """Take an article back to draft; readers no longer see it."""
        self._move([s for s in self.State.values if s != self.State.DRAFT], self.State.DRAFT, by)

    def publish(self, *, by):
        """Publish now, or at `published_at` when that is still to come."""
        now = timezone.now()
        self.published_at = self.published_at or now
        to_come = self.published_at > now
        origins = [self.State.DRAFT, self.State.IN_REVIEW, self.State.SCHEDULED, self.State.ARCHIVED]
        self._move(origins, self.State.SCHEDULED if to_come else self.State.PUBLISHED, by)

    def archive(self, *, by):
        """Take an article off the site for good."""
        self._move([self.State.PUBLISHED, self.State.SCHEDULED], self.State.ARCHIVED, by)

    def restore(self, version):
        """Write again what a version says. Not saved; a public article keeps that as a new version."""
        for name in version.TEXTS:
            setattr(self, name, getattr(version, name))

    @property
    def review(self):
        """The newest medical review of what readers see now, None when that was not reviewed."""
        from articles.models.version import Review

        return Review.objects.of_current(self).first()

    def note_change(self, note, *, on=None):
        """Tell readers what changed; the article counts as updated that day."""
        self.updated_on = on or timezone.localdate()
        self.changes = [*self.changes, {"on": self.updated_on.isoformat(), "note": note}]

    @transaction.atomic
    def _move(self, origins, state, by):
        """Change the state if it is still one of `origins`; raise WrongState if not."""
        moved = Article.objects.filter(pk=self.pk, state__in=origins).update(
            state=state, published_at=self.published_at
        )
        if not moved:
            raise WrongState(gettext("The article is not in a state that allows this."))
        self.state = state
        if self.is_released:
            self._release(by)
        elif self.cover:
            self.cover.hide()
        Article.objects.related_to(self).outdate()

    def _release(self, by=None):
        """Keep what readers see now, and let them see the cover."""
        self.versions.keep(self, by=by)
        if self.cover:
            self.cover.show()
        Article.objects.filter(pk=self.pk).outdate()


class FormerSlugQuerySet(models.QuerySet):
    """Slugs that articles had."""

    def remember(self, article):
        """Write down an article's slug; a slug that another article had leads to this one from now on."""
        self.update_or_create(slug=article.slug, defaults={"article": article})


class FormerSlug(models.Model):
    """A slug that an article has or had, so that old addresses lead to it."""

    slug = models.SlugField(_("slug"), unique=True, max_length=80)
    article = models.ForeignKey(Article, models.CASCADE, related_name="slugs")

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("slug")
        verbose_name_plural = _("slugs")

    def __str__(self):
        return self.slug


class Citation(models.Model):
    """A work's place in an article's list, and how often the text leads to it. Derived from the text."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="citations")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField(_("number"))
    occurrences = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "reference"], name="one_number_per_work"),
            models.UniqueConstraint(fields=["article", "position"], name="one_work_per_number"),
        ]

    def __str__(self):
        return f"{self.position}. {self.reference_id}"

    @property
    def places(self):
        """The places in the text that cite the work, as (anchor, letter): a, b … z, aa, ab …."""
        return [(f"c{self.position}-{n}", _letter(n)) for n in range(1, self.occurrences + 1)]


def _letter(number):
    """Return "a" for 1, "z" for 26, "aa" for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
