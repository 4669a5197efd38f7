"""The newest articles, as the front page shows them."""

from django.db import connection
from django.utils import timezone

from articles.models import Article
from providers.models import Photo

#: What `published().for_cards()` asks for, without what a card does not show. Written out, because the ORM
#: takes longer to word it than everything else on the front page takes.
NEWEST = """
    SELECT id, slug, title, deck, cover_id, word_count, updated_on,
           (SELECT count(*) FROM articles_citation WHERE article_id = articles_article.id) AS source_count
    FROM articles_article
    WHERE state IN (%s, %s) AND published_at <= %s
    ORDER BY published_at DESC, id
    LIMIT %s
"""
COVERS = """
    SELECT * FROM providers_photo
    WHERE id IN (SELECT cover_id FROM articles_article WHERE id IN ({marks}))
"""


def newest_articles(number):
    """Return so many of the newest public articles; one statement, and one more where any has a cover."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    states = Article.State.PUBLISHED, Article.State.SCHEDULED
    articles = list(Article.objects.raw(NEWEST, [*map(str, states), now, number]))
    with_cover = [article.pk for article in articles if article.cover_id]
    if with_cover:
        photos = Photo.objects.raw(COVERS.format(marks=", ".join(["%s"] * len(with_cover))), with_cover)
        covers = {photo.pk: photo for photo in photos}
        for article in articles:
            article.cover = covers.get(article.cover_id)
    return articles
