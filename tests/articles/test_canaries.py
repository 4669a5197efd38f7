"""No public answer shows a word of what is not public, not even of what was public a moment ago."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article
from providers.models import Treatment
from tests import factories

pytestmark = pytest.mark.django_db
STATES = ("draft", "in-review", "scheduled", "archived", "rewritten")


def hidden(state, shared):
    """Publish an article full of words of its own, related to every other; return it."""
    word = f"canary{state.replace('-', '')}"
    own = factories.reference(f"{word}-work", title=f"Work of {word}")
    article = factories.article(
        f"## Heading {word}\n\nLullaby {word}.[@{own.key}; @{shared.key}]",
        slug=f"{word}-slug",
        title=f"Title {word}",
        deck=f"Deck lullaby {word}",
        byline=f"Author {word}",
        edited_by=f"Editor {word}",
        treatment=Treatment.objects.get(slug="esketamine"),
    )
    article.note_change(f"Change {word}")
    publishing.save_article(article)
    return article


def hide(article, state):
    """Take a public article to a state in which readers do not see it."""
    match state:
        case "scheduled":
            article.published_at = timezone.now() + timedelta(days=1)
            publishing.save_article(article)
        case "archived":
            publishing.archive(article, by=None)
        case "rewritten":  # a new text of a published article, which waits for its day
            publishing.return_to_draft(article, by=None)
            article.body += "\n\nMore canaryrewritten."
            publishing.save_article(article)
            publishing.submit_for_review(article, by=None)
        case _:
            publishing.return_to_draft(article, by=None)
            if state == "in-review":
                publishing.submit_for_review(article, by=None)
    assert not article.is_public


def addresses(articles, public, works):
    """Every public address that shows articles or works, and those that hidden ones had."""
    yield from ("/", "/articles/", "/articles/feed/", "/editorial-policy/", "/legal-status/", "/providers/")
    yield from (
        "/articles/?topic=esketamine",
        "/articles/?q=lullaby",
        "/articles/?topic=esketamine&q=lullaby",
    )
    yield from ("/articles/?page=2", "/sitemap.xml", "/api/v1/providers")
    for article in [public, *articles]:
        yield article.get_absolute_url()
        yield from (f"{article.get_absolute_url()}references.{name}" for name in ("bib", "ris", "json"))
    yield from (work.get_absolute_url() for work in works)


def test_a_word_of_an_unpublished_text_shows_nowhere(client, settings):
    shared = factories.reference("shared")
    public = factories.article("Lullaby.[@shared]", treatment=Treatment.objects.get(slug="esketamine"))
    articles = {state: hidden(state, shared) for state in STATES}
    works = [shared, *(work for a in articles.values() for work in a.references.all() if work != shared)]
    paths = [path.removeprefix(settings.SITE_URL) for path in addresses(articles.values(), public, works)]
    paths += [
        path.split("testserver")[-1]
        for path in re.findall(r"<loc>(.*?)</loc>", _text(client, "/sitemap.xml"))
    ]
    tags = {path: client.get(path).headers.get("ETag", "") for path in paths}
    before = "".join(_text(client, path) for path in paths)
    for state, article in articles.items():
        assert article.title in before, state  # the test would see it
        hide(article, state)
    assert Article.objects.published().count() == 1
    for path in paths:
        for headers in ({}, {"If-None-Match": tags[path]} if tags[path] else {}):
            answer = client.get(path, headers=headers)
            assert b"canary" not in answer.content, path
            assert answer.status_code == (404 if "canary" in path else answer.status_code), path
    own = [work for work in works if work != shared]
    assert {client.get(work.get_absolute_url()).status_code for work in own} == {404}
    assert client.get(public.get_absolute_url()).status_code == 200
    assert shared.doi in _text(client, shared.get_absolute_url())


def _text(client, path):
    return client.get(path).content.decode("utf-8", "replace")
