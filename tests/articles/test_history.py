"""Who decides what readers see, who reviewed it, and what became of old addresses and old texts."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import publishing
from articles.models import Article, Review
from articles.page import memory
from tests import factories
from tests.articles.test_admin import typed

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


@pytest.fixture
def article():
    factories.reference()
    return factories.article(slug="sleep")


def signed_in(client, group):
    user = factories.user(is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    factories.enter_desk(client, user)
    return client


def test_an_old_address_leads_to_the_new_one(client, article):
    for slug in ("sleep-well", "sleep-better"):
        article.slug = slug
        publishing.save_article(article)
    answer = client.get("/articles/sleep/")
    assert answer.status_code == 301
    assert answer["Location"] == "/articles/sleep-better/"
    for form in ("bib", "ris", "json"):
        answer = client.get(f"/articles/sleep/references.{form}")
        assert answer.status_code == 301
        assert answer["Location"] == f"/articles/sleep-better/references.{form}"
    other = factories.article(slug="sleep")
    assert other.title in client.get("/articles/sleep/").content.decode()
    publishing.archive(article, by=None)
    assert client.get("/articles/sleep-well/").status_code == 404
    assert client.get("/articles/sleep-well/references.bib").status_code == 404


def test_a_preview_link_shows_a_draft_until_it_expires(client, article, monkeypatch):
    publishing.return_to_draft(article, by=None)
    address = memory.preview_address(article)
    answer = client.get(address)
    assert article.title in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(article.get_absolute_url()).status_code == 404
    assert client.get(address[:-3] + "x/").status_code == 404
    assert client.get("/articles/preview/%00/").status_code == 404
    monkeypatch.setattr(memory, "PREVIEW_DAYS", -1)
    assert client.get(address).status_code == 404


def test_a_review_counts_for_the_version_that_was_reviewed_alone(client, article):
    factories.review(article, name="Robin Sample", credentials="MD")
    html = client.get("/articles/sleep/").content.decode()
    assert "Medically reviewed by" in html
    assert "Robin Sample, MD" in html
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    assert json.loads(block)["reviewedBy"]["name"] == "Robin Sample"
    article.body = "Sleep helps much.[@doe2021]"
    publishing.save_article(article)
    html = client.get("/articles/sleep/").content.decode()
    assert "by Robin Sample, MD; text changed since" in html
    assert "Not yet reviewed" not in html
    assert "reviewedBy" not in html
    article.body = "Sleep helps much!"
    publishing.save_article(article, is_typing_error=True)  # what had changed before stays changed
    assert "text changed since" in client.get("/articles/sleep/").content.decode()
    factories.review(article, name="Pat Sample", credentials="MD")
    article.body = "Sleep helps much."
    publishing.save_article(article, is_typing_error=True)
    assert "Pat Sample, MD,\n" in client.get("/articles/sleep/").content.decode()


def test_a_review_to_come_is_refused(article):
    review = Review(version=article.versions.get(), name="R", credentials="MD")
    review.on = timezone.localdate() + timedelta(days=2)
    with pytest.raises(ValidationError):
        review.full_clean()


def test_an_author_writes_and_hands_in_but_does_not_publish(client, article):
    author = signed_in(client, "authors")
    assert author.post(f"{LIST}add/", typed(slug="mine")).status_code == 302
    mine = Article.objects.get(slug="mine")
    author.post(LIST, {"action": "publish", "_selected_action": [mine.pk]})
    mine.refresh_from_db()
    assert mine.state == "draft"
    author.post(LIST, {"action": "submit_for_review", "_selected_action": [mine.pk]})
    mine.refresh_from_db()
    assert mine.state == "in-review"
    assert author.post(f"{LIST}{mine.pk}/change/", typed(slug="changed")).status_code == 403
    assert author.post(f"{LIST}{article.pk}/change/", typed(slug="changed")).status_code == 302
    assert article.working_copy.state == "draft"
    article.refresh_from_db()
    assert (article.slug, article.state) != ("changed", "draft")
    assert author.get("/admin/articles/review/add/").status_code == 403


def test_an_editor_publishes_and_records_reviews(client, article):
    editor = signed_in(client, "editors")
    editor.post(LIST, {"action": "return_to_draft", "_selected_action": [article.pk]})
    editor.post(LIST, {"action": "publish", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert article.state == "published"
    version = article.versions.first()
    fields = {"version": version.pk, "name": "Robin Sample", "credentials": "MD", "on": "2026-01-12"}
    assert editor.post("/admin/articles/review/add/", fields).status_code == 302
    assert Review.objects.get().by is not None


def test_versions_are_compared_word_by_word_and_brought_back(desk, client, article):
    article.body = "Sleep helps <b>much</b>.[@doe2021]"
    article.deck = "A longer summary."
    publishing.save_article(article)
    address = f"/admin/articles/article/{article.pk}/versions/"
    html = desk.get(address).content.decode()
    assert "From version 1 to version 2" in html
    assert "Sleep helps<ins> &lt;b&gt;much&lt;/b&gt;</ins>.[@doe2021]" in html
    assert "A<ins> longer</ins> summary." in html
    assert "These two say the same." in desk.get(f"{address}?old=1&new=1").content.decode()
    assert desk.get(f"{address}?old=x&new=99").status_code == 200
    desk.post(address, {"restore": "1"})
    article.refresh_from_db()
    assert "much" in article.body  # readers see no old text before somebody publishes it
    assert article.working_copy.said["body"] == "Sleep helps.[@doe2021]"
    assert [v.number for v in article.versions.all()] == [3, 2, 1]
    assert article.versions.first().by is not None
    publishing.return_to_draft(article, by=None)
    assert article.body == "Sleep helps.[@doe2021]"
    desk.post(address, {"restore": "2"})
    article.refresh_from_db()
    assert "much" in article.body
    assert desk.post(address, {"restore": "77"}).status_code == 404


def test_an_address_that_still_leads_to_an_article_is_not_given_to_another():
    factories.reference()
    first = factories.article(slug="sleep", title="Sleep")
    first.slug = "rest"
    publishing.save_article(first)
    other = factories.article(slug="other")
    other.slug = "sleep"
    with pytest.raises(ValidationError, match="This was the address of “Sleep”"):
        other.full_clean()
    first.slug = "sleep"  # its own may come back
    first.full_clean()
