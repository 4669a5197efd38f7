"""Pages of public articles in the memory of the process, and the one question that says whether they hold.

A page is rendered for the first reader who asks a process for it, and kept under the article's stamp, the
release, the law and the day. Nothing is stored, so reading writes nothing. The law is a minute old at most;
what else a page shows, such as the names of treatments, a day.
"""

import gzip
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import signing
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Citation
from articles.page import byline, explained, structured_data
from articles.text import glossary, rendering
from providers import local_days
from providers.profile import law
from providers.results.forms import ShortSearchForm
from psychly.web.release import release_name
from psychly.web.replicas import reading

RELATED = 2
PREVIEW = "articles.preview"
PREVIEW_DAYS = 7
#: What other sites show beside a link; `tests.draw_share_picture` draws it.
SHARE_PICTURE = "img/share.png"


#: What an article is now. Written out, because putting this query together takes the ORM longer than all the
#: rest of the answer; for PostgreSQL, which reads and plans it anew each time, no longer than it must be.
STAMP = "SELECT id, stamp, state, published_at FROM articles_article WHERE slug = %s"
IN_MEMORY = 200  # pages, plain and compressed, in each process; about 100 kB each


def public(slug):
    """Return (primary key, stamp) of the public article of this slug, None when there is none.

    A connection that the server has dropped shows here and is opened anew, instead of by a question of its
    own before: on PostgreSQL that question costs a third of the whole answer.
    """
    connection = reading()
    if connection.in_atomic_block:
        return _stamp(slug)
    connection.health_check_done = True
    try:
        return _stamp(slug)
    except (InterfaceError, OperationalError):
        connection.close()
        return _stamp(slug)


def _stamp(slug):
    """Ask for the row, and judge it as `ArticleQuerySet.published` does."""
    with reading().cursor() as cursor:
        cursor.execute(STAMP, [slug])
        pk, stamp, state, published_at = cursor.fetchone() or (0, "", "", None)
    if state not in (Article.State.PUBLISHED, Article.State.SCHEDULED):
        return None
    if timezone.is_naive(published_at):  # SQLite keeps UTC and does not say so
        published_at = published_at.replace(tzinfo=UTC)
    return (pk, stamp) if published_at <= timezone.now() else None


def etag(pk, stamp):
    """Return what a browser names to ask whether the page changed."""
    return f'W/"{pk}-{stamp}-{release_name()}-{_law_and_day()}"'


def _law_and_day():
    """What the law says, and a number that grows when a day ends in some state: a fact may end with it."""
    now = datetime.fromtimestamp(time.time(), UTC)
    return f"{law.edition()}-{local_days.days_ended(now)}"


@dataclass(frozen=True)
class Page:
    """A page as bytes, plain and compressed; one that `is_whole` is no longer about to change by itself."""

    html: bytes
    gzipped: bytes
    is_whole: bool = True


class NotWhole(Exception):
    """The cover of an article is still being made: its page is shown and not kept."""


def page_of(pk, stamp):
    """Return the `Page` of a public article that has this stamp; raise Http404 when it is gone meanwhile.

    With DEBUG it is rendered each time, so that a changed template shows.
    """
    if settings.DEBUG:
        return _render(pk)
    try:
        return _kept(pk, stamp, _law_and_day())
    except NotWhole as unfinished:
        return unfinished.args[0]


@lru_cache(maxsize=IN_MEMORY)
def _kept(pk, _stamp, _law_and_day):
    page = _render(pk)
    if not page.is_whole:
        raise NotWhole(page)  # what is raised is not remembered
    return page


def _render(pk):
    article = get_object_or_404(Article.objects.published().with_parts(), pk=pk)
    html = rendered(article).encode()
    is_whole = article.cover is None or article.cover.is_ready
    return Page(html, gzip.compress(html, 6, mtime=0), is_whole)


def rendered(article):
    """Return an article's page as text."""
    request = HttpRequest()
    request.method = "GET"
    request.path = article.get_absolute_url()
    return render_to_string("articles/article.html", article_context(article), request)


def article_context(article):
    """Return what the template of an article shows."""
    if article.is_written_in_copy:
        citations, review, earlier = Citation.objects.of(article), None, article.earlier_review
    else:
        citations = list(article.citations.select_related("reference"))
        review = article.review
        earlier = None if review else article.earlier_review
    picture = settings.SITE_URL + staticfiles_storage.url(SHARE_PICTURE)
    related = Article.objects.published().related_to(article)
    text, words = glossary.mark(article.html)
    return {
        "article": article,
        "text": rendering.trusted(text),
        "words": explained.with_sources(words),
        "share_picture": picture,
        "review": review,
        "earlier_review": earlier,
        "people": byline.behind(article, review),
        "citations": citations,
        "references_checked_on": oldest_check(citations),
        "search": ShortSearchForm(initial={"treatment": article.treatment.slug if article.treatment else ""}),
        "related": related.for_cards().order_by("-shared", "-published_at", "pk")[:RELATED],
        "structured_data": structured_data.medical_web_page(article, citations, review, picture),
    }


def oldest_check(citations):
    """The day by which registries answered about every reference, or None when about one they did not.

    A work without DOI, PMID and address, about which nobody can be asked, does not count.
    """
    days = [citation.reference.watched_on for citation in citations if citation.reference.can_be_watched]
    return min(days) if days and all(days) else None


def preview_address(article):
    """Return an address that shows an article before it is public, for PREVIEW_DAYS."""
    return reverse("articles:preview", args=[signing.dumps(article.pk, salt=PREVIEW)])


def previewed(token):
    """Return the primary key of a preview's article; raise Http404 for a link that is wrong or too old."""
    try:
        return signing.loads(token, salt=PREVIEW, max_age=timedelta(days=PREVIEW_DAYS))
    except signing.BadSignature as error:
        raise Http404 from error
