"""Words that articles explain: in place on a page, and all of them on one."""

import json
import re

import pytest
from django.core.management import call_command

from articles.management.commands.load_articles import CONTENT
from articles.models import Article
from articles.text import glossary
from articles.text.warnings import FIGURE
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_the_first_use_of_a_word_is_linked_and_not_in_headings_links_or_numbers():
    html = (
        "<h2>Remission</h2><p><a href='/x'>remission</a> <sup>remission</sup> Remission, then remission.</p>"
    )
    marked, used = glossary.mark(html)
    assert marked.count('class="term"') == 1
    assert '<a class="term" href="#word-remission">Remission</a>, then remission.' in marked
    assert [word.slug for word in used] == ["remission"]


def test_capitals_that_make_the_word_are_asked_for():
    marked, used = glossary.mark("<p>I am im, IV and iv; ECT &lt;IM&gt; Right to Try.</p>")
    assert [word.slug for word in used] == ["ect", "im", "iv", "right-to-try"]
    assert "I am im, <a" in marked
    assert '&lt;<a class="term" href="#word-im">IM</a>&gt;' in marked


def test_the_longest_word_wins_and_a_part_of_a_word_is_none():
    _marked, used = glossary.mark(
        "<p>A clinical facilitator. An active placebo. Esketamines. Pre-integration.</p>"
    )
    assert {word.slug for word in used} == {"clinical-facilitator", "active-placebo"}


def test_each_word_stands_once_ends_as_a_sentence_and_names_a_stored_work_for_each_number():
    works = {work["id"] for work in json.loads((CONTENT / "works.json").read_text())}
    words = glossary.words()
    assert len({word.slug for word in words}) == len(words) > 40
    forms = [form for word in words for form in word.forms]
    assert len(set(forms)) == len(forms)
    for word in words:
        assert word.sentence.endswith("."), word
        assert not word.source or word.source in works, word
        assert re.fullmatch("[a-z-]+", word.slug)
        assert word.source or word.slug == "odds-ratio" or not FIGURE.search(word.sentence), word


def test_a_page_explains_its_words_with_their_source_and_leads_to_all(client):
    factories.reference("spravato-label", title="The label of the spray")
    article = factories.article("Given off-label, unlike esketamine.[@spravato-label] Esketamine is a spray.")
    html = client.get(article.get_absolute_url()).content.decode()
    assert html.count('href="#word-esketamine"') == 1
    assert html.count('id="word-esketamine"') == 1
    part = html[html.index('id="word-esketamine"') :]
    assert "The label of the spray" in part[: part.index("</dd>")]
    assert 'href="/glossary/"' in html


def test_a_page_without_such_words_has_no_list_of_them(client):
    factories.reference()
    assert 'id="words"' not in client.get(factories.article().get_absolute_url()).content.decode()


def test_the_glossary_shows_every_word_in_two_statements(client, django_assert_max_num_queries):
    call_command("load_articles", verbosity=0)
    with django_assert_max_num_queries(2):
        html = client.get("/glossary/").content.decode()
    assert html.count("<dt>") == len(glossary.words())
    assert html.count("Source:") == sum(bool(word.source) for word in glossary.words())
    assert "#word-" in client.get("/articles/spravato-and-ketamine/").content.decode()


def test_the_stored_text_and_its_search_know_nothing_of_the_links():
    factories.reference()
    assert "term" not in factories.article("Off-label.[@doe2021]").body_html
    assert Article.objects.get().body_html.count("<a") == 1
