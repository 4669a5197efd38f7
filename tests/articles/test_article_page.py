"""What a reader meets on an article, on the list and in the feed."""

import gzip
import json
import re
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from unittest import mock
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from articles import publishing
from articles.models import Article, Reference
from articles.page import memory
from articles.page.memory import public
from articles.text import rendering
from providers.models import LegalStatus, Treatment
from providers.photos.keeping import keep_photo
from providers.photos.tasks import make_sizes
from psychly.web.release import release_name
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, article):
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def retract():
    """Write down that the first work is retracted."""
    work = Reference.objects.get(key="doe2021")
    work.health, work.health_checked_on = Reference.Health.RETRACTED, date(2026, 1, 1)
    publishing.save_reference(work)


@pytest.fixture
def works():
    return [factories.reference("doe2021"), factories.reference("roe2020"), factories.reference("poe2019")]


def test_numbers_follow_first_appearance_and_lead_there_and_back(client, works):
    html = page(
        client, factories.article("One.[@roe2020] Two.[@doe2021; @roe2020, p. 5]\n\nThree.[@poe2019]")
    )
    assert re.search(r'<a href="#ref-1" id="c1-1"><span class="vh">Source </span>1</a>', html)
    assert html.index('id="c1-2"') < html.index('id="c2-1"')  # ascending inside one bracket
    assert "(p. 5)" in html
    entry = re.search(r'<li id="ref-1">.*?</li>', html, re.DOTALL)[0]
    assert "10.5555/roe2020" in entry
    assert 'href="#c1-1"' in entry
    assert 'href="#c1-2"' in entry
    assert re.search(r"</span>a</a>.*</span>b</a>", entry, re.DOTALL)
    for anchor in re.findall(r'href="#([\w-]+)"', html):
        assert f'id="{anchor}"' in html


def test_a_reference_has_an_italic_journal_and_a_doi_link(client, works):
    html = page(client, factories.article())
    assert "<i>Journal of Example Psychology</i>, <i>12</i>(3), 101–115." in html
    assert (
        '<a href="https://doi.org/10.5555/doe2021" rel="noreferrer">https://doi.org/10.5555/doe2021</a>'
        in html
    )


def test_a_page_says_who_edited_it_and_when(client, works):
    article = factories.article(
        edited_by="The Desk",
        published_at=datetime(2023, 6, 29, 12, tzinfo=UTC),
        updated_on=date(2024, 5, 2),
    )
    html = page(client, article)
    for words in (
        "Edited by",
        "The Desk",
        "June 29, 2023",
        "Last updated",
        "May 2, 2024",
        "Not yet reviewed",
    ):
        assert words in html
    assert "reviewedBy" not in html


def test_a_page_keeps_the_promise_and_offers_the_next_steps(client, works):
    treatment = Treatment.objects.get(slug="esketamine")
    html = page(client, factories.article(treatment=treatment))
    assert "Medical statements and lines of law name their source" in html
    assert "The Psychly Team" in html
    assert "Find a Provider Near You" in html
    assert '<option value="esketamine" selected>' in html
    assert "Are you a Therapist?" in html
    assert "Get Listed!" in html


def test_what_changed_is_told_newest_first(client, works):
    article = factories.article()
    article.note_change("Figures corrected.", on=date(2024, 5, 2))
    article.note_change("A comparison added.", on=date(2026, 1, 12))
    publishing.save_article(article)
    html = page(client, article)
    assert html.index("A comparison added.") < html.index("Figures corrected.")


def test_a_retraction_shows_at_once_beside_the_reference(client, works):
    article = factories.article()
    retract()
    assert "<strong>Retracted</strong>" in page(client, article)


@pytest.mark.parametrize("state", ["draft", "in-review", "scheduled", "archived"])
def test_only_published_articles_are_public(client, works, state):
    article = factories.article()
    Article.objects.update(state=state, published_at=timezone.now() + timedelta(days=1))
    for path in (
        article.get_absolute_url(),
        f"{article.get_absolute_url()}references.bib",
        f"{article.get_absolute_url()}references.json",
    ):
        assert client.get(path).status_code == 404
    assert article.title not in client.get("/articles/").content.decode()
    assert article.title not in client.get("/articles/feed/").content.decode()


def test_a_scheduled_article_appears_when_its_time_comes(client, works):
    article = factories.article(published=False, published_at=timezone.now() + timedelta(hours=1))
    publishing.publish(article, by=None)
    assert article.state == "scheduled"
    assert client.get(article.get_absolute_url()).status_code == 404
    Article.objects.update(published_at=timezone.now())
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_page_in_memory_takes_one_statement_and_no_rendering(client, works, django_assert_max_num_queries):
    article = factories.article("A.[@doe2021] B.[@roe2020] C.[@poe2019]")
    page(client, article)  # brings it to memory
    with django_assert_max_num_queries(1), mock.patch("articles.page.memory.rendered") as rendered:
        page(client, article)
    assert not rendered.called


def test_the_first_reader_after_a_change_sees_it(client, works):
    article = factories.article()
    page(client, article)
    publishing.save_reference(Reference.objects.get(key="doe2021"))
    article.title = "Another title"
    publishing.save_article(article)
    assert "Another title" in page(client, article)


def test_a_page_is_sent_compressed_to_whom_can_read_it(client, works):
    article = factories.article()
    plain = client.get(article.get_absolute_url())
    small = client.get(article.get_absolute_url(), headers={"Accept-Encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert plain["Vary"] == small["Vary"] == "Accept-Encoding"


def test_what_a_page_shows_beside_its_article_is_a_day_old_at_most(client, works, monkeypatch):
    article = factories.article(treatment=Treatment.objects.get(slug="esketamine"))
    tag = client.get(article.get_absolute_url())["ETag"]
    Treatment.objects.filter(slug="esketamine").update(name="Another name")
    assert "Another name" not in page(client, article)
    tomorrow = time.time() + 86_400
    monkeypatch.setattr("articles.page.memory.time.time", lambda: tomorrow)
    assert "Another name" in page(client, article)
    assert client.get(article.get_absolute_url(), headers={"If-None-Match": tag}).status_code == 200


def test_a_page_is_not_kept_while_its_cover_is_being_made(client, works):
    cover = keep_photo(factories.clean_photo())
    article = factories.article(cover=cover, cover_alt="A hill", cover_credit="Ann")
    first = client.get(article.get_absolute_url())
    assert "ETag" not in first
    make_sizes.call(cover.pk)
    assert cover.file_name() not in first.content.decode()
    assert "A hill" in page(client, article)


def test_a_release_is_named_by_every_file_of_the_source(settings, tmp_path):
    for name in ("articles/models/article.py", "templates/a.html", "static/css/a.css", "listings/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    settings.BASE_DIR = tmp_path
    names = {release_name.__wrapped__()}
    for path in [path for path in tmp_path.rglob("*") if path.is_file()]:
        path.write_text("2")
        names.add(release_name.__wrapped__())
    assert len(names) == 5


@pytest.mark.parametrize(
    "query",
    [
        "topic=%00",
        "topic=nonsense",
        "topic=a%20b",
        "q=%00",
        "q=%ED%A0%80",
        "q=" + "x" * 10_000,
        "q=" + "+".join("x" * 40),
        "page=0",
        "page=-1",
        "page=99999999",
        "page=nan",
        "page=1&page=2&what=ever",
        "q=%25_%5C",
    ],
)
def test_a_question_nobody_understands_gets_an_honest_page(client, works, query):
    factories.article()
    assert client.get(f"/articles/?{query}").status_code == 200


def test_the_list_finds_by_topic_and_by_words(client, works):
    ketamine = factories.article(treatment=Treatment.objects.get(slug="ketamine-infusion"))
    spray = factories.article("A nasal spray.", treatment=Treatment.objects.get(slug="esketamine"))
    html = client.get("/articles/?topic=esketamine").content.decode()
    assert spray.title in html
    assert ketamine.title not in html
    html = client.get("/articles/?q=SPRAY+nasal").content.decode()
    assert spray.title in html
    assert ketamine.title not in html
    assert "No article matches." in client.get("/articles/?q=unheardofword").content.decode()


def test_a_search_shows_the_place_with_the_words_marked(client, works):
    factories.article("Before. " * 60 + "A <nasal> SPRAY helps.[@doe2021] " + "After. " * 60)
    html = client.get("/articles/?q=spray+nasal").content.decode()
    assert "A &lt;<mark>nasal</mark>&gt; <mark>SPRAY</mark> helps." in html
    assert "Before. Before." not in html
    assert "<mark>" not in client.get("/articles/?q=test+article").content.decode()


def test_a_search_says_how_many_articles_it_found_and_for_what(client, works):
    factories.article("A nasal spray: <b>new</b>.")
    factories.article("Another spray.")
    html = client.get("/articles/?q=spray").content.decode()
    assert "2 articles answer “spray”, the nearest first." in html
    assert "<title>“spray”: Articles" in " ".join(html.split())
    assert "1 article answers “&lt;b&gt;new”." in client.get("/articles/?q=%3Cb%3Enew").content.decode()


def test_a_heading_and_its_text_do_not_run_together_in_what_a_search_shows(client, works):
    factories.article("## In brief\n\nA nasal spray.\n\n## Why?\n\nIt helps.")
    html = client.get("/articles/?q=spray").content.decode()
    assert "In brief: A nasal <mark>spray</mark>." in html


def test_a_topic_says_what_it_is_and_leads_to_its_providers(client, works):
    esketamine = Treatment.objects.get(slug="esketamine")
    factories.article(treatment=esketamine)
    html = client.get("/articles/?topic=esketamine").content.decode()
    assert f"<h1>{esketamine.name}</h1>" in html
    assert esketamine.sentence
    assert esketamine.sentence in html
    assert '<a href="/providers/?treatment=esketamine">Find providers</a>' in html


def test_an_article_names_others_about_the_same(client, works):
    esketamine = Treatment.objects.get(slug="esketamine")
    first = factories.article(treatment=esketamine)
    assert "Related articles" not in page(client, first)
    other = factories.article(treatment=esketamine)
    assert other.title in page(client, first)
    publishing.archive(other, by=None)
    assert other.title not in page(client, first)


def test_the_list_has_a_fixed_number_of_statements(client, works, django_assert_max_num_queries):
    for _ in range(5):
        factories.article()
    with django_assert_max_num_queries(4):
        client.get("/articles/")


def test_the_list_is_paged(client, works):
    for _ in range(13):
        factories.article()
    first = client.get("/articles/?q=test").content.decode()
    assert first.count('class="story') == 12
    assert "page=2" in first
    assert "q=test" in first


def test_the_feed_is_well_formed_atom_with_absolute_links(client, works):
    factories.article(title="Sleep < mood & \x0bmore")
    root = ElementTree.fromstring(client.get("/articles/feed/").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert root.tag == f"{atom}feed"
    assert [e.find(f"{atom}title").text for e in root.findall(f"{atom}entry")] == ["Sleep < mood & more"]


def test_structured_data_is_read_back_and_cannot_be_broken_out_of(client, works):
    title = 'Sleep</script><script>alert("1")</script><!-- & mood'
    html = page(client, factories.article(title=title, deck=title))
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    data = json.loads(block)
    assert data["@type"] == "MedicalWebPage"
    assert data["headline"] == title
    assert "lastReviewed" not in data
    assert data["citation"][0]["url"] == "https://doi.org/10.5555/doe2021"
    assert "<script>alert" not in html


def test_references_leave_in_three_formats(client, works):
    article = factories.article("A.[@doe2021] B.[@roe2020]")
    base = article.get_absolute_url()
    assert [w["id"] for w in json.loads(client.get(f"{base}references.json").content)] == [
        "doe2021",
        "roe2020",
    ]
    assert client.get(f"{base}references.bib").content.decode().count("@article{") == 2
    assert client.get(f"{base}references.ris").content.decode().count("TY  - JOUR\r\n") == 2
    assert client.get(f"{base}references.exe").status_code == 404


def test_the_first_articles_load_once_and_leave_editors_work_alone(client):
    call_command("load_articles", verbosity=0)
    Article.objects.filter(slug="ketamine-for-depression").update(title="Edited by hand")
    call_command("load_articles", verbosity=0)
    assert Article.objects.published().count() == 15
    assert Article.objects.get(slug="ketamine-for-depression").title == "Edited by hand"
    html = client.get("/articles/ketamine-for-depression/").content.decode()
    for doi in ("s0006-3223(99)00230-9", "10.3389/fpsyt.2022.860882", "10.1016/j.jad.2021.12.097"):
        assert doi in html


FIRST = ["ketamine-for-depression", "how-to-choose-a-provider", "psilocybin-services-where-they-are-lawful"]


@pytest.mark.parametrize("slug", FIRST)
def test_each_figure_in_the_first_articles_has_a_source(slug):
    call_command("load_articles", verbosity=0)
    article = Article.objects.get(slug=slug)
    sourceless = [str(f) for f in article.rendered.findings if "source" in f.words]
    assert sourceless == []


def test_a_corrected_work_is_marked_so(client):
    call_command("load_articles", verbosity=0)
    assert Reference.objects.get(key="davis2021").health == "corrected"


@pytest.mark.parametrize("slug", FIRST)
def test_days_of_law_in_the_first_articles_come_from_the_rows(client, slug):
    call_command("load_articles", verbosity=0)
    LegalStatus.objects.update(known_on="2031-05-06")
    html = client.get(f"/articles/{slug}/").content.decode()
    assert "s known on May 6, 2031" in html
    assert "As far as we know" not in html
    assert "as far as we know" not in html
    assert "At last knowledge" not in html


def at(monkeypatch, moment):
    """Let it be another moment, given in UTC."""
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(memory.time, "time", now.timestamp)


ENDED = "This rule was to end on December 31, 2026. We have not confirmed what follows it."


def test_the_day_after_a_rule_ends_the_page_says_so_and_the_editors_are_told_before(client, monkeypatch):
    call_command("load_articles", verbosity=0)
    article = Article.objects.get(slug="how-to-choose-a-provider")
    at(monkeypatch, "2027-01-01T10:59:59")  # still December in American Samoa
    assert ENDED not in client.get(article.get_absolute_url()).content.decode()
    assert ENDED not in client.get("/legal-status/").content.decode()
    at(monkeypatch, "2027-01-01T11:00")
    assert ENDED in client.get(article.get_absolute_url()).content.decode()
    assert ENDED in client.get("/legal-status/").content.decode()
    assert article in Article.objects.ending(date(2026, 12, 31))
    assert article not in Article.objects.ending(date(2026, 12, 30))


def test_a_rule_of_one_state_ends_on_its_page_and_in_an_article_at_the_midnight_there(client, monkeypatch):
    row = LegalStatus.objects.get(treatment__slug="psilocybin-services", state="OR")
    row.last_day, row.ends_by_itself = date(2026, 12, 31), True
    row.save()
    at(monkeypatch, "2027-01-01T00:00")
    article = factories.article("It is so in Oregon. {until: 2026-12-31 OR}", published_at=timezone.now())
    for moment, is_over in (("2027-01-01T07:59:59", False), ("2027-01-01T08:00", True)):
        at(monkeypatch, moment)
        assert (ENDED in page(client, article)) is is_over
        assert (ENDED in client.get("/legal-status/oregon/").content.decode()) is is_over


def test_a_row_of_law_that_staff_change_changes_the_articles_that_name_its_day(client):
    article = factories.article("It is so, {known: esketamine}.")
    tag = client.get(article.get_absolute_url())["ETag"]
    row = LegalStatus.objects.get(treatment__slug="esketamine")
    row.known_on = date(2031, 5, 6)
    row.save()
    assert "as known on May 6, 2031" in page(client, article)
    answer = client.get(article.get_absolute_url(), headers={"If-None-Match": tag})
    assert answer.status_code == 200


@pytest.mark.parametrize("mark", ["{until: 2026-13-01}", "{until: 2026-12-31 XX}", "{known: esketamine XX}"])
def test_a_day_or_a_state_that_is_none_stops_the_text_at_its_line(mark):
    rendered = rendering.render(f"One.\n\nTwo. {mark}")
    assert [(f.line, f.stops) for f in rendered.findings] == [(3, True)]


def test_a_work_has_a_page_with_the_articles_that_cite_it(client, works):
    citing = factories.article()
    other = factories.article("B.[@roe2020]")
    html = client.get(works[0].get_absolute_url()).content.decode()
    assert citing.title in html
    assert other.title not in html
    assert "<i>Journal of Example Psychology</i>" in html


def test_a_work_that_nothing_public_cites_has_no_page(client, works):
    draft = factories.article(published=False)
    assert client.get(draft.references.get().get_absolute_url()).status_code == 404
    assert client.get("/references/99999999999999999999/").status_code == 404


def test_an_unchanged_article_is_not_sent_again(client, works):
    article = factories.article()
    first = client.get(article.get_absolute_url())
    again = client.get(article.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    retract()
    changed = client.get(article.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that drops connections")
def test_a_connection_that_the_server_dropped_is_opened_anew(client):
    factories.reference()
    article = factories.article()
    page(client, article)
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert article.title in page(client, article)


def test_the_written_out_question_agrees_with_the_queryset(client, works):
    now = timezone.now()
    for state in Article.State.values:
        for published_at in (None, now - timedelta(hours=1), now + timedelta(hours=1)):
            article = factories.article(published=False)
            if published_at is None and state in ("published", "scheduled"):
                continue
            rows = Article.objects.filter(pk=article.pk)
            rows.update(state=state, published_at=published_at)
            assert bool(public(article.slug)) == rows.published().exists(), (state, published_at)
    assert public("no-such-slug") is None


def test_a_title_shows_its_lowered_letters_and_no_marks_of_its_own(client):
    work = factories.reference()
    Reference.objects.filter(pk=work.pk).update(title="CO<sub>2</sub> & <script>sleep</script>")
    factories.article()
    html = client.get(f"/references/{work.pk}/").content.decode()
    assert "<h1>CO<sub>2</sub> &amp; &lt;script&gt;sleep&lt;/script&gt;</h1>" in html
    assert "<title>CO2 &amp; &lt;script&gt;sleep&lt;/script&gt;" in html


def test_when_a_work_was_first_published_stands_behind_its_address(client):
    work = factories.reference()
    work.original_date = "ca. 350 BCE"
    work.save()
    article = factories.article()
    for address in (f"/references/{work.pk}/", article.get_absolute_url()):
        html = client.get(address).content.decode()
        assert "10.5555/doe2021</a> (Original work published ca. 350 B.C.E.) </p>" in " ".join(html.split())
