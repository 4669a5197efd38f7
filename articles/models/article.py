"""An article, what it cites, and the versions that readers saw."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.citation import Citation, FormerReference, FormerSlug, count_of_citations
from articles.models.moves import MOVES, ArticleState, may
from articles.models.reference import Reference
from articles.models.version import ArticleVersion, Review
from articles.models.working_copy import WorkingCopy
from articles.text import dated, rendering
from articles.text import pictures as figures
from providers.models import Condition, Photo, Treatment

RESERVED_SLUGS = {"feed", "preview", "topics", "search"}
WORDS_PER_MINUTE = 230  # silent reading of English non-fiction (Brysbaert, 2019: 238)
TEAM = _("The Psychly Team")


def new_edit_stamp():
    """A name for what an article is now."""
    return uuid.uuid4().hex


class ArticleQuerySet(models.QuerySet):
    """Articles by who may read them and what they are about."""

    def with_parts(self):
        """With everything that an article's page shows, but for its works."""
        return self.select_related("treatment", "condition", "cover")

    def with_topics(self):
        """With all that they are about."""
        return self.select_related("treatment", "condition").prefetch_related(
            "also_treatments", "also_conditions"
        )

    def outdate(self):
        """Say that the pages of these articles show something else from now on."""
        ids = list(self.values_list("pk", flat=True))
        self.model.objects.filter(pk__in=ids).update(stamp=new_edit_stamp())

    def with_last_change(self):
        """With `changed_at`: when readers last got another text, or the first one."""
        versions = ArticleVersion.objects.without_copies().filter(article=models.OuterRef("pk"))
        newest = versions.order_by("-number")
        newest_at = Coalesce(models.Subquery(newest.values("at")[:1]), "published_at")
        return self.annotate(changed_at=Greatest("published_at", newest_at))

    def published(self, now=None):
        """What everybody may read now: published, or scheduled for a time that has come."""
        return self.filter(
            state__in=[Article.State.PUBLISHED, Article.State.SCHEDULED],
            published_at__lte=now or timezone.now(),
        )

    def about(self, topic):
        """Articles about a treatment or condition, named by its slug; all of them for ""."""
        if not topic:
            return self
        also = Q(
            pk__in=Article.also_treatments.through.objects.filter(treatment__slug=topic).values("article")
        )
        also |= Q(
            pk__in=Article.also_conditions.through.objects.filter(condition__slug=topic).values("article")
        )
        return self.filter(Q(treatment__slug=topic) | Q(condition__slug=topic) | also)

    def related_to(self, article):
        """Other articles with the same treatment or condition, or that rest on a work it cites.

        `shared` says how many works they have in common.
        """
        same_treatment = Q(treatment__isnull=False, treatment=article.treatment_id)
        same_condition = Q(condition__isnull=False, condition=article.condition_id)
        works = Citation.objects.filter(article=article).values("reference")
        same_work = Q(pk__in=Citation.objects.filter(reference__in=works).values("article"))
        shared = Citation.objects.filter(article=models.OuterRef("pk"), reference__in=works).order_by()
        count = shared.values("article").annotate(n=models.Count("pk")).values("n")
        found = self.filter(same_treatment | same_condition | same_work).exclude(pk=article.pk)
        return found.annotate(shared=Coalesce(models.Subquery(count), 0))

    def for_cards(self, *, with_text=False):
        """What lists show, newest first, with the number of sources; the texts only when asked for."""
        return (
            self.annotate(source_count=count_of_citations())
            .select_related("cover")
            .defer("body", "contents", "changes", *([] if with_text else ["body_html"]))
            .order_by("-published_at", "pk")
        )

    def by_person(self, person):
        """Articles that this person wrote, edited or reviewed."""
        return self.filter(Q(credits__person=person) | Q(versions__reviews__person=person)).distinct()

    def to_reread(self, by):
        """What readers see and somebody should read again by this day, the longest overdue first."""
        return self.published().filter(review_due_on__lte=by).order_by("review_due_on", "pk")

    def ending(self, by):
        """What readers see and names a last day up to this one, the longest over first."""
        return self.published().filter(ends_on__lte=by).order_by("ends_on", "pk")

    def without_review(self):
        """Articles whose newest text no clinician has reviewed."""
        reviewed = Review.objects.of_newest().filter(covers__article=models.OuterRef("pk"))
        return self.filter(~models.Exists(reviewed))


class Article(models.Model):
    """A text in Markdown whose claims lead to works.

    `body_html` and the citations are derived from `body`, with citation numbers only: the list of references
    is joined when the page is read, so that a retraction shows at once. Saving is the work of
    `articles.publishing`, which has the list of all that follows from it.
    """

    State = ArticleState

    slug = models.SlugField(_("slug"), unique=True, max_length=80, help_text=_("Part of the address."))
    title = models.CharField(_("title"), max_length=160)
    deck = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the title and in lists."),
    )
    body = models.TextField(
        _("text"),
        blank=True,
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
    byline = models.CharField(
        _("author"), max_length=120, default=TEAM, help_text=_("Written anew from the people below, if any.")
    )
    edited_by = models.CharField(_("edited by"), max_length=120, default=TEAM)
    treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("treatment")
    )
    condition = models.ForeignKey(
        Condition, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("condition")
    )
    also_treatments = models.ManyToManyField(
        Treatment,
        blank=True,
        related_name="told_of_in",
        verbose_name=_("further treatments"),
        help_text=_("Topics under which the article is listed as well."),
    )
    also_conditions = models.ManyToManyField(
        Condition, blank=True, related_name="told_of_in", verbose_name=_("further conditions")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ArticleState, default=ArticleState.DRAFT, editable=False
    )
    published_at = models.DateTimeField(
        _("published"), null=True, blank=True, help_text=_("A time to come schedules the article.")
    )
    updated_on = models.DateField(_("last updated"), default=timezone.localdate)
    changes = models.JSONField(_("what changed"), default=list, blank=True, editable=False)
    body_html = models.TextField(_("text as HTML"), blank=True, editable=False)
    contents = models.JSONField(_("contents"), default=list, editable=False)
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    review_due_on = models.DateField(
        _("to be read again by"),
        null=True,
        blank=True,
        help_text=_("A year after publication and after each medical review, unless you choose another day."),
    )
    ends_on = models.DateField(
        _("a fact in it ends on"), null=True, editable=False, help_text=_("The first {until: …} of the text.")
    )
    stamp = models.CharField(_("stamp"), max_length=32, default=new_edit_stamp, editable=False)

    references = models.ManyToManyField(Reference, through="Citation", related_name="articles")
    collected = models.ManyToManyField(
        Reference, blank=True, related_name="collected_for", verbose_name=_("works to cite")
    )
    pictures = models.ManyToManyField(Photo, related_name="illustrates", editable=False)

    objects = ArticleQuerySet.as_manager()
    _rendered = None
    #: Whether it says, in memory, what its working copy says.
    is_written_in_copy = False

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "scheduled"]) | Q(published_at__isnull=False),
                name="article_published_at",
                violation_error_message=_("Say when it is published."),
            ),
            models.CheckConstraint(
                condition=Q(cover=None)
                | (~Q(cover_alt="") & ~Q(cover_credit=""))
                | ~Q(state__in=["published", "scheduled"]),
                name="article_cover_is_described_and_credited",
                violation_error_message=_("A picture needs its description and its credit."),
            ),
        ]
        indexes = [models.Index(fields=["state", "published_at"], name="article_published")]
        permissions = [("publish_article", _("Can publish articles and take them back"))]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The article's public address."""
        return reverse("articles:article", args=[self.slug])

    @property
    def released_state(self):
        """What a released article is by its day: published, or scheduled for a day to come."""
        return ArticleState.SCHEDULED if self.published_at > timezone.now() else ArticleState.PUBLISHED

    def derive(self):
        """Write what follows from the text into the columns that hold it. Not saved."""
        self.body_html = self.rendered.html
        self.contents = self.rendered.contents
        self.word_count = self.rendered.word_count
        self.ends_on = next(iter(self.rendered.days_ended), None)

    @property
    def rendered(self):
        """The text as HTML with what it cites; rendered once for each text."""
        if not self._rendered or self._rendered[0] != self.body:
            self._rendered = self.body, rendering.render(self.body, figures.in_text(self.body))
        return self._rendered[1]

    def clean(self):
        """Refuse reserved slugs, and what readers see without a day."""
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This slug is an address of its own.")})
        taken = FormerSlug.objects.filter(slug=self.slug).exclude(article=self.pk).first()
        if taken:
            words = _("This was the address of “%s”, and links lead there. Please choose another.")
            if taken.article.slug == self.slug:
                words = _("This is the address of “%s”. Please choose another.")
            raise ValidationError({"slug": words % taken.article})
        if self.is_released and not self.published_at:
            words = {
                self.State.PUBLISHED: _("What readers see keeps the day it was published."),
                self.State.SCHEDULED: _(
                    "A scheduled article needs its moment. To stop it, take it back to draft."
                ),
            }
            raise ValidationError({"published_at": words[self.state]})

    @property
    def is_released(self):
        """Whether it is public, or will be by itself when its time comes."""
        return self.state in (self.State.PUBLISHED, self.State.SCHEDULED)

    @property
    def is_public(self):
        """Whether everybody may read it now."""
        return self.is_released and self.published_at is not None and self.published_at <= timezone.now()

    def replace_cover(self, photo):
        """Give the article another cover, or none; the old photo is hidden and erased later. Not saved."""
        if self.cover and self.cover != photo:
            self.hide_photo(self.cover)
        self.cover = photo

    def hide_photo(self, photo):
        """Let readers no longer see a photo of this article, unless another one shows it."""
        others = Article.objects.filter(state__in=[self.State.PUBLISHED, self.State.SCHEDULED])
        if not others.exclude(pk=self.pk).filter(Q(cover=photo) | Q(pictures=photo)).exists():
            photo.hide()

    @property
    def treatments(self):
        """Every treatment that it is about, the main one first."""
        return [*([self.treatment] if self.treatment else []), *self.also_treatments.all()]

    @property
    def conditions(self):
        """Every condition that it is about, the main one first."""
        return [*([self.condition] if self.condition else []), *self.also_conditions.all()]

    @property
    def html(self):
        """The text as a page may show it today."""
        return rendering.trusted(dated.fill(self.body_html))

    @property
    def minutes(self):
        """Whole minutes that reading takes, one at least."""
        return max(1, round(self.word_count / WORDS_PER_MINUTE))

    @property
    def change_list(self):
        """What changed, newest first, as (date, sentence)."""
        notes = [(date.fromisoformat(change["on"]), change["note"]) for change in self.changes]
        return sorted(notes, key=lambda note: note[0], reverse=True)

    def moves(self, user):
        """The names of the verbs that this person may use now."""
        return [verb for verb in MOVES if may(user, verb, self.state)]

    @property
    def working_copy(self):
        """What is being written about it since readers got it, None for nothing."""
        return WorkingCopy.objects.filter(article=self.pk).first()

    def take_copy(self, copy):
        """Say what a working copy says, with the works that stay in place of merged ones. Not saved."""
        for name in (*copy.COLUMNS, *copy.TOPICS):
            setattr(self, name, copy.said[name])
        self.body = FormerReference.objects.renewed(self.body)
        self.updated_on = date.fromisoformat(copy.said["updated_on"])
        self.cover = copy.cover
        self.is_written_in_copy = True
        self.derive()

    def restore(self, version):
        """Write again what a version says, with the works that stay in place of merged ones. Not saved."""
        for name in version.TEXTS:
            setattr(self, name, getattr(version, name))
        self.body = FormerReference.objects.renewed(self.body)

    @property
    def review(self):
        """The newest medical review of what readers see now, None when that was not reviewed."""
        return Review.objects.of_current(self).first()

    @property
    def earlier_review(self):
        """The newest medical review of any text of it that readers saw, None when there was none."""
        shown = self.versions.without_copies()
        return Review.objects.standing().filter(covers__in=shown).order_by("-on", "-pk").first()

    def note_change(self, note, *, on=None):
        """Tell readers what changed; the article counts as updated that day."""
        self.updated_on = on or timezone.localdate()
        self.changes = [*self.changes, {"on": self.updated_on.isoformat(), "note": note}]

    @property
    def photos(self):
        """The cover and the pictures of the text."""
        return [*([self.cover] if self.cover else []), *self.pictures.all()]
