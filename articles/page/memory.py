"""Pages of articles, rendered when an article or a work it cites is saved, and sent as they are stored.

A task renders; a page that no task has rendered yet (a new release, a scheduled article) is rendered for its
readers and not stored, since reading writes nothing. What else a page shows, such as the names of treatments,
is a day old at most.
"""

import gzip
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import cache, lru_cache
from hashlib import sha256

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import signing
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django_tasks import task

from articles.models import Article, ArticlePage
from articles.models.article import new_edit_stamp
from articles.page import byline, share_picture, structured_data
from providers.results.forms import ShortSearchForm

KEPT = timedelta(days=1)
RELATED = 2
PREVIEW = "articles.preview"
PREVIEW_DAYS = 7


@cache
def build_of_release():
    """Return a name for everything but the article that a page is made of: templates, files, settings."""
    digest = sha256()
    root = settings.BASE_DIR
    rooms = [root / name for name in ("psychly", "providers", "articles")]
    sources = [path for room in rooms for path in room.rglob("*.py") if "migrations" not in path.parts]
    for path in sorted([*sources, *(root / "templates").rglob("*.html")]):
        digest.update(path.read_bytes())
    files = [staticfiles_storage.url(name) for name in ("css/site.css", "js/citations.js", "img/icon.svg")]
    digest.update(repr([files, settings.SITE_URL, settings.DEMO]).encode())
    return digest.hexdigest()[:16]


#: What an article is now. Written out, because putting this query together takes the ORM longer than all the
#: rest of the answer; for PostgreSQL, which reads and plans it anew each time, no longer than it must be.
STAMP = "SELECT id, stamp, state, published_at FROM articles_article WHERE slug = %s"
IN_MEMORY = 200  # pages, plain and compressed, in each process; about 100 kB each


def public(slug):
    """Return (primary key, stamp) of the public article of this slug, None when there is none.

    A connection that the server has dropped shows here and is opened anew, instead of by a question of its
    own before: on PostgreSQL that question costs a third of the whole answer.
    """
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
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [slug])
        pk, stamp, state, published_at = cursor.fetchone() or (0, "", "", None)
    if state not in (Article.State.PUBLISHED, Article.State.SCHEDULED):
        return None
    if timezone.is_naive(published_at):  # SQLite keeps UTC and does not say so
        published_at = published_at.replace(tzinfo=UTC)
    return (pk, stamp) if published_at <= timezone.now() else None


def etag(pk, stamp):
    """Return what a browser names to ask whether the page changed."""
    return f'W/"{pk}-{stamp}-{build_of_release()}"'


@dataclass(frozen=True)
class Sent:
    """A page as it is sent: bytes, and when they were rendered as HTTP writes it."""

    content: bytes
    modified: str


def stored(pk, stamp, is_compressed):
    """Return the stored page of an article that has this stamp, None when there is none.

    With DEBUG there is none, so that a changed template shows.
    """
    try:
        return None if settings.DEBUG else _read(pk, stamp, build_of_release(), is_compressed)
    except ArticlePage.DoesNotExist:
        return None


@lru_cache(maxsize=IN_MEMORY)
def _read(pk, stamp, build, is_compressed):
    page = ArticlePage.objects.defer("html" if is_compressed else "gzipped").get(
        pk=pk, stamp=stamp, build=build
    )
    content = page.gzipped if is_compressed else page.html
    return Sent(bytes(content), http_date(page.rendered_at.timestamp()))


def make(article):
    """Render an article's page and store it; say whether it was: not while its cover is still being made."""
    if article.cover and not article.cover.is_ready:
        return False
    html = rendered(article).encode()
    ArticlePage.objects.keep(article, build_of_release(), html, gzip.compress(html, 6, mtime=0))
    return True


def rendered(article):
    """Return an article's page as text."""
    request = HttpRequest()
    request.method = "GET"
    request.path = article.get_absolute_url()
    return render_to_string("articles/article.html", article_context(article), request)


def article_context(article):
    """Return what the template of an article shows."""
    citations = list(article.citations.select_related("reference"))
    review = article.review
    card = share_picture.address(article) if article.is_public else ""
    return {
        "article": article,
        "card": card,
        "review": review,
        "people": byline.behind(article, review),
        "citations": citations,
        "references_checked_on": oldest_check(citations),
        "search": ShortSearchForm(initial={"treatment": article.treatment.slug if article.treatment else ""}),
        "related": Article.objects.published().related_to(article).for_cards()[:RELATED],
        "structured_data": structured_data.medical_web_page(article, citations, review, card),
    }


def oldest_check(citations):
    """The day by which every reference was checked, or None when one was not."""
    days = [citation.reference.health_checked_on for citation in citations]
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


def refresh(now=None):
    """Render every public page that is not current or a day old; return how many there were."""
    fresh = ArticlePage.objects.current(build_of_release()).filter(
        rendered_at__gt=(now or timezone.now()) - KEPT
    )
    stale = Article.objects.published(now).exclude(pk__in=fresh.values("article"))
    stale = Article.objects.filter(pk__in=list(stale.values_list("pk", flat=True)))
    stale.update(stamp=new_edit_stamp())
    return sum(1 for article in stale.with_parts() if make(article))


@task
def render_pages(article_ids):
    """Render the pages and draw the cards of these articles, as far as they are public and lack them."""
    done = set(ArticlePage.objects.current(build_of_release()).values_list("article", flat=True))
    for article in Article.objects.published().filter(pk__in=article_ids).with_parts():
        share_picture.make(article)
        if article.pk not in done:
            make(article)
