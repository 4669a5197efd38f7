"""What a text costs is bounded by its size, at the doors through which texts come in."""

import contextlib

import pytest
from django.core.exceptions import SuspiciousOperation

from articles.bibliography.apa import casing, entry, names, numbers, rich_text
from articles.bibliography.formats import csl, detect, latex
from articles.text import citations, excerpts, rendering
from articles.works import importing
from listings.checks import claims, streets, texts
from listings.models import Submission
from listings.steps.fields import ROOM, SHORT
from listings.steps.forms import LIMITS
from listings.steps.rules import problems
from listings.steps.step import ROWS, Step
from providers import text_folding
from providers.document import schema as documents
from providers.places import spelling
from tests import factories, largest_draft, worst_inputs

KINDS = ("article-journal", "legislation")
FIELDS = ("title", "container-title", "volume", "issue", "page", "number", "genre", "edition", "section")


def _entries(text):
    text = text[: len(text) // 4]  # it stands in a dozen fields
    work = dict.fromkeys(FIELDS, text)
    people = [{"family": text, "given": text}]
    return [
        entry.entry_text({"type": kind, **work, "author": people, "issued": {"raw": text}}) for kind in KINDS
    ]


#: What reads the texts of listings and of searches; every rule is asked with every text.
READERS = {
    **{
        f"rule {rule.name}": lambda text, rule=rule: rule.finds(claims.Sentence(text, False))
        for rule in claims.RULES
    },
    "a hidden street": streets.HiddenStreets(["1400 Example Street", "1 N County Road 12"]).stand_in,
    "the street that is hidden": lambda text: streets.HiddenStreets([text]).stand_in("At 1400 Example."),
    "fold": text_folding.fold,
    "squash": spelling.squash,
    "county": spelling.county_key,
}
#: What reads the texts of editors.
EDITORS = {
    "render": rendering.render,
    "replace a key": lambda text: citations.replace_key(text, "a", "b"),
    "excerpt": lambda text: excerpts.excerpt(text, "a 1 the"),
    "pasted works": detect.read_works,
    "inline": rich_text.inline,
    "sentence case": casing.sentence_case,
    "decoded": latex.decoded,
    "encoded": latex.encoded,
    "initials": names.initials,
    "pages": numbers.pages,
    "normalized title": importing.normalized_title,
    "entries in APA": _entries,
    "fields of a work": lambda text: csl.to_fields(
        {"type": "book", "title": text, "author": [{"family": text}]}
    ),
}


def _runaways(read):
    def run(text):
        with contextlib.suppress(ValueError, TypeError, SuspiciousOperation):  # refusing is an answer
            read(text)

    return [text.name for text in worst_inputs.costliest(run) if worst_inputs.runs_away(run, text)]


@pytest.mark.parametrize("name", READERS)
def test_no_rule_runs_away_from_what_people_type(name):
    assert _runaways(READERS[name]) == []


@pytest.mark.parametrize("name", EDITORS)
def test_nothing_runs_away_from_what_editors_type_or_paste(name, caplog):
    caplog.set_level("CRITICAL")
    assert _runaways(EDITORS[name]) == []


@pytest.mark.parametrize("name", READERS)
def test_no_rule_costs_many_times_what_a_plain_pattern_costs(name):
    assert worst_inputs.dear(READERS[name], worst_inputs.general()) == []


@pytest.mark.parametrize("unit", ["a-", "1 ", "a\n", "We offer a cure. ", largest_draft.asking_every_rule()])
def test_all_texts_of_the_largest_draft_are_read_in_the_time_of_some_dozen_plain_patterns(unit):
    draft = largest_draft.filled(unit)

    def read_anew(_text):
        claims._findings.cache_clear()
        assert list(texts.findings(draft))

    size = sum(len(text) for _step, _path, text in texts.texts(draft))
    assert worst_inputs.times_plain(read_anew, "a" * size) < 5 * worst_inputs.DEAR


@pytest.fixture
def owner(client):
    """A therapist who is signed in and has begun."""
    row = factories.user()
    client.force_login(row)
    return row


def _post_about(client, owner, **texts):
    part = Submission.objects.new_listing_of(owner).typed.about
    client.post("/get-listed/about/", {"action": "keep", "seen": documents.fingerprint(part), **texts})
    return Submission.objects.get(owner=owner)


@pytest.mark.django_db
def test_a_text_that_is_far_too_long_is_kept_up_to_four_times_its_limit_and_the_page_says_so(client, owner):
    row = _post_about(client, owner, approach="a-" * 5000, website="https://practice.example/" + "a" * 9000)
    assert len(row.typed.about.approach) == ROOM * 640
    assert len(row.typed.about.website) == ROOM * 200
    page = client.get("/get-listed/about/?check", follow=True).content.decode()
    assert "Shorten this to 640 characters. Only the first 2560 of it were kept." in page
    assert "Shorten this to 200 characters. Only the first 800 of it were kept." in page


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_kept_whole_and_not_read_by_rules_until_it_is_shorter(client, owner):
    long = "Call 512-555-0143. " * 40
    row = _post_about(client, owner, approach=long)
    assert row.typed.about.approach == long
    said = [problem.sentence for problem in row.problems() if problem.path == "approach"]
    assert len(said) == 1
    assert "640" in said[0]
    row = _post_about(client, owner, approach="Call 512-555-0143.")
    assert ["phone" in p.sentence for p in row.problems() if p.path == "approach"] == [True]


@pytest.mark.django_db
def test_no_field_of_a_draft_keeps_more_than_four_times_its_limit(client, owner):
    for step in documents.STEPS:
        part = getattr(Submission.objects.new_listing_of(owner).typed, step)
        empty = {name: "x" * 9000 for name in _names(step)}
        client.post(f"/get-listed/{step}/", {"action": "keep", "seen": documents.fingerprint(part), **empty})
    kept = largest_draft.kept(Submission.objects.get(owner=owner).typed)
    assert len(kept) > 30
    assert {name: size for name, size in kept.items() if size > ROOM * LIMITS.get(name, SHORT)} == {}
    assert kept["approach"] == ROOM * 640


def _names(step):
    """Every name of a text field on a step's page, with two rows of each kind."""
    blank = documents.read_document({"places": {"places": [{"key": "p1"}]}})
    shown = Step.stored(step, blank, blank=[kind.name for kind in ROWS.get(step, ())])
    return [form.add_prefix(name) for form in shown.all_forms for name in form.fields if name != "file"]


@pytest.mark.django_db
def test_a_choice_that_is_sent_many_times_is_kept_once(client, owner):
    part = Submission.objects.new_listing_of(owner).typed.care
    data = {"action": "keep", "seen": documents.fingerprint(part), "languages": ["spanish"] * 400}
    client.post("/get-listed/care/", data)
    assert Submission.objects.get(owner=owner).typed.care.languages == ["spanish"]


@pytest.mark.django_db
def test_the_largest_draft_asks_the_database_no_more_than_a_small_one(django_assert_max_num_queries):
    for draft in (documents.Document(), largest_draft.filled("a-")):
        with django_assert_max_num_queries(8):
            problems(draft)


@pytest.mark.django_db
def test_texts_that_are_four_times_too_long_cost_no_reading():
    within, over = largest_draft.filled("a-"), largest_draft.filled("a-", times=ROOM)
    assert sum(len(text) for _step, _path, text in texts.texts(within)) > 20_000
    assert [text for _step, _path, text in texts.texts(over) if len(text) > 640] == []
    assert sum(len(text) for _step, _path, text in texts.texts(over)) < 10_000
