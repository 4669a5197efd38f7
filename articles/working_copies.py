"""The working copy of a public article: written, handed to review, scheduled, swapped in whole, or discarded.

Readers see nothing of it before it is swapped in, in one transaction. At a moment that was set a task does
that, and not whoever reads: a correction changes address, topics, pictures and lists, and each of those
would have to look for it. Housekeeping swaps in what no task did.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task

from articles.models import Article, Person, Review, WorkingCopy
from articles.models.moves import COPY_MOVES, ArticleState, may
from articles.models.person import in_one_line
from articles.proofreading import NotReady, check_for_publication, check_for_review
from articles.publishing import WrongState, save_article

AWAITED = 50  # priority of the task: readers were promised a moment


@transaction.atomic
def save_copy(article, *, topics, people, note="", is_typing_error=False, by=None):
    """Keep what an article in memory says as its working copy; return the copy.

    `topics` are its further treatments and conditions by the names of the fields, `people` a list of
    [person, part, position]. A copy that was to go public by itself and may not as it stands is a draft
    again.
    """
    _lock(article)
    copy = article.working_copy
    stays_reviewed = is_typing_error and (copy is None or copy.is_typing_error)
    before = article.versions.first()
    if copy:
        copy.edition += 1
    else:
        copy = WorkingCopy(article=article)
    _sign(article, people)
    copy.describe(article, topics, people)
    copy.is_typing_error, copy.by, copy.at = stays_reviewed, by, timezone.now()
    copy.note = note or copy.note
    if copy.state == ArticleState.SCHEDULED and not _may_go_public(article):
        copy.state, copy.due_at = ArticleState.DRAFT, None
    copy.save()
    copy.pictures.set(article.rendered.photos.values())
    kept = article.versions.keep(article, by=by, is_copy=True)
    if is_typing_error and before and before.is_copy:
        Review.objects.hold_on(before, kept)
    return copy


def topics_of(article):
    """Return the further topics of an article as it is written now, by the names of the fields."""
    copy = article.working_copy
    return {
        name: list(
            getattr(article, name).model.objects.filter(pk__in=copy.said[name])
            if copy
            else getattr(article, name).all()
        )
        for name in WorkingCopy.MORE_TOPICS
    }


def people_of(article):
    """Return [[person, part, position]] of a working copy, or of one that begins; None for other articles."""
    if copy := article.working_copy:
        return copy.said["people"]
    if article.is_public:
        return [list(row) for row in article.credits.values_list("person", "role", "position")]
    return None


def _sign(article, people):
    """Write author and editor from the people, as far as there are any."""
    known = Person.objects.in_bulk([pk for pk, _role, _position in people])
    for column, part in (("byline", "author"), ("edited_by", "editor")):
        rows = sorted((position, pk) for pk, role, position in people if role == part and pk in known)
        if rows:
            setattr(article, column, in_one_line([str(known[pk]) for _position, pk in rows]))


def _may_go_public(article):
    try:
        check_for_publication(article)
    except NotReady:
        return False
    return True


def as_written(article):
    """Return the article as its working copy says it, in memory; as it is when there is none."""
    if copy := article.working_copy:
        article.take_copy(copy)
    return article


def is_draft(article):
    """Whether what is saved of a public article is a draft: its working copy, or one that begins with it."""
    copy = article.working_copy
    return article.is_public and (copy is None or copy.state == ArticleState.DRAFT)


def moves(article, user):
    """The names of the verbs that this person may use on the working copy, or to begin one."""
    copy = article.working_copy
    state = copy.state if copy else ArticleState.DRAFT
    names = [verb for verb in COPY_MOVES if may(user, verb, state, COPY_MOVES)]
    return names if copy else [verb for verb in names if verb != "discard_copy"]


@transaction.atomic
def submit_copy(article, *, by):
    """Hand the working copy to review."""
    copy = _held(article, "submit_copy", by)
    check_for_review(as_written(copy.article))
    _put(copy, ArticleState.IN_REVIEW, by)


@transaction.atomic
def return_copy(article, *, by):
    """Take the working copy back to be written on."""
    _put(_held(article, "return_copy", by), ArticleState.DRAFT, by)


@transaction.atomic
def schedule_copy(article, *, by, at=None):
    """Let the working copy be swapped in by itself at a moment to come."""
    copy = _held(article, "schedule_copy", by)
    if not at or at <= timezone.now():
        raise WrongState(gettext("Say when: a moment that is still to come."))
    check_for_publication(as_written(copy.article))
    _put(copy, ArticleState.SCHEDULED, by, at)
    swap_at_its_moment.using(run_after=at, priority=AWAITED).enqueue(article.pk)


@transaction.atomic
def discard_copy(article, *, by):
    """Go on with what readers see; the text of the working copy stays as a version."""
    _held(article, "discard_copy", by).delete()


@transaction.atomic
def publish_copy(article, *, by):
    """Let readers see the working copy now, all of it at once."""
    copy = _held(article, "publish_copy", by)
    check_for_publication(as_written(copy.article))
    _swap(copy, by)


@task
def swap_at_its_moment(pk):
    """Swap in the working copy of an article if its moment has come; twice does no harm."""
    _swap_if_due(pk, timezone.now())


def swap_due(now=None):
    """Swap in each working copy whose moment has come and no task has; return how many there were.

    One that may not go public as it stands stays, and the desk says so.
    """
    now = now or timezone.now()
    due = WorkingCopy.objects.filter(state=ArticleState.SCHEDULED, due_at__lte=now)
    return sum(_swap_if_due(pk, now) for pk in due.values_list("article", flat=True))


@transaction.atomic
def _swap_if_due(pk, now):
    article = Article.objects.select_for_update().filter(pk=pk).first()
    copy = article and article.working_copy
    is_due = copy and copy.state == ArticleState.SCHEDULED and copy.due_at <= now
    if not is_due or not article.is_public or not _may_go_public(as_written(article)):
        return False
    copy.article = Article.objects.get(pk=pk)
    try:
        with transaction.atomic():
            _swap(copy, None)
    except ValidationError:  # an address that another article took meanwhile
        return False
    return True


def _swap(copy, by):
    """Put the copy in the article's place."""
    article = copy.article
    read_before, written = _shown(article), article.versions.first()
    old_cover = Article.objects.values_list("cover", flat=True).get(pk=article.pk)
    article.take_copy(copy)
    if old_cover and old_cover != article.cover_id:
        article.hide_photo(Article.objects.get(pk=article.pk).cover)
    if copy.note:
        article.note_change(copy.note)
    article.clean()
    article.validate_unique()
    save_article(article, by=by)
    copy.set_relations()
    Article.objects.filter(pk=article.pk).outdate()
    now_read = _shown(article)
    if copy.is_typing_error:
        Review.objects.hold_on(read_before, now_read)
    if written.says_the_same(now_read):
        Review.objects.hold_on(written, now_read)
    copy.delete()


def _shown(article):
    """The newest version of what the article itself said."""
    return article.versions.without_copies().first()


def _lock(article):
    list(Article.objects.select_for_update().filter(pk=article.pk).values_list("pk"))


def _held(article, verb, by):
    """Return the working copy, held for a step; raise WrongState or PermissionDenied when it is not to be."""
    _lock(article)
    copy = WorkingCopy.objects.select_related("article").filter(article=article.pk).first()
    if not copy:
        raise WrongState(gettext("There is no working copy any more: somebody published or discarded it."))
    if copy.state not in COPY_MOVES[verb]:
        raise WrongState(gettext("The working copy is not in a state that allows this."))
    if not may(by, verb, copy.state, COPY_MOVES):
        raise PermissionDenied
    if verb == "publish_copy" and not copy.article.is_public:
        raise WrongState(gettext("The article is not public: publish it first."))
    return copy


def _put(copy, state, by, due_at=None):
    copy.state, copy.due_at, copy.by = state, due_at, by
    copy.save()


#: The verbs by the names that buttons send.
VERBS = {
    verb.__name__: verb for verb in (submit_copy, publish_copy, schedule_copy, return_copy, discard_copy)
}
