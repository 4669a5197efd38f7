"""The ids of an article's page: each stands once, and a link to one leads there."""

import re
from collections import Counter
from datetime import date

import pytest

from articles.models import Credit, Person
from articles.proofreading import proofread
from articles.publishing import save_article
from articles.text import anchors
from articles.text.rendering import render
from providers.models import Treatment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole_page(client):
    """An article's page with every section that it can have."""
    factories.reference()
    treatment = Treatment.objects.get(slug="esketamine")
    factories.article(treatment=treatment)
    headings = "".join(
        f"## {name}\n\nWords, IV.\n\n" for name in ("People", "Changes", "Main", "Refs", "Toc")
    )
    article = factories.article(f"{headings}Sleep helps.[@doe2021]", treatment=treatment)
    Credit.objects.create(article=article, person=Person.objects.create(name="Demo", disclosure="None."))
    article.note_change("A comparison added.", on=date(2026, 1, 12))
    save_article(article)
    return client.get(article.get_absolute_url()).content.decode()


def ids(html):
    return re.findall(r'\sid="([^"]+)"', html)


def test_no_id_stands_twice_whatever_the_headings_are_called(whole_page):
    assert [name for name, times in Counter(ids(whole_page)).items() if times > 1] == []
    assert "people-2" in ids(whole_page)


def test_every_id_of_the_page_around_a_text_is_known(whole_page):
    headings = {"people-2", "changes-2", "main-2", "refs-2", "toc"}
    assert {name for name in ids(whole_page) if not anchors.is_taken(name)} == headings
    assert set(ids(whole_page)) >= anchors.PAGE


@pytest.mark.parametrize("name", sorted(anchors.PAGE))
def test_a_link_into_the_page_around_the_text_passes(name):
    assert proofread(render(f"[Look](#{name}).")) == []


@pytest.mark.parametrize("name", ["near", "nobody", "toc", "c1-"])
def test_a_link_to_an_id_that_no_page_has_is_named(name):
    [finding] = proofread(render(f"[Look](#{name})."))
    assert f"#{name}" in str(finding)
