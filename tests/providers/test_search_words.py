"""Words: names and text, accents and typing errors, the same sets on both engines."""

from pathlib import Path

import pytest
from django.db import connection

from providers.document.schema import PersonRow
from providers.models import Provider, SearchText, Word
from providers.search import asked_words
from providers.search import words as text
from providers.search.criteria import Criteria
from providers.search.engine import search
from providers.search.index import rewrite
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    """Rows that a test takes back leave their keys to those of the next."""
    monkeypatch.setattr(text, "_known", text.KnownWords())


@pytest.fixture
def people(db):
    """Three listings whose names and words differ."""
    return {
        "johnson": factories.listed_provider(display_name="Dana Johnson", approach="We go slowly."),
        "garcia": factories.listed_provider(
            display_name="Lucía García-O'Brien",
            approach="Support for grief, 24/7; write to desk@care.example.",
        ),
        "clinic": factories.listed_provider(
            role="clinic",
            display_name="Test Harbor Clinic",
            people=[PersonRow("c1", "Robin Fernandez", parts=["leads"])],
            about="Near the river.",
        ),
    }


def found(words, people, **asked):
    """Return the keys of the people that words find."""
    ids = {hit.provider_id for hit in search(Criteria(words=words, **asked)).hits}
    return {key for key, row in people.items() if row.pk in ids}


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("johnson", {"johnson"}),
        ("JOHNSON, dana", {"johnson"}),
        ("Jonson", {"johnson"}),
        ("johnsen", {"johnson"}),
        ("Jon", set()),
        ("john", {"johnson"}),
        ("garcia", {"garcia"}),
        ("GARCÍA", {"garcia"}),
        ("Garsia", {"garcia"}),
        ("obrien", {"garcia"}),
        ("o’brien", {"garcia"}),
        ("24/7", {"garcia"}),
        ("desk@care.example", {"garcia"}),
        ("grief", {"garcia"}),
        ("clinic harbor", {"clinic"}),
        ("harbor garcia", set()),
        ("fernandes", {"clinic"}),
        ("river", {"clinic"}),
        ("austin", {"johnson", "garcia", "clinic"}),
        ("infusion", {"johnson", "garcia", "clinic"}),
        ("zzzzzzzz", set()),
        ("", {"johnson", "garcia", "clinic"}),
        ("'; DROP TABLE", set()),
        ('"*" OR NEAR(', set()),
        ("-", set()),
        ("a:* & b | !c", set()),
    ],
)
def test_words_find(words, keys, people):
    assert found(words, people) == keys


def test_words_join_the_other_filters(people):
    austin = (30.2706, -97.7426)
    assert found("Jonson", people, point=austin) == {"johnson"}
    assert found("Jonson", people, area_state="CA") == set()


def test_words_follow_every_change(people):
    row = people["johnson"]
    Provider.objects.filter(pk=row.pk).update(display_name="Dana Quimby")
    rewrite(row)
    assert found("johnson", people) == set()
    assert found("Quimbi", people) == {"johnson"}
    row.delete()
    assert found("quimby", people) == set()


@pytest.mark.parametrize("is_behind", [True, False])
def test_a_word_that_is_forgotten_is_forgotten_by_every_process(people, is_behind):
    other = text.KnownWords().refreshed()  # the memory of another process
    assert other.alternatives("garcja") == ["garcia"]
    if is_behind:
        text.remember({("quimby", True)})
    people["garcia"].delete()
    text.forget("Lucía García")
    other = other.refreshed()
    assert other.alternatives("garcja") == ["garcja"]
    assert other.alternatives("jonson") == ["johnson"]
    assert other.refreshed() is other


def test_street_and_legal_name_are_no_words(people):
    body = SearchText.objects.get(provider=people["johnson"]).body
    assert "1400" not in body
    assert "legal" not in body


def test_a_word_is_stored_once(people):
    count = Word.objects.count()
    rewrite(people["garcia"])
    assert Word.objects.count() == count


def test_a_search_with_words_takes_at_most_six_statements(people, django_assert_max_num_queries):
    search(Criteria(words="Jonson"))  # the first in a process reads all words
    for asked in ({}, {"point": (30.2706, -97.7426)}, {"point": (31.5, -97.7), "radius_miles": 5}):
        with django_assert_max_num_queries(6):
            search(Criteria(words="Jonson", **asked))


def test_the_triggers_that_keep_the_words_stand_after_all_migrations(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps an index, not triggers")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'providers_words%'"
        )
        assert {name for (name,) in cursor.fetchall()} == {
            "providers_words_insert", "providers_words_delete", "providers_words_update",
        }  # fmt: skip


def typed_names():
    """(name of a listing, what somebody types, whether it is found)."""
    lines = (Path(__file__).parent / "data" / "asked_names.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(name, typed, verdict == "found") for name, typed, verdict in rows]


@pytest.mark.parametrize(("name", "typed", "is_found"), typed_names())
def test_a_name_is_found_however_people_write_it(people, name, typed, is_found):
    row = factories.listed_provider(display_name=name)
    assert found(typed, {**people, "this": row}) == ({"this"} if is_found else set())


@pytest.mark.parametrize(
    "typed",
    [
        "5125550105", "512-555-0105", "(512) 555-0105", "512.555.0105", "512 555 0105", "+1 512 555 0105",
        "+1 (512) 555-0105", "1-512-555-0105", "tel: 512-555-0105", "512–555–0105", "555-0105", "555 0105",
        "(512)555-0105 ext. 4", "512/555-0105 x12", "call 512-555-0105",
    ],
)  # fmt: skip
def test_a_telephone_number_finds_whose_it_is_however_it_is_written(people, typed):
    row = factories.listed_provider(place={"phone": "+15125550105"})
    assert found(typed, {**people, "this": row}) == {"this"}
    assert found("512-555-0199", {**people, "this": row}) == set()  # no number is a misspelling of another


@pytest.mark.parametrize(
    ("typed", "words", "left_out"),
    [
        ("Dr. Ines Varga-Holt, M.D.", ("ines", "varga", "holt"), ("Dr", "MD")),
        ("Quillon, Ph.D., L.C.S.W.", ("quillon",), ("PhD", "LCSW")),
        ("J.R. Ostrander", ("j", "r", "ostrander"), ()),
        ("Dr", ("dr",), ()),
        ("LCSW", ("lcsw",), ()),
        ("24/7", ("24", "7"), ()),
        ("(512) 555-0105", ("5125550105",), ()),
        (" . Varga, ", ("varga",), ()),
        ("Do Thi Hoa", ("do", "thi", "hoa"), ()),
        ("Hoa Ma", ("hoa", "ma"), ()),
        ("hoa ma", ("hoa",), ("ma",)),
        ("", (), ()),
    ],
)
def test_titles_and_credentials_are_left_out_beside_a_name(typed, words, left_out):
    assert asked_words.read_words(typed) == asked_words.AskedWords(words, left_out)


def test_a_word_is_parted_in_bounded_time():
    known = text.KnownWords(names=["d", "da", "la"], name_set=frozenset({"d", "da", "la"}))
    assert known.groups("da" * 45 + "x") == [["da" * 45 + "x"]]


def test_the_page_says_which_words_it_left_out(client, people):
    page = client.get("/providers/?q=Dr.+Johnson,+M.D.").content.decode()
    assert "We looked for the name without “Dr” and “MD”." in page
    assert "without “" not in client.get("/providers/?q=Johnson").content.decode()
