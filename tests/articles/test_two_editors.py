"""Two editors at one article: nobody's text is overwritten unseen, and none is lost."""

import threading

import pytest
from django.db import connection
from django.test import Client

from articles import publishing, working_copies
from articles.admin import versions
from articles.models import Article
from tests import factories
from tests.articles.test_admin import typed


def number_of(html):
    return html.split('name="based_on" value="')[1].split('"')[0]


@pytest.mark.django_db
def test_the_second_to_save_is_told_and_keeps_what_they_typed(desk):
    factories.reference()
    article = factories.article(slug="sleep", published=False)
    address = f"/admin/articles/article/{article.pk}/change/"
    seen = number_of(desk.get(address).content.decode())
    first = typed(body="The first editor's text.[@doe2021]", based_on=seen)
    assert desk.post(address, first).status_code == 302
    second = typed(body="The second editor's text.[@doe2021]", based_on=seen)
    answer = desk.post(address, second)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody saved this article since you opened it" in html
    assert "Nothing of yours is lost" in html
    assert "The second editor&#x27;s text.[@doe2021]</textarea>" in html
    article.refresh_from_db()
    assert article.body.startswith("The first")
    again = {**second, "based_on": number_of(html)}
    assert desk.post(address, again).status_code == 302
    bodies = list(article.versions.order_by("number").values_list("body", flat=True))
    assert [body.split("'")[0] for body in bodies[1:]] == ["The first editor", "The second editor"]


@pytest.mark.django_db
def test_saving_twice_by_oneself_is_no_collision(desk):
    factories.reference()
    article = factories.article(slug="sleep", published=False)
    address = f"/admin/articles/article/{article.pk}/change/"
    for words in ("One", "Two"):
        seen = number_of(desk.get(address).content.decode())
        assert desk.post(address, typed(body=f"{words}.[@doe2021]", based_on=seen)).status_code == 302


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_save_in_the_same_moment_one_is_told():
    factories.reference()
    article = factories.article(slug="sleep", published=False)
    address = f"/admin/articles/article/{article.pk}/change/"
    answers, gate = [], threading.Barrier(2)

    def save(words):
        browser = Client()
        factories.enter_desk(browser, people[words])
        fields = typed(body=f"{words}.[@doe2021]", based_on="1")
        gate.wait()
        answers.append(browser.post(address, fields).status_code)
        connection.close()

    people = {words: factories.editor() for words in ("One", "Two")}
    threads = [threading.Thread(target=save, args=[words]) for words in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert Article.objects.get().versions.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_author_who_brings_a_version_back_while_an_editor_publishes_takes_nothing_off_the_site(
    monkeypatch,
):
    factories.reference()
    article = factories.article("Old.[@doe2021]", slug="sleep", published=False)
    article.body = "New.[@doe2021]"
    publishing.save_article(article)

    def publish():
        publishing.publish(Article.objects.get(), by=None)
        connection.close()

    editor = threading.Thread(target=publish)

    def meanwhile(row):
        editor.start()
        editor.join(2)  # seconds: longer than it takes, where nobody holds the row
        return working_copies.people_of(row)

    monkeypatch.setattr(versions, "people_of", meanwhile)
    browser = Client()
    factories.enter_desk(browser, factories.editor("authors"))
    browser.post(f"/admin/articles/article/{article.pk}/versions/", {"restore": "1"})
    editor.join()
    article.refresh_from_db()
    assert (article.state, article.body) == ("published", "Old.[@doe2021]")
