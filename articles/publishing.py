"""What follows from a change of an article, a work or a person: one list, and every door goes through it.

Models hold rows and rules; here is what a change of one of them means for the others and for readers. Nothing
below knows of it, so whoever changes an article calls these verbs and not `save`.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Article, Citation, FormerSlug, Review, Step
from articles.models.citation_keys import free_key
from articles.models.moves import MOVES, ArticleState, may
from articles.proofreading import NotReady, check_for_publication, check_for_review, open_points, unknown_keys

#: Days after which a text is read again, unless an editor chooses another day.
REREAD_DAYS = 365


class WrongState(Exception):
    """The article is not in a state that allows this step, or somebody else took it first."""


@transaction.atomic
def save_article(article, *, by=None, is_typing_error=False):
    """Save an article with all that follows from its text and its day.

    With `is_typing_error` the medical review of the text of before holds. Raises ValidationError when
    readers see the text, or will, and it cites a work that does not exist.
    """
    if article.is_released and (unknown := unknown_keys(article.rendered)):
        raise ValidationError([str(finding) for finding in unknown])
    before = article.state
    read_before = article.versions.without_copies().first() if article.pk else None
    article.derive()
    if article.is_released:
        article.state = article.released_state
    article.save()
    FormerSlug.objects.remember(article)
    Citation.objects.derive(article)
    _keep_pictures(article)
    kept = article.versions.keep(article, by=by)
    if is_typing_error:
        Review.objects.hold_on(read_before, kept)
    if article.is_released:
        _release(article)
    _note_step(article, before, by)


def _keep_pictures(article):
    """Note the pictures of the text; those that left it are hidden, and erased later."""
    before = {photo.pk: photo for photo in article.pictures.all()}
    shown = {photo.pk: photo for photo in article.rendered.photos.values()}
    if before.keys() != shown.keys():
        article.pictures.set(shown.values())
        for photo in (photo for pk, photo in before.items() if pk not in shown):
            article.hide_photo(photo)


def _release(article):
    """Let readers see what the article shows."""
    for photo in article.photos:
        photo.show()
    Article.objects.filter(pk=article.pk).outdate()


def _note_step(article, before, by):
    """Write down where the article stands when that is new; pages that name it follow."""
    if article.state != before:
        Step.objects.create(article=article, before=before, after=article.state, by=by)
        Article.objects.related_to(article).outdate()


def submit_for_review(article, *, by):
    """Hand a draft to review; raise NotReady when something is missing."""
    check_for_review(article)
    _move(article, "submit_for_review", ArticleState.IN_REVIEW, by)


def return_to_draft(article, *, by):
    """Take an article back to draft; readers no longer see it. What its working copy says is the draft."""
    with transaction.atomic():
        _move(article, "return_to_draft", ArticleState.DRAFT, by)
        if copy := article.working_copy:
            _go_on_with(article, copy, by)


def _go_on_with(article, copy, by):
    slug = article.slug
    article.take_copy(copy)
    if Article.objects.filter(slug=article.slug).exclude(pk=article.pk).exists():
        article.slug = slug
    if copy.note:
        article.note_change(copy.note)
    save_article(article, by=by)
    copy.set_relations()
    copy.delete()


def publish(article, *, by):
    """Publish now, or at `published_at` when that is still to come.

    Raises NotReady when something is missing, or doubtful; a program may publish what is doubtful.
    """
    if by is None:
        if stops := [finding for finding in open_points(article) if finding.stops]:
            raise NotReady(stops)
    else:
        check_for_publication(article)
    article.published_at = article.published_at or timezone.now()
    article.review_due_on = article.review_due_on or timezone.localdate() + timedelta(days=REREAD_DAYS)
    _move(article, "publish", article.released_state, by)


def publish_now(article, *, by):
    """Let readers see a scheduled article now."""
    article.published_at = timezone.now()
    _move(article, "publish_now", ArticleState.PUBLISHED, by)


def read_again(article, *, by):
    """Note that somebody read a public article again and found nothing to change."""
    article.review_due_on = timezone.localdate() + timedelta(days=REREAD_DAYS)
    _move(article, "read_again", article.state, by)


def archive(article, *, by):
    """Take an article off the site for good."""
    _move(article, "archive", ArticleState.ARCHIVED, by)


STEPS = (submit_for_review, return_to_draft, publish, publish_now, read_again, archive)
#: The verbs by the names that buttons send.
VERBS = {verb.__name__: verb for verb in STEPS}


@transaction.atomic
def _move(article, verb, state, by):
    """Change the state if it is still what `by` saw.

    Raises WrongState when it is not, or when no such step starts there, PermissionDenied when this person
    may not take it.
    """
    if article.state not in MOVES[verb]:
        raise WrongState(gettext("The article is not in a state that allows this."))
    if not may(by, verb, article.state):
        raise PermissionDenied
    columns = {"published_at": article.published_at, "review_due_on": article.review_due_on}
    if not Article.objects.filter(pk=article.pk, state=article.state).update(state=state, **columns):
        raise WrongState(gettext("Somebody else moved the article in the meantime."))
    before, article.state = article.state, state
    if article.is_released:
        article.versions.keep(article, by=by)
        _release(article)
    else:
        for photo in article.photos:
            article.hide_photo(photo)
    _note_step(article, before, by)


def release_due(now=None):
    """Write down that scheduled articles whose time has come are published; return how many there were.

    Readers see them at that time without this. What it adds: other pages that name related articles.
    """
    due = Article.objects.filter(state=ArticleState.SCHEDULED, published_at__lte=now or timezone.now())
    released = 0
    for article in due:
        with transaction.atomic():
            moved = Article.objects.filter(pk=article.pk, state=ArticleState.SCHEDULED)
            if moved.filter(published_at=article.published_at).update(state=ArticleState.PUBLISHED):
                article.state = ArticleState.PUBLISHED
                _note_step(article, ArticleState.SCHEDULED, None)
                released += 1
    return released


def sign_article(article, *, by):
    """Write author and editor anew from the people named for the article, as far as there are any."""
    said = {"byline": article.credits.names("author"), "edited_by": article.credits.names("editor")}
    said = {name: words for name, words in said.items() if words and words != getattr(article, name)}
    for name, words in said.items():
        setattr(article, name, words)
    if said:
        save_article(article, by=by)
    Article.objects.filter(pk=article.pk).outdate()  # the people stand on the page, whatever they are called


@transaction.atomic
def save_person(person):
    """Save a contributor, and let readers see it."""
    person.save()
    Article.objects.by_person(person).outdate()


@transaction.atomic
def record_review(review):
    """Keep a medical review with the words of the contributor as they are today, and let readers see it."""
    review.fill_in()
    review.covers = review.covers or review.version
    review.save()
    article = Article.objects.filter(pk=review.version.article_id)
    article.update(review_due_on=review.on + timedelta(days=REREAD_DAYS))
    article.outdate()


@transaction.atomic
def save_reference(work):
    """Save a work with its entry as its fields and contributors say it, and let readers see it."""
    work.refresh()
    show_reference(work)


def name_guess(work, item):
    """Give a work that was known by an identifier alone the key that its author and year make.

    Nobody has seen its key yet (see `Reference.is_awaited`); one that a text cites is left as it is.
    """
    if work.is_unnamed and not work.citations.exists():
        work.key = free_key({**item, "id": ""})


@transaction.atomic
def replace_guess(work, item):
    """Put a CSL-JSON dict in place of what was guessed about a work; raise ValueError when it is none."""
    work.replace(item)
    show_reference(work)


def show_reference(work):
    """Say that the pages which cite this work show something else from now on."""
    Article.objects.filter(citations__reference=work).distinct().outdate()
