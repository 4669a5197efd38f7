"""Markdown to safe HTML, and what an editor is told."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.models import Article, ArticleVersion, Reference
from articles.proofreading import NotReady, open_points
from articles.text.rendering import render
from tests import factories


@pytest.mark.parametrize(
    "text",
    [
        "`[@doe2021]`",
        "```\n[@doe2021]\n```",
        "    [@doe2021]",
        "Write to me@doe2021.example.",
        "[write to me@doe2021.example]",
        "[text](mailto:me@doe2021.example)",
        r"\[@doe2021]",
        "@doe2021",
    ],
)
def test_code_and_addresses_are_no_citations(text):
    assert not render(text).cited


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("A.[@doe2021]", ["doe2021"]),
        ("A [@doe2021; @roe2020, p. 490].", ["doe2021", "roe2020"]),
        ("A [see @roe:2020.a, ch. 2].", ["roe:2020.a"]),
        ("> - **A[@doe2021]**", ["doe2021"]),
        ("| a |\n|---|\n| b[@x] |", ["x"]),
        ("# Heading[@h]\n\n[@b\n; @h]", ["h", "b"]),
    ],
)
def test_keys_are_found_in_order_of_appearance(text, keys):
    assert list(render(text).cited) == keys


@pytest.mark.django_db
def test_a_draft_may_cite_what_nobody_brought_in_and_readers_never_see_it():
    article = Article(slug="a", title="A", deck="A.", body="One.\n\nTwo\nand three.[@nobody1900]")
    publishing.save_article(article)
    assert [str(p) for p in open_points(article)] == ["Line 4: No reference has the key “nobody1900”."]
    for verb in (publishing.submit_for_review, publishing.publish):
        with pytest.raises(NotReady, match="Line 4: No reference"):
            verb(article, by=factories.editor())
    factories.reference()
    public = factories.article()
    public.body = "Two.[@nobody1900]"
    with pytest.raises(ValidationError):
        publishing.save_article(public)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        '<img src=x onerror="alert(1)">',
        "![x](javascript:alert(1))",
        '::: care <img src=x onerror="alert(1)">\ntext\n:::',
        'A [<b onclick="x">see @doe2021, <i onclick="x">].',
    ],
)
def test_nothing_in_the_text_becomes_markup(text):
    html = render(text).html
    assert "<script" not in html
    assert "<b onclick" not in html
    assert "<i onclick" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert 'src="javascript' not in html


@settings(deadline=None)
@given(st.text(alphabet="[]@;,.:#`*_<>&\"' \n|-abc:", max_size=80))
def test_any_text_renders(text):
    assert isinstance(render(text).html, str)


def test_headings_have_anchors_of_their_own():
    contents = render("# Main\n\n## Refs\n\n## Refs\n\n### Below\n\n::: care Care[@a]\nx\n:::").contents
    assert [anchor for anchor, _ in contents] == ["main-2", "refs-2", "refs-3", "care"]
    assert contents[-1][1] == "Care"


def test_a_callout_is_a_named_section():
    html = render("::: care Who should avoid it\n- one\n:::").html
    assert '<section class="care" aria-labelledby="who-should-avoid-it">' in html
    assert "<li>one</li>" in html


def test_an_open_callout_is_shown_as_typed():
    assert "::: care" in render("::: care Title\ntext").html


def test_a_picture_needs_to_be_ours_and_to_be_described():
    found = render("One.\n\n![](https://elsewhere.example/x.png)").findings
    assert [(finding.line, finding.stops) for finding in found] == [(3, True)] * 3


def test_an_editor_is_told_of_figures_without_a_source_and_of_promises():
    found = render("It helped 64% of them.\n\nThis cures everyone.[@a]").findings
    assert [str(finding).partition("”")[0] for finding in found] == ["Line 1: “64%", "Line 3: “cures"]


@pytest.mark.django_db
def test_a_published_article_keeps_what_readers_saw():
    factories.reference()
    article = factories.article(published=False)
    publishing.publish(article, by=factories.editor())
    publishing.save_article(article)
    article.body = "Sleep helps more.[@doe2021]"
    publishing.save_article(article)
    assert [v.body for v in article.versions.order_by("number")] == [
        "Sleep helps.[@doe2021]",
        "Sleep helps more.[@doe2021]",
    ]


@pytest.mark.django_db
def test_only_one_of_two_editors_moves_an_article():
    factories.reference()
    article = factories.article(published=False)
    other = Article.objects.get(pk=article.pk)
    publishing.submit_for_review(article, by=factories.editor())
    with pytest.raises(publishing.WrongState):
        publishing.submit_for_review(other, by=factories.editor())


@pytest.mark.django_db
def test_an_entry_follows_its_work():
    work = factories.reference()
    assert "Doe, J. Q." in work.apa_html
    work.contributors.create(family="Roe", given="Richard", position=1)
    work.refresh()
    work.refresh_from_db()
    assert "Doe, J. Q., &amp; Roe, R." in work.apa_html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda version: version.save(),
        lambda version: version.delete(),
        lambda version: ArticleVersion.objects.update(body="Something else."),
        lambda version: ArticleVersion.objects.all().delete(),
    ],
    ids=["save", "delete", "update all", "delete all"],
)
def test_what_readers_saw_cannot_be_changed_in_the_database(change):
    factories.reference()
    version = factories.article().versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(version)


@pytest.mark.django_db
def test_entries_are_written_anew_after_the_way_of_writing_changed(capsys):
    old, _same = factories.reference("old"), factories.reference("same")
    entry = old.apa_html
    Reference.objects.filter(pk=old.pk).update(apa_html="As it was written before.")
    for answer in ("1 of 2", "0 of 2"):
        call_command("render_references")
        assert answer in capsys.readouterr().out
    old.refresh_from_db()
    assert old.apa_html == entry


def test_each_cell_of_a_table_carries_the_heading_of_its_column():
    html = render("| Given & *how* | Found |\n|---|--:|\n| Ketamine | 4 <i> |\n| None | 2 |\n").html
    assert html.count('<td data-label="Given &amp; how">') == 2
    assert html.count('<td class="num" data-label="Found">') == 2
    assert "data-label" not in render("| | |\n|---|---|\n| a | b |\n").html
