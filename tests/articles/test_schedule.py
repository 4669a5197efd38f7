"""Articles that go live by themselves, are due to be read again, and the people who stand behind them."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article, Credit, Person, Review
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def work():
    return factories.reference()


def scheduled(at, **fields):
    article = factories.article(published=False, published_at=timezone.now() + timedelta(days=1), **fields)
    publishing.publish(article, by=None)
    Article.objects.filter(pk=article.pk).update(published_at=at)
    article.refresh_from_db()
    assert article.state == "scheduled"
    return article


def names(client):
    html = client.get("/articles/").content.decode()
    return {title for title in Article.objects.values_list("title", flat=True) if title in html}


def test_a_scheduled_article_goes_live_once_and_twice_does_no_harm(client, work):
    due, later = scheduled(NOW - timedelta(minutes=1)), scheduled(NOW + timedelta(days=1))
    assert names(client) == {due.title}  # readers need no job
    assert publishing.release_due() == 1
    assert publishing.release_due() == 0
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == ("published", "scheduled")
    steps = [(step.before, step.after, step.by) for step in due.steps.all()]
    assert steps == [("scheduled", "published", None), ("draft", "scheduled", None)]
    assert due.published_at == NOW - timedelta(minutes=1)


def test_only_what_moves_is_a_step_and_a_date_that_moves_an_article_is_one(client, work):
    old, new = factories.article(), scheduled(NOW + timedelta(days=1))
    editor = factories.editor()

    def steps():
        return [(step.before, step.after, step.by) for step in new.steps.all()]

    new.published_at = NOW + timedelta(days=2)
    publishing.publish(new, by=editor)
    assert steps() == [("draft", "scheduled", None)]
    new.published_at = NOW - timedelta(hours=2)
    publishing.save_article(new, by=editor)
    assert steps()[0] == ("scheduled", "published", editor)
    assert new.title in client.get(old.get_absolute_url()).content.decode()
    new.published_at = NOW + timedelta(days=2)
    publishing.save_article(new, by=editor)
    assert steps()[0] == ("published", "scheduled", editor)
    assert new.title not in client.get(old.get_absolute_url()).content.decode()
    publishing.save_article(new, by=editor)
    assert len(steps()) == 3


def test_the_moment_itself_counts_as_come(work):
    article = scheduled(NOW)
    for moment, is_out in ((NOW - timedelta(seconds=1), False), (NOW, True)):
        assert Article.objects.published(moment).exists() is is_out
        assert publishing.release_due(moment) == is_out
    article.refresh_from_db()
    assert article.state == "published"


def test_an_article_that_an_editor_moves_meanwhile_is_left_alone(work):
    article = scheduled(NOW - timedelta(minutes=1))
    atomic = transaction.atomic

    def after_an_editor():
        Article.objects.update(published_at=NOW + timedelta(days=5))
        return atomic()

    with mock.patch("articles.publishing.transaction.atomic", after_an_editor):
        assert publishing.release_due() == 0
    article.refresh_from_db()
    assert article.state == "scheduled"
    publishing.return_to_draft(article, by=factories.editor())
    assert publishing.release_due(NOW + timedelta(days=9)) == 0
    article.refresh_from_db()
    assert article.state == "draft"


def test_pages_that_name_it_as_related_are_made_anew_when_it_goes_live(client, work):
    old = factories.article()
    new = scheduled(NOW + timedelta(days=1))
    assert new.title not in client.get(old.get_absolute_url()).content.decode()
    Article.objects.filter(pk=new.pk).update(published_at=NOW)
    call_command("housekeeping")
    assert new.title in client.get(old.get_absolute_url()).content.decode()


# --- To be read again --------------------------------------------------------------------------------


def test_publication_and_review_set_the_day_on_which_a_text_is_read_again(work):
    article = factories.article()
    today = timezone.localdate()
    assert article.review_due_on == today + timedelta(days=365)
    reviewed = today - timedelta(days=10)
    factories.review(article, name="Robin Sample", credentials="MD", on=reviewed)
    article.refresh_from_db()
    assert article.review_due_on == reviewed + timedelta(days=365)


def test_editors_find_what_is_due_overdue_first(desk, work):
    today = timezone.localdate()
    days = {"Longest overdue": -40, "Overdue today": 0, "Soon due": 20, "Far away": 90}
    for title, days_ahead in days.items():
        article = factories.article(title=title)
        Article.objects.filter(pk=article.pk).update(review_due_on=today + timedelta(days=days_ahead))
    factories.review(article, name="Robin Sample", credentials="MD")
    Article.objects.filter(pk=article.pk).update(review_due_on=today + timedelta(days=90))
    draft = factories.article(title="A draft", published=False, review_due_on=today)
    expected = {
        "overdue": ["Longest overdue", "Overdue today"],
        "soon": ["Longest overdue", "Overdue today", "Soon due"],
        "never": ["Longest overdue", "Overdue today", "Soon due"],
    }
    for choice, titles in expected.items():
        html = desk.get(f"/admin/articles/article/?reread={choice}").content.decode()
        rows = html.split("<tbody>")[1]
        assert {title for title in [*days, draft.title] if title in rows} == set(titles), choice
    html = desk.get("/admin/articles/article/?reread=overdue").content.decode()
    assert html.count("(overdue)") == 2
    assert [a.title for a in Article.objects.to_reread(today)] == expected["overdue"]


# --- People ------------------------------------------------------------------------------------------


def test_people_stand_with_credentials_and_what_they_declare(client, desk, work):
    article = factories.article()
    author = Person.objects.create(name="Robin Sample", credentials="MD", disclosure="Paid by a <maker>.")
    Credit.objects.create(article=article, person=author)
    Credit.objects.create(article=article, person=Person.objects.create(name="Kim Example"), role="editor")
    publishing.sign_article(article, by=None)
    html = client.get(article.get_absolute_url()).content.decode()
    assert "<dt>By</dt><dd>Robin Sample, MD</dd>" in html
    assert "<dt>Edited by</dt><dd>Kim Example</dd>" in html
    assert "Paid by a &lt;maker&gt;." in html
    assert "not stated" in html  # Kim declared nothing, and the page says so
    author.disclosure = "No interests to declare."
    publishing.save_person(author)
    assert "No interests to declare." in client.get(article.get_absolute_url()).content.decode()


def test_readers_are_told_when_an_author_or_reviewer_is_listed_here(client, work):
    article = factories.article()
    provider = factories.provider()
    person = Person(name="Robin Sample", credentials="MD", listing_slug=provider.slug)
    person.full_clean()
    publishing.save_person(person)
    factories.review(article, person=person)
    words = f'Also <a href="{provider.get_absolute_url()}">listed here as a provider</a>'
    assert words in client.get(article.get_absolute_url()).content.decode()
    provider.hidden_by_owner_at = timezone.now()
    provider.save()
    Article.objects.all().outdate()
    assert "listed here as a provider" not in client.get(article.get_absolute_url()).content.decode()
    with pytest.raises(ValidationError):
        Person(name="X", listing_slug="nobody").full_clean()


def test_a_review_keeps_the_words_of_its_day(client, work):
    article = factories.article()
    person = Person.objects.create(name="Robin Sample", credentials="MD", disclosure="None.")
    review = factories.review(article, person=person)
    person.credentials = "MD, PhD"
    publishing.save_person(person)
    review.refresh_from_db()
    assert review.credentials == "MD"
    with pytest.raises(ValidationError):
        Review(version=article.versions.first()).full_clean()
