"""What stands around a text at the editors' desk: it fits a phone and can be read in both themes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles import working_copies
from articles.models import Article, Reference, WorkingCopy
from psychly.accounts import unsent_forms
from tests import factories
from tests.journeys.fitting import THEMES, faults_at, unreadable

ARTICLES, WORKS = "/admin/articles/article/", "/admin/articles/reference/"
NARROW = (320, 360)
#: Words for those who do not see, and lines that lie under the text on purpose, by how they begin.
MEANT = ("Toggle theme", "doe2021", "poe2019", "64% of", "It cures.", "[@nobody1900]")
LONG = "Averylongwordwithoutanybreakinit" * 3
PASTED = (
    f"@article{{roe2019, title={{Sleep {LONG}}}, author={{Roe, Ann}}, year=2019, pmid={{no number {LONG}}}, "
    f"keywords={{a, b}}, url={{{LONG}}}, doi={{10.5555/{LONG}}}}}\n"
    "@article{doe2021, title={Sleep and mood in adults}, author={Doe, Jane Q.}, year=2021}\n"
    f"Nobody can read {LONG}\n"
)
PROPOSAL = {
    "type": "article-journal",
    "title": f"Sleep in winter {LONG}",
    "author": [{"family": "Poe", "given": "Bo"}],
    "issued": {"date-parts": [[2019]]},
    "DOI": f"10.5555/{LONG.lower()}",
}


@pytest.fixture
def desk(page, enter):
    """The page of an editor, where a demonstration asks for no second factor."""
    page.person = factories.editor()
    enter(page, page.person)
    return page


@pytest.fixture
def article(desk):
    """A public article whose scheduled working copy is late, with points that stop it, and a kept form."""
    factories.reference()
    article = Article.objects.get(pk=factories.article(slug="sleep", title="Sleep").pk)
    article.body = f"64% of {LONG} slept.\n\nIt cures.[@doe2021] {LONG}\n\n[@nobody1900]"
    working_copies.save_copy(article, topics=working_copies.topics_of(article), people=[], by=desk.person)
    due_at = timezone.now() - timedelta(hours=1)
    WorkingCopy.objects.update(state="scheduled", due_at=due_at, is_typing_error=True)
    kept = {"title": ["Sleep, kept"], "body": [f"Kept {LONG}"]}
    unsent_forms.keep(desk.person, f"{ARTICLES}{article.pk}/change/", kept)
    return article


def faults(page, path=None):
    """What overflows, is cropped or covered on a phone, what cannot be read there and on a desk."""
    if path:
        page.goto(path)
    found = [f for width in NARROW for f in faults_at(page, width, words=False)]
    found = [fault for fault in found if not fault[-1].startswith(MEANT) or fault[2] == "overflow"]
    found = [fault for fault in found if not fault[-1].startswith("Toggle theme")]
    return found + [f for width in (360, 1280) for t in THEMES for f in unreadable(page, width, t, set())]


def test_the_boxes_of_a_working_copy_fit_a_phone_and_can_be_read(desk, article):
    found = faults(desk, f"{ARTICLES}{article.pk}/change/")
    expect(desk.locator(".working-copy")).to_contain_text("Its moment has passed")
    expect(desk.get_by_role("button", name="Put it back")).to_be_visible()
    expect(desk.locator("#open-points")).to_contain_text("nobody1900")
    assert found == []


@pytest.mark.parametrize("where", ["import", "work"])
def test_the_findings_of_an_import_fit_a_phone_and_can_be_read(desk, article, where):
    desk.goto(f"{WORKS}import/" if where == "import" else f"{ARTICLES}work/?article={article.pk}")
    desk.locator("textarea").fill(PASTED)
    desk.get_by_role("button", name="Look").first.click()
    expect(desk.locator(".left-over").first).to_contain_text("PMID")
    found = faults(desk)
    assert found == []


def test_what_a_registry_proposes_and_two_works_to_merge_fit_a_phone_and_can_be_read(desk, article):
    work = factories.reference("poe2019", title="Sleep in winter", doi=None, is_guessed=True)
    unused = [{"field": "pmid", "value": LONG, "why": "no number"}]
    Reference.objects.filter(pk=work.pk).update(proposals=[PROPOSAL], unused=unused)
    found = faults(desk, f"{WORKS}{work.pk}/change/")
    desk.goto(WORKS)
    for box in desk.locator("input.action-select").all():
        box.check()
    desk.locator("select[name=action]").first.select_option("merge")
    desk.get_by_role("button", name="Run").or_(desk.get_by_role("button", name="Go")).first.click()
    expect(desk.get_by_role("button", name="Merge them")).to_be_visible()
    found += faults(desk)
    assert found == []
