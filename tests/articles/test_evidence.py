"""Pages of evidence: studies by condition, treatment and substance, with those that found nothing."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from articles.evidence import weighing
from articles.evidence.pages import page_of
from articles.management.commands.load_articles import CONTENT
from articles.models import Reference, SideEffect, Study, StudyCondition
from articles.works.merging import merge_works
from providers.models import Condition, Treatment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    """The works with what they found, and the articles."""
    call_command("load_articles", verbosity=0)


def html_of(client, slug):
    response = client.get(f"/evidence/{slug}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def study(key, direction="better", people=10, conditions=(), **fields):
    """Store a work and what it found."""
    work = factories.reference(key)
    row = Study.objects.create(
        reference=work,
        kind="randomized",
        substance="ketamine",
        people=people,
        people_words=str(people),
        direction=direction,
        verdict=f"Verdict of {key}",
        sentence=f"Sentence of {key}.",
        **fields,
    )
    for slug in conditions:
        StudyCondition.objects.create(
            study=row, condition=Condition.objects.get(slug=slug), direction=direction
        )
    return row


def test_a_page_shows_what_found_nothing_as_plainly_as_the_rest(client, library):
    html = html_of(client, "ptsd")
    assert "PTSD: not better than placebo. Depression: standard dose better." in html
    assert "158" in html
    assert "No difference shown" in html
    assert html.index("No difference shown") > html.index("At a glance")


def test_a_trial_counts_on_each_condition_by_what_it_found_for_it(library):
    on_depression = {line.who: line.direction for line in page_of("depression").lines}
    on_suicide = {line.who: line.direction for line in page_of("suicidal-thoughts").lines}
    assert on_depression["Fu and others, 2020"] == "better"
    assert on_suicide["Fu and others, 2020"] == "not-shown"
    assert on_depression["Abbar and others, 2022"] == "not-shown"


def test_a_trial_of_noninferiority_is_never_called_better(client, library):
    html = html_of(client, "ketamine-infusion")
    row = html[html.index("Anand and others, 2023") :]
    assert "Not worse than ECT (more responded)." in row[: row.index("</tr>")]
    lines = page_of("ketamine-infusion").lines
    assert {line.direction for line in lines if "Anand" in line.who} == {"not-worse"}


def test_people_of_two_trials_counted_together_are_drawn_once(library):
    page = page_of("esketamine")
    assert any(line.study.is_repeat for line in page.lines)
    drawn = sum(row.people for row in page.rows)
    assert drawn == sum(line.study.people or 0 for line in page.lines if not line.study.is_repeat)


def test_a_retracted_study_leaves_the_page_and_the_count(client):
    study("doe2021", conditions=["ocd"])
    study("roe2020", "not-shown", conditions=["ocd"])
    assert "Sentence of doe2021." in html_of(client, "ocd")
    Reference.objects.filter(key="doe2021").update(health="retracted", health_checked_on="2026-01-01")
    html = html_of(client, "ocd")
    assert "Sentence of doe2021." not in html
    assert "1 study here had something to compare with." in html


def test_psilocybin_and_mdma_have_pages_and_no_treatment_of_the_directory_claims_their_trials(
    client, library
):
    assert "not studies of licensed psilocybin services" in html_of(client, "psilocybin")
    assert "Goodwin and others, 2022" in html_of(client, "psilocybin")
    assert "The FDA did not approve MDMA" in html_of(client, "mdma")
    assert page_of("psilocybin-services").lines == []


def test_a_page_without_a_study_says_so_and_leads_on(client, library):
    html = html_of(client, "eating-disorders")
    assert "We have no study here that we can cite in full." in html
    assert 'content="noindex"' in html
    assert 'href="/providers/?condition=eating-disorders"' in html


def test_side_effects_stand_in_percent_with_and_without(client, library):
    html = html_of(client, "esketamine")
    row = html[html.index("Dissociation (feeling detached)") :]
    assert re.search(r"34%.*?6%", row[: row.index("</tr>")])
    assert "227 people with, 225 without" in html
    assert "0.3–0.4%" in html


def test_every_stored_figure_belongs_to_a_complete_work_and_every_page_answers(client, library):
    works = {work["id"] for work in json.loads((CONTENT / "works.json").read_text())}
    assert {row.reference.key for row in Study.objects.all()} <= works
    assert Study.objects.count() == 29
    assert SideEffect.objects.count() == 23
    index = client.get("/evidence/").content.decode()
    paths = re.findall(r'href="(/evidence/[a-z-]+/)"', index)
    assert len(paths) > 25
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert client.get("/evidence/nonsense/").status_code == 404


def test_a_page_asks_the_same_however_many_studies_it_has(client, django_assert_max_num_queries):
    for number in range(3):
        study(f"one{number}", conditions=["ocd"])
    with django_assert_max_num_queries(10):
        client.get("/evidence/ocd/")
    for number in range(9):
        study(f"two{number}", conditions=["ocd"])
    with django_assert_max_num_queries(10):
        client.get("/evidence/ocd/")


def test_a_disc_has_the_area_of_its_people_and_a_study_of_unknown_size_is_a_ring():
    [better, alone] = weighing.rows([("better", 100), ("", None), ("better", 400)], "Alone")
    assert [disc.radius for disc in better.discs] == [34.0, 17.0]
    assert (better.studies, better.people) == (2, 500)
    assert [disc.is_known for disc in alone.discs] == [False]
    assert alone.label == "Alone"


def test_loading_twice_stores_once_and_keeps_what_an_editor_changed(library):
    Study.objects.filter(reference__key="lii2023").update(verdict="By hand")
    call_command("load_articles", verbosity=0)
    assert Study.objects.count() == 29
    assert Study.objects.get(reference__key="lii2023").verdict == "By hand"


def test_two_works_with_data_of_a_study_are_not_merged_and_the_editor_reads_why():
    kept = study("kept2020", conditions=["ocd"]).reference
    other = study("other2020", conditions=["ocd"]).reference
    with pytest.raises(ValidationError, match="Both kept2020 and other2020 have data of a study"):
        merge_works(kept, other)
    assert Study.objects.filter(reference__in=[kept, other]).count() == 2
    assert Reference.objects.filter(key="other2020").exists()


@pytest.mark.parametrize(
    "theirs",
    [{"percent": 30}, {"percent": 10, "percent_comparator": 2}, {"people": 40}, {"low": 5, "high": 15}],
)
def test_two_works_that_count_a_side_effect_otherwise_are_not_merged_and_the_editor_reads_which(
    client, theirs
):
    factories.enter_desk(client, factories.editor())
    kept, other = factories.reference("kept2020"), factories.reference("other2020")
    SideEffect.objects.create(reference=kept, effect="Nausea", percent=10)
    wrong = SideEffect.objects.create(reference=other, effect="nausea", **{"percent": 10, **theirs})
    press = {"action": "merge", "_selected_action": [kept.pk, other.pk], "keep": kept.pk}
    page = client.post("/admin/articles/reference/", press, follow=True).content.decode()
    assert "Both kept2020 and other2020 count side effects, and not alike: “nausea” (10%; " in page
    assert SideEffect.objects.count() == Reference.objects.count() == 2
    client.post(f"/admin/articles/sideeffect/{wrong.pk}/delete/", {"post": "yes"})
    client.post("/admin/articles/reference/", press)
    assert SideEffect.objects.get().reference == Reference.objects.get() == kept


def test_what_two_merged_works_count_alike_is_kept_once():
    kept, other = factories.reference("kept2020"), factories.reference("other2020")
    for work in (kept, other):
        SideEffect.objects.create(reference=work, effect="nausea", low=10, high=12, people=40)
    SideEffect.objects.create(reference=other, effect="headache", percent=5)
    merge_works(kept, other)
    rows = SideEffect.objects.values_list("reference", "effect")
    assert sorted(rows) == [(kept.pk, "headache"), (kept.pk, "nausea")]


def test_what_a_merged_work_found_stays_with_the_one_that_stays():
    kept = factories.reference("kept2020")
    gone = study("gone2020", conditions=["ocd"]).reference
    treatment = Treatment.objects.get(slug="esketamine")
    SideEffect.objects.create(reference=gone, treatment=treatment, effect="nausea", percent=10)
    merge_works(kept, gone)
    assert Study.objects.get().reference == kept
    assert SideEffect.objects.get().reference == kept
