"""One field takes a work by whatever identifies it; its key is made when the registries have answered."""

import pytest

from articles import tasks
from articles.models import Reference
from tests import factories
from tests.outside import serving

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/articles/article/work/"
MESSAGE = {
    "DOI": "10.5555/only",
    "type": "journal-article",
    "title": ["Sleep after an invented drug"],
    "container-title": ["Journal of Invented Medicine"],
    "author": [{"family": "Roe", "given": "Rita"}],
    "issued": {"date-parts": [[2020]]},
}
BOOK = {"DOI": "10.5555/book", "type": "monograph", "title": ["A made book"], "publisher": "Made Press"}
BOOK |= {"author": [{"family": "Poe", "given": "Pia"}], "issued": {"date-parts": [[2019]]}}


@pytest.fixture(autouse=True)
def registries(settings):
    def answer(path):
        if "isbn" in path:
            return 200, {"message": {"items": [{"type": "book-chapter", "title": ["No"]}, BOOK]}}
        if "db=pmc" in path and "id=4756000" in path:
            ids = [{"idtype": "doi", "value": "10.5555/only"}, {"idtype": "pmid", "value": "31999999"}]
            return 200, {"result": {"4756000": {"uid": "4756000", "articleids": ids}}}
        return (200, {"message": MESSAGE}) if path.startswith("/works/10.5555%2Fonly") else (404, "none")

    with serving(answer) as (url, _asked):
        settings.CROSSREF_URL = settings.PUBMED_URL = url
        yield


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("https://doi.org/10.5555/ONLY", "roe2020"),
        ("https://www.example.org/doi/full/10.5555/only?x=1", "roe2020"),
        ("PMC4756000", "roe2020"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC4756000/", "roe2020"),
        ("978-0-306-40615-7", "poe2019"),
    ],
)
def test_a_work_is_named_after_its_author_and_year_once_it_is_looked_up(desk, typed, key):
    assert "Guessed" in desk.post(ADDRESS, {"text": typed}).content.decode()
    assert not Reference.objects.exists()
    page = desk.post(ADDRESS, {"text": typed, "save": "1"}, follow=True).content.decode()
    work = Reference.objects.get()
    assert "its key is made when the registry has answered" in page
    assert f"[@{work.key}]" not in page
    tasks.look_up.call(work.pk)
    work.refresh_from_db()
    assert (work.key, work.is_guessed) == (key, False)
    assert f"[@{key}]" in desk.get(f"{ADDRESS}?work={work.pk}").content.decode()


def test_a_key_that_a_text_cites_stays(desk):
    work = factories.reference("known", title="10.5555/only", doi="10.5555/only", is_guessed=True)
    factories.article("Sleep.[@known]")
    tasks.look_up.call(work.pk)
    work.refresh_from_db()
    assert (work.key, work.title) == ("known", "Sleep after an invented drug")


def test_what_could_not_be_read_stands_in_the_box_again(desk):
    pasted = "10.5555/only\nwords that are no work\nPMID: 5\n"
    page = desk.post(ADDRESS, {"text": pasted, "save": "1"}, follow=True)
    assert Reference.objects.count() == 2
    assert page.context["form"].initial == {"text": "words that are no work"}
    assert "This could not be read, and was not added:" in page.content.decode()
    assert desk.get(ADDRESS).context["form"].initial == {}


def test_a_work_that_no_registry_knows_says_so_and_can_be_filled_in(desk):
    desk.post(ADDRESS, {"text": "10.5555/nobody", "save": "1"})
    work = Reference.objects.get()
    tasks.look_up.call(work.pk)
    page = desk.get(f"{ADDRESS}?work={work.pk}&look=30").content.decode()
    assert "No registry has answered, or none knows it." in page
    assert f"[@{work.key}]" in page


def test_the_completion_offers_keys_then_first_authors_then_others_and_what_was_retracted_last(desk):
    people = {
        "anand2023": ["Anand", "Murrough"],
        "murphy2019": ["Murphy"],
        "zarate2006": ["Murrough", "Zarate"],
        "mur2001": ["Retracted"],
    }
    for key, names in people.items():
        work = factories.reference(key)
        work.contributors.all().delete()
        for position, name in enumerate(names):
            work.contributors.create(role="author", position=position, family=name, given="A.")
    Reference.objects.filter(key="mur2001").update(health="retracted", health_checked_on="2026-01-01")
    offered = desk.get("/admin/articles/article/works/?q=mur").json()["works"]
    assert [row["key"] for row in offered] == ["murphy2019", "zarate2006", "anand2023", "mur2001"]
    assert offered[-1]["note"] == "Retracted"
