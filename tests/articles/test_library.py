"""The fifteen articles that the site comes with: sourced, linked, on their topics."""

import json
import re
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from articles.management.commands.load_articles import CONTENT
from articles.models import Article, Reference
from articles.proofreading import proofread
from articles.text.reading_grade import grade, syllables
from providers.models import LegalStatus
from tests import factories

pytestmark = pytest.mark.django_db
ENTRIES = json.loads((CONTENT / "articles.json").read_text(encoding="utf-8"))
SLUGS = [entry["slug"] for entry in ENTRIES]
#: Works that are told of in public and that no page is known for.
WITHOUT_ADDRESS = {"fda-mdma-letter", "compass2025", "compass2026feb"}


@pytest.fixture
def library():
    """The works and the articles."""
    call_command("load_legal_status", verbosity=0)
    call_command("load_articles", verbosity=0)


def test_the_proofreader_finds_nothing_in_any_article(library):
    found = {a.slug: [str(f) for f in proofread(a.rendered)] for a in Article.objects.all()}
    assert len(found) == 15
    assert {slug: findings for slug, findings in found.items() if findings} == {}


def test_every_stored_work_is_cited_by_an_article(library):
    assert [
        w.key for w in Reference.objects.exclude(pk__in=Reference.objects.cited_by(Article.objects.all()))
    ] == []


def test_a_work_without_an_address_says_so(library, client):
    assert {w.key for w in Reference.objects.all() if not w.link} == WITHOUT_ADDRESS
    html = client.get("/articles/psilocybin-what-trials-found/").content.decode()
    assert html.count("(no address known)") == 2
    letter = Reference.objects.get(key="fda-mdma-letter")
    assert "(no address known)" in client.get(letter.get_absolute_url()).content.decode()


def test_a_retracted_work_is_marked_where_it_is_named(library, client):
    html = client.get("/articles/ptsd-ketamine-mdma-and-what-failed/").content.decode()
    assert html.count("<strong>Retracted</strong>") == 2  # at the top of the text, and at its entry


def test_an_article_has_no_reviewer_a_care_list_and_days_from_the_rows_of_law(library, client):
    LegalStatus.objects.update(known_on="2031-05-06")
    for slug in SLUGS:
        html = client.get(f"/articles/{slug}/").content.decode()
        assert "The Psychly Team" in html, slug
        assert "Not yet reviewed" in html, slug
        assert "s known on May 6, 2031" in html, slug
        assert 'class="care"' in html or slug.startswith("psilocybin-services"), slug


def test_a_new_article_is_short_and_easy_enough_to_read(library):
    measured = {a.slug: grade(a.body_html) for a in Article.objects.filter(slug__in=SLUGS[3:])}
    assert {slug: words for slug, (_, words, _) in measured.items() if not 150 <= words <= 520} == {}
    assert {slug: value for slug, (value, _, _) in measured.items() if value > 9} == {}


def test_a_topic_lists_the_articles_that_tell_of_it_beside_others(library, client):
    html = client.get("/articles/?topic=chronic-pain").content.decode()
    assert "OCD, After Childbirth, Chronic Pain" in html
    assert html.count('class="story') == 1
    about = json.loads(_json_ld(client, "ocd-childbirth-and-chronic-pain"))["about"]
    assert {"@type": "MedicalCondition", "name": "Chronic pain"} in about


def test_what_is_no_treatment_of_a_disease_is_no_therapy_to_a_machine(library, client):
    about = json.loads(_json_ld(client, "preparation-integration-and-difficulties-that-last"))["about"]
    kinds = {topic["name"]: topic["@type"] for topic in about}
    assert kinds["Psilocybin services"] == "Service"
    assert kinds["Ketamine-assisted psychotherapy"] == "MedicalTherapy"


def test_each_work_of_the_list_is_a_citation_to_a_machine(library, client):
    cited = json.loads(_json_ld(client, "ketamine-at-home"))["citation"]
    works = Article.objects.get(slug="ketamine-at-home").references.all()
    assert {work["name"] for work in cited} == {work.title_text for work in works}


def _json_ld(client, slug):
    html = client.get(f"/articles/{slug}/").content.decode()
    return re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]


def test_a_command_prints_the_reading_grade_the_hardest_first(library):
    out = StringIO()
    call_command("reading_grade", "ketamine-at-home", "spravato-and-ketamine", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split()[-1] for line in lines] == sorted(
        ["ketamine-at-home", "spravato-and-ketamine"],
        key=lambda slug: -grade(Article.objects.get(slug=slug).body_html)[0],
    )


def test_a_grade_follows_the_formula_and_leaves_tables_and_citations_out():
    table = "<table><tr><td>Institutionalization</td></tr></table>"
    assert grade(f'<p>The cat sat.<sup class="cite"><a>1</a></sup></p>{table}') == (
        pytest.approx(0.39 * 3 + 11.8 - 15.59),
        3,
        3.0,
    )
    assert [syllables(word) for word in ("make", "table", "trial", "ketamine")] == [1, 2, 1, 3]
    assert grade("") == (0.0, 0, 0.0)


def test_a_work_is_named_to_machines_by_its_kind_and_a_retracted_one_is_called_so(library, client):
    cited = json.loads(_json_ld(client, "ptsd-ketamine-mdma-and-what-failed"))["citation"]
    kinds = {work["name"]: work["@type"] for work in cited}
    assert kinds["Schedule I"] == "Legislation"
    assert kinds["Veterans Crisis Line"] == "WebPage"
    letter = next(work for work in cited if work["@type"] == "Report")
    assert letter["datePublished"] == "2024-08-08"
    retracted = [work for work in cited if work.get("creativeWorkStatus")]
    assert [work["url"] for work in retracted] == ["https://doi.org/10.1007/s00213-020-05548-2"]
    assert {work["@type"] for work in retracted} == {"ScholarlyArticle"}


def test_each_topic_has_a_feed_of_its_own(library, client):
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(client.get("/articles/feed/ptsd/").content)
    assert root.find(f"{atom}title").text == "Psychly articles: PTSD"
    [entry] = root.findall(f"{atom}entry")
    assert entry.find(f"{atom}title").text == "PTSD: Ketamine, MDMA, and What Failed"
    terms = {category.get("term") for category in entry.findall(f"{atom}category")}
    assert "PTSD" in terms
    html = client.get("/articles/?topic=ptsd").content.decode()
    assert html.count('href="/articles/feed/ptsd/"') == 2
    for slug in ("grief", "nonsense"):  # a topic without an article, and none
        assert client.get(f"/articles/feed/{slug}/").status_code == 404


def test_a_feed_of_a_topic_asks_the_same_however_many_articles_it_has(
    library, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        client.get("/articles/feed/depression/")
    with django_assert_max_num_queries(6):
        client.get("/articles/feed/ptsd/")


def test_a_day_that_no_month_has_breaks_no_page(client):
    factories.reference(year=2021, month=2, day=31)
    assert client.get(factories.article().get_absolute_url()).status_code == 200
