"""Titles that look like Title Case are told to the editor, and never changed or refused."""

import pytest

from articles.bibliography.apa.casing import sentence_case
from articles.models import Reference
from tests import factories

TITLE_CASE = "Antidepressant Effects of Ketamine in Depressed Patients"
SENTENCE_CASE = "Antidepressant effects of ketamine in depressed patients"


@pytest.mark.parametrize(
    ("title", "proposed"),
    [
        (TITLE_CASE, SENTENCE_CASE),
        (SENTENCE_CASE, ""),
        ("Ketamine for Major Depression", "Ketamine for major depression"),
        (
            "MDMA-Assisted Therapy for Severe PTSD: A Randomized, Double-Blind Study",
            "MDMA-assisted therapy for severe PTSD: A randomized, double-blind study",
        ),
        ("KETAMINE IN THE TREATMENT OF DEPRESSION", "Ketamine in the treatment of depression"),
        ("Sleep in New York and in Los Angeles among adults and older people", ""),
        ("Is it safe? Who should avoid it: Answers from the American Psychiatric Association today", ""),
        ("MDMA", ""),
        ("Effects of <i>Psilocybe cubensis</i> on Mood and Sleep <Q>", ""),
        ("", ""),
    ],
)
def test_a_title_in_title_case_is_known_and_one_in_sentence_case_is_left_alone(title, proposed):
    assert sentence_case(title) == proposed


@pytest.mark.django_db
def test_the_hint_stands_beside_the_field_and_after_saving_and_stops_nothing(desk):
    work = factories.reference()
    address = f"/admin/articles/reference/{work.pk}/change/"
    page = desk.get(address)
    assert "looks like Title Case" not in page.content.decode()
    typed = {n: v for n, v in page.context["adminform"].form.initial.items() if v is not None}
    typed |= {"contributors-TOTAL_FORMS": 0, "contributors-INITIAL_FORMS": 0}
    answer = desk.post(address, {**typed, "title": f"{TITLE_CASE} & <b>", "_continue": 1}, follow=True)
    html = answer.content.decode()
    work.refresh_from_db()
    assert work.title == f"{TITLE_CASE} & <b>"
    assert html.count(f"In sentence case: “{SENTENCE_CASE} &amp; &lt;b&gt;”") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/articles/reference/import/", "/admin/articles/article/work/"])
def test_the_hint_stands_beside_pasted_works_which_are_saved_as_they_are(desk, address):
    pasted = f"@article{{a, title={{{TITLE_CASE}}}, author={{Doe, Jane}}, journal={{Sleep}}, year=2021}}"
    assert f"“{SENTENCE_CASE}”" in desk.post(address, {"text": pasted, "look": 1}).content.decode()
    desk.post(address, {"text": pasted, "save": 1})
    assert Reference.objects.get().title == TITLE_CASE
    law = "TY  - STAT\nTI  - Controlled Substances Act of the United States\nPY  - 1970\nER  - \n"
    assert "sentence case" not in desk.post(address, {"text": law, "look": 1}).content.decode()
