"""Cited works are watched: what registries say is stored, shown, told to editors, and lifted again.

The answers have the shapes that Crossref, PubMed and Retraction Watch send; what they say is invented.
"""

import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import tasks, watching
from articles.bibliography import notices
from articles.models import Article, Reference, WorkNotice
from articles.publishing import save_article
from articles.works import importing
from psychly.front_page.due_facts import due_facts
from psychly.models import OutgoingMail
from tests import factories
from tests.outside import serving

pytestmark = pytest.mark.django_db
DOI, NOTICE = "10.5555/doe2021", "10.5555/doe2021-retraction"


def update(kind, doi=NOTICE, day=(2022, 2, 6), source="publisher"):
    return {"DOI": doi, "type": kind, "source": source, "label": kind, "updated": {"date-parts": [list(day)]}}


class Registries:
    """What Crossref and PubMed answer, to be changed by a test."""

    def __init__(self):
        self.updates, self.records, self.is_down, self.title = [], {}, False, "Sleep"

    def answer(self, path):
        if self.is_down:
            return 503, "down"
        if path.startswith("/works?"):
            return 200, {
                "message": {
                    "items": [{"DOI": DOI.upper(), "title": [self.title], "updated-by": self.updates}]
                }
            }
        if path.startswith("/works/") and "retraction" in path:
            return 200, {
                "message": {
                    "DOI": NOTICE, "type": "journal-article", "title": ["Retraction: Sleep"], "volume": "375",
                    "issue": "9713", "page": "445", "container-title": ["Sleep Letters"],
                    "issued": {"date-parts": [[2022]]},
                }
            }  # fmt: skip
        if path.startswith("/esummary"):
            return 200, {"result": self.records}
        return 404, "none"


@pytest.fixture
def registries(settings):
    said = Registries()
    with serving(said.answer) as (url, asked):
        settings.CROSSREF_URL = settings.PUBMED_URL = url
        said.asked = asked
        yield said


@pytest.fixture
def article():
    factories.reference(doi=DOI)
    return factories.article(slug="sleep")


def go_round():
    """Ask as housekeeping's task does, a day after it asked last."""
    Reference.objects.update(asked_at=None)
    tasks.watch_due.call()
    return Reference.objects.get(key="doe2021")


def page(client):
    return " ".join(client.get("/articles/sleep/").content.decode().split())


def test_a_retraction_is_marked_told_and_worked_on_and_a_reinstatement_lifts_it(client, article, registries):
    editor = factories.editor()
    assert go_round().health == "sound"
    assert "Links and retractions last checked" in page(client)
    registries.updates = [
        update("correction", "10.5555/correction", (2021, 1, 1)),
        update("retraction"),
        update("retraction", source="retraction-watch"),
    ]
    work = go_round()
    assert (work.health, work.health_source) == ("retracted", f"Crossref (publisher), {NOTICE}")
    assert [(row.kind, row.on) for row in work.notices.all()] == [
        ("correction", date(2021, 1, 1)),
        ("retraction", date(2022, 2, 6)),
        ("retraction", date(2022, 2, 6)),
    ]
    shown = page(client)
    assert "This article cites a paper that was retracted" in shown
    assert "(Retraction published 2022, <i>Sleep Letters</i>, <i>375</i>[9713], 445)" in shown
    assert [fact.name for fact in due_facts() if fact.name == "doe2021"] == ["doe2021"]
    sent = OutgoingMail.objects.get()
    assert (sent.kind, sent.to) == ("works_changed", editor.email)
    go_round()
    assert OutgoingMail.objects.count() == 1  # told once
    registries.updates.append(update("reinstatement", "10.5555/back", (2023, 1, 1)))
    work = go_round()
    assert (work.health, work.notice_html) == ("corrected", "")
    assert "This article cites a paper that was retracted" not in page(client)
    assert len(mail.outbox) == 0  # the outbox sends, not this


@pytest.mark.parametrize(
    ("updates", "health"),
    [
        ([], "sound"),
        (None, "sound"),
        ([update("new_version", DOI)], "sound"),
        ([update("new_edition")], "sound"),
        ([update("expression-of-concern")], "concern"),
        ([update("expression_of_concern"), update("correction")], "concern"),
        ([update("partial_retraction")], "concern"),
        ([update("erratum")], "corrected"),
        ([update("withdrawal")], "retracted"),
        ([update("removal", DOI)], "retracted"),
        ([update("retraction", day=(2024,)), update("reinstatement", day=(2023,))], "retracted"),
        ([{"type": "retraction"}], "retracted"),
        (["nonsense", {"type": 5}, {}], "sound"),
    ],
)
def test_the_gravest_notice_counts_however_it_is_spelt(article, registries, updates, health):
    registries.updates = updates
    assert go_round().health == health


@pytest.mark.parametrize(
    "title", ["RETRACTED: Sleep", "[Retracted] Sleep", "WITHDRAWN: Sleep", "Retracted Article: Sleep"]
)
def test_a_title_that_says_so_is_a_notice(article, registries, title):
    registries.title = title
    assert go_round().health == "retracted"


def test_a_title_about_withdrawal_is_none(article, registries):
    registries.title = "Withdrawn patients: A cohort"
    assert go_round().health == "sound"


def test_pubmed_is_asked_by_pmid(article, registries):
    Reference.objects.update(doi=None, pmid="31999999")
    registries.records = {
        "31999999": {
            "uid": "31999999",
            "pubtype": ["Journal Article", "Retracted Publication"],
            "references": [
                {
                    "refsource": "Sleep Lett. 2022 Feb 6;375:445. doi: 10.5555/n",
                    "reftype": "Retraction in",
                    "pmid": "32000000",
                }
            ],
        }
    }
    work = go_round()
    assert (work.health, work.health_source) == ("retracted", "PubMed, 10.5555/n")
    assert work.notices.get().pmid == "32000000"


def test_what_staff_set_is_made_graver_and_never_lighter(article, registries, desk):
    work = Reference.objects.get()
    work.health, work.health_checked_on, work.is_health_by_hand = "concern", date(2026, 1, 1), True
    work.save()
    work = go_round()
    assert (work.health, work.health_checked_on) == ("concern", date(2026, 1, 1))
    registries.updates = [update("retraction")]
    assert go_round().health == "retracted"


def test_no_answer_changes_nothing_and_is_tried_again(article, registries):
    go_round()
    checked = Reference.objects.get().watched_on
    Reference.objects.update(watched_on=date(2026, 1, 1))
    registries.is_down = True
    Reference.objects.update(asked_at=None)
    with pytest.raises(Exception, match="503"):
        tasks.watch_due.call()
    assert checked
    assert Reference.objects.get().watched_on == date(2026, 1, 1)


def test_a_work_that_no_registry_knows_is_not_called_checked(client, article, registries):
    Reference.objects.update(doi="10.5555/unknown")
    work = go_round()
    assert (work.health, work.watched_on) == ("unchecked", None)
    assert work.asked_at
    assert "Not all links and retractions have been checked yet." in page(client)


def test_works_are_asked_about_together_once_a_day_and_only_when_they_are_cited(article, registries):
    factories.reference("alone", doi="10.5555/alone")
    for n in range(50):
        factories.reference(f"w{n}", doi=f"10.5555/w{n}")
    article = Article.objects.get()
    article.body += "".join(f" And so.[@w{n}]" for n in range(50))
    save_article(article)
    assert tasks.start_round()
    assert not tasks.start_round()  # it goes on already
    tasks.watch_due.call()
    tasks.watch_due.call()
    assert [path.count("doi%3A") for path in registries.asked] == [40, 11]
    assert Reference.objects.to_ask(timezone.now() - tasks.ROUND).count() == 0
    assert Reference.objects.get(key="alone").asked_at is None
    DBTaskResult.objects.all().delete()
    assert not tasks.start_round()


def test_a_link_is_called_dead_after_some_days_and_alive_at_once(client, article, monkeypatch):
    Reference.objects.update(doi=None, url="https://example.org/page")
    work = Reference.objects.get()
    monkeypatch.setattr(tasks, "_answers", lambda url: False)
    tasks.check_link.call(work.pk)
    work.refresh_from_db()
    assert (work.health, work.link_failed_on) == ("sound", timezone.localdate())
    Reference.objects.update(link_failed_on=timezone.localdate() - timedelta(days=watching.PATIENCE))
    tasks.check_link.call(work.pk)
    work.refresh_from_db()
    assert (work.health, work.needs_attention) == ("sound", False) or work.health == "unreachable"
    assert work.health == "unreachable"
    monkeypatch.setattr(tasks, "_answers", lambda url: True)
    tasks.check_link.call(work.pk)
    work.refresh_from_db()
    assert (work.health, work.link_failed_on) == ("sound", None)


HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,"
    "RetractionNature,Reason,Paywalled,Notes,"
)


def row(nature="Retraction", doi=DOI, day="8/16/2023 0:00", pmid="0"):
    return f'1,"Sleep, and\nmore",,,,,,,,,{day},{NOTICE},0,1/1/2021 0:00,{doi},{pmid},{nature},+A;+B;,No,,'


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rw.csv"

    def write(*rows):
        path.write_text("\n".join([HEADER, *rows]))
        return str(path)

    return write


def test_the_file_of_retraction_watch_is_read_and_replaces_what_it_said(article, file):
    others = [row(doi=f"10.5555/other{n}") for n in range(50)]
    out = io.StringIO()
    call_command("import_retractions", file(*others, row(), row(doi="unavailable")), stdout=out)
    assert "52 rows were read; 1 works are named, 1 are worse than before." in out.getvalue()
    work = Reference.objects.get()
    assert work.health == "retracted"
    assert work.notices.get().on == date(2023, 8, 16)
    assert work.watched_on is None  # the file says nothing of links and corrections
    call_command("import_retractions", file(row(), row("Reinstatement", day="9/1/2023 0:00")), stdout=out)
    assert Reference.objects.get().health == "sound"
    call_command("import_retractions", file(), stdout=out)
    assert not WorkNotice.objects.exists()


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="RetractionNature"):
        call_command("import_retractions", str(path))


def test_a_notice_of_another_nature_is_none():
    assert notices.of_retraction_watch({"RetractionNature": "Rumour"}) is None


def test_an_editor_ends_the_work_that_a_retraction_opened(article, registries, desk):
    registries.updates = [update("retraction")]
    work = go_round()
    assert work.needs_attention
    assert "doe2021" in desk.get("/admin/articles/reference/?needs_attention__exact=1").content.decode()
    change = desk.get(f"/admin/articles/reference/{work.pk}/change/")
    assert NOTICE in change.content.decode()
    Reference.objects.update(needs_attention=False)
    assert not go_round().needs_attention  # the same retraction opens it once
    assert Article.objects.count() == 1


def test_whoever_brings_in_a_retracted_work_is_told(desk):
    factories.reference(doi=DOI, health="retracted", health_checked_on=date(2026, 1, 1))
    text = "10.5555/doe2021\n\n10.5555/other"
    page = desk.post("/admin/articles/reference/import/", {"text": text, "look": "1"}).content.decode()
    assert page.count("Registries say of this work: Retracted.") == 1
    titled = '{"title": "RETRACTED: Sleep", "type": "article-journal"}'
    page = desk.post("/admin/articles/article/work/", {"text": titled}).content.decode()
    assert "Its title says that the work was retracted." in page
    record = "PMID- 5\nTI  - Sleep.\nPT  - Retracted Publication\nRIN - Sleep Lett. 2022;1:2. PMID: 6\n"
    page = desk.post("/admin/articles/article/work/", {"text": record}).content.decode()
    assert "It was retracted there." in page


def test_a_work_that_was_just_saved_is_asked_about_at_once(article, registries, desk):
    text = '{"title": "Sleep", "type": "article-journal", "DOI": "10.5555/new"}'
    desk.post("/admin/articles/reference/import/", {"text": text, "save": "1"})
    waiting = DBTaskResult.objects.get(task_path=tasks.watch_works.module_path)
    assert waiting.args_kwargs["args"] == [[Reference.objects.get(doi="10.5555/new").pk]]


def test_many_new_works_are_asked_about_in_batches(registries):
    items = ",".join(f'{{"title": "Work {n}", "type": "book", "DOI": "10.5555/n{n}"}}' for n in range(50))
    assert len(importing.save(importing.look(f"[{items}]"))) == 50
    asked = [len(row.args_kwargs["args"][0]) for row in DBTaskResult.objects.all()]
    assert sorted(asked) == [10, 40]
