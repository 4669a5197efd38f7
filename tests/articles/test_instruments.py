"""Tests, scales and questionnaires: their entries after APA 7, 10.11, from any door to any export."""

import pytest

from articles.bibliography.formats import bibtex, csl, ris
from articles.bibliography.formats.crossref_message import from_message
from articles.models import Reference
from articles.works.importing import case_hint

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/reference/add/"
FORM = {
    "health": "unchecked",
    "contributors-TOTAL_FORMS": "1",
    "contributors-INITIAL_FORMS": "0",
    "contributors-0-role": "author",
    "contributors-0-position": "0",
}
PEOPLE = {"contributors-0-family": "Roe", "contributors-0-given": "R. B."}
RECORD = {
    "title": "Invented Sleep Questionnaire (ISQ)",
    "year": "2018",
    "container_title": "APA PsycTests",
    "doi": "10.5555/t66267-000",
}


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        (
            {**PEOPLE, **RECORD},
            "Roe, R. B. (2018). <i>Invented Sleep Questionnaire (ISQ)</i> [Database record]. APA PsycTests. "
            "https://doi.org/10.5555/t66267-000",
        ),
        (
            {**PEOPLE, "title": "Invented Stress Inventory (ISI)", "year": "2000", "number": "TC022704"}
            | {"container_title": "ETS TestLink", "publisher": "Example Testing Service"},
            "Roe, R. B. (2000). <i>Invented Stress Inventory (ISI)</i> (TC022704) [Database record]. "
            "ETS TestLink.",
        ),
        (
            {**PEOPLE, "title": "Invented Inventory–2 (II-2): Technical manual", "year": "2011"}
            | {"publisher": "Example Press"},
            "Roe, R. B. (2011). <i>Invented Inventory–2 (II-2): Technical manual</i>. Example Press.",
        ),
        (
            {"contributors-0-literal": "Project Example", "title": "Sleep–Mood IAT"}
            | {"url": "https://test.example/take"},
            "Project Example. (n.d.). <i>Sleep–Mood IAT</i>. https://test.example/take",
        ),
        (
            {**PEOPLE, "title": "Invented Sleep Scale", "year": "2018", "genre": "measurement instrument"},
            "Roe, R. B. (2018). <i>Invented Sleep Scale</i> [Measurement instrument].",
        ),
    ],
)
def test_a_test_is_typed_in_as_one_and_written_as_apa_asks(desk, said, entry):
    answer = desk.post(ADD, {**FORM, "key": "roe2018", "kind": "test", **said})
    assert answer.status_code == 302, answer.content.decode()
    work = Reference.objects.get()
    assert f"{work.apa_html} {work.link}".strip() == entry
    assert case_hint(work) == ""  # it is a name


@pytest.mark.parametrize("format", [bibtex, csl, ris])
@pytest.mark.parametrize("container", ["", "APA PsycTests"])
@pytest.mark.parametrize("genre", ["Test", "Measurement instrument", "Self-report questionnaire"])
def test_a_test_comes_back_from_each_export_as_a_test(format, container, genre):
    item = {"id": "roe2018", "type": "document", "genre": genre, "title": "Invented Sleep Scale"}
    work = Reference.objects.from_csl({**item, "container-title": container})
    assert work.kind == "test"
    (found,) = format.loads(format.dumps([work.to_csl()]))
    fields, _people = csl.to_fields(found.item)
    assert (fields["kind"], fields.get("container_title", "")) == ("test", container)


def test_a_record_of_psyctests_at_the_registry_is_a_test():
    item = from_message(
        {
            "type": "dataset",
            "title": ["Invented Sleep Questionnaire"],
            "container-title": ["PsycTESTS Dataset"],
            "publisher": "American Psychological Association (APA)",
            "DOI": "10.5555/t66267-000",
            "issued": {"date-parts": [[2018]]},
        }
    )
    work = Reference.objects.from_csl({**item, "id": "isq2018"})
    assert work.kind == "test"
    assert work.apa_html == ("<i>Invented Sleep Questionnaire</i> [Database record]. (2018). APA PsycTests.")
