"""What the front page shows of the newest articles, by a statement of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.page.newest import newest_articles
from providers.models import Photo
from tests import factories

pytestmark = pytest.mark.django_db
SHOWN = ["pk", "slug", "title", "deck", "minutes", "updated_on", "source_count", "cover"]


def shown(articles):
    return [[getattr(article, name) for name in SHOWN] for article in articles]


def test_the_front_page_shows_what_the_list_of_articles_begins_with(django_assert_num_queries):
    factories.reference("doe2021")
    factories.reference("roe2020")
    made = [factories.article("So.[@doe2021] And so.[@roe2020; @doe2021]", title=str(n)) for n in range(5)]
    factories.article("No works.", title="Newest")
    factories.article("A draft.", published=False)
    Article.objects.filter(pk=made[0].pk).update(published_at=timezone.now() + timedelta(days=1))
    Article.objects.filter(pk=made[1].pk).update(state="scheduled")
    photo = Photo.objects.create(extension="jpg", width=800, height=600, widths=[400, 800], is_public=True)
    Article.objects.filter(pk=made[4].pk).update(cover=photo, cover_alt="A tree", cover_credit="Nobody")
    for number in (1, 3, 10):
        asked = list(Article.objects.published().for_cards()[:number])
        assert shown(newest_articles(number)) == shown(asked)
    with django_assert_num_queries(2):
        (_newest, with_cover, *rest) = newest_articles(10)
    assert len(rest) == 3
    assert with_cover.cover == photo
    publishing.archive(made[4], by=None)
    assert with_cover.pk not in [article.pk for article in newest_articles(10)]
