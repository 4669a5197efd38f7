"""Works from plain lists and bare identifiers, looked up at stand-ins for Crossref and PubMed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import tasks
from articles.bibliography.apa import entry as apa
from articles.bibliography.formats import plain_list
from articles.bibliography.registries import client, crossref, pubmed
from articles.bibliography.registries.client import Busy, NoAnswer, Unknown
from articles.models import Reference
from articles.works import importing
from psychly.web import outside
from tests import factories
from tests.outside import serving, slow_json, talking, was_met

LIST = """References

  1. Roe, R. F., Poe, A., & Doe, J. H. (2000). Sleep after invented drugs in volunteers47(4), 351–354. https://doi.org/10.5555/s0006-3223(99)00230-9
  2. Doe, M. J. Y., & Vance, G. H. (2022). The Mechanisms Behind Sleep: A Review.\xa0Journal of Invented
     Psychology13, 860882. https://doi.org/10.5555/fpsyt.2022.860882.
  3. L. Alison Sample, Qian, J. J., & Rishab Example (2022). Is sleep enough? Example Journal, 301,
     486–495. PMID: 12345678
"""
WORK = {
    "status": "ok",
    "message": {
        "type": "journal-article",
        "DOI": "10.5555/S0006-3223(99)00230-9",
        "title": ["Sleep after <i>invented</i> <mml:math>drugs</mml:math> &amp;amp; others"],
        "subtitle": ["A trial"],
        "container-title": ["Journal of Invented Psychology"],
        "volume": "47",
        "issue": "4",
        "page": "351-354",
        "publisher": "Example Press",
        "author": [
            {"given": "Robert F.", "family": "Roe", "sequence": "first"},
            {"name": "Sleep Study Group", "sequence": "additional"},
        ],
        "issued": {"date-parts": [[2000, 2]]},
    },
}
SUMMARY = {
    "header": {"type": "esummary", "version": "0.3"},
    "result": {
        "uids": ["12345678"],
        "12345678": {
            "uid": "12345678",
            "pubdate": "2022 Mar 15",
            "source": "J Invent Psychol",
            "fulljournalname": "Journal of invented psychology",
            "authors": [
                {"name": "Sample LA Jr", "authtype": "Author", "clusterid": ""},
                {"name": "van der Qian J", "authtype": "Author", "clusterid": ""},
                {"name": "Sleep Study Group", "authtype": "CollectiveName", "clusterid": ""},
            ],
            "title": "Is sleep enough for mood.",
            "volume": "301",
            "issue": "",
            "pages": "486-95",
            "articleids": [{"idtype": "pubmed", "idtypen": 1, "value": "12345678"}],
        },
    },
}


PAUSES = {"many-soon": "5", "many-later": "600", "down": "120", "many-silent": "", "many-odd": "soon"}
PAUSES |= {"many-never": "Wed, 21 Oct 2015 07:28:00 GMT", "many-long": "Fri, 31 Dec 2999 23:59:59 GMT"}


@pytest.fixture
def registries(settings):
    """Both registries on this machine; yields the list of addresses asked for."""

    def answer(path):
        if path.startswith("/works/10.5555%2Fs0006"):
            return 200, WORK
        if path.startswith("/esummary") and "id=12345678" in path:
            return 200, SUMMARY
        if path.startswith("/esummary"):
            return 200, {"result": {"uids": ["9"], "9": {"uid": "9", "error": "cannot get document summary"}}}
        for word, pause in PAUSES.items():
            if word in path:
                return 429 if "many" in word else 503, "slowly", {"Retry-After": pause} if pause else {}
        return (503, "busy") if "busy" in path else (200, "<html>") if "html" in path else (404, "none")

    with serving(answer) as (url, asked):
        settings.CROSSREF_URL = settings.PUBMED_URL = url
        yield asked


def test_crossref_gives_a_work_in_fields(registries):
    item = crossref.fetch("10.5555/s0006-3223(99)00230-9")
    assert item["title"] == "Sleep after <i>invented</i> drugs & others: A trial"
    assert item["author"] == [{"family": "Roe", "given": "Robert F."}, {"literal": "Sleep Study Group"}]
    assert item["issued"] == {"date-parts": [[2000, 2]]}
    assert "publisher" not in item
    assert "mailto=" in registries[0]


def test_pubmed_gives_a_work_in_fields(registries):
    item = pubmed.fetch("12345678")
    assert item["page"] == "486-495"
    assert item["issued"] == {"date-parts": [[2022, 3, 15]]}
    assert item["author"] == [
        {"family": "Sample", "given": "L. A.", "suffix": "Jr."},
        {"family": "van der Qian", "given": "J."},
        {"literal": "Sleep Study Group"},
    ]


def test_a_registry_that_does_not_know_or_does_not_answer_is_told_apart(registries):
    for fetch, unknown in ((crossref.fetch, "10.5555/none"), (pubmed.fetch, "9")):
        with pytest.raises(Unknown):
            fetch(unknown)
    for doi in ("10.5555/busy", "10.5555/html"):
        with pytest.raises(NoAnswer):
            crossref.fetch(doi)


def test_a_registry_that_answers_byte_by_byte_is_given_up_on(settings, monkeypatch):
    monkeypatch.setattr(client, "SECONDS", 0.5)
    with talking(slow_json) as (port, met):
        settings.CROSSREF_URL = f"http://127.0.0.1:{port}/"
        with pytest.raises(NoAnswer) as refusal:
            crossref.fetch("10.5555/slow")
        assert isinstance(refusal.value.__cause__, outside.TooSlow)
        assert was_met(met)


@pytest.mark.parametrize(
    ("doi", "seconds"),
    [
        ("many-soon", 60),
        ("many-later", 600),
        ("down", 120),
        ("many-silent", 60),
        ("many-odd", 60),
        ("many-never", 60),
        ("many-long", 86_400),
    ],
)
def test_a_registry_that_asks_for_a_pause_gets_it(registries, doi, seconds):
    with pytest.raises(Busy) as busy:
        crossref.fetch(f"10.5555/{doi}")
    assert busy.value.wait == seconds


@pytest.mark.django_db
def test_a_question_is_put_again_after_the_pause_and_not_for_ever(registries):
    work = factories.reference("slow", is_guessed=True)
    Reference.objects.filter(pk=work.pk).update(doi="10.5555/many-later")
    began = timezone.now()
    tasks.look_up.call(work.pk)
    waiting = DBTaskResult.objects.get()
    assert waiting.run_after >= began + timedelta(seconds=600)
    assert waiting.args_kwargs["args"] == [work.pk, 1]
    with pytest.raises(Busy):
        tasks.look_up.call(work.pk, tasks.PAUSES)
    assert DBTaskResult.objects.count() == 1


def test_a_plain_list_is_read_into_fields():
    broken, first, second, third = plain_list.loads(LIST)
    assert broken.item is None
    assert broken.name == "References"
    assert first.line == 3
    assert first.is_guessed
    assert first.item == {
        "type": "article-journal",
        "DOI": "10.5555/s0006-3223(99)00230-9",
        "issued": {"date-parts": [[2000]]},
        "author": [
            {"family": "Roe", "given": "R. F."},
            {"family": "Poe", "given": "A."},
            {"family": "Doe", "given": "J. H."},
        ],
        "title": "Sleep after invented drugs in volunteers",
        "volume": "47",
        "issue": "4",
        "page": "351-354",
    }
    assert second.item["container-title"] == "Journal of Invented Psychology"
    assert second.item["number"] == "860882"
    assert second.item["DOI"] == "10.5555/fpsyt.2022.860882"
    assert third.item["PMID"] == "12345678"
    assert third.item["title"] == "Is sleep enough?"
    assert third.item["author"][0] == {"family": "Sample", "given": "L. Alison"}


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (
            "Doe JQ, Roe R Jr, Sleep Study Group, et al. Naps at work: is it safe? J Ex Psychol. "
            "2021;12(3):101-15. doi:10.5555/naps",
            "Doe, J. Q., Roe, R., Jr., & Sleep Study Group. (2021). Naps at work: is it safe? "
            "J Ex Psychol, 12(3), 101–115. https://doi.org/10.5555/naps",
        ),
        (
            "World Sample Organization. (2022). Sleep report: For all. https://www.example.org/report.",
            "World Sample Organization. (2022). Sleep report: For all. https://www.example.org/report",
        ),
        (
            "Roe, R. (2008). Sleep therapy (4th ed.). Example Press.",
            "Roe, R. (2008). Sleep therapy (4th ed.). Example Press.",
        ),
        (
            "van der Doe, B. A., King, M. L., Jr., & Roe, J. (in press). Sleep here. Journal of X.",
            "van der Doe, B. A., King, M. L., Jr., & Roe, J. (in press). Sleep here. Journal of X.",
        ),
        ("U.S. Department of Examples & National Institute of Samples. (n.d.). Sleep. Example Press.", None),
    ],
)
def test_other_ways_of_writing_a_reference_are_guessed(line, entry):
    (found,) = plain_list.loads(line)
    assert found.is_guessed
    if entry:
        assert apa.entry_text(found.item) == entry
    else:
        assert [person["literal"] for person in found.item["author"]] == [
            "U.S. Department of Examples",
            "National Institute of Samples",
        ]
    assert bool(found.lacks) == ("et al" in line)


ORIGINAL = Path(__file__).resolve().parents[3] / "shared" / "reference" / "original-article-page.txt"


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the page of the old site is not part of the project")
@pytest.mark.django_db
def test_the_list_of_the_old_page_is_read_and_every_guess_is_marked(desk):
    text = ORIGINAL.read_text()
    listed = text[text.index("  1. ") : text.index("Find a Provider Near You")]
    page = desk.post("/admin/articles/reference/import/", {"text": listed, "look": "1"}).content.decode()
    assert page.count("Guessed: will be saved") == 3
    desk.post("/admin/articles/reference/import/", {"text": listed, "save": "1"})
    works = Reference.objects.order_by("pk")
    assert [(w.doi, w.year, w.volume, w.pages, w.article_number, w.is_guessed) for w in works] == [
        ("10.1016/s0006-3223(99)00230-9", 2000, "47", "351-354", "", True),
        ("10.3389/fpsyt.2022.860882", 2022, "13", "", "860882", True),
        ("10.1016/j.jad.2021.12.097", 2022, "301", "486-495", "", True),
    ]
    assert works[2].contributors.first().family == "McInnes"
    assert DBTaskResult.objects.count() == 3
    whole = [candidate for candidate in importing.look(text) if candidate.can_be_cited]
    assert [candidate.state for candidate in whole] == [importing.ImportState.KNOWN] * 3


@pytest.mark.django_db
def test_a_pasted_list_is_saved_as_guessed_and_corrected_by_the_registries(desk, registries):
    pasted = LIST + "\n\n4. 10.5555/only.a.doi\n"
    page = desk.post("/admin/articles/reference/import/", {"text": pasted, "look": "1"}).content.decode()
    assert page.count("Guessed: will be saved") == 4
    desk.post("/admin/articles/reference/import/", {"text": pasted, "save": "1"})
    assert Reference.objects.filter(is_guessed=True).count() == 4
    for work in Reference.objects.all():
        tasks.look_up.call(work.pk)
        tasks.look_up.call(work.pk)
    known = Reference.objects.get(doi="10.5555/s0006-3223(99)00230-9")
    assert known.container_title == "Journal of Invented Psychology"
    assert "Robert F." in [person.given for person in known.contributors.all()]
    assert "<i>Journal of Invented Psychology</i>" in known.apa_html
    assert Reference.objects.get(pmid="12345678").pages == "486-495"
    unknown = Reference.objects.filter(is_guessed=True)
    assert {work.doi for work in unknown} == {"10.5555/only.a.doi", "10.5555/fpsyt.2022.860882"}


@pytest.mark.django_db
def test_a_bare_doi_of_a_stored_work_is_known():
    work = factories.reference("other")
    [candidate] = importing.look(f"https://doi.org/{work.doi.upper()}.")
    assert candidate.state == importing.ImportState.KNOWN
    assert candidate.reference == work


@pytest.mark.django_db
def test_a_work_that_turns_out_to_be_another_is_left_for_the_editor(registries):
    [work] = importing.save(importing.look("PMID: 12345678"))
    other = factories.reference("other")
    Reference.objects.filter(pk=work.pk).update(pmid=None, doi="10.5555/s0006-3223(99)00230-9-b")
    Reference.objects.filter(pk=other.pk).update(doi="10.5555/s0006-3223(99)00230-9")
    tasks.look_up.call(work.pk)
    work.refresh_from_db()
    assert work.is_guessed


@pytest.mark.parametrize(
    "text",
    ["(", "1. ", "[1] [2]", "(2020)", "&" * 5000, "10.5555/" + "(" * 3000, ",&," * 900, "a. b. " * 500],
)
@pytest.mark.django_db
def test_a_list_that_makes_no_sense_is_answered(text):
    importing.save(importing.look(text))


UNIDENTIFIED = "Roe, R. (2000). Sleep after invented drugs. Journal of Invented Psychology, 47(4), 351–354."


@pytest.fixture
def proposed(settings, desk):
    """A guess without an identifier for which the search by title found a work; yields what was asked."""
    twin = {**WORK["message"], "DOI": "10.5555/twin", "title": ["Sleep & other drugs"]}

    def answer(path):
        return 200, {"status": "ok", "message": {"items": [WORK["message"], twin, {"DOI": "10.5555/bare"}]}}

    with serving(answer) as (url, asked):
        settings.CROSSREF_URL = settings.PUBMED_URL = url
        (work,) = importing.save(importing.look(UNIDENTIFIED))
        tasks.search_by_title.call(work.pk)
        yield asked


def pressed(desk, work, **data):
    """Send the form of a work as its page shows it, with some fields changed."""
    address = f"/admin/articles/reference/{work.pk}/change/"
    form = desk.get(address).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    people = {"contributors-TOTAL_FORMS": 0, "contributors-INITIAL_FORMS": 0}
    return desk.post(address, {**sent, **people, **data})


def test_a_guess_without_an_identifier_is_searched_by_its_title_and_an_editor_says_which_it_is(
    desk, proposed
):
    work = Reference.objects.get()
    assert DBTaskResult.objects.filter(task_path__endswith="search_by_title").count() == 1
    (asked,) = proposed
    assert "query.bibliographic=Sleep+after+invented+drugs+Roe+2000" in asked
    assert work.is_guessed
    page = desk.get(f"/admin/articles/reference/{work.pk}/change/").content.decode()
    assert "Is it one of these?" in page
    assert "Journal of Invented Psychology, 47(4), 351–354. https://doi.org/10.5555/s0006" in page
    assert "Sleep &amp; other drugs" in page
    assert page.count('name="proposal"') == 3
    assert pressed(desk, work, proposal=WORK["message"]["DOI"].lower()).status_code == 302
    work.refresh_from_db()
    assert (work.doi, work.is_guessed, work.proposals) == ("10.5555/s0006-3223(99)00230-9", False, [])
    assert "Sleep after <i>invented</i>" in work.title
    assert [person.given for person in work.contributors.all()] == ["Robert F.", ""]


def test_a_proposal_that_is_stored_already_is_to_be_merged_and_none_of_these_keeps_the_guess(desk, proposed):
    work = Reference.objects.get()
    other = factories.reference("other")
    Reference.objects.filter(pk=other.pk).update(doi="10.5555/twin")
    page = pressed(desk, work, proposal="10.5555/twin").content.decode()
    assert "This work is stored as “other”. Merge the two instead." in page
    assert pressed(desk, work, proposal="", is_guessed="on").status_code == 302
    work.refresh_from_db()
    assert work.is_guessed
    assert len(work.proposals) == 2
    assert pressed(desk, work, proposal="", is_guessed="").status_code == 302
    work.refresh_from_db()
    assert (work.title, work.proposals) == ("Sleep after invented drugs", [])


def test_a_search_without_an_answer_is_tried_again_and_one_that_finds_nothing_proposes_nothing(
    db, registries, settings
):
    (work,) = importing.save(importing.look(UNIDENTIFIED))
    tasks.search_by_title.call(work.pk)  # 404
    work.refresh_from_db()
    assert work.proposals == []
    with serving(lambda path: (503, "busy")) as (url, _asked):
        settings.CROSSREF_URL = url
        with pytest.raises(NoAnswer):
            tasks.search_by_title.call(work.pk)
