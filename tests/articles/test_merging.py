"""Duplicates become one work, and nothing that is known about either is lost."""

from datetime import date

import pytest

from articles import publishing, watching
from articles.bibliography.notices import Notice
from articles.models import Reference, WorkNotice
from articles.proofreading import proofread
from articles.text import citations, rendering
from articles.works.merging import AlreadyMerged, merge_works
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/reference/"


def test_duplicates_become_one_work_and_its_citations_move(desk):
    twin = factories.reference("doe2021-b", pmid="12345678", study="Survey, 40 adults")
    factories.reference("doe2021-bc")
    factories.reference()
    other = factories.article("A.[see @doe2021-b, p. 5; @doe2021-bc] B.[@doe2021] `@doe2021-b`")
    kept = Reference.objects.get(key="doe2021")
    action = {"action": "merge", "_selected_action": [kept.pk, twin.pk]}
    page = desk.post(LIST, action).content.decode()
    assert "Merge 2 works into one" in page
    assert other.title in page
    assert Reference.objects.filter(key="doe2021-b").exists()
    desk.post(LIST, {**action, "keep": kept.pk})
    other.refresh_from_db()
    assert other.body == "A.[see @doe2021, p. 5; @doe2021-bc] B.[@doe2021] `@doe2021-b`"
    assert list(other.references.values_list("key", flat=True).order_by("citations__position")) == [
        "doe2021",
        "doe2021-bc",
    ]
    kept.refresh_from_db()
    assert (kept.pmid, kept.study) == ("12345678", "Survey, 40 adults")
    assert not Reference.objects.filter(key="doe2021-b").exists()
    assert other.versions.first().by is not None


@pytest.mark.django_db
def test_editors_merge_duplicates_and_authors_do_not(client):
    one, two = factories.reference("one"), factories.reference("two")
    press = {"action": "merge", "_selected_action": [one.pk, two.pk], "keep": one.pk}
    for group, left in (("authors", 2), ("editors", 1)):
        factories.enter_desk(client, factories.editor(group))
        client.post("/admin/articles/reference/", press)
        assert Reference.objects.count() == left


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A.[@b]", "A.[@a]"),
        ("A.[@a; @b]", "A.[@a]"),
        ("A.[@b; @a; @c]", "A.[@a; @c]"),
        ("A.[@a; @b, p. 5]", "A.[@a; @a, p. 5]"),
        ("A.[see @b] B.[@b2; @b]", "A.[see @a] B.[@b2; @a]"),
        ("A.[@a; @a]", "A.[@a; @a]"),
        ("@b and (@b)", "@b and (@b)"),
    ],
)
def test_a_bracket_cites_the_work_that_stays_once(old, new):
    assert citations.replace_key(old, "b", "a") == new


def test_an_article_that_cites_both_has_one_number_for_them():
    kept, twin = factories.reference("one"), factories.reference("two")
    article = factories.article("A.[@two] B.[@one; @two] C.[@two, p. 5]")
    article.collected.add(twin)
    merge_works(kept, twin)
    article.refresh_from_db()
    assert article.body == "A.[@one] B.[@one] C.[@one, p. 5]"
    assert [(c.position, c.reference, c.occurrences) for c in article.citations.all()] == [(1, kept, 3)]
    assert list(article.collected.all()) == [kept]


def test_the_address_of_a_merged_work_leads_to_the_one_that_stays_through_every_merge(client):
    first, second, third = (factories.reference(key) for key in ("one", "two", "three"))
    factories.article("A.[@one]")
    old = [first.get_absolute_url(), second.get_absolute_url()]
    merge_works(second, first)
    merge_works(third, second)
    for address in old:
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (301, third.get_absolute_url())
    assert client.get(third.get_absolute_url()).status_code == 200
    assert [str(f) for f in proofread(rendering.render(f"[It]({old[0]}) says so."))] == [
        f"Line 1: “{old[0]}” is the address of a work that was merged; it still leads there."
    ]


def test_the_address_of_a_merged_work_shows_nothing_while_no_public_article_cites_the_other(client):
    kept, twin = factories.reference("one"), factories.reference("two")
    article = factories.article("A.[@two]", published=False)
    address = twin.get_absolute_url()
    merge_works(kept, twin)
    assert client.get(address).status_code == 404
    article.refresh_from_db()
    publishing.publish(article, by=None)
    assert client.get(address).status_code == 301


def test_a_version_that_cites_a_merged_work_can_be_brought_back():
    kept, twin = factories.reference("one"), factories.reference("two")
    article = factories.article("A.[@two]")
    version = article.versions.first()
    merge_works(kept, twin)
    article.refresh_from_db()
    article.restore(version)
    publishing.save_article(article)
    assert article.body == "A.[@one]"
    again = factories.reference("two")
    article.restore(version)
    publishing.save_article(article)
    assert list(article.references.all()) == [again]


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        ("sound", "retracted", "retracted"),
        ("retracted", "sound", "retracted"),
        ("unchecked", "sound", "sound"),
        ("corrected", "concern", "concern"),
        ("unreachable", "unchecked", "unreachable"),
    ],
)
def test_the_graver_finding_about_a_work_stays_known(mine, theirs, left):
    def checked(key, health):
        day = None if health == "unchecked" else date(2026, 1, 5)
        return factories.reference(key, health=health, health_checked_on=day, health_source=f"of {health}")

    kept = checked("one", mine)
    merge_works(kept, checked("two", theirs))
    kept.refresh_from_db()
    assert (kept.health, kept.health_source) == (left, f"of {left}")
    assert kept.health_checked_on == date(2026, 1, 5)


def test_what_registries_said_of_either_and_what_could_not_be_used_stays_with_the_work_that_stays():
    left = {"field": "PMID", "value": "12x", "why": "no number"}
    kept = factories.reference("one", unused=[left])
    other = factories.reference(
        "two", unused=[left, {**left, "field": "URL"}], health="retracted", health_checked_on=date(2026, 1, 5)
    )
    notice = {"kind": "retraction", "doi": "10.5555/notice", "source": "retraction-watch"}
    WorkNotice.objects.create(reference=other, registry="retraction-watch", **notice)
    merge_works(kept, other)
    watching.record(kept, {"crossref": []})  # the next day: this registry knows of nothing
    kept.refresh_from_db()
    assert kept.health == "retracted"
    assert [row["field"] for row in kept.unused] == ["PMID", "URL"]


def test_a_notice_that_a_registry_had_for_both_goes_when_the_registry_takes_it_back():
    works = [factories.reference("one"), factories.reference("two")]
    notice = Notice(kind="retraction", doi="10.5555/notice", source="publisher", on=date(2025, 1, 1))
    for work in works:
        watching.record(work, {"crossref": [notice]})
    merge_works(*works)
    (kept,) = Reference.objects.all()
    assert (kept.health, kept.notices.count()) == ("retracted", 1)
    watching.record(kept, {"crossref": []})
    kept.refresh_from_db()
    assert (kept.health, kept.notices.count()) == ("sound", 0)


def test_of_two_equal_findings_the_newer_counts():
    kept = factories.reference("one", health="sound", health_checked_on=date(2026, 1, 5))
    newer = factories.reference("two", health="sound", health_checked_on=date(2026, 3, 5))
    merge_works(kept, newer)
    assert kept.health_checked_on == date(2026, 3, 5)


def test_what_was_confirmed_replaces_what_was_guessed():
    guess = factories.reference("guess", is_guessed=True, doi=None, pmid="77", volume="99")
    confirmed = factories.reference("sure")
    merge_works(guess, confirmed)
    guess.refresh_from_db()
    assert (guess.key, guess.volume, guess.doi, guess.pmid) == ("guess", "12", "10.5555/sure", "77")
    assert not guess.is_guessed
    assert [person.family for person in guess.contributors.all()] == ["Doe"]


def test_a_guess_does_not_replace_what_was_confirmed():
    confirmed = factories.reference("sure", volume="")
    merge_works(confirmed, factories.reference("guess", is_guessed=True, volume="99", pages="1-2"))
    confirmed.refresh_from_db()
    assert (confirmed.volume, confirmed.pages, confirmed.is_guessed) == ("99", "101-115", False)
    assert confirmed.contributors.count() == 1


def test_two_people_who_merge_the_same_works_do_no_harm(desk):
    kept, twin = factories.reference("one"), factories.reference("two")
    stale = Reference.objects.get(pk=kept.pk), Reference.objects.get(pk=twin.pk)
    merge_works(kept, twin)
    with pytest.raises(AlreadyMerged):
        merge_works(stale[0], stale[1])
    with pytest.raises(AlreadyMerged):
        merge_works(kept, kept)
    gone = {"action": "merge", "_selected_action": [kept.pk, stale[1].pk], "keep": kept.pk}
    page = desk.post(LIST, gone, follow=True).content.decode()
    assert "Choose two or more works" in page
    assert Reference.objects.count() == 1
