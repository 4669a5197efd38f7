"""An article, what it cites, and the versions that readers saw."""

import uuid
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.citation import Citation, FormerReference, FormerSlug, count_of_citations
from articles.models.moves import MOVES, ArticleState, Step, may
from articles.models.reference import Reference
from articles.text import pictures as figures
from articles.text import rendering
from articles.text.proofreading import proofread, unknown_keys
from providers.models import Condition, Photo, Treatment
from providers.text_folding import fold

RESERVED_SLUGS = {"feed", "preview", "topics", "search"}
WORDS_PER_MINUTE = 230  # silent reading of English non-fiction (Brysbaert, 2019: 238)
TEAM = _("The Psychly Team")
#: Days after which a text is read again, unless a review says otherwise.
REREAD_DAYS = 365


class WrongState(Exception):
    """The article is not in a state that allows this step, or somebody else took it first."""


def new_edit_stamp():
    """A name for what an article is now."""
    return uuid.uuid4().hex


class ArticleQuerySet(models.QuerySet):
    """Articles by who may read them and what they are about."""

    def with_parts(self):
        """With everything that an article's page shows, but for its works."""
        return self.select_related("treatment", "condition", "cover")

    def outdate(self):
        """Say that the pages of these articles show something else from now on."""
        ids = list(self.values_list("pk", flat=True))
        self.model.objects.filter(pk__in=ids).update(stamp=new_edit_stamp())

    def with_last_change(self):
        """With `changed_at`: when readers last got another text, or the first one."""
        from articles.models.version import ArticleVersion

        newest = ArticleVersion.objects.filter(article=models.OuterRef("pk")).order_by("-number")
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
        return self.filter(Q(treatment__slug=topic) | Q(condition__slug=topic)) if topic else self

    def related_to(self, article):
        """Other articles about the same treatment or condition, or that rest on a work it cites."""
        same_treatment = Q(treatment__isnull=False, treatment=article.treatment_id)
        same_condition = Q(condition__isnull=False, condition=article.condition_id)
        works = Citation.objects.filter(article=article).values("reference")
        same_work = Q(pk__in=Citation.objects.filter(reference__in=works).values("article"))
        return self.filter(same_treatment | same_condition | same_work).exclude(pk=article.pk)

    def saying(self, words):
        """Articles in which each of these words begins a word that readers see; all of them for ""."""
        asked = list(dict.fromkeys(fold(words).split()))
        if not asked:
            return self if not words.strip() else self.none()
        return self.filter(text__body__words=[[word] for word in asked])

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

    def without_review(self):
        """Articles whose newest text no clinician has reviewed."""
        from articles.models.version import Review

        reviewed = Review.objects.of_newest().filter(version__article=models.OuterRef("pk"))
        return self.filter(~models.Exists(reviewed))

    def release_due(self, now=None):
        """Write down that scheduled articles whose time has come are published; return how many there were.

        Readers see them at that time without this. What it adds: other pages that name related articles.
        """
        due = self.filter(state=ArticleState.SCHEDULED, published_at__lte=now or timezone.now())
        released = 0
        for article in due:
            with transaction.atomic():
                moved = self.model.objects.filter(pk=article.pk, state=ArticleState.SCHEDULED)
                if moved.filter(published_at=article.published_at).update(state=ArticleState.PUBLISHED):
                    article.state = ArticleState.PUBLISHED
                    article._note_step(ArticleState.SCHEDULED, None)
                    released += 1
        return released


class Article(models.Model):
    """A text in Markdown whose claims lead to works.

    `body_html` and the citations are derived from `body` at save, with citation numbers only: the list of
    references is joined when the page is read, so that a retraction shows at once.
    """

    State = ArticleState

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
    stamp = models.CharField(_("stamp"), max_length=32, default=new_edit_stamp, editable=False)

    references = models.ManyToManyField(Reference, through="Citation", related_name="articles")
    collected = models.ManyToManyField(
        Reference, blank=True, related_name="collected_for", verbose_name=_("works to cite")
    )
    pictures = models.ManyToManyField(Photo, related_name="illustrates", editable=False)

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
    def save(self, *args, by=None, **kwargs):
        """Save with the HTML and the citations derived from the text, and keep it as a version.

        Raises ValidationError when the text cites a work that does not exist.
        """
        if unknown := unknown_keys(self.rendered):
            raise ValidationError([str(finding) for finding in unknown])
        self.body_html = self.rendered.html
        self.contents = self.rendered.contents
        self.word_count = self.rendered.word_count
        before = self.state
        if self.is_released:
            self.state = self._released_state()
        super().save(*args, **kwargs)
        FormerSlug.objects.remember(self)
        Citation.objects.derive(self)
        self._keep_words_and_pictures()
        self.versions.keep(self, by=by)
        if self.is_released:
            self._release()
        self._note_step(before, by)

    def get_absolute_url(self):
        """The article's public address."""
        return reverse("articles:article", args=[self.slug])

    def _released_state(self):
        return ArticleState.SCHEDULED if self.published_at > timezone.now() else ArticleState.PUBLISHED

    def _keep_words_and_pictures(self):
        from articles.models.article_text import ArticleText

        ArticleText.objects.write(self)
        before = {photo.pk: photo for photo in self.pictures.all()}
        shown = {photo.pk: photo for photo in self.rendered.photos.values()}
        if before.keys() != shown.keys():
            self.pictures.set(shown.values())
            for photo in (photo for pk, photo in before.items() if pk not in shown):
                photo.hide()

    @property
    def rendered(self):
        """The text as HTML with what it cites; rendered once for each text."""
        if not self._rendered or self._rendered[0] != self.body:
            self._rendered = self.body, rendering.render(self.body, figures.in_text(self.body))
        return self._rendered[1]

    def clean(self):
        """Refuse reserved slugs, and texts that cite what does not exist, naming the line."""
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This slug is an address of its own.")})
        if self.is_released and not self.published_at:
            raise ValidationError({"published_at": _("What readers see keeps the day it was published.")})
        if stops := [str(finding) for finding in proofread(self.rendered) if finding.stops]:
            raise ValidationError({"body": stops})

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
        self._move("submit_for_review", ArticleState.IN_REVIEW, by)

    def return_to_draft(self, *, by):
        """Take an article back to draft; readers no longer see it."""
        self._move("return_to_draft", ArticleState.DRAFT, by)

    def publish(self, *, by):
        """Publish now, or at `published_at` when that is still to come."""
        self.published_at = self.published_at or timezone.now()
        self.review_due_on = self.review_due_on or timezone.localdate() + timedelta(days=REREAD_DAYS)
        self._move("publish", self._released_state(), by)

    def archive(self, *, by):
        """Take an article off the site for good."""
        self._move("archive", ArticleState.ARCHIVED, by)

    def sign(self, *, by):
        """Write author and editor anew from the people named for the article, as far as there are any."""
        said = {"byline": self.credits.names("author"), "edited_by": self.credits.names("editor")}
        said = {name: words for name, words in said.items() if words and words != getattr(self, name)}
        for name, words in said.items():
            setattr(self, name, words)
        if said:
            self.save(by=by)

    def moves(self, user):
        """The names of the verbs that this person may use now."""
        return [verb for verb in MOVES if may(user, verb, self.state)]

    def restore(self, version):
        """Write again what a version says, with the works that stay in place of merged ones. Not saved."""
        for name in version.TEXTS:
            setattr(self, name, getattr(version, name))
        self.body = FormerReference.objects.renewed(self.body)

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
    def _move(self, verb, state, by):
        """Change the state if it is still what `by` saw.

        Raises WrongState when it is not, or when no such step starts there, PermissionDenied when this
        person may not take it.
        """
        if self.state not in MOVES[verb]:
            raise WrongState(gettext("The article is not in a state that allows this."))
        if not may(by, verb, self.state):
            raise PermissionDenied
        columns = {"published_at": self.published_at, "review_due_on": self.review_due_on}
        if not Article.objects.filter(pk=self.pk, state=self.state).update(state=state, **columns):
            raise WrongState(gettext("Somebody else moved the article in the meantime."))
        before, self.state = self.state, state
        if self.is_released:
            self.versions.keep(self, by=by)
            self._release()
        else:
            for photo in self._photos():
                photo.hide()
        self._note_step(before, by)

    def _note_step(self, before, by):
        """Write down where the article stands when that is new; pages that name it follow."""
        if self.state != before:
            Step.objects.create(article=self, before=before, after=self.state, by=by)
            Article.objects.related_to(self).outdate()

    def _photos(self):
        return [*([self.cover] if self.cover else []), *self.pictures.all()]

    def _release(self):
        """Let readers see what the article shows."""
        for photo in self._photos():
            photo.show()
        Article.objects.filter(pk=self.pk).outdate()
